namespace EscalationBot.Core.Knowledge.Index;

/// <summary>The arrays of a segment as a file has them, before anybody believes them.</summary>
internal sealed record SegmentParts(ulong[] Prints, byte[] Forward, int[] ForwardStarts, PostingParts Postings, float[][]? Vectors)
{
    public static SegmentParts Read(SnapshotReader reader, bool vectors)
    {
        var prints = reader.Array<ulong>();
        var forward = reader.Array<byte>();
        var starts = reader.Array<int>();
        var postings = new PostingParts(
            reader.Array<int>(),
            reader.Array<int>(),
            reader.Array<ushort>(),
            reader.Array<byte>(),
            reader.Array<ushort>()
        );
        return new SegmentParts(prints, forward, starts, postings, vectors ? [.. prints.Select(_ => reader.Array<float>())] : null);
    }

    /// <summary>True when nothing in them can lead a search outside of an array, whoever wrote them.</summary>
    public bool Check(int end) =>
        Prints.Length is > 0 and <= IndexSegment.Most
        && Rises(ForwardStarts, Prints.Length + 1, Forward.Length)
        && WordsAreWhole(end)
        && Postings.Lengths.Length == Prints.Length
        && Postings.Check(Prints.Length, end);

    private bool WordsAreWhole(int end)
    {
        for (var document = 0; document < Prints.Length; document++)
        {
            var words = Forward.AsSpan(ForwardStarts[document], ForwardStarts[document + 1] - ForwardStarts[document]);
            // A number goes on while its bytes have the top bit.
            if (!words.IsEmpty && words[^1] >= 0x80)
            {
                return false;
            }
            for (var at = 0; at < words.Length; )
            {
                var id = ByteBuffer.ReadVarint(words, ref at);
                if (id <= 0 || id >= end || id is > ForwardText.Line and < Vocabulary.FirstTerm)
                {
                    return false;
                }
            }
        }
        return true;
    }

    internal static bool Rises(int[] starts, int count, int end)
    {
        if (starts.Length != count || starts[0] != 0 || starts[^1] != end)
        {
            return false;
        }
        for (var i = 1; i < starts.Length; i++)
        {
            if (starts[i] < starts[i - 1])
            {
                return false;
            }
        }
        return true;
    }
}

/// <summary>The arrays of <see cref="Postings"/>.</summary>
internal sealed record PostingParts(int[] Terms, int[] Starts, ushort[] Documents, byte[] Weights, ushort[] Lengths)
{
    public bool Check(int documents, int end)
    {
        if (
            Documents.Length != Weights.Length
            || Weights.AsSpan().Contains((byte)0)
            || !SegmentParts.Rises(Starts, Terms.Length + 1, Documents.Length)
        )
        {
            return false;
        }
        var last = Vocabulary.FirstTerm - 1;
        for (var list = 0; list < Terms.Length; list++)
        {
            if (Terms[list] <= last || Terms[list] >= end)
            {
                return false;
            }
            last = Terms[list];
            var previous = -1;
            foreach (var document in Documents.AsSpan(Starts[list], Starts[list + 1] - Starts[list]))
            {
                if (document <= previous || document >= documents)
                {
                    return false;
                }
                previous = document;
            }
        }
        return true;
    }
}
