namespace EscalationBot.Core.Knowledge.Text;

/// <summary>
/// Light suffix stripping: plurals, -ing, -ed, -ly, -ment, -ation. It joins forms of one word and leaves short words and identifiers alone.
/// </summary>
internal static class Stemmer
{
    private const int ShortestStem = 3;

    private static readonly (string Suffix, string Becomes)[] Rules =
    [
        ("sses", "ss"),
        ("ies", "y"),
        ("ingly", ""),
        ("edly", ""),
        ("ations", "ate"),
        ("ation", "ate"),
        ("ments", ""),
        ("ment", ""),
        ("ings", ""),
        ("ing", ""),
        ("ed", ""),
        ("ly", ""),
        ("es", "e"),
        ("s", ""),
    ];

    /// <summary>Stems the folded word in <paramref name="word"/>[..<paramref name="length"/>] in place; returns the new length.</summary>
    public static int Stem(Span<char> word, int length)
    {
        if (length <= ShortestStem || char.IsDigit(word[length - 1]))
        {
            return length;
        }
        foreach (var (suffix, becomes) in Rules)
        {
            if (length - suffix.Length < ShortestStem || !word[..length].EndsWith(suffix, StringComparison.Ordinal))
            {
                continue;
            }
            if (suffix == "s" && word[length - 2] == 's')
            {
                break;
            }
            length -= suffix.Length;
            becomes.CopyTo(word[length..]);
            length += becomes.Length;
            if (length > 3 && word[length - 1] == word[length - 2] && word[length - 1] is not ('l' or 's' or 'z'))
            {
                length--;
            }
            break;
        }
        return length > 4 && word[length - 1] == 'e' ? length - 1 : length;
    }
}
