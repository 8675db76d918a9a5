namespace EscalationBot.Core.Knowledge.Index;

/// <summary>
/// For each term the articles of a segment that hold it, with the term's weight in each, in flat arrays. Beside each term stands a bound of
/// what it can bring to a score, in 255ths of its most, so that a search need not look at articles that cannot win.
/// </summary>
internal sealed class Postings
{
    private const float Steps = 255;

    private readonly float _lengthAtBounds;

    private Postings(int[] terms, int[] starts, ushort[] documents, byte[] weights, ushort[] lengths)
    {
        (Terms, Starts, Documents, Weights, Lengths) = (terms, starts, documents, weights, lengths);
        var length = 0L;
        foreach (var one in lengths)
        {
            length += one;
        }
        TotalLength = length;
        _lengthAtBounds = lengths.Length == 0 ? 1 : Math.Max(1, (float)length / lengths.Length);
        Bounds = FindBounds();
    }

    public int[] Terms { get; }
    public int[] Starts { get; }
    public ushort[] Documents { get; }
    public byte[] Weights { get; }

    /// <summary>Weighted lengths by document.</summary>
    public ushort[] Lengths { get; }
    public long TotalLength { get; }
    private byte[] Bounds { get; }

    /// <summary>The number under which a term's list stands, or -1.</summary>
    public int Find(int term)
    {
        var at = Array.BinarySearch(Terms, term);
        return at < 0 ? -1 : at;
    }

    /// <summary>The documents of a list, rising.</summary>
    public ReadOnlySpan<ushort> Of(int list, out ReadOnlySpan<byte> weights)
    {
        var start = Starts[list];
        weights = Weights.AsSpan(start, Starts[list + 1] - start);
        return Documents.AsSpan(start, weights.Length);
    }

    /// <summary>At least the largest <see cref="Bm25.Share"/> in a list, whatever the average length has become since.</summary>
    public float Bound(int list, float averageLength) => Bounds[list] / Steps * Math.Max(1, averageLength / _lengthAtBounds);

    /// <summary>Takes arrays that were checked.</summary>
    public static Postings Of(PostingParts parts) => new(parts.Terms, parts.Starts, parts.Documents, parts.Weights, parts.Lengths);

    public void Write(SnapshotWriter writer)
    {
        writer.Write<int>(Terms);
        writer.Write<int>(Starts);
        writer.Write<ushort>(Documents);
        writer.Write<byte>(Weights);
        writer.Write<ushort>(Lengths);
    }

    /// <summary>
    /// Inverts the words of articles (<see cref="ForwardText"/>), in two passes: count, then fill. Scratch is by term id, which is dense.
    /// </summary>
    /// <param name="forward">The words.</param>
    /// <param name="forwardStarts">Where each article starts, and the end.</param>
    /// <param name="end">One more than the largest term.</param>
    public static Postings Invert(byte[] forward, int[] forwardStarts, int end)
    {
        var count = forwardStarts.Length - 1;
        var lengths = new ushort[count];
        var scratch = new Scratch(end);
        var counts = new int[end];
        for (var document = 0; document < count; document++)
        {
            lengths[document] = (ushort)
                Math.Min(
                    ushort.MaxValue,
                    scratch.Weigh(forward.AsSpan(forwardStarts[document], forwardStarts[document + 1] - forwardStarts[document]))
                );
            foreach (var term in scratch.Touched)
            {
                counts[term]++;
                scratch.InArticle[term] = 0;
            }
        }
        var terms = new int[counts.Count(one => one > 0)];
        var starts = new int[terms.Length + 1];
        var (list, total) = (0, 0);
        for (var term = 0; term < counts.Length; term++)
        {
            if (counts[term] == 0)
            {
                continue;
            }
            (terms[list], starts[list++]) = (term, total);
            (total, counts[term]) = (total + counts[term], total);
        }
        starts[list] = total;
        var documents = new ushort[total];
        var weights = new byte[total];
        for (var document = 0; document < count; document++)
        {
            scratch.Weigh(forward.AsSpan(forwardStarts[document], forwardStarts[document + 1] - forwardStarts[document]));
            foreach (var term in scratch.Touched)
            {
                documents[counts[term]] = (ushort)document;
                weights[counts[term]++] = (byte)Math.Min(byte.MaxValue, scratch.InArticle[term]);
                scratch.InArticle[term] = 0;
            }
        }
        return new Postings(terms, starts, documents, weights, lengths);
    }

    private byte[] FindBounds()
    {
        var bounds = new byte[Terms.Length];
        var bm25 = new Bm25(_lengthAtBounds);
        for (var list = 0; list < bounds.Length; list++)
        {
            var most = 0f;
            for (var at = Starts[list]; at < Starts[list + 1]; at++)
            {
                most = Math.Max(most, bm25.Share(Weights[at], Lengths[Documents[at]]));
            }
            // Rounded up, with room for the rounding of sums.
            bounds[list] = (byte)Math.Min(Steps, MathF.Ceiling((most * Steps) + 0.01f));
        }
        return bounds;
    }

    private sealed class Scratch(int end)
    {
        public int[] InArticle { get; } = new int[end];
        public List<int> Touched { get; } = [];

        public int Weigh(ReadOnlySpan<byte> words)
        {
            Touched.Clear();
            var weight = FieldWeights.Title;
            var length = 0;
            for (var at = 0; at < words.Length; )
            {
                var id = ByteBuffer.ReadVarint(words, ref at);
                if (id < Vocabulary.FirstTerm)
                {
                    if (id != ForwardText.Line)
                    {
                        weight = FieldWeights.After(id);
                    }
                    continue;
                }
                if (InArticle[id] == 0)
                {
                    Touched.Add(id);
                }
                InArticle[id] += weight;
                length += weight;
            }
            return length;
        }
    }
}

/// <summary>The saturation of BM25: what share of its rarity a word brings to an article.</summary>
internal readonly struct Bm25(float averageLength)
{
    public const float K1 = 1.6f,
        B = 0.75f,
        Fixed = K1 * (1 - B) * FieldWeights.Unit;

    /// <summary>What each unit of length adds.</summary>
    public readonly float PerLength = K1 * B * FieldWeights.Unit / averageLength;

    /// <summary>0..1, more for a heavier weight in a shorter article.</summary>
    public float Share(int weight, int length) => weight / (weight + Fixed + (PerLength * length));
}
