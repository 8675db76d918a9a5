using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk;
using Timers = EscalationBot.Core.Store.Timers;

namespace EscalationBot.Bot.Workers;

/// <summary>Gives each digest of organisation.yaml its first timer; from then on every digest sets the next one itself. Looks again when the organisation changes.</summary>
internal sealed class DigestSchedules(WorkplaceHolder workplaces, Timers timers, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        string? seen = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            if (workplaces.IsLoaded && workplaces.Current.Organisation is var organisation && organisation.Version != seen)
            {
                foreach (var schedule in organisation.Digests)
                {
                    var subject = Digests.Subject(schedule);
                    if (await timers.FindAsync(subject, TimerNames.Digest, stoppingToken) is null)
                    {
                        await timers.SetAsync(subject, TimerNames.Digest, Digests.Next(schedule, organisation.Calendar, time.GetUtcNow()), stoppingToken);
                    }
                }

                seen = organisation.Version;
            }

            await Task.Delay(Pause, time, stoppingToken);
        }
    }
}
