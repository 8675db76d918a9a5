using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Triage.Routing;

namespace EscalationBot.Core.Triage.Facts;

/// <summary>
/// The likely category: the best articles vote with the tags they carry, a category's own name in the question counts, and so do past
/// cases.
/// </summary>
internal static class CategoryFinder
{
    private const int Voters = 5;
    private const double Doubt = 0.15;

    public static (string Category, double Certainty)? Find(
        string text,
        Ranking ranking,
        double confidence,
        IReadOnlyList<string> categories,
        IReadOnlyList<LikelyPlace> past
    )
    {
        if (categories.Count == 0)
        {
            return null;
        }
        var votes = new double[categories.Count];
        var total = 0.0;
        for (var place = 0; place < Math.Min(Voters, ranking.Hits.Count); place++)
        {
            var hit = ranking.Hits[place];
            var weight = hit.Score / ranking.Hits[0].Score / (place + 1);
            for (var i = 0; i < votes.Length; i++)
            {
                if (!hit.Article.Tags.Contains(categories[i], StringComparer.OrdinalIgnoreCase))
                {
                    continue;
                }
                votes[i] += weight * confidence;
                total += weight * confidence;
            }
        }
        for (var i = 0; i < votes.Length; i++)
        {
            if (!text.Contains(categories[i], StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }
            votes[i] += 0.5;
            total += 0.5;
        }
        foreach (var likely in past)
        {
            // Cases that people sent on to a queue speak against every category, until one is told.
            total += likely.Gain;
            for (var i = 0; i < votes.Length; i++)
            {
                if (categories[i].Equals(likely.Category, StringComparison.OrdinalIgnoreCase))
                {
                    votes[i] += likely.Gain;
                }
            }
        }
        var best = Array.IndexOf(votes, votes.Max());
        // Weak articles alone make a guess, not a fact.
        return votes[best] <= 0 ? null : (categories[best], votes[best] / (total + Doubt));
    }

    /// <summary>The queue in which past cases in such words ended, whatever their category; null when that is not sure.</summary>
    public static string? FindQueue(IReadOnlyList<LikelyPlace> past, double leastCertain)
    {
        var likeliest = past.GroupBy(likely => likely.Queue, StringComparer.Ordinal).MaxBy(group => group.Sum(likely => likely.Gain));
        return likeliest is not null && likeliest.Sum(likely => likely.Gain) / (past.Sum(likely => likely.Gain) + Doubt) >= leastCertain
            ? likeliest.Key
            : null;
    }
}
