namespace EscalationBot.Core.Knowledge;

/// <summary>
/// Reads many articles on all cores: blocks of them are read apart, each thread with numbers of its own, and then numbered again in the order of the articles. The result is
/// that of one thread, whatever the threads did when.
/// </summary>
internal static class ForwardBuilder
{
    private const int BlockSize = 256, MostThreads = 8;

    /// <summary>The <see cref="ForwardText"/> of all articles, and where each starts in it, with the end as the last.</summary>
    public static (byte[] Forward, int[] Starts) Read(IReadOnlyList<Article> articles, Vocabulary vocabulary)
    {
        var blocks = new Block[(articles.Count + BlockSize - 1) / BlockSize];
        if (blocks.Length < 2)
        {
            var reader = new ArticleReader();
            for (var block = 0; block < blocks.Length; block++) blocks[block] = ReadBlock(articles, block, reader);
        }
        else
        {
            Parallel.For(0, blocks.Length, new ParallelOptions { MaxDegreeOfParallelism = Math.Min(MostThreads, Environment.ProcessorCount) }, () => new ArticleReader(), (block, _, reader) =>
            {
                blocks[block] = ReadBlock(articles, block, reader);
                return reader;
            }, _ => { });
        }
        return Number(blocks, articles.Count, vocabulary);
    }

    private static Block ReadBlock(IReadOnlyList<Article> articles, int block, ArticleReader reader)
    {
        var from = block * BlockSize;
        var ends = new int[Math.Min(BlockSize, articles.Count - from)];
        var forward = new ByteBuffer();
        for (var i = 0; i < ends.Length; i++)
        {
            reader.Read(articles[from + i], forward);
            ends[i] = forward.Length;
        }
        return new Block(reader, forward, ends);
    }

    private static (byte[] Forward, int[] Starts) Number(Block[] blocks, int articles, Vocabulary vocabulary)
    {
        var known = new Dictionary<ArticleReader, int[]>();
        var forward = new ByteBuffer(blocks.Sum(block => block.Forward.Length));
        var starts = new int[articles + 1];
        var article = 0;
        foreach (var block in blocks)
        {
            if (!known.TryGetValue(block.Reader, out var ids)) known[block.Reader] = ids = new int[block.Reader.End];
            var words = block.Forward.Written;
            var at = 0;
            foreach (var end in block.Ends)
            {
                while (at < end)
                {
                    var local = ByteBuffer.ReadVarint(words, ref at);
                    var id = local < Vocabulary.FirstTerm ? local : ids[local];
                    if (id == 0) ids[local] = id = vocabulary.Learn(block.Reader.Word(local));
                    forward.WriteVarint(id);
                }
                starts[++article] = forward.Length;
            }
        }
        return (forward.ToArray(), starts);
    }

    private sealed record Block(ArticleReader Reader, ByteBuffer Forward, int[] Ends);
}
