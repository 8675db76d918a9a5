using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Desk.Timers;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.People;
using EscalationBot.Core.Triage.Confidence;
using Timers = EscalationBot.Core.Store.Queues.Timers;

namespace EscalationBot.Bot.Organisation;

/// <summary>
/// Four times a day holds the promise against what people said about answers, and fits the confidence on it; puts the result in force when
/// the guards let it pass. When answers refute the promise, the managers hear of it. Every calibration that was ever in force is kept in
/// the store; <c>Triage:Refit=false</c> goes back to the shipped one.
/// </summary>
internal sealed partial class ConfidenceRefit(WorkplaceLoader loader, Records records, ChannelMemory memory, RefitSurroundings around)
    : BackgroundService
{
    internal const string Owner = "triage",
        Key = "calibrations";
    private static readonly TimeSpan Every = TimeSpan.FromHours(6),
        Soon = TimeSpan.FromMinutes(5);
    internal static readonly TimeSpan Window = TimeSpan.FromDays(180);

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
                    loader.ConfirmedAnswers = await ConfirmedAsync(stoppingToken);
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
            var reader = new ConfidenceLabels(log);
            await records.EachQuestionAsync(now - Window, reader.Add, ct);
            var labels = reader.At(now);
            loader.ConfirmedAnswers = labels.Count(label => label.IsSaid);
            var step = CalibrationStep.Of(labels, log, around.Options, now);
            var (taken, why) = (step.Taken, step.Why);
            if (taken is null)
            {
                LogKept(around.Logger, current.ToString(), why);
            }
            else
            {
                await memory.SetAsync(Owner, Key, log.With(now, taken).ToString(), ct);
                LogTaken(around.Logger, current.ToString(), taken.ToString(), why);
                current = taken;
                if (step.IsRefuted)
                {
                    await TellAsync(step, now, ct);
                }
            }
        }
        loader.Calibration = current;
        return current;
    }

    private async Task TellAsync(PromiseOutcome promise, DateTimeOffset now, CancellationToken ct)
    {
        var words = Words.In(around.Language());
        var text = words.Say(
            "promise_text",
            promise.Wrong.ToString("0.#", words.Culture),
            promise.All.ToString("0.#", words.Culture),
            around.Options.ErrorRate.ToString("P0", words.Culture)
        );
        // The same moment on every replica: it fires once.
        await around.Timers.SetAsync(
            Checkups.Promise(text),
            TimerNames.Checkup,
            new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero),
            ct
        );
    }

    /// <summary>About how many answers people said something.</summary>
    private async Task<int> ConfirmedAsync(CancellationToken ct)
    {
        var (log, count) = (CalibrationLog.Parse(await memory.FindAsync(Owner, Key, ct)), 0);
        await records.EachQuestionAsync(
            around.Time.GetUtcNow() - Window,
            asked => count += ConfidenceLabels.Of(asked, log) is null ? 0 : 1,
            ct
        );
        return around.Options.Refit ? count : 0;
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
internal sealed record RefitSurroundings(TriageOptions Options, TimeProvider Time, ILogger<ConfidenceRefit> Logger)
{
    /// <summary>Fires what the managers are told.</summary>
    public required Timers Timers { get; init; }

    /// <summary>The organisation's language now.</summary>
    public Func<string> Language { get; init; } = () => "en";
}
