using EscalationBot.Core.Cases;
using EscalationBot.Core.Knowledge;
using EscalationBot.Core.Triage;

namespace EscalationBot.Core.Desk;

/// <summary>Which earlier cases are like a new one: found by the same search as articles, over the few that share the account or the category.</summary>
internal static class Likeness
{
    /// <summary>Share of the question's words, by weight, that a case must hold: one common word is no likeness.</summary>
    private const double Enough = 0.4;
    private static readonly int Covered = Array.IndexOf(ConfidenceFeatures.Names, "covered");

    public static IEnumerable<Case> Nearest(string question, IEnumerable<Case> candidates, int most)
    {
        var known = candidates.DistinctBy(candidate => candidate.Id).ToDictionary(candidate => candidate.Id, StringComparer.Ordinal);
        if (known.Count == 0) return [];
        var ranking = SearchIndex.Of(known.Values.Select(AsArticle)).Search(new SearchQuery(question, Audience.Internal, DateOnly.MinValue) { Top = most });
        return [.. ranking.Hits.Where((_, place) => Share(ranking, place) >= Enough).Select(hit => known[hit.Article.Id])];
    }

    /// <summary>The question is what two cases have in common; what fixed one helps to find it by the same words.</summary>
    private static Article AsArticle(Case one) => new(one.Id, one.Question.Split('\n')[0], $"{one.Question}\n\n{one.Resolution?.Fix}\n\n{one.Resolution?.RootCause}", []);

    private static double Share(Ranking ranking, int place)
    {
        Span<double> features = stackalloc double[ConfidenceFeatures.Names.Length];
        ConfidenceFeatures.Fill(ranking, place, features);
        return features[Covered];
    }
}
