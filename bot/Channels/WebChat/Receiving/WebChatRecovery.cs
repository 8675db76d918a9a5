using EscalationBot.Core.Store.WebChat;

namespace EscalationBot.Bot.Channels.WebChat.Receiving;

/// <summary>
/// After a start, hands in again what people wrote shortly before: a message that was kept but not yet handed in when the process died is
/// not lost, and the others are known already.
/// </summary>
internal sealed partial class WebChatRecovery(WebMessages messages, WebChatWriting writing, TimeProvider time, ILogger<WebChatRecovery> log)
    : BackgroundService
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookBack = TimeSpan.FromMinutes(10);
    private const int MostAtOnce = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var since = time.GetUtcNow() - LookBack;
        while (!await TryAsync(since, stoppingToken))
        {
            await Task.Delay(Soon, time, stoppingToken);
        }
    }

    private async Task<bool> TryAsync(DateTimeOffset since, CancellationToken ct)
    {
        try
        {
            await HandInAsync(since, ct);
            return true;
        }
        catch (Exception failed) when (failed is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            // The database may be away for a while. What was handed in already is known.
            LogFailed(log, failed);
            return false;
        }
    }

    private async Task HandInAsync(DateTimeOffset after, CancellationToken ct)
    {
        var afterId = long.MaxValue;
        IReadOnlyList<WebMessage> recent;
        do
        {
            recent = await messages.ChangedAsync(after, afterId, MostAtOnce, ct);
            foreach (var message in recent.Where(message => message.Author != WebMessage.Bot && !message.Deleted))
            {
                await writing.HandInAsync(message, ct);
            }

            (after, afterId) = recent.Count > 0 ? (recent[^1].ChangedAt, recent[^1].Id) : (after, afterId);
        } while (recent.Count == MostAtOnce);
    }

    [LoggerMessage(2212, LogLevel.Warning, "Web chat: what was written shortly before the stop could not be read; tried again")]
    private static partial void LogFailed(ILogger log, Exception failed);
}
