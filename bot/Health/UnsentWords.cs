using System.Globalization;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Timers;
using EscalationBot.Core.Store.People;
using EscalationBot.Core.Store.Queues;
using Timers = EscalationBot.Core.Store.Queues.Timers;

namespace EscalationBot.Bot.Health;

/// <summary>
/// Words that should have arrived long ago: those of a channel that is off, and those that this version cannot read, are told by nothing
/// else.
/// </summary>
internal sealed class UnsentWords(Outbox outbox, Timers timers, ChannelMemory memory, BotMetrics metrics)
{
    private const string Prefix = "unsent:";

    private static readonly TimeSpan Overdue = TimeSpan.FromHours(1);

    /// <summary>Managers hear once of each channel on which words lie that should have arrived an hour ago, until they have.</summary>
    public async Task TellAsync(DateTimeOffset now, CancellationToken ct)
    {
        var told = await memory.AllAsync(Reconciler.Memory, Prefix, ct);
        var overdue = await outbox.OverdueAsync(now - Overdue, now - Overdue, ct);
        foreach (var one in overdue)
        {
            metrics.Compared(one.Channel, "unsent");
            if (told.ContainsKey(Prefix + one.Channel))
            {
                continue;
            }
            var words = string.Create(
                CultureInfo.InvariantCulture,
                $"{one.Count} messages wait to be sent on {(one.Channel.Length == 0 ? "no channel" : one.Channel)} "
                    + $"since {one.Since:yyyy-MM-dd HH:mm} UTC"
                    + $"{(one.Why is null ? "." : ": " + one.Why)}"
            );
            // The same moment on every replica: it fires once.
            await timers.SetAsync(Checkups.Subject(words), TimerNames.Checkup, now, ct);
            await memory.SetAsync(Reconciler.Memory, Prefix + one.Channel, words, ct);
        }
        foreach (var key in told.Keys.Where(key => overdue.All(one => Prefix + one.Channel != key)))
        {
            await memory.SetAsync(Reconciler.Memory, key, null, ct);
        }
    }
}
