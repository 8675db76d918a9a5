namespace EscalationBot.Core.Insights;

/// <summary>The main figures of seven days.</summary>
/// <param name="From">Its first moment.</param>
/// <param name="To">Its end, which does not belong to it.</param>
/// <param name="Questions">Asked in it.</param>
/// <param name="Claim">Median time from the hand-over to the claim; null without any.</param>
/// <param name="Shares">By <see cref="Keys"/>.</param>
public sealed record TrendWeek(
    DateTimeOffset From,
    DateTimeOffset To,
    int Questions,
    TimeSpan? Claim,
    IReadOnlyDictionary<string, Indicator> Shares
)
{
    /// <summary>A trend is told of so many weeks.</summary>
    public const int Weeks = 8;

    /// <summary>Of fewer nothing is told.</summary>
    public const int LeastWeeks = 3;

    /// <summary>Names of the shares that are followed, in the order in which they are shown.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["answered", "to_people", "promises_kept", "recontact"];

    /// <summary>The week of some figures.</summary>
    public static TrendWeek Of(Figures figures) =>
        new(
            figures.From,
            figures.To,
            figures.Questions,
            Spans.Median(
                figures
                    .Worked.Where(one => one.FirstClaimedAt >= figures.From && one.FirstClaimedAt < figures.To)
                    .Select(one => one.FirstClaimedAt!.Value - one.CreatedAt)
            ),
            Keys.ToDictionary(key => key, key => figures.Find(key) ?? new Indicator(key, 0, 0), StringComparer.Ordinal)
        );
}

/// <summary>Medians of spans of time.</summary>
public static class Spans
{
    /// <summary>The middle one, the later of two; null without any.</summary>
    public static TimeSpan? Median(IEnumerable<TimeSpan> spans)
    {
        var sorted = spans.Order().ToList();
        return sorted.Count == 0 ? null : sorted[sorted.Count / 2];
    }
}
