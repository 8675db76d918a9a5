namespace EscalationBot.Core.Insights.Recurring;

/// <summary>A text in its cluster.</summary>
internal sealed class IssueText(Occurrence occurrence, Dictionary<int, int> counts, float[] vector)
{
    /// <summary>Whose words.</summary>
    public Occurrence Occurrence { get; } = occurrence;

    /// <summary>Its terms, counted.</summary>
    public Dictionary<int, int> Counts { get; } = counts;

    /// <summary>The encoder's vector as it came; empty without one.</summary>
    public float[] Vector { get; } = vector;

    /// <summary>Its terms by weight, length 1.</summary>
    public (int Term, float Weight)[] Words { get; set; } = [];

    /// <summary>Those of its words by which neighbours are found.</summary>
    public (int Term, float Weight)[] Finding { get; set; } = [];

    /// <summary>The vector without what all texts have in common, length 1; empty while meaning does not count.</summary>
    public float[] Meaning { get; set; } = [];

    /// <summary>Where it stands; null before it was put anywhere.</summary>
    public IssueCluster? Cluster { get; set; }
}
