using EscalationBot.Core.Knowledge.Articles;

namespace EscalationBot.Core.Knowledge.Index;

/// <summary>
/// Reads many articles on all cores: blocks of them are read apart, each thread with numbers of its own, and then numbered again in the
/// order of the articles. The result is that of one thread, whatever the threads did when.
/// </summary>
internal static class ForwardBuilder
{
    /// <summary>
    /// Articles of one block. Their words stay below the size from which arrays count as large and wait for a full collection.
    /// </summary>
    public const int BlockSize = 128;
    private const int MostThreads = 8;

    /// <summary>
    /// The <see cref="ForwardText"/> of articles in parts of one size, and where each article starts in its part, with the end as the last.
    /// </summary>
    /// <param name="articles">All of them, at least one.</param>
    /// <param name="partSize">Articles of a part but the last; a multiple of <see cref="BlockSize"/>.</param>
    /// <param name="vocabulary">Learns their words.</param>
    public static IReadOnlyList<(byte[] Forward, int[] Starts)> Read(IReadOnlyList<Article> articles, int partSize, Vocabulary vocabulary)
    {
        var blocks = new Block[(articles.Count + BlockSize - 1) / BlockSize];
        // Blocks are taken in their order: so each reader gives its numbers in the order in which its words came.
        InTurn(blocks.Length, () => new ArticleReader(), (reader, block) => blocks[block] = ReadBlock(articles, block, reader));
        var ids = Learn(blocks, vocabulary);
        InTurn(
            blocks.Length,
            () => new ByteBuffer(),
            (buffer, block) => blocks[block] = Number(blocks[block], ids[blocks[block].Reader], buffer)
        );
        return [.. blocks.Chunk(partSize / BlockSize).Select(Join)];
    }

    /// <summary>
    /// Does pieces of work on several threads, each with a tool of its own; a thread takes the next one when it has done one.
    /// </summary>
    private static void InTurn<T>(int count, Func<T> tool, Action<T, int> work)
    {
        var taken = -1;
        Parallel.For(
            0,
            Math.Min(Math.Min(MostThreads, Environment.ProcessorCount), count),
            _ =>
            {
                var own = tool();
                for (int next; (next = Interlocked.Increment(ref taken)) < count; )
                {
                    work(own, next);
                }
            }
        );
    }

    private static Block ReadBlock(IReadOnlyList<Article> articles, int block, ArticleReader reader)
    {
        var from = block * BlockSize;
        var ends = new int[Math.Min(BlockSize, articles.Count - from)];
        var first = reader.End;
        var forward = reader.Scratch;
        forward.Clear();
        for (var i = 0; i < ends.Length; i++)
        {
            reader.Read(articles[from + i], forward);
            ends[i] = forward.Length;
        }
        return new Block(reader, first, reader.End, forward.ToArray(), ends);
    }

    /// <summary>
    /// The vocabulary's numbers for those of each reader. A word comes first where its reader met it first, so only those places are looked
    /// at.
    /// </summary>
    private static Dictionary<ArticleReader, int[]> Learn(Block[] blocks, Vocabulary vocabulary)
    {
        var ids = blocks.Select(block => block.Reader).Distinct().ToDictionary(reader => reader, reader => new int[reader.End]);
        foreach (var block in blocks)
        {
            var known = ids[block.Reader];
            for (var local = block.First; local < block.End; local++)
            {
                known[local] = vocabulary.Learn(block.Reader.Word(local));
            }
        }
        return ids;
    }

    private static Block Number(Block block, int[] ids, ByteBuffer buffer)
    {
        var ends = new int[block.Ends.Length];
        buffer.Clear();
        var at = 0;
        for (var article = 0; article < ends.Length; article++)
        {
            while (at < block.Ends[article])
            {
                var local = ByteBuffer.ReadVarint(block.Forward, ref at);
                buffer.WriteVarint(local < Vocabulary.FirstTerm ? local : ids[local]);
            }
            ends[article] = buffer.Length;
        }
        return block with { Forward = buffer.ToArray(), Ends = ends };
    }

    private static (byte[] Forward, int[] Starts) Join(Block[] blocks)
    {
        var forward = new byte[blocks.Sum(block => block.Forward.Length)];
        var starts = new int[blocks.Sum(block => block.Ends.Length) + 1];
        var (article, written) = (0, 0);
        foreach (var block in blocks)
        {
            block.Forward.CopyTo(forward, written);
            foreach (var end in block.Ends)
            {
                starts[++article] = written + end;
            }
            written += block.Forward.Length;
        }
        return (forward, starts);
    }

    /// <param name="Reader">Whose numbers the words have.</param>
    /// <param name="First">The first number that its reader gave out here.</param>
    /// <param name="End">One more than the last.</param>
    /// <param name="Forward">The words.</param>
    /// <param name="Ends">Where each article ends in them.</param>
    private sealed record Block(ArticleReader Reader, int First, int End, byte[] Forward, int[] Ends);
}
