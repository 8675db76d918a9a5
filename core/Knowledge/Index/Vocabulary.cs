using EscalationBot.Core.Knowledge.Text;

namespace EscalationBot.Core.Knowledge.Index;

/// <summary>
/// Numbers of words. Grows only; one writer at a time (the index's), any number of readers. Ids below <see cref="FirstTerm"/> are marks in
/// the forward index; small ids go to words seen first, which are mostly the frequent ones and so take one or two bytes there.
/// </summary>
internal sealed class Vocabulary
{
    public const int FirstTerm = 8;

    public Vocabulary()
        : this(new WordTable(), new WordTable(), FirstTerm) { }

    private Vocabulary(WordTable surfaces, WordTable terms, int next)
    {
        (_surfaces, _terms, _next) = (surfaces, terms, next);
        Inflections = new Inflections(this);
    }

    /// <summary>Forms of its words in other languages than English.</summary>
    public Inflections Inflections { get; }

    // A surface is a word as it was read; words of one stem share an id. Stems that no article has as a word stand in the second table.
    private readonly WordTable _surfaces,
        _terms;
    private readonly List<int> _common = [];
    private Spelling? _spelling;
    private int _next;

    /// <summary>One more than the largest id given out.</summary>
    public int End => Volatile.Read(ref _next);

    /// <summary>All words as they were read, with their ids, in the order they came.</summary>
    public WordTable Surfaces => _surfaces;

    /// <summary>The id of a folded word, given out now when it is new. For the writer.</summary>
    public int Learn(ReadOnlySpan<char> word)
    {
        if (_surfaces.Find(word) is >= 0 and var known)
        {
            return _surfaces.Value(known);
        }
        Span<char> stem = stackalloc char[word.Length + 4];
        word.CopyTo(stem);
        var common = CommonWords.Contains(word);
        // "its" is not "it" and "has" is not "ha": common words are taken as they are.
        var stemmed = common ? word : stem[..Stemmer.Stem(stem, word.Length)];
        var id = FindTerm(stemmed);
        if (id < 0)
        {
            id = _next;
            if (common)
            {
                _common.Add(id);
            }
            if (!stemmed.SequenceEqual(word))
            {
                _terms.Add(stemmed, id);
            }
            Volatile.Write(ref _next, id + 1);
        }
        _surfaces.Add(word, id);
        return id;
    }

    public void Write(SnapshotWriter writer)
    {
        writer.Write(_next);
        writer.Write(_surfaces.Letters);
        writer.Write(_terms.Letters);
    }

    /// <summary>What <see cref="Write"/> wrote. Throws <see cref="InvalidDataException"/>.</summary>
    public static Vocabulary Of(VocabularyParts parts)
    {
        var surfaces = WordTable.Restore(parts.Surfaces, FirstTerm, parts.End);
        var terms = WordTable.Restore(parts.Terms, FirstTerm, parts.End);
        // Scratch is as long as the largest number: a file must not make up numbers that no word has.
        if (surfaces is null || terms is null || parts.End - FirstTerm > surfaces.Count)
        {
            throw new InvalidDataException("Its words do not fit together.");
        }
        var vocabulary = new Vocabulary(surfaces, terms, parts.End);
        var common = new HashSet<int>();
        foreach (var place in surfaces.Places())
        {
            if (CommonWords.Contains(surfaces.Word(place)) && common.Add(surfaces.Value(place)))
            {
                vocabulary._common.Add(surfaces.Value(place));
            }
        }
        return vocabulary;
    }

    /// <summary>The stem of a folded word, which is the word itself for a common one.</summary>
    public static string StemOf(ReadOnlySpan<char> word)
    {
        if (CommonWords.Contains(word))
        {
            return word.ToString();
        }
        Span<char> stem = stackalloc char[word.Length + 4];
        word.CopyTo(stem);
        return stem[..Stemmer.Stem(stem, word.Length)].ToString();
    }

    /// <summary>The id of a stem: one of its own, or that of a word which is its own stem.</summary>
    public int FindTerm(ReadOnlySpan<char> stem)
    {
        if (_terms.Find(stem) is >= 0 and var term)
        {
            return _terms.Value(term);
        }
        if (_surfaces.Find(stem) is not (>= 0 and var surface))
        {
            return -1;
        }
        Span<char> again = stackalloc char[stem.Length + 4];
        stem.CopyTo(again);
        return CommonWords.Contains(stem) || again[..Stemmer.Stem(again, stem.Length)].SequenceEqual(stem) ? _surfaces.Value(surface) : -1;
    }

    /// <summary>Ids of the <see cref="CommonWords"/> met so far. For the writer.</summary>
    public IReadOnlyList<int> Common => _common;

    /// <summary>The id of a folded word; -1 for a word that no article ever had.</summary>
    public int Find(ReadOnlySpan<char> word)
    {
        if (_surfaces.Find(word) is >= 0 and var surface)
        {
            return _surfaces.Value(surface);
        }
        Span<char> stem = stackalloc char[word.Length + 4];
        word.CopyTo(stem);
        return FindTerm(stem[..Stemmer.Stem(stem, word.Length)]);
    }

    /// <summary>The id of a folded word that an article has in this very form, or -1.</summary>
    public int FindWritten(ReadOnlySpan<char> word) => _surfaces.Find(word) is >= 0 and var surface ? _surfaces.Value(surface) : -1;

    /// <summary>The id of the known word that a mistyped one means, or -1.</summary>
    public int FindMistyped(ReadOnlySpan<char> word, TermWeights weights)
    {
        var spelling = Volatile.Read(ref _spelling);
        // Listing all words again for every new one would cost more than the few missed corrections do.
        if (spelling is null || _surfaces.Count - spelling.Count > spelling.Count / 50)
        {
            Volatile.Write(ref _spelling, spelling = new Spelling(_surfaces));
        }
        return spelling.Nearest(word, weights);
    }
}
