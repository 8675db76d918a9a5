namespace EscalationBot.Core.Knowledge;

/// <summary>
/// Finds the known word that a mistyped one means: one letter missing, added or changed, or two neighbours exchanged. The first letter must be right,
/// which typists' is nearly always, so that only words of one initial and about one length are compared.
/// </summary>
internal sealed class Spelling
{
    /// <summary>Shorter words have too many neighbours that are other words.</summary>
    public const int Shortest = 5;
    private const int Lengths = 24;

    private readonly Dictionary<int, List<(string Word, int Term)>> _buckets = [];

    /// <param name="words">Folded words and their terms.</param>
    /// <param name="end">The vocabulary's end when they were listed.</param>
    public Spelling(IEnumerable<KeyValuePair<string, int>> words, int end)
    {
        End = end;
        foreach (var (word, term) in words)
        {
            if (term < Vocabulary.FirstTerm || word.Length < Shortest - 1 || word.Length >= Lengths || word.AsSpan().IndexOfAnyExceptInRange('a', 'z') >= 0) continue;
            var key = Key(word[0], word.Length);
            if (!_buckets.TryGetValue(key, out var bucket)) _buckets[key] = bucket = [];
            bucket.Add((word, term));
        }
    }

    /// <summary>How far the vocabulary reached when this was made.</summary>
    public int End { get; }

    /// <summary>The term of the most frequent word that is one error away, or -1.</summary>
    public int Nearest(ReadOnlySpan<char> word, TermWeights weights)
    {
        if (word.Length < Shortest || word.Length >= Lengths - 1 || word.IndexOfAnyExceptInRange('a', 'z') >= 0) return -1;
        var (best, rarity) = (-1, weights.UnknownIdf);
        for (var length = word.Length - 1; length <= word.Length + 1; length++)
        {
            if (!_buckets.TryGetValue(Key(word[0], length), out var bucket)) continue;
            foreach (var (known, term) in bucket)
            {
                if (weights.Idf(term) >= rarity || !IsOneErrorAway(word, known)) continue;
                (best, rarity) = (term, weights.Idf(term));
            }
        }
        return best;
    }

    private static int Key(char initial, int length) => (initial * Lengths) + length;

    private static bool IsOneErrorAway(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        var same = one.CommonPrefixLength(other);
        var rest = one[same..];
        var otherRest = other[same..];
        if (rest.Length == otherRest.Length)
        {
            if (rest.IsEmpty || rest[1..].SequenceEqual(otherRest[1..])) return true;
            return rest.Length > 1 && rest[0] == otherRest[1] && rest[1] == otherRest[0] && rest[2..].SequenceEqual(otherRest[2..]);
        }
        return rest.Length > otherRest.Length ? rest[1..].SequenceEqual(otherRest) : rest.SequenceEqual(otherRest[1..]);
    }
}
