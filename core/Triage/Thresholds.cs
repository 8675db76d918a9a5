namespace EscalationBot.Core.Triage;

/// <summary>From which confidence on the engine answers, and from which it offers candidates.</summary>
internal sealed record Thresholds(double AnswerFrom, double OfferFrom)
{
    /// <summary>
    /// Error rates and the lowest confidence from which on, over questions whose articles the model had not seen, (a) the one-sided 95 % Clopper-Pearson bound of the share of wrong
    /// answers stays within the rate over all public sets together, and (b) no single set refutes it: in none does the lower 95 % bound of its own wrong answers lie above the rate, or
    /// that of its uncovered questions that were answered above half of it. Each bound is exact for one threshold and independent questions; the lowest of many is taken and paraphrases repeat one another, so it is a guide and no certificate. (a) alone would let easy
    /// sets pay for a hard one; a bound of its own for each set would ask small sets for what their few questions cannot show. The larger of the values with and without an encoder.
    /// At 10 %, the default, that is 0.782; it stands 0.03 higher, because the bound was met by a hair on the hardest set and a new knowledge base is judged less well than a known one.
    /// Below 5 % the sets hold too few sure answers for a bound; there the model's own probability is asked for. The benchmarks' <c>confidence</c> prints these numbers again.
    /// </summary>
    private static readonly (double ErrorRate, double Confidence)[] Bounds = [(0.01, 0.99), (0.05, 0.895), (0.10, 0.81), (0.15, 0.762), (0.20, 0.70), (0.30, 0.615), (0.50, 0.46)];

    /// <summary>The thresholds that the settings ask for.</summary>
    public static Thresholds From(TriageOptions options)
    {
        var answer = AnswerAt(options.ErrorRate);
        return new Thresholds(answer, Math.Min(options.OfferFrom, answer));
    }

    private static double AnswerAt(double errorRate)
    {
        for (var i = 1; i < Bounds.Length; i++)
        {
            var (low, high) = (Bounds[i - 1], Bounds[i]);
            if (errorRate > high.ErrorRate) continue;
            var share = Math.Max(0, errorRate - low.ErrorRate) / (high.ErrorRate - low.ErrorRate);
            return low.Confidence + (share * (high.Confidence - low.Confidence));
        }
        return Bounds[^1].Confidence;
    }
}
