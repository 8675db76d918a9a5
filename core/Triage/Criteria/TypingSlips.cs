using System.Collections.Frozen;
using System.Text;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Triage.Criteria;

/// <summary>
/// Puts mistyped words of criteria right: two letters that changed places ("refnud"), a letter doubled or not ("dissapeared",
/// "conector"), a vowel left out ("lawyr"). Only long words, and only where the slip is no word that anybody means.
/// </summary>
internal sealed class TypingSlips
{
    private const int Shortest = 6;
    private readonly FrozenDictionary<string, string> _slips;

    /// <summary>Of these words, folded.</summary>
    public TypingSlips(IEnumerable<string> words)
    {
        var known = words.SelectMany(Inflected).ToHashSet(StringComparer.Ordinal);
        var slips = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var word in known.Where(word => word.Length >= Shortest && word.All(char.IsAsciiLetterLower)))
        {
            foreach (
                var slip in Of(word).Distinct(StringComparer.Ordinal).Where(slip => !known.Contains(slip) && !OrdinaryWords.Contains(slip))
            )
            {
                // What may be a slip of two words is none.
                slips[slip] = slips.TryGetValue(slip, out var other) && other != word ? null : word;
            }
        }

        _slips = slips
            .Where(slip => slip.Value is not null)
            .ToFrozenDictionary(slip => slip.Key, slip => slip.Value!, StringComparer.Ordinal);
    }

    /// <summary>The word that was meant, or the same.</summary>
    public string Corrected(string word) => word.Length >= Shortest - 1 && _slips.TryGetValue(word, out var meant) ? meant : word;

    private static string[] Inflected(string word) =>
        word.EndsWith('e') ? [word, word + "s", word + "d", word[..^1] + "ing"] : [word, word + "s", word + "ed", word + "ing"];

    private static IEnumerable<string> Of(string word)
    {
        for (var i = 1; i < word.Length; i++)
        {
            // The first letter is hardly ever wrong.
            if (i + 1 < word.Length && word[i] != word[i + 1])
            {
                yield return word[..i] + word[i + 1] + word[i] + word[(i + 2)..];
            }

            yield return word[i] == word[i - 1] ? word[..i] + word[(i + 1)..] : word[..i] + word[i] + word[i..];
            if (i + 1 < word.Length && "aeiou".Contains(word[i], StringComparison.Ordinal))
            {
                yield return word[..i] + word[(i + 1)..];
            }
        }

        foreach (var once in Undoubled(word))
        {
            yield return once;
        }
    }

    /// <summary>Doubled letters at the wrong place: "dissapear" for "disappear".</summary>
    private static IEnumerable<string> Undoubled(string word)
    {
        var plain = new StringBuilder();
        foreach (var letter in word)
        {
            if (plain.Length == 0 || plain[^1] != letter)
            {
                plain.Append(letter);
            }
        }

        if (plain.Length == word.Length)
        {
            yield break;
        }

        for (var i = 1; i < plain.Length; i++)
        {
            yield return plain.ToString().Insert(i, plain[i].ToString());
        }
    }
}
