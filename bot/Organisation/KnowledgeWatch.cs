using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Knowledge;

namespace EscalationBot.Bot.Organisation;

/// <summary>
/// Looks every few seconds whether articles changed, or drafts wait that nobody asked about, and has the confirmed questions asked again.
/// One look at a time, beside the desk: what it finds comes in as a timer that is due. While nothing changes it reads two numbers and the
/// drafts that wait.
/// </summary>
internal sealed partial class KnowledgeWatch(
    WorkplaceLoader loader,
    WorkplaceHolder workplaces,
    KnowledgeRuns runs,
    KnowledgeWatchSurroundings around,
    ILogger<KnowledgeWatch> logger
) : BackgroundService
{
    private const int MostDrafts = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5),
        LongestWait = TimeSpan.FromMinutes(10);

    private DateTimeOffset? _waitsSince;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Pause, around.Time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stoppingToken.IsCancellationRequested && workplaces.IsLoaded)
            {
                await TryLookAsync(stoppingToken);
            }
        }
    }

    /// <summary>One look.</summary>
    internal async Task LookAsync(CancellationToken ct)
    {
        var (revision, now) = (await around.Articles.RevisionAsync(ct), around.Time.GetUtcNow());
        // What is not measured yet looks worse than it is. Where articles change all the time, it is asked all the same.
        _waitsSince ??= now;
        if (!loader.HasTakenOver(revision) && now - _waitsSince < LongestWait)
        {
            return;
        }

        _waitsSince = null;
        var (organisation, triage) = workplaces.Current;
        if (!await runs.RunAsync(organisation, triage, ct))
        {
            return;
        }

        foreach (var draft in (await around.Cases.WaitingDraftsAsync(ct)).Where(draft => !draft.IsForgotten).Take(MostDrafts))
        {
            await runs.LookAtDraftAsync(organisation, triage, draft, loader.TryAsync, ct);
        }
    }

    /// <summary>The loop of a worker: trouble is told, and the next look is due in five seconds.</summary>
    private async Task TryLookAsync(CancellationToken ct)
    {
        try
        {
            await LookAsync(ct);
        }
        catch (Exception failed)
        {
            if (!ct.IsCancellationRequested)
            {
                LogFailed(logger, failed);
            }
        }
    }

    [LoggerMessage(3097, LogLevel.Warning, "Confirmed questions could not be asked again; tried again in five seconds")]
    private static partial void LogFailed(ILogger logger, Exception failed);
}

/// <summary>What the watch reads.</summary>
internal sealed record KnowledgeWatchSurroundings(Articles Articles, CaseStore Cases, TimeProvider Time);
