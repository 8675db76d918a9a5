namespace EscalationBot.Benchmarks;

/// <summary>One judged question, as far as measures need it.</summary>
internal sealed record Outcome(bool InScope, IReadOnlyList<string> Ranking, IReadOnlyDictionary<string, double> Grades, double Confidence, bool Answered)
{
    public bool Right => InScope && Ranking.Count > 0 && Grades.ContainsKey(Ranking[0]);
}

/// <summary>The field's measures over outcomes. Ties in confidence count against the engine.</summary>
internal static class Measures
{
    public static double Ndcg(IEnumerable<Outcome> outcomes) => outcomes.Where(outcome => outcome.InScope).Select(NdcgOf).DefaultIfEmpty(double.NaN).Average();

    public static double HitAt1(IEnumerable<Outcome> outcomes) => outcomes.Where(outcome => outcome.InScope).Select(outcome => outcome.Right ? 1.0 : 0).DefaultIfEmpty(double.NaN).Average();

    public static double Auroc(IReadOnlyList<Outcome> outcomes, Func<Outcome, bool> positive)
    {
        var sorted = outcomes.OrderBy(outcome => outcome.Confidence).ToList();
        var positives = outcomes.Count(positive);
        var negatives = outcomes.Count - positives;
        if (positives == 0 || negatives == 0) return double.NaN;
        var ranks = 0.0;
        for (var i = 0; i < sorted.Count;)
        {
            var j = i;
            while (j < sorted.Count && sorted[j].Confidence.Equals(sorted[i].Confidence)) j++;
            for (var k = i; k < j; k++) if (positive(sorted[k])) ranks += (i + 1 + j) / 2.0;
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
            if (sorted[k - 1].Right) right++;
            if (k < sorted.Count && sorted[k].Confidence.Equals(sorted[k - 1].Confidence)) continue;
            if ((double)right / k >= precision) best = (double)k / sorted.Count;
        }
        return best;
    }

    public static double Answered(IReadOnlyList<Outcome> outcomes) => outcomes.Count(outcome => outcome.Answered) / (double)outcomes.Count;

    public static double Precision(IReadOnlyList<Outcome> outcomes) => outcomes.Where(outcome => outcome.Answered).Select(outcome => outcome.Right ? 1.0 : 0).DefaultIfEmpty(double.NaN).Average();

    public static double Refused(IReadOnlyList<Outcome> outcomes) => outcomes.Where(outcome => !outcome.InScope).Select(outcome => outcome.Answered ? 0.0 : 1).DefaultIfEmpty(double.NaN).Average();

    /// <summary>Mean distance of confidence and truth over ten bins of equal counts.</summary>
    public static double CalibrationError(IReadOnlyList<Outcome> outcomes)
    {
        var bins = outcomes.OrderBy(outcome => outcome.Confidence).Select((outcome, i) => (outcome, Bin: i * 10 / outcomes.Count)).GroupBy(pair => pair.Bin, pair => pair.outcome);
        return bins.Sum(bin => bin.Count() * Math.Abs(bin.Average(outcome => outcome.Confidence) - bin.Average(outcome => outcome.Right ? 1.0 : 0))) / outcomes.Count;
    }

    private static double NdcgOf(Outcome outcome)
    {
        double Discounted(IEnumerable<double> gains) => gains.Take(10).Select((gain, i) => gain / Math.Log2(i + 2)).Sum();
        var ideal = Discounted(outcome.Grades.Values.OrderDescending());
        return ideal == 0 ? 0 : Discounted(outcome.Ranking.Select(id => outcome.Grades.GetValueOrDefault(id))) / ideal;
    }
}
