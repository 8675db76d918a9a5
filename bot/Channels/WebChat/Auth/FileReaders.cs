using System.Globalization;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Core.Store.WebChat;

namespace EscalationBot.Bot.Channels.WebChat.Auth;

/// <summary>
/// Who may open a file that a message shows: its sender; else whoever sees the message and, when it is about a case or stands in the
/// thread of one, may read that case now (<see cref="Visibility"/>). A message keeps standing when its case became restricted; its files
/// do not open.
/// </summary>
internal sealed class FileReaders(SlotMessages messages, CaseReaders cases)
{
    /// <summary>Whether the person, who sees the message, may open its files.</summary>
    public async Task<bool> MayAsync(WebPerson who, WebMessage message, CancellationToken ct)
    {
        if (message.Author == who.Email)
        {
            return true;
        }
        foreach (var id in new[] { message.Id, message.Thread }.OfType<long>().Distinct())
        {
            var text = id.ToString(CultureInfo.InvariantCulture);
            if (
                await messages.FindBindingAsync(ChannelNames.Web, message.Conversation, text, ct) is { CaseId: { } caseId }
                && !await cases.MayAsync(who.Email, caseId, ct)
            )
            {
                return false;
            }
        }
        return true;
    }
}
