namespace EscalationBot.Core.Triage.Confidence;

/// <summary>
/// From near misses to a bend of the confidence. The confidence that <see cref="Share"/> of them reach should be the one from which the
/// engine answers by default. The bend moves it there by a part of the way, in log-odds: near misses made of titles are somewhat harder
/// than the questions that nobody wrote down, and the public sets keep the promise best so (the benchmarks' <c>selfcal</c>). Becoming less
/// careful goes only as far as a bound of 95 % sureness proves (<see cref="ClopperPearson"/>, exact for independent questions), and by
/// half: a small knowledge base has few near misses because it covers little, and people ask about the rest.
/// </summary>
internal static class SelfBend
{
    /// <summary>At most this share of near misses may be answered.</summary>
    public const double Share = 0.10;

    /// <summary>
    /// Most knowledge bases are bent back. So that their confidences are not too low by it in the mean, all are raised by this much, in
    /// log-odds, and the threshold with them: what is answered stays the same, and a bent confidence means what it says.
    /// </summary>
    public const double Raised = 0.15;

    private const double Back = 0.85,
        Forward = 0.425,
        MostBack = 2,
        MostForward = 0.5;

    /// <summary>While nothing is known: what the model would only just answer is offered.</summary>
    public static Calibration Unknown { get; } = new(Raised - 0.5, 1);

    /// <summary>Neither careful nor bold.</summary>
    public static Calibration Neutral { get; } = new(Raised, 1);

    /// <param name="misses">The shipped model's confidence in wrong articles.</param>
    /// <param name="byMeaning">They were found by meaning as well.</param>
    public static Calibration Of(IReadOnlyList<double> misses, bool byMeaning)
    {
        if (misses.Count == 0)
        {
            return Unknown;
        }
        var sorted = misses.OrderDescending().ToList();
        var from = Calibration.LogOdds(Thresholds.From(new TriageOptions(), byMeaning).AnswerFrom);
        var back = from - Calibration.LogOdds(sorted[(int)(sorted.Count * Share)]);
        if (back < 0)
        {
            return new Calibration(Raised + Math.Max(-MostBack, Back * back), 1);
        }
        var forward = Bound(sorted) is { } bound ? Math.Max(0, from - Calibration.LogOdds(bound)) : 0;
        return new Calibration(Raised + Math.Min(MostForward, Forward * forward), 1);
    }

    /// <summary>
    /// The confidence that at most the share of all near misses reach, with 95 % sureness; null when they are too few to say.
    /// </summary>
    private static double? Bound(List<double> sorted)
    {
        var above = -1;
        while (above + 1 < sorted.Count && ClopperPearson.Upper(above + 1, sorted.Count) <= Share)
        {
            above++;
        }
        return above < 0 ? null : sorted[above];
    }
}
