using EscalationBot.Core.Store.WebChat;

namespace EscalationBot.Bot.Channels.WebChat.Receiving;

/// <summary>
/// After a start, hands in again what people wrote shortly before: a message that was kept but not yet handed in when the process died is
/// not lost, and the others are known already.
/// </summary>
internal sealed class WebChatRecovery(WebMessages messages, WebChatWriting writing, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan LookBack = TimeSpan.FromMinutes(10);
    private const int MostAtOnce = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var after = time.GetUtcNow() - LookBack;
        var afterId = long.MaxValue;
        IReadOnlyList<WebMessage> recent;
        do
        {
            recent = await messages.ChangedAsync(after, afterId, MostAtOnce, stoppingToken);
            foreach (var message in recent.Where(message => message.Author != WebMessage.Bot && !message.Deleted))
            {
                await writing.HandInAsync(message, stoppingToken);
            }

            (after, afterId) = recent.Count > 0 ? (recent[^1].ChangedAt, recent[^1].Id) : (after, afterId);
        } while (recent.Count == MostAtOnce);
    }
}
