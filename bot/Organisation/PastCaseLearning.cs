using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Core.Triage.Routing;

namespace EscalationBot.Bot.Organisation;

/// <summary>
/// Learns from past cases where questions belong, again whenever one was resolved, moved or forgotten. Beside the desk, which goes on with
/// what was learned before. Nothing learned is stored: each replica and each start learns the same from the same cases, and what was
/// forgotten is unlearned at the next look. <c>Triage:LearnFromCases=false</c> turns it off. With a sentence encoder it also makes the
/// newest cases known by meaning, before anybody asks for the like of them.
/// </summary>
internal sealed partial class PastCaseLearning(WorkplaceLoader loader, Records records, WorkplaceHolder holder, LearningSurroundings around)
    : BackgroundService
{
    /// <summary>Habits change: older ones teach less than they mislead, and more take too long.</summary>
    internal const int Most = 5_000;
    private const int Prepared = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    private (long Cases, long Versions, string Organisation) _learned;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
            {
                // The loop of a worker: what was learned before stays in force.
                LogFailed(around.Logger, failed);
            }
            await Task.Delay(Pause, around.Time, stoppingToken);
        }
    }

    /// <summary>Learns when the cases or the organisation's files are others than last time.</summary>
    internal async Task LookAsync(CancellationToken ct)
    {
        var workplace = holder.Current;
        var organisation = workplace.Organisation;
        if (workplace.Triage.Data.Knowledge.HasEncoder)
        {
            var newest = await around.Cases.CasesAsync(new CaseFilter { Limit = Prepared }, ct);
            await Task.Run(() => CaseEmbeddings.Prepare(workplace, newest, ct), ct);
        }
        if (!around.Options.LearnFromCases)
        {
            return;
        }
        // Read before the cases: a change in between is seen at the next look.
        var (cases, versions) = await records.PastCasesMarkAsync(ct);
        if (_learned == (cases, versions, organisation.Version))
        {
            return;
        }
        var past = await records.PastCasesAsync(Most, ct);
        var started = around.Time.GetTimestamp();
        loader.PastCases = await Task.Run(() => PastCases.Learn(past, organisation), ct);
        _learned = (cases, versions, organisation.Version);
        if (loader.PastCases is null)
        {
            LogTooFew(around.Logger, past.Count);
        }
        else
        {
            LogLearned(around.Logger, past.Count, around.Time.GetElapsedTime(started).TotalMilliseconds);
        }
    }

    [LoggerMessage(2031, LogLevel.Information, "Learned from {Cases} past cases where questions belong, in {Milliseconds:0} ms")]
    private static partial void LogLearned(ILogger logger, int cases, double milliseconds);

    [LoggerMessage(2032, LogLevel.Debug, "{Cases} past cases do not yet tell where questions belong")]
    private static partial void LogTooFew(ILogger logger, int cases);

    [LoggerMessage(2033, LogLevel.Warning, "Past cases could not be learned from; what was learned before stays")]
    private static partial void LogFailed(ILogger logger, Exception failed);
}

/// <summary>What the learning looks at beside its stores.</summary>
internal sealed record LearningSurroundings(TriageOptions Options, CaseStore Cases, TimeProvider Time, ILogger<PastCaseLearning> Logger);
