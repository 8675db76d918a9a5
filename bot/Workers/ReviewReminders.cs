using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk;
using Timers = EscalationBot.Core.Store.Timers;

namespace EscalationBot.Bot.Workers;

/// <summary>Gives each review date of the criteria its first timer; from then on every reminder sets the next one itself. Looks again when the organisation changes.</summary>
internal sealed class ReviewReminders(WorkplaceHolder workplaces, Timers timers, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        string? seen = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            if (workplaces.IsLoaded && workplaces.Current.Organisation is var organisation && organisation.Version != seen)
            {
                foreach (var review in Reviews.Of(organisation))
                {
                    if (await timers.FindAsync(review.Subject, TimerNames.Review, stoppingToken) is null)
                    {
                        await timers.SetAsync(review.Subject, TimerNames.Review, Reviews.Due(review, organisation.Calendar), stoppingToken);
                    }
                }

                seen = organisation.Version;
            }

            await Task.Delay(Pause, time, stoppingToken);
        }
    }
}
