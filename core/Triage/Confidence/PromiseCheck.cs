using System.Globalization;

namespace EscalationBot.Core.Triage.Confidence;

/// <summary>What answers that were given say about the promised precision.</summary>
/// <param name="Taken">The new calibration, or null: the one in force stays.</param>
/// <param name="IsRefuted">More answers are wrong than was promised; the new calibration is more careful.</param>
/// <param name="Wrong">Answers that were wrong, weighed.</param>
/// <param name="All">Answers that were looked at, weighed.</param>
/// <param name="Why">For the log.</param>
public sealed record PromiseOutcome(Calibration? Taken, bool IsRefuted, double Wrong, double All, string Why);

/// <summary>
/// Holds the promise (at most <see cref="TriageOptions.ErrorRate"/> of the answers are wrong) against what people said about the newest
/// answers: those since the calibration last changed, of <see cref="Newest"/> at most. It becomes more careful as soon as they refute the
/// promise, and by a small step, which nobody is told of, when they only speak against it (80 %). It becomes less careful as far as what
/// would be answered then keeps it: answers, and what was only offered and found right or not, of which people said something of
/// <see cref="LeastToTrust"/>. Both by exact bounds at 95 % (<see cref="ClopperPearson"/>); each change needs answers of its own.
/// </summary>
public static class PromiseCheck
{
    /// <summary>Answers about which people said something that are needed before the engine becomes less careful.</summary>
    public const int LeastToTrust = 50;

    /// <summary>One wrong answer refutes nothing.</summary>
    public const int LeastWrong = 3;

    /// <summary>What is older says little about now.</summary>
    public static readonly TimeSpan Newest = TimeSpan.FromDays(28);

    private const double StepBack = 0.3,
        StepForward = 0.15,
        Suspicion = 0.8;
    private const int MostSteps = 7;

    /// <summary>Confidence from which the engine answers what is found by words.</summary>
    public static double AnswerFrom(TriageOptions options) => Thresholds.From(options, hasMeaning: false).AnswerFrom;

    /// <param name="labels">In any order.</param>
    /// <param name="log">The calibrations that were in force.</param>
    /// <param name="errorRate">At most this share of answers may be wrong.</param>
    /// <param name="now">The moment.</param>
    public static PromiseOutcome Of(IReadOnlyList<ConfidenceLabel> labels, CalibrationLog log, double errorRate, DateTimeOffset now)
    {
        var fresh = Fresh(labels, log);
        var recent = fresh.Where(label => label.WasAnswer && label.At > now - Newest).ToList();
        var (wrong, all) = (recent.Where(label => !label.Right).Sum(label => label.Weight), recent.Sum(label => label.Weight));
        if (wrong >= LeastWrong && ClopperPearson.Lower((int)wrong, (int)Math.Ceiling(all)) > errorRate)
        {
            return new(Moved(log.Current, -StepBack), true, wrong, all, Words("refute"));
        }
        if (wrong >= LeastWrong && ClopperPearson.Lower((int)wrong, (int)Math.Ceiling(all), Suspicion) > errorRate)
        {
            return new(Moved(log.Current, -StepForward), false, wrong, all, Words("speak against"));
        }
        Calibration? proven = null;
        (wrong, all) = Counted(fresh, log.Current);
        // From the smallest step on of which enough is known, up to the first that is not proven: so the bound holds for all of them
        // together. A step that answers no more of what was asked than the one before proves nothing of its own.
        var answered = 0;
        for (var step = 1; step <= MostSteps && Moved(log.Current, step * StepForward) is { } next; step++)
        {
            if (Said(fresh, next) < LeastToTrust || Answered(fresh, next).Count() == answered)
            {
                continue;
            }
            if (!Keeps(fresh, next, errorRate))
            {
                break;
            }
            (proven, answered) = (next, Answered(fresh, next).Count());
            (wrong, all) = Counted(fresh, next);
        }
        return new(proven, false, wrong, all, Words(proven is null ? "prove nothing about" : "prove that more answers keep"));

        string Words(string what) =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{wrong:0.#} wrong of {all:0.#} new answers {what} the promise of {errorRate:0.##%} at most"
            );
    }

    /// <summary>What people said since the last change proves that the promise is kept with such a calibration.</summary>
    public static bool IsProven(IReadOnlyList<ConfidenceLabel> labels, CalibrationLog log, Calibration next, double errorRate) =>
        Fresh(labels, log) is var fresh && Said(fresh, next) >= LeastToTrust && Keeps(fresh, next, errorRate);

    private static List<ConfidenceLabel> Fresh(IReadOnlyList<ConfidenceLabel> labels, CalibrationLog log)
    {
        var changed = log.Entries.Count > 0 ? log.Entries[^1].At : DateTimeOffset.MinValue;
        return [.. labels.Where(label => label.At > changed)];
    }

    private static bool Keeps(List<ConfidenceLabel> fresh, Calibration next, double errorRate) =>
        Counted(fresh, next) is var (wrong, all) && ClopperPearson.Upper((int)Math.Ceiling(wrong), (int)all) <= errorRate;

    private static int Said(List<ConfidenceLabel> fresh, Calibration next) => Answered(fresh, next).Count(label => label.IsSaid);

    /// <summary>What was answered, and what would be.</summary>
    private static IEnumerable<ConfidenceLabel> Answered(List<ConfidenceLabel> fresh, Calibration next) =>
        fresh.Where(label => label.WasAnswer || next.Of(label.Shipped) >= label.AnswerFrom);

    /// <summary>Silence about an answer proves nothing; an offer that nobody took up counts as wrong.</summary>
    private static (double Wrong, double All) Counted(List<ConfidenceLabel> fresh, Calibration next)
    {
        double wrong = 0,
            all = 0;
        foreach (var label in Answered(fresh, next))
        {
            var unclear = label.IsUnclear ? 1 : 0;
            wrong += label.Right ? 0 : label.Weight + unclear;
            all += label.IsSaid || label.IsUnclear ? 1 : 0;
        }
        return (wrong, all);
    }

    private static Calibration? Moved(Calibration current, double by) =>
        (current with { Shift = current.Shift + by }).Near(current, Math.Abs(by)) is var moved && moved != current ? moved : null;
}
