using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Index;

namespace EscalationBot.Core.Knowledge.Search;

/// <summary>
/// The order of texts of which many say the same thing in other words, as past cases do: one that is found because it is like others that
/// are found moves up, even when it shares few words with the question (D. Zhou and others, "Ranking on Data Manifolds", 2004). Only where
/// every article is one short text: articles proper differ from each other, and are left as they are.
/// </summary>
internal sealed class SimilarTexts
{
    /// <summary>How many hits take part.</summary>
    public const int Looked = 128;
    private const int Fewest = 50,
        Most = 2_048,
        Longest = 1_000,
        UsualLength = 200,
        Neighbours = 12,
        Steps = 2;
    private const double FromNeighbours = 0.85;

    // By id: those that it is like, their shares adding up to 1.
    private readonly Dictionary<string, (string Id, double Share)[]> _neighbours;

    private SimilarTexts(Dictionary<string, (string Id, double Share)[]> neighbours) => _neighbours = neighbours;

    /// <summary>Null for articles proper, for few texts, and for so many that comparing them takes too long.</summary>
    public static SimilarTexts? Of(SearchIndex index)
    {
        if (index.Count is < Fewest or > Most || !index.Articles.All(IsOneText) || index.Articles.Average(Length) > UsualLength)
        {
            return null;
        }
        var likeness = new Dictionary<(string, string), double>();
        foreach (var segment in index.Segments)
        {
            for (var document = 0; document < segment.Segment.Articles.Length; document++)
            {
                if (!segment.IsRemoved(document))
                {
                    Compare(index, segment.Segment, document, likeness);
                }
            }
        }
        var neighbours = likeness
            .GroupBy(pair => pair.Key.Item1, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => Nearest(group.Select(pair => (pair.Key.Item2, pair.Value))), StringComparer.Ordinal);
        return new SimilarTexts(neighbours);
    }

    /// <summary>The hits in their new order; the best keeps its score.</summary>
    public Ranking Order(Ranking ranking, int top)
    {
        if (ranking.Hits.Count == 0)
        {
            return ranking;
        }
        var best = ranking.Hits[0].Score;
        // Squared: what is hardly found has hardly a say.
        var found = ranking.Hits.ToDictionary(
            hit => hit.Article.Id,
            hit => Math.Pow(Math.Max(0, hit.Score) / Math.Max(best, 1e-6), 2),
            StringComparer.Ordinal
        );
        var scores = found;
        for (var step = 0; step < Steps; step++)
        {
            var before = scores;
            scores = found.ToDictionary(
                one => one.Key,
                one => ((1 - FromNeighbours) * one.Value) + (FromNeighbours * OfNeighbours(one.Key, before)),
                StringComparer.Ordinal
            );
        }
        var highest = Math.Max(scores.Values.Max(), 1e-9);
        var hits = ranking
            .Hits.Select(hit => hit.WithScore((float)(best * Math.Sqrt(scores[hit.Article.Id] / highest))))
            .OrderByDescending(hit => hit.Score)
            .ThenBy(hit => hit.Article.Id, StringComparer.Ordinal);
        return new Ranking([.. hits.Take(top)], ranking.Shape);
    }

    private double OfNeighbours(string id, Dictionary<string, double> scores)
    {
        var sum = 0.0;
        foreach (var (neighbour, share) in _neighbours.GetValueOrDefault(id, []))
        {
            sum += share * scores.GetValueOrDefault(neighbour);
        }
        return sum;
    }

    /// <summary>
    /// Notes what this text finds, against how well it finds itself: half from each side, so that both are alike when each finds the other.
    /// </summary>
    private static void Compare(SearchIndex index, IndexSegment segment, int document, Dictionary<(string, string), double> likeness)
    {
        var article = segment.Articles[document];
        var found = index.Search(
            new SearchQuery(article.Title + article.Body, Audience.Internal, DateOnly.MinValue) { Top = (2 * Neighbours) + 1 },
            index.IsMeaningKnown ? segment.FirstMeaning(document, index.Encoder!.Dimensions) : null
        );
        if (found.Hits.FirstOrDefault(hit => hit.Article.Id == article.Id) is not { Score: > 0 } itself)
        {
            return;
        }
        foreach (var hit in found.Hits)
        {
            if (ReferenceEquals(hit, itself) || hit.Score <= 0)
            {
                continue;
            }
            var half = hit.Score / itself.Score / 2;
            likeness[(article.Id, hit.Article.Id)] = likeness.GetValueOrDefault((article.Id, hit.Article.Id)) + half;
            likeness[(hit.Article.Id, article.Id)] = likeness.GetValueOrDefault((hit.Article.Id, article.Id)) + half;
        }
    }

    private static (string, double)[] Nearest(IEnumerable<(string Id, double Likeness)> all)
    {
        var nearest = all.OrderByDescending(one => one.Likeness).ThenBy(one => one.Id, StringComparer.Ordinal).Take(Neighbours).ToList();
        var sum = nearest.Sum(one => one.Likeness);
        return [.. nearest.Select(one => (one.Id, one.Likeness / sum))];
    }

    private static bool IsOneText(Article article) =>
        (article.Title.Length == 0 || article.Body.Length == 0)
        && Length(article) <= Longest
        && !article.Body.AsSpan().Trim().Contains('\n');

    private static int Length(Article article) => article.Title.Length + article.Body.Length;
}
