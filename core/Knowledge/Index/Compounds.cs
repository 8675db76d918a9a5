using EscalationBot.Core.Knowledge.Text;

namespace EscalationBot.Core.Knowledge.Index;

/// <summary>
/// Words made of words ("Rechnungsadresse", "factuuradres"), by the knowledge base's own words: parts must be words that stand alone in
/// some article. Both ways are looked up when a question is asked, never when an article is read: which words there are changes with every
/// article, and an index must not depend on the order in which they came. Only an index in a language that writes such words has them; the
/// articles tell that, because a question of two words does not.
/// </summary>
internal sealed class Compounds
{
    /// <summary>Shorter words are found inside of too many others.</summary>
    public const int ShortestPart = 4;
    private const int MostParts = 3,
        Longest = WordReader.Longest;

    /// <summary>The languages that write such words.</summary>
    private static readonly string[] Languages = ["de", "nl", "sv", "da"];

    // What joins two parts (Fugenelement).
    private static readonly string[] Links = ["", "s", "n", "en", "es", "e", "er", "ens", "ns"];
    private static readonly string[] Endings = ["", "n", "en", "e", "s", "er"];

    private readonly Vocabulary _vocabulary;
    private readonly TermWeights _weights;

    private Compounds(Vocabulary vocabulary, TermWeights weights) => (_vocabulary, _weights) = (vocabulary, weights);

    /// <summary>Those of an index, or null when its articles are in no such language.</summary>
    public static Compounds? Of(Vocabulary vocabulary, TermWeights weights, IReadOnlyList<string> spoken) =>
        spoken.Intersect(Languages, StringComparer.Ordinal).Any() ? new Compounds(vocabulary, weights) : null;

    /// <summary>
    /// The words of which a word is made, in order; empty when it is none. Of several ways that with the fewest and then with the longest
    /// last part.
    /// </summary>
    public int[] Split(ReadOnlySpan<char> word)
    {
        for (var parts = 2; parts <= MostParts; parts++)
        {
            if (Split(word, parts) is { Length: > 0 } found)
            {
                return found;
            }
        }
        return [];
    }

    /// <summary>
    /// The word that two words make, the first in front, or -1. Their endings may differ: "Adressen der Rechnungen" is about the
    /// "Rechnungsadresse".
    /// </summary>
    public int Join(ReadOnlySpan<char> first, ReadOnlySpan<char> last)
    {
        if (first.Length < ShortestPart || last.Length < ShortestPart || first.Length + last.Length + 3 > Longest)
        {
            return -1;
        }
        Span<char> joined = stackalloc char[Longest];
        foreach (var ending in Endings)
        {
            if (!Ends(first, ending))
            {
                continue;
            }
            var stem = first[..^ending.Length];
            stem.CopyTo(joined);
            foreach (var link in Links)
            {
                link.CopyTo(joined[stem.Length..]);
                var length = stem.Length + link.Length;
                last.CopyTo(joined[length..]);
                if (Written(joined[..(length + last.Length)]) is >= 0 and var whole)
                {
                    return whole;
                }
                if (Ends(last, "n") && Written(joined[..(length + last.Length - 1)]) is >= 0 and var single)
                {
                    return single;
                }
            }
        }
        return -1;
    }

    private int[] Split(ReadOnlySpan<char> word, int parts)
    {
        for (var at = ShortestPart; at <= word.Length - ShortestPart; at++)
        {
            // "Rechnungsadressen" where the articles say "Adresse".
            if (
                (
                    Known(word[at..]) is >= 0 and var whole ? whole
                    : Ends(word[at..], "n") ? Known(word[at..^1])
                    : -1
                )
                is not (>= 0 and var last)
            )
            {
                continue;
            }
            foreach (var link in Links)
            {
                if (at - link.Length < ShortestPart || !word[..at].EndsWith(link, StringComparison.Ordinal))
                {
                    continue;
                }
                var first = word[..(at - link.Length)];
                if (parts > 2 && Split(first, parts - 1) is { Length: > 0 } front)
                {
                    return [.. front, last];
                }
                if (parts == 2 && Known(first) is >= 0 and var known && known != last)
                {
                    return [known, last];
                }
            }
        }
        return [];
    }

    private static bool Ends(ReadOnlySpan<char> word, string ending) =>
        word.Length - ending.Length >= ShortestPart && word.EndsWith(ending, StringComparison.Ordinal);

    /// <summary>Many are looked up that nobody ever wrote: only as they stand, which needs no stemming.</summary>
    private int Written(ReadOnlySpan<char> word) => _vocabulary.FindWritten(word) is >= 0 and var id && _weights.IsKnown(id) ? id : -1;

    private int Known(ReadOnlySpan<char> word) =>
        !CommonWords.Contains(word) && _vocabulary.Find(word) is >= 0 and var id && _weights.IsKnown(id) ? id : -1;
}
