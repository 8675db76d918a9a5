using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk;
using EscalationBot.Core.Store;

namespace EscalationBot.Bot.Workers;

/// <summary>Sets the timers of digests that organisation.yaml asks for; from then on each digest sets its next one.</summary>
internal sealed class DigestTimers(Timers timers, WorkplaceHolder holder, TimeProvider time)
{
    /// <summary>Adds what is missing and moves what was planned by an older file. What is due already is left to fire.</summary>
    public async Task SetAsync(CancellationToken ct)
    {
        var organisation = holder.Current.Organisation;
        var now = time.GetUtcNow();
        foreach (var schedule in organisation.Digests)
        {
            var planned = await timers.FindAsync(Digests.Subject(schedule), TimerNames.Digest, ct);
            var next = Digests.Next(schedule, organisation.Calendar, now);
            if (planned is null || (planned > now && planned != next)) await timers.SetAsync(Digests.Subject(schedule), TimerNames.Digest, next, ct);
        }
    }
}
