namespace EscalationBot.Core.Triage.Confidence;

/// <summary>From which confidence on the engine answers, and from which it offers candidates.</summary>
internal sealed record Thresholds(double AnswerFrom, double OfferFrom)
{
    /// <summary>
    /// Error rates and the lowest confidence from which on, over questions whose articles the model had not seen, (a) the one-sided 95 %
    /// Clopper-Pearson bound of the share of wrong answers stays within the rate over all public sets together, and (b) no single set
    /// refutes it: in none does the lower bound (95 % for all sets together) of its own wrong answers lie above the rate, or that of its
    /// uncovered questions that were answered above half of it. Each bound is exact for one threshold and independent questions; the lowest
    /// of many is taken and paraphrases repeat one another, so it is a guide and no certificate. (a) alone would let easy sets pay for a
    /// hard one; a bound of its own for each set would ask small sets for what their few questions cannot show. Each stands 0.05 above its
    /// bound: the bound is met by a hair on the hardest set, and a new knowledge base is judged less well than a known one. Below 5 % the
    /// sets hold too few sure answers for a bound; there the model's own probability is asked for. The benchmarks' <c>confidence</c> prints
    /// these numbers again.
    /// </summary>
    private static readonly (double ErrorRate, double Confidence)[] Words =
    [
        (0.01, 0.99),
        (0.05, 0.895),
        (0.10, 0.739),
        (0.15, 0.678),
        (0.20, 0.636),
        (0.30, 0.552),
        (0.50, 0.427),
    ];

    /// <summary>The same with an encoder: those of the better one.</summary>
    private static readonly (double ErrorRate, double Confidence)[] Meaning =
    [
        (0.01, 0.99),
        (0.05, 0.945),
        (0.10, 0.803),
        (0.15, 0.745),
        (0.20, 0.682),
        (0.30, 0.540),
        (0.50, 0.348),
    ];

    /// <summary>
    /// Added to each: the bound is met by a hair on the hardest set, and a new knowledge base is judged less well than a known one, by
    /// words alone most of all.
    /// </summary>
    private const double WordsMargin = 0.07,
        MeaningMargin = 0.025;
    private const double Highest = 0.99;

    /// <summary>The thresholds that the settings ask for.</summary>
    /// <param name="options">They say the error rate.</param>
    /// <param name="hasMeaning">A sentence encoder takes part.</param>
    public static Thresholds From(TriageOptions options, bool hasMeaning)
    {
        var answer = Math.Min(
            Highest,
            hasMeaning ? BoundAt(options.ErrorRate, Meaning) + MeaningMargin : BoundAt(options.ErrorRate, Words) + WordsMargin
        );
        return new Thresholds(answer, Math.Min(options.OfferFrom, answer));
    }

    /// <summary>The same for a confidence that the organisation's own articles bent (<see cref="SelfCalibration"/>).</summary>
    public Thresholds Bent() => this with { AnswerFrom = Math.Min(Highest, SelfBend.Neutral.Of(AnswerFrom)) };

    private static double BoundAt(double errorRate, (double ErrorRate, double Confidence)[] bounds)
    {
        for (var i = 1; i < bounds.Length; i++)
        {
            var (low, high) = (bounds[i - 1], bounds[i]);
            if (errorRate > high.ErrorRate)
            {
                continue;
            }
            var share = Math.Max(0, errorRate - low.ErrorRate) / (high.ErrorRate - low.ErrorRate);
            return low.Confidence + (share * (high.Confidence - low.Confidence));
        }
        return bounds[^1].Confidence;
    }
}
