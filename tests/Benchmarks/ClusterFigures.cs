namespace EscalationBot.Benchmarks;

/// <summary>How clusters agree with known issues.</summary>
/// <param name="Nmi">Normalised mutual information.</param>
/// <param name="Ari">Adjusted Rand index.</param>
/// <param name="B3">Harmonic mean of B-cubed precision and recall.</param>
/// <param name="PairPrecision">Share of the pairs in one cluster that are of one issue.</param>
internal sealed record ClusterFigures(double Nmi, double Ari, double B3, double PairPrecision)
{
    public static string[] Names { get; } =
    ["found clusters include single questions", "shown: 3 or more with a name", "one issue: four fifths of its questions are"];

    public static ClusterFigures Of(IReadOnlyList<(int Cluster, string Issue)> items)
    {
        double n = items.Count;
        var clusters = items.CountBy(item => item.Cluster).ToDictionary(pair => pair.Key, pair => pair.Value);
        var issues = items
            .CountBy(item => item.Issue, StringComparer.Ordinal)
            .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        var both = items.CountBy(item => item).ToList();
        var shared = both.Sum(pair =>
            pair.Value / n * Math.Log(pair.Value * n / (clusters[pair.Key.Cluster] * (double)issues[pair.Key.Issue]))
        );
        var entropies = clusters.Values.Concat(issues.Values).Sum(count => -(count / n) * Math.Log(count / n));
        var (together, ofClusters, ofIssues) = (both.Sum(pair => Pairs(pair.Value)), clusters.Values.Sum(Pairs), issues.Values.Sum(Pairs));
        var byChance = ofClusters * ofIssues / Pairs((int)n);
        var most = (ofClusters + ofIssues) / 2;
        var precision = both.Sum(pair => (double)pair.Value * pair.Value / clusters[pair.Key.Cluster]) / n;
        var recall = both.Sum(pair => (double)pair.Value * pair.Value / issues[pair.Key.Issue]) / n;
        return new ClusterFigures(
            entropies > 0 ? 2 * shared / entropies : 1,
            most - byChance is not 0 and var room ? (together - byChance) / room : 0,
            2 * precision * recall / (precision + recall),
            ofClusters > 0 ? together / ofClusters : 0
        );
    }

    private static double Pairs(int count) => count * (count - 1) / 2.0;
}
