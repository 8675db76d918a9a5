namespace EscalationBot.Core.Triage.Confidence;

/// <summary>
/// From near misses to a bend of the confidence. The confidence that at most <see cref="Share"/> of them reach, with 95 % sureness
/// (<see cref="ClopperPearson"/>: a bound of this knowledge base, exact for independent questions), should be the one from which the engine
/// answers by default. The bend moves it there by a part of the way, in log-odds: near misses made of titles are somewhat harder than the
/// questions that nobody wrote down, and the public sets keep the promise best so (the benchmarks' <c>selfcal</c>). Becoming less careful
/// takes a bound, and goes half as far: a small knowledge base has few near misses because it covers little, and people ask about the rest.
/// </summary>
internal static class SelfBend
{
    /// <summary>At most this share of near misses may be answered.</summary>
    public const double Share = 0.10;

    /// <summary>
    /// Most knowledge bases are bent back. So that their confidences are not too low by it in the mean, all are raised by this much, in
    /// log-odds, and the threshold with them: what is answered stays the same, and a bent confidence means what it says.
    /// </summary>
    public const double Raised = 0.3;

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
        var way =
            Calibration.LogOdds(Thresholds.From(new TriageOptions(), byMeaning).AnswerFrom)
            - Calibration.LogOdds(Bound(misses, out var holds));
        var shift = way < 0 ? Math.Max(-MostBack, Back * way) : Math.Min(MostForward, Forward * way);
        return new Calibration(Raised + (holds ? shift : Math.Min(0, shift)), 1);
    }

    /// <summary>
    /// The confidence that at most the share of them reach; too few of them hold no bound, and then it is the highest of them.
    /// </summary>
    private static double Bound(IReadOnlyList<double> misses, out bool holds)
    {
        var sorted = misses.OrderDescending().ToList();
        var above = -1;
        while (above + 1 < sorted.Count && ClopperPearson.Upper(above + 1, sorted.Count) <= Share)
        {
            above++;
        }
        holds = above >= 0;
        return sorted[Math.Max(0, above)];
    }
}
