namespace EscalationBot.Core.Knowledge;

/// <summary>
/// Numbers of words. Grows only; one writer at a time (the index's), any number of readers. Ids below <see cref="FirstTerm"/> are marks in the forward
/// index; small ids go to words seen first, which are mostly the frequent ones and so take one or two bytes there.
/// </summary>
internal sealed class Vocabulary
{
    public const int FirstTerm = 8;

    // A surface is a word as it was read; words of one stem share an id. Stems that no article has as a word stand in the second table.
    private readonly WordTable _surfaces = new(), _terms = new();
    private readonly List<int> _common = [];
    private Spelling? _spelling;
    private int _next = FirstTerm;

    /// <summary>One more than the largest id given out.</summary>
    public int End => Volatile.Read(ref _next);

    /// <summary>All words as they were read, with their ids, in the order they came.</summary>
    public WordTable Surfaces => _surfaces;

    /// <summary>The id of a folded word, given out now when it is new. For the writer.</summary>
    public int Learn(ReadOnlySpan<char> word)
    {
        if (_surfaces.Find(word) is >= 0 and var known) return _surfaces.Value(known);
        Span<char> stem = stackalloc char[word.Length + 4];
        word.CopyTo(stem);
        var common = CommonWords.Contains(word);
        // "its" is not "it" and "has" is not "ha": common words are taken as they are.
        var stemmed = common ? word : stem[..Stemmer.Stem(stem, word.Length)];
        var id = FindTerm(stemmed);
        if (id < 0)
        {
            id = _next;
            if (common) _common.Add(id);
            if (!stemmed.SequenceEqual(word)) _terms.Add(stemmed, id);
            Volatile.Write(ref _next, id + 1);
        }
        _surfaces.Add(word, id);
        return id;
    }

    /// <summary>The id of a stem: one of its own, or that of a word which is its own stem.</summary>
    private int FindTerm(ReadOnlySpan<char> stem)
    {
        if (_terms.Find(stem) is >= 0 and var term) return _terms.Value(term);
        if (_surfaces.Find(stem) is not (>= 0 and var surface)) return -1;
        Span<char> again = stackalloc char[stem.Length + 4];
        stem.CopyTo(again);
        return CommonWords.Contains(stem) || again[..Stemmer.Stem(again, stem.Length)].SequenceEqual(stem) ? _surfaces.Value(surface) : -1;
    }

    /// <summary>Ids of the <see cref="CommonWords"/> met so far. For the writer.</summary>
    public IReadOnlyList<int> Common => _common;

    /// <summary>The id of a folded word; -1 for a word that no article ever had.</summary>
    public int Find(ReadOnlySpan<char> word)
    {
        if (_surfaces.Find(word) is >= 0 and var surface) return _surfaces.Value(surface);
        Span<char> stem = stackalloc char[word.Length + 4];
        word.CopyTo(stem);
        return FindTerm(stem[..Stemmer.Stem(stem, word.Length)]);
    }

    /// <summary>The id of the known word that a mistyped one means, or -1.</summary>
    public int FindMistyped(ReadOnlySpan<char> word, TermWeights weights)
    {
        var spelling = Volatile.Read(ref _spelling);
        // Listing all words again for every new one would cost more than the few missed corrections do.
        if (spelling is null || _surfaces.Count - spelling.Count > spelling.Count / 50) Volatile.Write(ref _spelling, spelling = new Spelling(_surfaces));
        return spelling.Nearest(word, weights);
    }
}
