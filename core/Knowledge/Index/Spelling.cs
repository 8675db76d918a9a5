using System.Numerics;
using EscalationBot.Core.Knowledge.Text;

namespace EscalationBot.Core.Knowledge.Index;

/// <summary>
/// Finds the known word that a mistyped one means: one letter missing, added or changed, or two neighbours exchanged. The first letter must
/// be right, which typists' is nearly always, so that only words of one initial and about one length are compared.
/// </summary>
internal sealed class Spelling
{
    /// <summary>Shorter words have too many neighbours that are other words.</summary>
    public const int Shortest = 5;
    private const int Lengths = 24;

    private readonly WordTable _words;
    private readonly Dictionary<int, List<(int Place, uint Letters)>> _buckets = [];

    /// <param name="words">Folded words and their terms.</param>
    public Spelling(WordTable words)
    {
        _words = words;
        Count = words.Count;
        foreach (var place in words.Places())
        {
            var word = words.Word(place);
            if (word.Length < Shortest - 1 || word.Length >= Lengths || word.IndexOfAnyExceptInRange('a', 'z') >= 0)
            {
                continue;
            }
            var key = Key(word[0], word.Length);
            if (!_buckets.TryGetValue(key, out var bucket))
            {
                _buckets[key] = bucket = [];
            }
            bucket.Add((place, LettersOf(word)));
        }
    }

    /// <summary>How many words there were when this was made.</summary>
    public int Count { get; }

    /// <summary>The term of the most frequent word that is one error away, or -1.</summary>
    public int Nearest(ReadOnlySpan<char> word, TermWeights weights)
    {
        if (word.Length < Shortest || word.Length >= Lengths - 1 || word.IndexOfAnyExceptInRange('a', 'z') >= 0)
        {
            return -1;
        }
        var (best, rarity, letters) = (-1, weights.UnknownIdf, LettersOf(word));
        for (var length = word.Length - 1; length <= word.Length + 1; length++)
        {
            if (!_buckets.TryGetValue(Key(word[0], length), out var bucket))
            {
                continue;
            }
            foreach (var (place, others) in bucket)
            {
                // One error takes one letter away and brings one at most: nearly all words are told apart without a look at them, which
                // stand far apart in memory.
                if (BitOperations.PopCount(letters ^ others) > 2 || !IsOneErrorAway(word, _words.Word(place)))
                {
                    continue;
                }
                var term = _words.Value(place);
                // Of equals the word that came first, so that the same articles always mean the same.
                if (weights.Idf(term) < rarity)
                {
                    (best, rarity) = (term, weights.Idf(term));
                }
            }
        }
        return best;
    }

    private static int Key(char initial, int length) => (initial * Lengths) + length;

    /// <summary>A bit for each letter that a word of a to z has.</summary>
    private static uint LettersOf(ReadOnlySpan<char> word)
    {
        var letters = 0u;
        foreach (var letter in word)
        {
            letters |= 1u << (letter - 'a');
        }
        return letters;
    }

    private static bool IsOneErrorAway(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        var same = one.CommonPrefixLength(other);
        var rest = one[same..];
        var otherRest = other[same..];
        if (rest.Length == otherRest.Length)
        {
            if (rest.IsEmpty || rest[1..].SequenceEqual(otherRest[1..]))
            {
                return true;
            }
            return rest.Length > 1 && rest[0] == otherRest[1] && rest[1] == otherRest[0] && rest[2..].SequenceEqual(otherRest[2..]);
        }
        return rest.Length > otherRest.Length ? rest[1..].SequenceEqual(otherRest) : rest.SequenceEqual(otherRest[1..]);
    }
}
