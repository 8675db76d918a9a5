using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Incidents;
using EscalationBot.Core.Store.Cases;
using Timers = EscalationBot.Core.Store.Queues.Timers;

namespace EscalationBot.Bot.Organisation;

/// <summary>
/// Looks every few seconds whether new questions look like one problem, and hands what it sees to the desk as a timer that is due. The desk
/// reads again and decides: two replicas that see the same make one card. While nothing new is asked it reads two numbers.
/// </summary>
internal sealed partial class IncidentWatch(
    WorkplaceHolder workplaces,
    Loader reading,
    IncidentWatchStores stores,
    TimeProvider time,
    ILogger<IncidentWatch> logger
) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private (DateTimeOffset? Newest, long Cases) _seen;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stoppingToken.IsCancellationRequested && workplaces.IsLoaded)
            {
                await TryLookAsync(stoppingToken);
            }
        }
    }

    /// <summary>One look.</summary>
    internal async Task LookAsync(CancellationToken ct)
    {
        var (workplace, now) = (workplaces.Current, time.GetUtcNow());
        var rule = workplace.Organisation.Incidents;
        var (count, newest) = await stores.Cases.CountQuestionsAsync(now - rule.Within, ct);
        if (count < rule.Accounts)
        {
            return;
        }

        // An answer that did not help is a report when it becomes a case.
        var seen = (newest, await stores.Cases.CountCasesAsync(new CaseFilter { Since = now - rule.Within }, ct));
        if (seen == _seen)
        {
            return;
        }

        if (await reading.SeesRiseAsync(workplace, now, ct))
        {
            await stores.Timers.SetAsync(Outbreaks.Subject, TimerNames.Rise, now, ct);
        }

        _seen = seen;
    }

    /// <summary>The loop of a worker: trouble of the database is told, and the next look is due in five seconds.</summary>
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

    [LoggerMessage(3096, LogLevel.Warning, "Reports could not be looked at; looked at again in five seconds")]
    private static partial void LogFailed(ILogger logger, Exception failed);
}

/// <summary>What the watch reads, and where it says what it saw.</summary>
internal sealed record IncidentWatchStores(CaseStore Cases, Timers Timers);
