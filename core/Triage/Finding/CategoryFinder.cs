using EscalationBot.Core.Knowledge;

namespace EscalationBot.Core.Triage.Finding;

/// <summary>The likely category: the best articles vote with the tags they carry, a category's own name in the question counts, and so do past cases.</summary>
internal static class CategoryFinder
{
    private const int Voters = 5;

    public static (string Category, double Certainty)? Find(string text, Ranking ranking, double confidence, IReadOnlyList<string> categories, LabelModel? pastCategories)
    {
        if (categories.Count == 0) return null;
        var votes = new double[categories.Count];
        var total = 0.0;
        for (var place = 0; place < Math.Min(Voters, ranking.Hits.Count); place++)
        {
            var hit = ranking.Hits[place];
            var weight = hit.Score / ranking.Hits[0].Score / (place + 1);
            for (var i = 0; i < votes.Length; i++)
            {
                if (!hit.Article.Tags.Contains(categories[i], StringComparer.OrdinalIgnoreCase)) continue;
                votes[i] += weight * confidence;
                total += weight * confidence;
            }
        }
        for (var i = 0; i < votes.Length; i++)
        {
            if (!text.Contains(categories[i], StringComparison.OrdinalIgnoreCase)) continue;
            votes[i] += 0.5;
            total += 0.5;
        }
        foreach (var guess in pastCategories?.Guess(text).Take(3) ?? [])
        {
            var i = categories.ToList().FindIndex(category => category.Equals(guess.Label, StringComparison.OrdinalIgnoreCase));
            if (i < 0) continue;
            votes[i] += guess.Probability;
            total += guess.Probability;
        }
        if (total <= 0) return null;
        var best = Array.IndexOf(votes, votes.Max());
        // Weak articles alone make a guess, not a fact.
        return (categories[best], votes[best] / (total + 0.15));
    }
}
