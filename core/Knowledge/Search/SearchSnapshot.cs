using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Privacy;

namespace EscalationBot.Core.Knowledge.Search;

/// <summary>
/// An index in a file, for a fast start. It holds words and numbers and no article: what is read back is joined with the articles as they
/// are now, by a print of what the index knows of each. An article that changed since is read anew; a file that is broken, foreign, or of
/// another way of reading words is not used at all.
/// </summary>
public static class SearchSnapshot
{
    /// <summary>
    /// Goes up with every change of how words are read or weighed (folding, stemming, fields, passages) or of the file's form. A test fails
    /// when it was forgotten.
    /// </summary>
    internal const int Version = 1;

    private const int Magic = 0x58444945;
    private const double LeastKnown = 0.5;

    /// <summary>
    /// Writes the file whole or not at all: beside its place first, then moved into it. Throws <see cref="IOException"/> or
    /// <see cref="UnauthorizedAccessException"/>.
    /// </summary>
    public static void Save(string path, SearchIndex index)
    {
        PrivateFiles.CreateFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        PrivateFiles.Replace(path, file => Write(file, index));
    }

    /// <summary>An index of exactly these articles, with as much as possible taken from the file.</summary>
    /// <param name="path">The file; it need not exist.</param>
    /// <param name="articles">The articles as they are now; ids must differ.</param>
    /// <param name="encoder">The encoder in use, or null; vectors are taken from the file when they are of the same
    /// <see cref="ISentenceEncoder.Name"/>.</param>
    public static SnapshotLoad Load(string path, IReadOnlyList<Article> articles, ISentenceEncoder? encoder)
    {
        if (!File.Exists(path))
        {
            return Rebuilt("there is none");
        }
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
            // The articles are looked at while the file is read.
            var known = Task.Run(() => Known(articles));
            var index = Read(file, known, encoder);
            if (index is null)
            {
                return Rebuilt("it is of another version of the program, or another encoder");
            }
            if (index.Count < articles.Count * LeastKnown)
            {
                return Rebuilt("most articles are not in it");
            }
            return new SnapshotLoad(
                index.With(articles.Where(article => index.Find(article.Id) is null), []),
                articles.Count - index.Count,
                null
            );
        }
        catch (Exception broken) when (broken is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return Rebuilt(broken.Message);
        }

        SnapshotLoad Rebuilt(string why) => new(SearchIndex.Of(articles, encoder), articles.Count, why);
    }

    private static Dictionary<ulong, Article> Known(IReadOnlyList<Article> articles)
    {
        var known = new Dictionary<ulong, Article>(articles.Count);
        var prints = articles.AsParallel().AsOrdered().Select(Fingerprint64.Of).ToArray();
        for (var i = 0; i < prints.Length; i++)
        {
            known[prints[i]] = articles[i];
        }
        return known;
    }

    private static void Write(Stream stream, SearchIndex index)
    {
        var writer = new SnapshotWriter(stream);
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(index.Encoder is { Name.Length: > 0 } encoder ? encoder.Name : "");
        index.Vocabulary.Write(writer);
        writer.Write(index.Segments.Count);
        foreach (var live in index.Segments)
        {
            live.Segment.Write(writer, live);
        }
        writer.Close();
    }

    private static SearchIndex? Read(Stream stream, Task<Dictionary<ulong, Article>> known, ISentenceEncoder? encoder)
    {
        var reader = new SnapshotReader(stream);
        if (reader.Int() != Magic)
        {
            throw new InvalidDataException("It is not a snapshot of an index.");
        }
        if (reader.Int() != Version)
        {
            return null;
        }
        if (reader.Text() != (encoder?.Name ?? ""))
        {
            return null;
        }
        var words = VocabularyParts.Read(reader);
        var vocabulary = Task.Run(() => Vocabulary.Of(words));
        var count = reader.Int();
        if (count is < 0 or > 4_096)
        {
            throw new InvalidDataException("It has too many parts.");
        }
        var parts = new List<SegmentParts>();
        for (var i = 0; i < count; i++)
        {
            parts.Add(SegmentParts.Read(reader, encoder is { Name.Length: > 0 }));
        }
        reader.Close();
        var seen = new HashSet<ulong>();
        if (parts.Exists(part => Array.Exists(part.Prints, print => print != 0 && !seen.Add(print))))
        {
            throw new InvalidDataException("It holds an article twice.");
        }
        var segments = new LiveSegment[count];
        Parallel.For(
            0,
            count,
            i =>
            {
                if (parts[i].Check(words.End))
                {
                    segments[i] = IndexSegment.Of(parts[i], known.GetAwaiter().GetResult(), encoder);
                }
            }
        );
        if (Array.Exists(segments, live => live is null))
        {
            throw new InvalidDataException("Its parts do not fit together.");
        }
        return SearchIndex.Of(vocabulary.GetAwaiter().GetResult(), [.. segments.Where(live => live.Count > 0)], encoder);
    }
}

/// <summary>What became of loading a snapshot.</summary>
/// <param name="Index">The index of the articles; always whole.</param>
/// <param name="Read">How many articles had to be read anew.</param>
/// <param name="Why">Why the file was not used, or null when it was.</param>
public sealed record SnapshotLoad(SearchIndex Index, int Read, string? Why);
