namespace EscalationBot.Core.Triage;

/// <summary>From which confidence on the engine answers, and from which it offers candidates.</summary>
internal sealed record Thresholds(double AnswerFrom, double OfferFrom)
{
    /// <summary>
    /// Error rates and the lowest confidence from which on, over questions of sets that the model had not seen, the one-sided 95 % Clopper-Pearson bound
    /// of the share of wrong answers stays within the rate: a bound for finite samples that assumes nothing of how confidences are spread.
    /// Below 10 % those sets hold too few sure answers for a bound; there the model's own probability is asked for.
    /// </summary>
    private static readonly (double ErrorRate, double Confidence)[] Bounds = [(0.01, 0.99), (0.05, 0.955), (0.10, 0.89), (0.15, 0.73), (0.20, 0.55), (0.30, 0.26), (0.50, 0.20)];

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
