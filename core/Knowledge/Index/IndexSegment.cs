using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Embeddings;

namespace EscalationBot.Core.Knowledge.Index;

/// <summary>Up to 65,536 articles with their postings. Immutable; articles leave it by a mark in the snapshot that holds it.</summary>
internal sealed class IndexSegment
{
    public const int Most = 65_536;
    private const int MostKeptCut = 4_096;

    // Stands where a file has an article that is no more what it was.
    private static readonly Article Gone = new("", "", "", []);

    private readonly byte[] _forward;
    private readonly int[] _forwardStarts,
        _slots;
    private readonly IReadOnlyList<Passage>?[]? _passages;
    private readonly float[][]? _vectors;

    // Filled when first asked for: only the question says how long a vector is.
    private readonly float[]? _lengths;

    private IndexSegment(Article[] articles, byte[] forward, int[] forwardStarts, float[][]? vectors, Postings postings)
    {
        _vectors = vectors;
        _lengths = vectors is null ? null : new float[vectors.Length];
        Articles = articles;
        _forward = forward;
        _forwardStarts = forwardStarts;
        _passages = articles.Length > MostKeptCut ? null : new IReadOnlyList<Passage>?[articles.Length];
        _slots = Slots(articles);
        Filter = new SegmentFilter(articles);
        Postings = postings;
    }

    public Article[] Articles { get; }

    /// <summary>Which article holds which term.</summary>
    public Postings Postings { get; }

    /// <summary>Which article a query may find.</summary>
    public SegmentFilter Filter { get; }

    /// <summary>Articles, whose ids must differ, in segments of about one size.</summary>
    public static IReadOnlyList<IndexSegment> Of(IReadOnlyList<Article> articles, Vocabulary vocabulary, ISentenceEncoder? encoder)
    {
        if (articles.Count == 0)
        {
            return [];
        }
        var parts = (articles.Count + Most - 1) / Most;
        var size =
            (((articles.Count + parts - 1) / parts) + ForwardBuilder.BlockSize - 1) / ForwardBuilder.BlockSize * ForwardBuilder.BlockSize;
        var read = ForwardBuilder.Read(articles, size, vocabulary);
        var segments = new IndexSegment[read.Count];
        Parallel.For(
            0,
            segments.Length,
            i =>
            {
                Article[] some = [.. articles.Skip(i * size).Take(size)];
                var vectors = encoder is null ? null : VectorsOf(some, encoder);
                segments[i] = new IndexSegment(
                    some,
                    read[i].Forward,
                    read[i].Starts,
                    vectors,
                    Postings.Invert(read[i].Forward, read[i].Starts, vocabulary.End)
                );
            }
        );
        return segments;
    }

    private static float[][] VectorsOf(Article[] articles, ISentenceEncoder encoder)
    {
        var vectors = new float[articles.Length][];
        Parallel.For(0, articles.Length, i => vectors[i] = ArticleVectors.Of(articles[i], encoder));
        return vectors;
    }

    /// <summary>Several segments as one, without what was removed; no text is read again.</summary>
    public static IndexSegment Merge(IReadOnlyList<LiveSegment> segments, int end)
    {
        var forward = new ByteBuffer();
        var articles = new List<Article>();
        var starts = new List<int> { 0 };
        var vectors = segments[0].Segment._vectors is null ? null : new List<float[]>();
        foreach (var live in segments)
        {
            for (var document = 0; document < live.Segment.Articles.Length; document++)
            {
                if (live.IsRemoved(document))
                {
                    continue;
                }
                articles.Add(live.Segment.Articles[document]);
                forward.Write(live.Segment.Forward(document));
                starts.Add(forward.Length);
                vectors?.Add(live.Segment._vectors![document]);
            }
        }
        var (words, ends) = (forward.ToArray(), starts.ToArray());
        return new IndexSegment([.. articles], words, ends, vectors?.ToArray(), Postings.Invert(words, ends, end));
    }

    /// <summary>
    /// What a checked file holds, joined with the articles that still are what they were; the others are marked as removed.
    /// </summary>
    public static LiveSegment Of(SegmentParts parts, Dictionary<ulong, Article> known, ISentenceEncoder? encoder)
    {
        var articles = new Article[parts.Prints.Length];
        var removed = new ulong[(articles.Length + 63) / 64];
        var count = articles.Length;
        for (var document = 0; document < articles.Length; document++)
        {
            if (known.TryGetValue(parts.Prints[document], out var article) && FitsEncoder(parts.Vectors?[document], article, encoder))
            {
                articles[document] = article;
                continue;
            }
            articles[document] = Gone;
            removed[document >> 6] |= 1UL << (document & 63);
            count--;
        }
        return new LiveSegment(
            new IndexSegment(articles, parts.Forward, parts.ForwardStarts, parts.Vectors, Postings.Of(parts.Postings)),
            count == articles.Length ? null : removed,
            count
        );
    }

    public void Write(SnapshotWriter writer, LiveSegment live)
    {
        writer.Write<ulong>([.. Articles.Select((article, document) => live.IsRemoved(document) ? 0 : Fingerprint64.Of(article))]);
        writer.Write<byte>(_forward);
        writer.Write<int>(_forwardStarts);
        Postings.Write(writer);
        foreach (var vectors in _vectors ?? [])
        {
            writer.Write<float>(vectors);
        }
    }

    /// <summary>An endpoint does not know its dimensions before its first vector (0); the file is of the same encoder, by name.</summary>
    private static bool FitsEncoder(float[]? vectors, Article article, ISentenceEncoder? encoder)
    {
        if (vectors is null)
        {
            return encoder is null;
        }
        if (vectors.Length == 0)
        {
            return true;
        }
        var texts = ArticleVectors.TextsOf(article).Count;
        return encoder!.Dimensions == 0 ? texts > 0 && vectors.Length % texts == 0 : vectors.Length == texts * encoder.Dimensions;
    }

    /// <summary>The document with this id, or null.</summary>
    public int? Find(string id)
    {
        for (
            var at = string.GetHashCode(id, StringComparison.Ordinal) & (_slots.Length - 1);
            _slots[at] != 0;
            at = (at + 1) & (_slots.Length - 1)
        )
        {
            if (Articles[_slots[at] - 1].Id == id)
            {
                return _slots[at] - 1;
            }
        }
        return null;
    }

    /// <summary>The words of one article (<see cref="ForwardText"/>).</summary>
    public ReadOnlySpan<byte> Forward(int document) =>
        _forward.AsSpan(_forwardStarts[document], _forwardStarts[document + 1] - _forwardStarts[document]);

    /// <summary>How close an article is to a question's vector; nothing without an encoder.</summary>
    public Similarity ClosenessOf(int document, ReadOnlySpan<float> question)
    {
        if (_vectors is null)
        {
            return default;
        }
        ref var length = ref _lengths![document];
        if (length == 0)
        {
            length = ArticleVectors.LengthOfSum(_vectors[document], question.Length);
        }
        return ArticleVectors.ClosenessOf(_vectors[document], length, question);
    }

    /// <summary>The vector of an article's first text; null when none is known.</summary>
    public float[]? FirstMeaning(int document, int dimensions) =>
        _vectors?[document] is { Length: > 0 } known && known.Length >= dimensions ? known[..dimensions] : null;

    /// <summary>True when the encoder knew the article's texts.</summary>
    public bool HasMeaning(int document) => _vectors is not null && _vectors[document].Length > 0;

    /// <summary>
    /// The passages of an article, cut when first asked for; a large segment does not keep them, which would double the memory of its
    /// texts.
    /// </summary>
    public IReadOnlyList<Passage> PassagesOf(int document) =>
        _passages is null ? Passages.Of(Articles[document].Body) : _passages[document] ??= Passages.Of(Articles[document].Body);

    /// <summary>Each term that an article holds, once.</summary>
    public void ForEachTerm(int document, Action<int> act)
    {
        var seen = new HashSet<int>();
        var words = Forward(document);
        for (var at = 0; at < words.Length; )
        {
            var id = ByteBuffer.ReadVarint(words, ref at);
            if (id >= Vocabulary.FirstTerm && seen.Add(id))
            {
                act(id);
            }
        }
    }

    /// <summary>Adds to each term's number in <paramref name="documents"/> how many of these articles hold it.</summary>
    public void CountTerms(int[] documents)
    {
        for (var list = 0; list < Postings.Terms.Length; list++)
        {
            documents[Postings.Terms[list]] += Postings.Starts[list + 1] - Postings.Starts[list];
        }
    }

    /// <summary>A hash table of numbers only, which is a third of a dictionary's memory.</summary>
    private static int[] Slots(Article[] articles)
    {
        var slots = new int[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, articles.Length * 3 / 2))];
        for (var document = 0; document < articles.Length; document++)
        {
            var at = string.GetHashCode(articles[document].Id, StringComparison.Ordinal) & (slots.Length - 1);
            while (slots[at] != 0)
            {
                at = (at + 1) & (slots.Length - 1);
            }
            slots[at] = document + 1;
        }
        return slots;
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
