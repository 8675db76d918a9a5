using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Timers;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Organisation;
using Timers = EscalationBot.Core.Store.Queues.Timers;

namespace EscalationBot.Bot.Organisation;

/// <summary>
/// Gives each digest, and each review date of the organisation's files and articles, its timer; from then on every one that fires sets the
/// next one itself. Looks again when the files or the articles change: a digest whose days, time or zone are others now moves. Each hole in
/// a rota, and each change of shift, gets one, too.
/// </summary>
internal sealed partial class OrganisationTimers(
    WorkplaceHolder workplaces,
    Timers timers,
    TimeProvider time,
    ILogger<OrganisationTimers> logger
) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5),
        AgainForGaps = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        (string Version, SearchIndex Knowledge)? seen = null;
        var looked = DateTimeOffset.MinValue;
        while (!stoppingToken.IsCancellationRequested)
        {
            if (
                workplaces.IsLoaded
                && workplaces.Current is var (organisation, triage)
                && ((organisation.Version, triage.Data.Knowledge) != seen || time.GetUtcNow() - looked >= AgainForGaps)
                && await TrySetAsync(organisation, triage.Data.Knowledge, stoppingToken)
            )
            {
                (seen, looked) = ((organisation.Version, triage.Data.Knowledge), time.GetUtcNow());
            }
            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Sets what is not set, and moves what is due at another time now. What is due already is left to fire.</summary>
    internal async Task SetAsync(OrganisationSnapshot organisation, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        foreach (var schedule in organisation.Digests)
        {
            var (subject, next) = (Digests.Subject(schedule), Digests.Next(schedule, organisation.Calendar, now));
            var set = await timers.FindAsync(subject, TimerNames.Digest, ct);
            if (set is null || (set > now && set != next))
            {
                await timers.SetAsync(subject, TimerNames.Digest, next, ct);
            }
        }
        foreach (var review in Reviews.Of(organisation))
        {
            if (await timers.FindAsync(review.Subject, TimerNames.Review, ct) is null)
            {
                await timers.SetAsync(review.Subject, TimerNames.Review, Reviews.Due(review, organisation.Calendar), ct);
            }
        }
    }

    /// <summary>
    /// Gives each review date of articles its timer. Days that have passed before any was set come in one message: a knowledge base that is
    /// put in as a whole reminds once.
    /// </summary>
    internal async Task SetArticleReviewsAsync(OrganisationSnapshot organisation, SearchIndex knowledge, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var today = organisation.Calendar.DateOf(now);
        var unset = new List<ArticleReview>();
        foreach (var review in ArticleReviews.Of(organisation, knowledge.Articles, today))
        {
            if (await timers.FindAsync(review.Subject, TimerNames.ArticleReview, ct) is null)
            {
                unset.Add(review);
            }
        }

        foreach (
            var ofKeeper in unset.Where(review => review.By < today).GroupBy(review => review.Keeper).Where(group => group.Count() > 1)
        )
        {
            var together = ofKeeper.MaxBy(review => review.By)! with { OrEarlier = true };
            if (await timers.FindAsync(together.Subject, TimerNames.ArticleReview, ct) is null)
            {
                await timers.SetAsync(
                    together.Subject,
                    TimerNames.ArticleReview,
                    ArticleReviews.Due(together, organisation.Calendar, now),
                    ct
                );
            }

            foreach (var review in ofKeeper)
            {
                await timers.SetAsync(review.Subject, TimerNames.ArticleReview, ArticleReviews.Never(now), ct);
                unset.Remove(review);
            }
        }

        foreach (var review in unset)
        {
            await timers.SetAsync(review.Subject, TimerNames.ArticleReview, ArticleReviews.Due(review, organisation.Calendar, now), ct);
        }
    }

    /// <summary>Gives each hole that a rota has within the next days its timer, once.</summary>
    internal async Task SetGapsAsync(OrganisationSnapshot organisation, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        foreach (var (subject, _, gap) in RotaGaps.Of(organisation, now))
        {
            if (await timers.FindAsync(subject, TimerNames.RotaGap, ct) is null)
            {
                await timers.SetAsync(subject, TimerNames.RotaGap, RotaGaps.Due(organisation, gap, now), ct);
            }
        }
    }

    /// <summary>Gives each change of shift that a rota has within the next day its timer.</summary>
    internal async Task SetShiftsAsync(OrganisationSnapshot organisation, CancellationToken ct)
    {
        foreach (var (subject, at) in ShiftChanges.Of(organisation, time.GetUtcNow()))
        {
            if (await timers.FindAsync(subject, TimerNames.Shift, ct) is null)
            {
                await timers.SetAsync(subject, TimerNames.Shift, at, ct);
            }
        }
    }

    /// <summary>The loop of a worker: trouble of the database is told, and the next look is due in five seconds.</summary>
    private async Task<bool> TrySetAsync(OrganisationSnapshot organisation, SearchIndex knowledge, CancellationToken ct)
    {
        try
        {
            await SetAsync(organisation, ct);
            await SetGapsAsync(organisation, ct);
            await SetShiftsAsync(organisation, ct);
            await SetArticleReviewsAsync(organisation, knowledge, ct);
            return true;
        }
        catch (Exception failed)
        {
            if (!ct.IsCancellationRequested)
            {
                LogFailed(logger, failed);
            }
            return false;
        }
    }

    [LoggerMessage(3051, LogLevel.Warning, "Timers of the organisation's files could not be set; tried again in five seconds")]
    private static partial void LogFailed(ILogger logger, Exception failed);
}
