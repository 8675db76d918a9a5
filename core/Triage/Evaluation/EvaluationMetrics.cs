namespace EscalationBot.Core.Triage.Evaluation;

/// <summary>The field's measures over outcomes. Ties in confidence count against the engine.</summary>
public static class EvaluationMetrics
{
    /// <summary>nDCG@10, 0..1: how high the right articles stand; mean over questions that an article covers.</summary>
    public static double Ndcg(IEnumerable<Outcome> outcomes) =>
        outcomes.Where(outcome => outcome.InScope).Select(NdcgOf).DefaultIfEmpty(double.NaN).Average();

    /// <summary>Share of covered questions whose first article is right.</summary>
    public static double HitAt1(IEnumerable<Outcome> outcomes) =>
        outcomes.Where(outcome => outcome.InScope).Select(outcome => outcome.Right ? 1.0 : 0).DefaultIfEmpty(double.NaN).Average();

    /// <summary>
    /// Area under the ROC curve of confidence: how often a question of which <paramref name="positive"/> holds has more confidence than one
    /// of which it does not.
    /// </summary>
    public static double Auroc(IReadOnlyList<Outcome> outcomes, Func<Outcome, bool> positive)
    {
        var sorted = outcomes.OrderBy(outcome => outcome.Confidence).ToList();
        var positives = outcomes.Count(positive);
        var negatives = outcomes.Count - positives;
        if (positives == 0 || negatives == 0)
        {
            return double.NaN;
        }
        var ranks = 0.0;
        for (var i = 0; i < sorted.Count; )
        {
            var j = i;
            while (j < sorted.Count && Same(sorted[j], sorted[i]))
            {
                j++;
            }
            for (var k = i; k < j; k++)
            {
                if (positive(sorted[k]))
                {
                    ranks += (i + 1 + j) / 2.0;
                }
            }
            i = j;
        }
        return (ranks - (positives * (positives + 1) / 2.0)) / ((double)positives * negatives);
    }

    /// <summary>The largest share of all questions that can be answered at that precision, by the best threshold in hindsight.</summary>
    public static double Coverage(IReadOnlyList<Outcome> outcomes, double precision)
    {
        var sorted = outcomes.OrderByDescending(outcome => outcome.Confidence).ThenBy(outcome => outcome.Right).ToList();
        var (right, best) = (0, 0.0);
        for (var k = 1; k <= sorted.Count; k++)
        {
            if (sorted[k - 1].Right)
            {
                right++;
            }
            if (k < sorted.Count && Same(sorted[k], sorted[k - 1]))
            {
                continue;
            }
            if ((double)right / k >= precision)
            {
                best = (double)k / sorted.Count;
            }
        }
        return best;
    }

    /// <summary>Share of all questions that were answered.</summary>
    public static double Answered(IReadOnlyList<Outcome> outcomes) => outcomes.Count(outcome => outcome.Answered) / (double)outcomes.Count;

    /// <summary>Share of the answers that were right.</summary>
    public static double Precision(IReadOnlyList<Outcome> outcomes) =>
        outcomes.Where(outcome => outcome.Answered).Select(outcome => outcome.Right ? 1.0 : 0).DefaultIfEmpty(double.NaN).Average();

    /// <summary>Share of uncovered questions that were not answered.</summary>
    public static double Refused(IReadOnlyList<Outcome> outcomes) =>
        outcomes.Where(outcome => !outcome.InScope).Select(outcome => outcome.Answered ? 0.0 : 1).DefaultIfEmpty(double.NaN).Average();

    /// <summary>The best reciprocal rank of a right article among the first ten.</summary>
    public static double Mrr(IEnumerable<Outcome> outcomes) =>
        outcomes
            .Where(outcome => outcome.InScope)
            .Select(outcome =>
                outcome
                    .Ranking.Take(10)
                    .Select((id, i) => outcome.Grades.ContainsKey(id) ? 1.0 / (i + 1) : 0)
                    .FirstOrDefault(rank => rank > 0)
            )
            .DefaultIfEmpty(double.NaN)
            .Average();

    /// <summary>Bins of equal counts by confidence, lowest first: the points of a reliability chart.</summary>
    public static IReadOnlyList<ReliabilityBin> Bins(IReadOnlyList<Outcome> outcomes, int bins = 10) =>
        [
            .. outcomes
                .OrderBy(outcome => outcome.Confidence)
                .Select((outcome, i) => (outcome, Bin: (int)((long)i * bins / outcomes.Count)))
                .GroupBy(pair => pair.Bin, pair => pair.outcome)
                .Select(bin => new ReliabilityBin(
                    bin.Count(),
                    bin.Average(outcome => outcome.Confidence),
                    bin.Average(outcome => outcome.Right ? 1.0 : 0)
                )),
        ];

    /// <summary>Mean distance of confidence and truth over ten bins of equal counts.</summary>
    public static double CalibrationError(IReadOnlyList<Outcome> outcomes) =>
        Bins(outcomes).Sum(bin => bin.Count * bin.Distance) / outcomes.Count;

    /// <summary>
    /// The root mean square of those distances without what chance adds: n questions of probability p miss p by p(1-p)/n in the square even
    /// when every confidence is right. The debiased estimator of Kumar, Liang and Ma 2019 ("Verified Uncertainty Calibration"); never below
    /// 0.
    /// </summary>
    public static double DebiasedCalibrationError(IReadOnlyList<Outcome> outcomes) =>
        Math.Sqrt(
            Math.Max(
                0,
                Bins(outcomes)
                    .Sum(bin => bin.Count * ((bin.Distance * bin.Distance) - (bin.Truth * (1 - bin.Truth) / Math.Max(1, bin.Count - 1))))
                    / outcomes.Count
            )
        );

    /// <summary>
    /// Points of the risk-coverage curve, surest first: what share of all questions is answered from a confidence on, and what share of
    /// those answers is wrong. Questions of one confidence make one point.
    /// </summary>
    public static IReadOnlyList<(double Coverage, double Risk)> RiskCoverage(IReadOnlyList<Outcome> outcomes)
    {
        var sorted = outcomes.OrderByDescending(outcome => outcome.Confidence).ToList();
        var points = new List<(double, double)>();
        var wrong = 0;
        for (var k = 1; k <= sorted.Count; k++)
        {
            if (!sorted[k - 1].Right)
            {
                wrong++;
            }
            if (k == sorted.Count || !Same(sorted[k], sorted[k - 1]))
            {
                points.Add(((double)k / sorted.Count, (double)wrong / k));
            }
        }
        return points;
    }

    /// <summary>A threshold cannot split them.</summary>
    private static bool Same(Outcome one, Outcome other) => one.Confidence.CompareTo(other.Confidence) == 0;

    private static double NdcgOf(Outcome outcome)
    {
        static double Discounted(IEnumerable<double> gains) => gains.Take(10).Select((gain, i) => gain / Math.Log2(i + 2)).Sum();
        var ideal = Discounted(outcome.Grades.Values.OrderDescending());
        return ideal == 0 ? 0 : Discounted(outcome.Ranking.Select(id => outcome.Grades.GetValueOrDefault(id))) / ideal;
    }
}

/// <summary>Questions of much the same confidence.</summary>
/// <param name="Count">How many.</param>
/// <param name="Confidence">Their mean confidence.</param>
/// <param name="Truth">The share whose first article was right.</param>
public sealed record ReliabilityBin(int Count, double Confidence, double Truth)
{
    /// <summary>How far off the confidence is.</summary>
    public double Distance => Math.Abs(Confidence - Truth);
}
