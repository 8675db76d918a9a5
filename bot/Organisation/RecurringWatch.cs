using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Insights.Recurring;

namespace EscalationBot.Bot.Organisation;

/// <summary>
/// Looks at the recurring issues now and then, so that neither a digest nor a page waits for what a start has to read and encode.
/// </summary>
internal sealed partial class RecurringWatch(
    WorkplaceHolder workplaces,
    RecurringIssues recurring,
    TimeProvider time,
    ILogger<RecurringWatch> logger
) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10),
        Behind = TimeSpan.FromSeconds(2),
        First = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = First;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stoppingToken.IsCancellationRequested && workplaces.IsLoaded)
            {
                pause = await LookAsync(stoppingToken);
            }
        }
    }

    /// <summary>The loop of a worker: trouble of the database is told, and looked at again later.</summary>
    private async Task<TimeSpan> LookAsync(CancellationToken ct)
    {
        try
        {
            await recurring.ReadAsync(workplaces.Current.Organisation, workplaces.Current.Triage.Data.Knowledge, ct);
            return recurring.IsBehind ? Behind : Pause;
        }
        catch (Exception failed) when (!ct.IsCancellationRequested)
        {
            LogFailed(logger, failed);
            return Pause;
        }
        catch (OperationCanceledException)
        {
            return Pause;
        }
    }

    [LoggerMessage(3091, LogLevel.Warning, "Recurring issues could not be read; looked at again in ten minutes")]
    private static partial void LogFailed(ILogger logger, Exception failed);
}
