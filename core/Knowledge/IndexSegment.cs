using EscalationBot.Core.Knowledge.Sentences;

namespace EscalationBot.Core.Knowledge;

/// <summary>Up to 65,536 articles with their postings. Immutable; articles leave it by a mark in the snapshot that holds it.</summary>
internal sealed class IndexSegment
{
    public const int Most = 65_536;
    private const int MostKeptCut = 4_096;

    private readonly byte[] _forward;
    private readonly int[] _forwardStarts;
    private readonly int[] _terms, _postingStarts;
    private readonly ushort[] _documents;
    private readonly byte[] _weights;
    private readonly ushort[] _lengths;
    private readonly Dictionary<string, int> _byId;
    private readonly IReadOnlyList<Passage>?[]? _passages;

    private readonly float[][]? _vectors;

    private IndexSegment(Article[] articles, byte[] forward, int[] forwardStarts, float[][]? vectors)
    {
        _vectors = vectors;
        Articles = articles;
        _forward = forward;
        _forwardStarts = forwardStarts;
        _lengths = new ushort[articles.Length];
        _byId = new Dictionary<string, int>(articles.Length, StringComparer.Ordinal);
        _passages = articles.Length > MostKeptCut ? null : new IReadOnlyList<Passage>?[articles.Length];
        for (var document = 0; document < articles.Length; document++) _byId[articles[document].Id] = document;
        (_terms, _postingStarts, _documents, _weights) = Invert();
    }

    public Article[] Articles { get; }

    /// <summary>Weighted lengths by document.</summary>
    public ReadOnlySpan<ushort> Lengths => _lengths;

    /// <summary>A segment of articles; their ids must differ.</summary>
    public static IndexSegment Of(IReadOnlyList<Article> articles, Vocabulary vocabulary, ISentenceEncoder? encoder)
    {
        var forward = new ByteBuffer();
        var starts = new int[articles.Count + 1];
        for (var document = 0; document < articles.Count; document++)
        {
            ForwardText.Write(articles[document], vocabulary, forward);
            starts[document + 1] = forward.Length;
        }
        return new IndexSegment([.. articles], forward.ToArray(), starts, encoder is null ? null : [.. articles.Select(article => ArticleVectors.Of(article, encoder))]);
    }

    /// <summary>Several segments as one, without what was removed; no text is read again.</summary>
    public static IndexSegment Merge(IReadOnlyList<LiveSegment> segments)
    {
        var forward = new ByteBuffer();
        var articles = new List<Article>();
        var starts = new List<int> { 0 };
        var vectors = segments[0].Segment._vectors is null ? null : new List<float[]>();
        foreach (var live in segments)
        {
            for (var document = 0; document < live.Segment.Articles.Length; document++)
            {
                if (live.IsRemoved(document)) continue;
                articles.Add(live.Segment.Articles[document]);
                forward.Write(live.Segment.Forward(document));
                starts.Add(forward.Length);
                vectors?.Add(live.Segment._vectors![document]);
            }
        }
        return new IndexSegment([.. articles], forward.ToArray(), [.. starts], vectors?.ToArray());
    }

    public int? Find(string id) => _byId.TryGetValue(id, out var document) ? document : null;

    /// <summary>The words of one article (<see cref="ForwardText"/>).</summary>
    public ReadOnlySpan<byte> Forward(int document) => _forward.AsSpan(_forwardStarts[document], _forwardStarts[document + 1] - _forwardStarts[document]);

    /// <summary>The documents that hold a term, rising, and the weight of the term in each; empty when none does.</summary>
    public ReadOnlySpan<ushort> Postings(int term, out ReadOnlySpan<byte> weights)
    {
        var at = Array.BinarySearch(_terms, term);
        weights = default;
        if (at < 0) return default;
        var start = _postingStarts[at];
        var count = _postingStarts[at + 1] - start;
        weights = _weights.AsSpan(start, count);
        return _documents.AsSpan(start, count);
    }

    /// <summary>How close an article is to a question's vector (<see cref="ArticleVectors.Nearest"/>); 0 without an encoder.</summary>
    public float Closeness(int document, ReadOnlySpan<float> question) => _vectors is null ? 0 : ArticleVectors.Nearest(_vectors[document], question);

    /// <summary>True when the encoder knew the article's texts.</summary>
    public bool HasMeaning(int document) => _vectors is not null && _vectors[document].Length > 0;

    /// <summary>The passages of an article, cut when first asked for; a large segment does not keep them, which would double the memory of its texts.</summary>
    public IReadOnlyList<Passage> PassagesOf(int document) => _passages is null ? Passages.Of(Articles[document].Body) : _passages[document] ??= Passages.Of(Articles[document].Body);

    /// <summary>Each term that an article holds, once.</summary>
    public void ForEachTerm(int document, Action<int> act)
    {
        var seen = new HashSet<int>();
        var words = Forward(document);
        for (var at = 0; at < words.Length;)
        {
            var id = ByteBuffer.ReadVarint(words, ref at);
            if (id >= Vocabulary.FirstTerm && seen.Add(id)) act(id);
        }
    }

    /// <summary>Adds to each term's number in <paramref name="documents"/> how many of these articles hold it.</summary>
    public void CountTerms(int[] documents)
    {
        for (var i = 0; i < _terms.Length; i++) documents[_terms[i]] += _postingStarts[i + 1] - _postingStarts[i];
    }

    private (int[] Terms, int[] Starts, ushort[] Documents, byte[] Weights) Invert()
    {
        // Two passes over the words: count, then fill. Scratch is by term id, which is dense.
        var end = Vocabulary.FirstTerm;
        for (var at = 0; at < _forward.Length;) end = Math.Max(end, ByteBuffer.ReadVarint(_forward, ref at) + 1);
        var inArticle = new int[end];
        var counts = new int[end];
        var touched = new List<int>();
        for (var document = 0; document < Articles.Length; document++)
        {
            _lengths[document] = (ushort)Math.Min(ushort.MaxValue, Weigh(document, inArticle, touched));
            foreach (var term in touched)
            {
                counts[term]++;
                inArticle[term] = 0;
            }
        }
        var terms = new List<int>();
        var starts = new List<int>();
        var total = 0;
        for (var term = 0; term < end; term++)
        {
            if (counts[term] == 0) continue;
            terms.Add(term);
            starts.Add(total);
            (total, counts[term]) = (total + counts[term], total);
        }
        starts.Add(total);
        var documents = new ushort[total];
        var weights = new byte[total];
        for (var document = 0; document < Articles.Length; document++)
        {
            Weigh(document, inArticle, touched);
            foreach (var term in touched)
            {
                documents[counts[term]] = (ushort)document;
                weights[counts[term]++] = (byte)Math.Min(byte.MaxValue, inArticle[term]);
                inArticle[term] = 0;
            }
        }
        return ([.. terms], [.. starts], documents, weights);
    }

    private int Weigh(int document, int[] inArticle, List<int> touched)
    {
        touched.Clear();
        var words = Forward(document);
        var weight = FieldWeights.Title;
        var length = 0;
        for (var at = 0; at < words.Length;)
        {
            var id = ByteBuffer.ReadVarint(words, ref at);
            if (id < Vocabulary.FirstTerm)
            {
                if (id != ForwardText.Line) weight = FieldWeights.After(id);
                continue;
            }
            if (inArticle[id] == 0) touched.Add(id);
            inArticle[id] += weight;
            length += weight;
        }
        return length;
    }
}

/// <summary>A segment as one snapshot sees it.</summary>
internal sealed record LiveSegment(IndexSegment Segment, ulong[]? Removed, int Count)
{
    public bool IsRemoved(int document) => Removed is not null && (Removed[document >> 6] & (1UL << (document & 63))) != 0;

    public LiveSegment Without(int document)
    {
        var removed = Removed is null ? new ulong[(Segment.Articles.Length + 63) / 64] : [.. Removed];
        removed[document >> 6] |= 1UL << (document & 63);
        return new LiveSegment(Segment, removed, Count - 1);
    }
}
