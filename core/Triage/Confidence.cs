using EscalationBot.Core.Knowledge;

namespace EscalationBot.Core.Triage;

/// <summary>The probability that the top article is right, from the shape of the ranking. A logistic model whose features and weights a person can read.</summary>
internal static class Confidence
{
    /// <summary>0..1 for the hit at <paramref name="place"/>; 0 for an empty ranking.</summary>
    public static double Of(Ranking ranking, int place = 0)
    {
        if (ranking.Hits.Count <= place) return 0;
        var shape = ranking.Shape;
        var evidence = ranking.Hits[place].Evidence;
        var next = place == 0 ? 1 : 0;
        var other = ranking.Hits.Count > next ? ranking.Hits[next].Evidence.Score : 0;
        var share = evidence.Score / (shape.TotalIdf * 2.2f);
        var margin = (evidence.Score - other) / Math.Max(evidence.Score, 1e-6f);
        var known = 1 - (shape.UnknownIdf / Math.Max(shape.TotalIdf, 1e-6f));
        var logit = -3.2 + (3.0 * share) + (3.0 * margin) + (2.0 * evidence.Line) + (1.0 * known);
        return 1 / (1 + Math.Exp(-logit));
    }
}
