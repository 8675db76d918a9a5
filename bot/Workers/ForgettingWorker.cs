using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Hosting;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Erasure;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Workers;

/// <summary>
/// Once a day takes the personal data out of what has been over for <c>Retention:Days</c>, and removes rows of the audit that are older
/// than <c>Retention:AuditDays</c>.
/// </summary>
internal sealed partial class ForgettingWorker(
    Forgetting forgetting,
    AuditPruning audit,
    UninstallNotice uninstalls,
    IOptions<RetentionOptions> options,
    TimeProvider time,
    ILogger<ForgettingWorker> logger
) : BackgroundService
{
    /// <summary>A start has better things to do first.</summary>
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromDays(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = First;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stoppingToken.IsCancellationRequested)
            {
                pause = await ForgetAsync(stoppingToken);
            }
        }
    }

    private async Task<TimeSpan> ForgetAsync(CancellationToken ct)
    {
        try
        {
            var count = await forgetting.ForgetAsync(time.GetUtcNow().AddDays(-options.Value.Days), ct);
            if (count > 0)
            {
                LogForgotten(logger, count, options.Value.Days);
            }
            foreach (var channel in await uninstalls.DueAsync(ct))
            {
                LogUninstalled(logger, channel, await forgetting.ForgetChannelAsync(channel, ct));
                await uninstalls.DeletedAsync(channel, ct);
            }

            var pruned = await audit.PruneAsync(time.GetUtcNow().AddDays(-options.Value.AuditDays), ct);
            if (pruned > 0)
            {
                LogPruned(logger, pruned, options.Value.AuditDays);
            }
            return Pause;
        }
        catch (Exception error) when (error is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            LogFailed(logger, error);
            return AfterFailure;
        }
        catch (OperationCanceledException)
        {
            return Pause;
        }
    }

    [LoggerMessage(3041, LogLevel.Information, "Personal data of {Count} rows older than {Days} days was removed")]
    private static partial void LogForgotten(ILogger logger, int count, int days);

    [LoggerMessage(3042, LogLevel.Error, "Personal data could not be removed; tried again in an hour")]
    private static partial void LogFailed(ILogger logger, Exception error);

    [LoggerMessage(3044, LogLevel.Information, "The app was removed from {Channel} long ago: {Count} rows of it were deleted or emptied")]
    private static partial void LogUninstalled(ILogger logger, string channel, int count);

    [LoggerMessage(
        3043,
        LogLevel.Information,
        "{Count} rows of the audit older than {Days} days were removed; a row of the audit says where it begins now"
    )]
    private static partial void LogPruned(ILogger logger, int count, int days);
}
