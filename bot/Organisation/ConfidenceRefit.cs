using EscalationBot.Core.Insights;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.People;
using EscalationBot.Core.Triage.Confidence;

namespace EscalationBot.Bot.Organisation;

/// <summary>
/// Once a day fits the confidence on what people said about answers, and puts the result in force when the guard lets it pass. Every
/// calibration that was ever in force is kept in the store; <c>Triage:Refit=false</c> goes back to the shipped one.
/// </summary>
internal sealed partial class ConfidenceRefit(WorkplaceLoader loader, Records records, ChannelMemory memory, RefitSurroundings around)
    : BackgroundService
{
    internal const string Owner = "triage",
        Key = "calibrations";
    private static readonly TimeSpan Every = TimeSpan.FromDays(1),
        Soon = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Window = TimeSpan.FromDays(180);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = Soon;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (pause == Soon)
                {
                    loader.Calibration = await InForceAsync(stoppingToken);
                }
                await Task.Delay(pause, around.Time, stoppingToken);
                await FitAsync(stoppingToken);
                pause = Every;
            }
            catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
            {
                // The loop of a worker: the calibration in force stays.
                LogFailed(around.Logger, failed);
                await Task.Delay(Soon, around.Time, stoppingToken);
            }
        }
    }

    /// <summary>Fits once; the calibration in force afterwards.</summary>
    internal async Task<Calibration> FitAsync(CancellationToken ct)
    {
        var current = await InForceAsync(ct);
        if (around.Options.Refit)
        {
            var log = CalibrationLog.Parse(await memory.FindAsync(Owner, Key, ct));
            var now = around.Time.GetUtcNow();
            var labels = new List<ConfidenceLabel>();
            await records.EachQuestionAsync(
                now - Window,
                asked =>
                {
                    if (ConfidenceLabels.Of(asked, log) is { } label)
                    {
                        labels.Add(label);
                    }
                },
                ct
            );
            var (taken, why) = CalibrationFit.Of(labels, current);
            if (taken is null)
            {
                LogKept(around.Logger, current.ToString(), why);
            }
            else
            {
                await memory.SetAsync(Owner, Key, log.With(now, taken).ToString(), ct);
                LogTaken(around.Logger, current.ToString(), taken.ToString(), why);
                current = taken;
            }
        }
        loader.Calibration = current;
        return current;
    }

    /// <summary>
    /// The stored one; when refitting is off the shipped one, noted as such, because old confidences are read by this log.
    /// </summary>
    private async Task<Calibration> InForceAsync(CancellationToken ct)
    {
        var log = CalibrationLog.Parse(await memory.FindAsync(Owner, Key, ct));
        if (around.Options.Refit || log.Current == Calibration.Shipped)
        {
            return log.Current;
        }
        await memory.SetAsync(Owner, Key, log.With(around.Time.GetUtcNow(), Calibration.Shipped).ToString(), ct);
        LogTaken(around.Logger, log.Current.ToString(), Calibration.Shipped.ToString(), "Triage:Refit is off");
        return Calibration.Shipped;
    }

    [LoggerMessage(2011, LogLevel.Information, "Confidence refitted from {Before} to {After}: {Why}")]
    private static partial void LogTaken(ILogger logger, string before, string after, string why);

    [LoggerMessage(2012, LogLevel.Information, "Confidence stays at {Current}: {Why}")]
    private static partial void LogKept(ILogger logger, string current, string why);

    [LoggerMessage(2013, LogLevel.Warning, "Confidence could not be refitted; the one in force stays")]
    private static partial void LogFailed(ILogger logger, Exception failed);
}

/// <summary>What the refit looks at beside its stores.</summary>
internal sealed record RefitSurroundings(TriageOptions Options, TimeProvider Time, ILogger<ConfidenceRefit> Logger);
