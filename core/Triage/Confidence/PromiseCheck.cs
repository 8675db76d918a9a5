using System.Globalization;

namespace EscalationBot.Core.Triage.Confidence;

/// <summary>What answers that were given say about the promised precision.</summary>
/// <param name="Taken">The new calibration, or null: the one in force stays.</param>
/// <param name="IsRefuted">More answers are wrong than was promised; the new calibration is more careful.</param>
/// <param name="Wrong">Answers that were wrong, weighed.</param>
/// <param name="All">Answers that were looked at, weighed.</param>
/// <param name="Said">Answers since the last change about which people said something.</param>
/// <param name="Why">For the log.</param>
public sealed record PromiseOutcome(Calibration? Taken, bool IsRefuted, double Wrong, double All, int Said, string Why);

/// <summary>
/// Holds the promise (at most <see cref="TriageOptions.ErrorRate"/> of the answers are wrong) against what people said about the newest
/// answers: those since the calibration last changed, of <see cref="Newest"/> at most. It becomes more careful as soon as they refute the
/// promise, and less careful only where <see cref="LeastToTrust"/> of them, said by people, prove it. Both by exact bounds at 95 %
/// (<see cref="ClopperPearson"/>); each step needs answers of its own.
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
        StepForward = 0.15;

    /// <summary>Confidence from which the engine answers what is found by words.</summary>
    public static double AnswerFrom(TriageOptions options) => Thresholds.From(options, hasMeaning: false).AnswerFrom;

    /// <param name="labels">In any order; offers are left out.</param>
    /// <param name="log">The calibrations that were in force.</param>
    /// <param name="errorRate">At most this share of answers may be wrong.</param>
    /// <param name="now">The moment.</param>
    public static PromiseOutcome Of(IReadOnlyList<ConfidenceLabel> labels, CalibrationLog log, double errorRate, DateTimeOffset now)
    {
        var changed = log.Entries.Count > 0 ? log.Entries[^1].At : DateTimeOffset.MinValue;
        var fresh = labels.Where(label => label.WasAnswer && label.At > changed).ToList();
        var recent = fresh.Where(label => label.At > now - Newest).ToList();
        var (wrong, all) = (recent.Where(label => !label.Right).Sum(label => label.Weight), recent.Sum(label => label.Weight));
        var said = fresh.Count(label => label.IsSaid);
        if (wrong >= LeastWrong && ClopperPearson.Lower((int)wrong, (int)Math.Ceiling(all)) > errorRate)
        {
            return new(Moved(log.Current, -StepBack), true, wrong, all, said, Words("refute the promise"));
        }
        (wrong, all) = (
            fresh.Where(label => !label.Right).Sum(label => label.Weight),
            fresh.Where(label => label.IsSaid).Sum(label => label.Weight)
        );
        if (said >= LeastToTrust && ClopperPearson.Upper((int)Math.Ceiling(wrong), (int)all) <= errorRate)
        {
            return new(Moved(log.Current, StepForward), false, wrong, all, said, Words("prove the promise"));
        }
        return new(null, false, wrong, all, said, Words("neither prove nor refute the promise"));

        string Words(string what) =>
            string.Create(CultureInfo.InvariantCulture, $"{wrong:0.#} wrong of {all:0.#} new answers {what} of {errorRate:0.##%} at most");
    }

    private static Calibration? Moved(Calibration current, double by) =>
        (current with { Shift = current.Shift + by }).Near(current, Math.Abs(by)) is var moved && moved != current ? moved : null;
}
