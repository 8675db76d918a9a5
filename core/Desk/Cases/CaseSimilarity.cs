using EscalationBot.Core.Cases;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Triage.Confidence;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>
/// Which earlier cases are like a new one: found by the same search as articles, by words and (with an encoder) by meaning, over the few
/// that share the account or the category.
/// </summary>
internal static class CaseSimilarity
{
    /// <summary>Share of the question's words, by weight, that a case must hold: one common word is no likeness.</summary>
    private const double Enough = 0.4;

    /// <summary>The one that is closest in meaning needs fewer: people say the same thing in other words.</summary>
    private const double EnoughWhenClosest = 0.2;
    private static readonly int Covered = Array.IndexOf(ConfidenceFeatures.Names, "covered");

    public static IEnumerable<Case> Nearest(string question, IEnumerable<Case> candidates, int most, ISentenceEncoder? encoder)
    {
        var known = candidates.DistinctBy(candidate => candidate.Id).ToDictionary(candidate => candidate.Id, StringComparer.Ordinal);
        return Nearest(question, [.. known.Values.Select(AsArticle)], most, encoder).Select(id => known[id]);
    }

    /// <summary>Ids of the texts that are like a question, nearest first.</summary>
    public static IEnumerable<string> Nearest(string question, IReadOnlyList<Article> texts, int most, ISentenceEncoder? encoder)
    {
        if (texts.Count == 0)
        {
            return [];
        }
        var meanings = encoder is null ? null : new CaseEmbeddings(encoder);
        // The question first: without its vector those of the cases say nothing.
        _ = meanings?.Encode(question);
        var ranking = SearchIndex
            .Of(texts, meanings)
            .Search(new SearchQuery(question, Audience.Internal, DateOnly.MinValue) { Top = most });
        var closest = ranking.Hits.Select(hit => hit.Evidence.Closeness.Both).DefaultIfEmpty(0).Max();
        return
        [
            .. ranking
                .Hits.Where(
                    (hit, place) =>
                        Share(ranking, place) >= (closest > 0 && hit.Evidence.Closeness.Both >= closest ? EnoughWhenClosest : Enough)
                )
                .Select(hit => hit.Article.Id),
        ];
    }

    /// <summary>The question is what two cases have in common; what fixed one helps to find it by the same words.</summary>
    public static Article AsArticle(Case one) =>
        new(one.Id, one.Question.Split('\n')[0], $"{one.Question}\n\n{one.Resolution?.Fix}\n\n{one.Resolution?.RootCause}", []);

    private static double Share(Ranking ranking, int place)
    {
        Span<double> features = stackalloc double[ConfidenceFeatures.Names.Length + ConfidenceFeatures.MeaningNames.Length];
        ConfidenceFeatures.Fill(ranking, place, features);
        return features[Covered];
    }
}
