using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Knowledge.Index;

namespace EscalationBot.Core.Knowledge.Search;

/// <summary>A question as an encoder understood it.</summary>
/// <param name="Encoder"><see cref="ISentenceEncoder.Name"/>.</param>
/// <param name="Vector">Its vector.</param>
/// <param name="Query">What it may find.</param>
internal sealed record QuestionEmbedding(string Encoder, float[] Vector, SearchQuery Query);

/// <summary>Adds the articles that are closest in meaning to those that share words with the question.</summary>
internal static class ClosestCandidates
{
    private const int Looked = 8;

    /// <summary>Adds up to <paramref name="most"/> candidates.</summary>
    /// <returns>How close all articles that the query may find are.</returns>
    public static Background Add(List<Candidate> candidates, IReadOnlyList<LiveSegment> segments, QuestionEmbedding asked, int most)
    {
        var closest = new PriorityQueue<Candidate, float>();
        var denied = new ulong[IndexSegment.Most / 64];
        double sum = 0,
            squares = 0;
        var count = 0;
        foreach (var live in segments)
        {
            live.Segment.Filter.Deny(asked.Query, live, denied);
            for (var document = 0; document < live.Segment.Articles.Length; document++)
            {
                if ((denied[document >> 6] & (1UL << (document & 63))) != 0)
                {
                    continue;
                }
                var closeness = live.Segment.ClosenessOf(document, asked.Vector).Both;
                (sum, squares, count) = (sum + closeness, squares + (closeness * closeness), count + 1);
                if (closest.Count == most && closest.TryPeek(out _, out var least) && closeness <= least)
                {
                    continue;
                }
                if (closest.Count == most)
                {
                    closest.Dequeue();
                }
                closest.Enqueue(new Candidate(live.Segment, document, 0), closeness);
            }
        }
        foreach (var (candidate, _) in closest.UnorderedItems)
        {
            if (!candidates.Exists(known => known.Segment == candidate.Segment && known.Document == candidate.Document))
            {
                candidates.Add(candidate);
            }
        }
        var mean = count == 0 ? 0 : sum / count;
        var spread = count == 0 ? 0 : Math.Sqrt(Math.Max(0, (squares / count) - (mean * mean)));
        return new Background(
            asked.Encoder,
            (float)mean,
            (float)spread,
            [.. closest.UnorderedItems.Select(item => item.Priority).OrderDescending().Take(Looked)]
        );
    }
}
