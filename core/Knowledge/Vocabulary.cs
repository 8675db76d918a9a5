using System.Collections.Concurrent;

namespace EscalationBot.Core.Knowledge;

/// <summary>
/// Numbers of words. Grows only; one writer at a time (the index's), any number of readers. Ids below <see cref="FirstTerm"/> are marks in the forward
/// index; small ids go to words seen first, which are mostly the frequent ones and so take one or two bytes there.
/// </summary>
internal sealed class Vocabulary
{
    public const int FirstTerm = 8;

    private readonly ConcurrentDictionary<string, int> _terms = new(StringComparer.Ordinal), _surfaces = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _byTerm, _bySurface;
    private readonly List<int> _common = [];
    private Spelling? _spelling;
    private int _next = FirstTerm;

    public Vocabulary()
    {
        _byTerm = _terms.GetAlternateLookup<ReadOnlySpan<char>>();
        _bySurface = _surfaces.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>One more than the largest id given out.</summary>
    public int End => Volatile.Read(ref _next);

    /// <summary>The id of a folded word, given out now when it is new.</summary>
    public int Learn(ReadOnlySpan<char> word)
    {
        if (_bySurface.TryGetValue(word, out var id)) return id;
        Span<char> stem = stackalloc char[word.Length + 4];
        word.CopyTo(stem);
        var common = CommonWords.Contains(word);
        // "its" is not "it" and "has" is not "ha": common words are taken as they are.
        var stemmed = common ? word : stem[..Stemmer.Stem(stem, word.Length)];
        if (!_byTerm.TryGetValue(stemmed, out id))
        {
            id = _next;
            _terms[stemmed.ToString()] = id;
            if (common) _common.Add(id);
            Volatile.Write(ref _next, id + 1);
        }
        _surfaces[word.ToString()] = id;
        return id;
    }

    /// <summary>Ids of the <see cref="CommonWords"/> met so far. For the writer.</summary>
    public IReadOnlyList<int> Common => _common;

    /// <summary>The id of a folded word; -1 for a word that no article ever had.</summary>
    public int Find(ReadOnlySpan<char> word)
    {
        if (_bySurface.TryGetValue(word, out var id)) return id;
        Span<char> stem = stackalloc char[word.Length + 4];
        word.CopyTo(stem);
        return _byTerm.TryGetValue(stem[..Stemmer.Stem(stem, word.Length)], out id) ? id : -1;
    }

    /// <summary>The id of the known word that a mistyped one means, or -1.</summary>
    public int FindMistyped(ReadOnlySpan<char> word, TermWeights weights)
    {
        var spelling = Volatile.Read(ref _spelling);
        // Listing all words again for every new one would cost more than the few missed corrections do.
        if (spelling is null || End - spelling.End > spelling.End / 50) Volatile.Write(ref _spelling, spelling = new Spelling(_surfaces, End));
        return spelling.Nearest(word, weights);
    }
}
