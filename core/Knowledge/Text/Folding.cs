using System.Globalization;
using System.Text;

namespace EscalationBot.Core.Knowledge.Text;

/// <summary>Case and accent folding, one character at a time, so that "Größe", "GRÖSSE" and "grosse" are one word.</summary>
internal static class Folding
{
    private const int First = 0x00AA,
        Last = 0x1FFF;
    private static readonly Lazy<char[]> Bases = new(BuildBases);

    /// <summary>
    /// Writes the folded form of <paramref name="c"/>; returns how many characters (0 for a combining mark, 2 for ß, æ and the like).
    /// </summary>
    public static int Fold(char c, Span<char> into)
    {
        if (c < 0x80)
        {
            into[0] = char.ToLowerInvariant(c);
            return 1;
        }
        var letters = c switch
        {
            'ß' or 'ẞ' => "ss",
            'æ' or 'Æ' => "ae",
            'œ' or 'Œ' => "oe",
            'þ' or 'Þ' => "th",
            _ => null,
        };
        if (letters is not null)
        {
            letters.CopyTo(into);
            return 2;
        }
        if (c is >= (char)First and <= (char)Last)
        {
            var folded = Bases.Value[c - First];
            into[0] = folded;
            return folded == '\0' ? 0 : 1;
        }
        // Full-width Latin letters and digits are typed by some input methods.
        into[0] = char.ToLowerInvariant(c is >= '！' and <= '～' ? (char)(c - '！' + '!') : c);
        return IsMark(c) ? 0 : 1;
    }

    /// <summary>The folded form of a whole text; word boundaries are kept as they are.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        Span<char> two = stackalloc char[2];
        foreach (var c in text)
        {
            folded.Append(two[..Fold(c, two)]);
        }
        return folded.ToString();
    }

    internal static bool IsMark(char c) =>
        c >= 0x0300 && CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    private static char[] BuildBases()
    {
        var bases = new char[Last - First + 1];
        for (var code = First; code <= Last; code++)
        {
            var c = (char)code;
            var first = c switch
            {
                'ø' or 'Ø' => 'o',
                'đ' or 'Đ' or 'ð' or 'Ð' => 'd',
                'ł' or 'Ł' => 'l',
                'ı' => 'i',
                _ => c.ToString().Normalize(NormalizationForm.FormD)[0],
            };
            bases[code - First] = IsMark(c) ? '\0' : char.ToLowerInvariant(first);
        }
        return bases;
    }
}
