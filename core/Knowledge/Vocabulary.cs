using System.Collections.Concurrent;

namespace EscalationBot.Core.Knowledge;

/// <summary>
/// Numbers of words. Grows only; one writer at a time (the index's), any number of readers. Ids below <see cref="FirstTerm"/> are marks in the forward
/// index; small ids go to words seen first, which are mostly the frequent ones and so take one or two bytes there.
/// </summary>
internal sealed class Vocabulary
{
    public const int FirstTerm = 8, Nothing = 0;

    private readonly ConcurrentDictionary<string, int> _terms = new(StringComparer.Ordinal), _surfaces = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _byTerm, _bySurface;
    private int _next = FirstTerm;

    public Vocabulary()
    {
        _byTerm = _terms.GetAlternateLookup<ReadOnlySpan<char>>();
        _bySurface = _surfaces.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>One more than the largest id given out.</summary>
    public int End => Volatile.Read(ref _next);

    /// <summary>The id of a folded word, given out now when it is new; <see cref="Nothing"/> for a stop word.</summary>
    public int Learn(ReadOnlySpan<char> word)
    {
        if (_bySurface.TryGetValue(word, out var id)) return id;
        if (!StopWords.Contains(word))
        {
            Span<char> stem = stackalloc char[word.Length + 4];
            word.CopyTo(stem);
            var stemmed = stem[..Stemmer.Stem(stem, word.Length)];
            if (!_byTerm.TryGetValue(stemmed, out id))
            {
                id = _next;
                _terms[stemmed.ToString()] = id;
                Volatile.Write(ref _next, id + 1);
            }
        }
        _surfaces[word.ToString()] = id;
        return id;
    }

    /// <summary>The id of a folded word; <see cref="Nothing"/> for a stop word, -1 for a word that no article has.</summary>
    public int Find(ReadOnlySpan<char> word)
    {
        if (_bySurface.TryGetValue(word, out var id)) return id;
        if (StopWords.Contains(word)) return Nothing;
        Span<char> stem = stackalloc char[word.Length + 4];
        word.CopyTo(stem);
        return _byTerm.TryGetValue(stem[..Stemmer.Stem(stem, word.Length)], out id) ? id : -1;
    }
}
