namespace EscalationBot.Core.Knowledge;

/// <summary>
/// The first stage: BM25 over weighted fields (S. Robertson and H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009), rare words first.
/// Once no unseen article can reach the best ones any more, common words are looked up for the articles already found only (MaxScore).
/// </summary>
internal sealed class CandidateSearch
{
    private const float K1 = 1.6f, B = 0.75f;

    private readonly float[] _scores = new float[IndexSegment.Most];
    private readonly ushort[] _touched = new ushort[IndexSegment.Most];
    private readonly int[] _order = new int[QueryTerms.Most];
    private readonly float[] _keys = new float[QueryTerms.Most];
    private readonly float[] _rest = new float[QueryTerms.Most + 1];
    private readonly PriorityQueue<Candidate, float> _best = new();
    private float[] _selection = new float[1024];

    /// <summary>The <paramref name="most"/> best articles, best first.</summary>
    public List<Candidate> Find(IReadOnlyList<LiveSegment> segments, QueryTerms terms, TermWeights weights, SearchQuery query, int most)
    {
        _best.Clear();
        Order(terms);
        foreach (var segment in segments) Collect(segment, terms, weights, query, most);
        var found = new List<Candidate>(_best.Count);
        while (_best.TryDequeue(out var candidate, out _)) found.Add(candidate);
        found.Reverse();
        return found;
    }

    private void Order(QueryTerms terms)
    {
        for (var slot = 0; slot < terms.Count; slot++) (_order[slot], _keys[slot]) = (slot, -terms.Idfs[slot]);
        Array.Sort(_keys, _order, 0, terms.Count);
        _rest[terms.Count] = 0;
        for (var i = terms.Count - 1; i >= 0; i--) _rest[i] = _rest[i + 1] + (terms.Idfs[_order[i]] * (K1 + 1));
    }

    private void Collect(LiveSegment live, QueryTerms terms, TermWeights weights, SearchQuery query, int most)
    {
        var segment = live.Segment;
        var lengths = segment.Lengths;
        var touched = 0;
        var fixedPart = K1 * (1 - B) * FieldWeights.Unit;
        var perLength = K1 * B * FieldWeights.Unit / weights.AverageLength;
        var threshold = Threshold(most);
        var closed = false;
        for (var i = 0; i < terms.Count; i++)
        {
            var documents = segment.Postings(terms.Ids[_order[i]], out var counts);
            if (documents.IsEmpty) continue;
            if (!closed && documents.Length > 512 && documents.Length > touched / 2)
            {
                threshold = Math.Max(threshold, KthBest(touched, most));
                closed = threshold > _rest[i];
            }
            var idf = terms.Idfs[_order[i]] * (K1 + 1);
            if (closed && documents.Length > touched * 8)
            {
                for (var t = 0; t < touched; t++)
                {
                    var document = _touched[t];
                    if (_scores[document] + _rest[i] < threshold) continue;
                    var at = documents.BinarySearch(document);
                    if (at >= 0) _scores[document] += idf * counts[at] / (counts[at] + fixedPart + (perLength * lengths[document]));
                }
                continue;
            }
            for (var p = 0; p < documents.Length; p++)
            {
                var document = documents[p];
                ref var score = ref _scores[document];
                if (score == 0)
                {
                    if (closed) continue;
                    _touched[touched++] = document;
                }
                score += idf * counts[p] / (counts[p] + fixedPart + (perLength * lengths[document]));
            }
        }
        for (var t = 0; t < touched; t++)
        {
            var document = _touched[t];
            var score = _scores[document];
            _scores[document] = 0;
            if (score <= Threshold(most) || live.IsRemoved(document)) continue;
            var article = segment.Articles[document];
            if (!query.Admits(article) || !query.MayRead(article)) continue;
            if (_best.Count == most) _best.Dequeue();
            _best.Enqueue(new Candidate(segment, document, score), score);
        }
    }

    private float Threshold(int most) => _best.Count == most && _best.TryPeek(out _, out var worst) ? worst : 0;

    /// <summary>Score that the k-th best article has at least. Filters may still drop some, so it looks four times deeper.</summary>
    private float KthBest(int touched, int most)
    {
        var k = most * 4;
        if (touched <= k) return 0;
        if (_selection.Length < touched) _selection = new float[Math.Max(touched, _selection.Length * 2)];
        for (var t = 0; t < touched; t++) _selection[t] = _scores[_touched[t]];
        return Select(_selection.AsSpan(0, touched), k);
    }

    /// <summary>The k-th largest value (quickselect).</summary>
    private static float Select(Span<float> values, int k)
    {
        var (low, high) = (0, values.Length - 1);
        while (low < high)
        {
            var pivot = values[(low + high) >>> 1];
            var (i, j) = (low, high);
            while (i <= j)
            {
                while (values[i] > pivot) i++;
                while (values[j] < pivot) j--;
                if (i > j) break;
                (values[i], values[j]) = (values[j], values[i]);
                i++;
                j--;
            }
            if (k - 1 <= j) high = j;
            else if (k - 1 >= i) low = i;
            else break;
        }
        return values[k - 1];
    }
}

/// <summary>An article that may answer, with its first score.</summary>
internal readonly record struct Candidate(IndexSegment Segment, int Document, float Score)
{
    public Article Article => Segment.Articles[Document];
}
