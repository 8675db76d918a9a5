namespace EscalationBot.Core.Knowledge.Sentences;

/// <summary>Adds the articles that are closest in meaning to those that share words with the question.</summary>
internal static class ClosestCandidates
{
    public static void Add(List<Candidate> candidates, IReadOnlyList<LiveSegment> segments, float[] vector, SearchQuery query, int most)
    {
        var closest = new PriorityQueue<Candidate, float>();
        var denied = new ulong[IndexSegment.Most / 64];
        foreach (var live in segments)
        {
            live.Segment.Filter.Deny(query, live, denied);
            for (var document = 0; document < live.Segment.Articles.Length; document++)
            {
                if ((denied[document >> 6] & (1UL << (document & 63))) != 0) continue;
                var closeness = live.Segment.Closeness(document, vector);
                if (closest.Count == most && closest.TryPeek(out _, out var least) && closeness <= least) continue;
                if (closest.Count == most) closest.Dequeue();
                closest.Enqueue(new Candidate(live.Segment, document, 0), closeness);
            }
        }
        foreach (var (candidate, _) in closest.UnorderedItems)
        {
            if (!candidates.Exists(known => known.Segment == candidate.Segment && known.Document == candidate.Document)) candidates.Add(candidate);
        }
    }
}
