using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Index;

namespace EscalationBot.Core.Knowledge.Search;

/// <summary>
/// The first stage: BM25 over weighted fields (S. Robertson and H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond",
/// 2009), rare words first. Once no unseen article can reach the best ones any more, common words are looked up for the articles already
/// found only (MaxScore).
/// </summary>
internal sealed class CandidateSearch
{
    private const int LeastWorthClosing = 512,
        LookUpFrom = 16,
        MostLists = QueryTerms.Most + QuerySynonyms.Most;

    private readonly float[] _scores = new float[IndexSegment.Most];
    private readonly ushort[] _touched = new ushort[IndexSegment.Most];
    private readonly ulong[] _denied = new ulong[IndexSegment.Most / 64];
    private readonly int[] _order = new int[MostLists],
        _lists = new int[MostLists],
        _terms = new int[MostLists];
    private readonly float[] _keys = new float[MostLists],
        _idfs = new float[MostLists];
    private readonly float[] _rest = new float[MostLists + 1];
    private readonly PriorityQueue<Candidate, float> _best = new();
    private float[] _selection = new float[1024];
    private int _count;

    /// <summary>The <paramref name="most"/> best articles that the query may find, best first.</summary>
    public List<Candidate> Find(IReadOnlyList<LiveSegment> segments, QueryTerms terms, TermWeights weights, SearchQuery query, int most)
    {
        _best.Clear();
        Order(terms);
        foreach (var segment in segments)
        {
            Collect(segment, weights, query, most);
        }
        var found = new List<Candidate>(_best.Count);
        while (_best.TryDequeue(out var candidate, out _))
        {
            found.Add(candidate);
        }
        found.Reverse();
        return found;
    }

    /// <summary>The words of the question and what else they can be called, the heaviest first.</summary>
    private void Order(QueryTerms terms)
    {
        _count = terms.Count;
        terms.Ids.CopyTo(_terms);
        terms.Idfs.CopyTo(_idfs);
        foreach (var other in terms.Others)
        {
            if (other.Weight > 0)
            {
                (_terms[_count], _idfs[_count++]) = (other.Rarest, other.Weight);
            }
        }
        for (var i = 0; i < _count; i++)
        {
            (_order[i], _keys[i]) = (i, -_idfs[i]);
        }
        Array.Sort(_keys, _order, 0, _count);
    }

    private void Collect(LiveSegment live, TermWeights weights, SearchQuery query, int most)
    {
        var postings = live.Segment.Postings;
        var bm25 = new Bm25(weights.AverageLength);
        var filtered = live.Segment.Filter.Deny(query, live, _denied);
        Bound(postings, weights.AverageLength);
        var threshold = Threshold(most);
        var touched = 0;
        var closed = threshold > _rest[0];
        for (var i = 0; i < _count && !(closed && touched == 0); i++)
        {
            if (_lists[i] < 0)
            {
                continue;
            }
            var documents = postings.Of(_lists[i], out var counts);
            if (documents.Length > LeastWorthClosing && (closed || documents.Length > touched / 2))
            {
                threshold = Math.Max(threshold, KthBest(touched, most));
                closed = threshold > _rest[i];
                if (closed)
                {
                    touched = Drop(touched, threshold, _rest[i]);
                }
            }
            var idf = _idfs[_order[i]] * (Bm25.K1 + 1);
            if (closed && documents.Length > touched * LookUpFrom)
            {
                LookUp(touched, documents, counts, idf, bm25, postings.Lengths);
            }
            else if (closed)
            {
                Add(documents, counts, idf, bm25, postings.Lengths);
            }
            else
            {
                touched = Touch(touched, documents, counts, idf, bm25, postings.Lengths, filtered);
            }
        }
        for (var t = 0; t < touched; t++)
        {
            var document = _touched[t];
            var score = _scores[document];
            _scores[document] = 0;
            if (score <= Threshold(most))
            {
                continue;
            }
            if (_best.Count == most)
            {
                _best.Dequeue();
            }
            _best.Enqueue(new Candidate(live.Segment, document, score), score);
        }
    }

    /// <summary>Finds the lists of this segment, and what the words from each place on can bring together at most.</summary>
    private void Bound(Postings postings, float averageLength)
    {
        _rest[_count] = 0;
        for (var i = _count - 1; i >= 0; i--)
        {
            _lists[i] = postings.Find(_terms[_order[i]]);
            _rest[i] = _rest[i + 1] + (_lists[i] < 0 ? 0 : _idfs[_order[i]] * (Bm25.K1 + 1) * postings.Bound(_lists[i], averageLength));
        }
    }

    private int Touch(
        int touched,
        ReadOnlySpan<ushort> documents,
        ReadOnlySpan<byte> counts,
        float idf,
        Bm25 bm25,
        ushort[] lengths,
        bool filtered
    )
    {
        for (var p = 0; p < documents.Length; p++)
        {
            var document = documents[p];
            ref var score = ref _scores[document];
            if (score == 0)
            {
                if (filtered && (_denied[document >> 6] & (1UL << (document & 63))) != 0)
                {
                    continue;
                }
                _touched[touched++] = document;
            }
            score += idf * counts[p] / (counts[p] + Bm25.Fixed + (bm25.PerLength * lengths[document]));
        }
        return touched;
    }

    private void Add(ReadOnlySpan<ushort> documents, ReadOnlySpan<byte> counts, float idf, Bm25 bm25, ushort[] lengths)
    {
        for (var p = 0; p < documents.Length; p++)
        {
            ref var score = ref _scores[documents[p]];
            if (score != 0)
            {
                score += idf * counts[p] / (counts[p] + Bm25.Fixed + (bm25.PerLength * lengths[documents[p]]));
            }
        }
    }

    private void LookUp(int touched, ReadOnlySpan<ushort> documents, ReadOnlySpan<byte> counts, float idf, Bm25 bm25, ushort[] lengths)
    {
        for (var t = 0; t < touched; t++)
        {
            var document = _touched[t];
            var at = documents.BinarySearch(document);
            if (at >= 0)
            {
                _scores[document] += idf * counts[at] / (counts[at] + Bm25.Fixed + (bm25.PerLength * lengths[document]));
            }
        }
    }

    /// <summary>Forgets the articles that cannot be among the best any more; the order of the others stays.</summary>
    private int Drop(int touched, float threshold, float rest)
    {
        var kept = 0;
        for (var t = 0; t < touched; t++)
        {
            var document = _touched[t];
            if (_scores[document] + rest < threshold)
            {
                _scores[document] = 0;
            }
            else
            {
                _touched[kept++] = document;
            }
        }
        return kept;
    }

    private float Threshold(int most) => _best.Count == most && _best.TryPeek(out _, out var worst) ? worst : 0;

    /// <summary>Score that the k-th best article has at least.</summary>
    private float KthBest(int touched, int k)
    {
        if (touched <= k)
        {
            return 0;
        }
        if (_selection.Length < touched)
        {
            _selection = new float[Math.Max(touched, _selection.Length * 2)];
        }
        for (var t = 0; t < touched; t++)
        {
            _selection[t] = _scores[_touched[t]];
        }
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
                while (values[i] > pivot)
                {
                    i++;
                }
                while (values[j] < pivot)
                {
                    j--;
                }
                if (i > j)
                {
                    break;
                }
                (values[i], values[j]) = (values[j], values[i]);
                i++;
                j--;
            }
            if (k - 1 <= j)
            {
                high = j;
            }
            else if (k - 1 >= i)
            {
                low = i;
            }
            else
            {
                break;
            }
        }
        return values[k - 1];
    }
}

/// <summary>An article that may answer, with its first score.</summary>
internal readonly record struct Candidate(IndexSegment Segment, int Document, float Score)
{
    public Article Article => Segment.Articles[Document];
}
