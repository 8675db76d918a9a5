using System.Text;

namespace EscalationBot.Core.Knowledge.Articles;

/// <summary>
/// Characters that take no place on the screen, or turn the direction of others, and when they are needed all the same: emoji, scripts that
/// join their letters, right-to-left text.
/// </summary>
internal static class InvisibleCharacters
{
    private const int SoftHyphen = 0xAD,
        ZeroWidthNonJoiner = 0x200C,
        ZeroWidthJoiner = 0x200D,
        BlackFlag = 0x1F3F4,
        CancelTag = 0xE007F;

    /// <summary>
    /// Names of HTML for characters that .NET does not decode. https://html.spec.whatwg.org/multipage/named-characters.html
    /// </summary>
    public static IReadOnlyDictionary<string, string> Named { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ZeroWidthSpace"] = "\u200B",
            ["NegativeVeryThinSpace"] = "\u200B",
            ["NegativeThinSpace"] = "\u200B",
            ["NegativeMediumSpace"] = "\u200B",
            ["NegativeThickSpace"] = "\u200B",
            ["NoBreak"] = "\u2060",
            ["ApplyFunction"] = "\u2061",
            ["af"] = "\u2061",
            ["InvisibleTimes"] = "\u2062",
            ["it"] = "\u2062",
            ["InvisibleComma"] = "\u2063",
            ["ic"] = "\u2063",
        };

    /// <summary>Whether the character at a place hides something.</summary>
    public static bool IsHidden(ReadOnlySpan<Rune> runes, int at)
    {
        var value = runes[at].Value;
        var before = at > 0 ? runes[at - 1].Value : 0;
        var after = at + 1 < runes.Length ? runes[at + 1].Value : 0;
        return value switch
        {
            < 0x20 => value is not ('\t' or '\n' or '\r' or '\v' or '\f'),
            0x7F or (>= 0x80 and <= 0x9F) => true,
            SoftHyphen => before is 0 || after is 0 || !Rune.IsLetter(new Rune(before)) || !Rune.IsLetter(new Rune(after)),
            ZeroWidthNonJoiner or ZeroWidthJoiner => !Joins(before) || !Joins(after),
            // Marks of direction belong into right-to-left text.
            0x200E or 0x200F or 0x061C => IsMark(before) || !IsRightToLeftNear(runes),
            0x200B or (>= 0x2060 and <= 0x2064) or 0xFEFF or 0x180E => true,
            (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x206F) => true,
            0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x3164 or 0xFFA0 or (>= 0xFFF9 and <= 0xFFFB) => true,
            // One chooses the form of the character before it; more in a row carry a message.
            >= 0xFE00 and <= 0xFE0F => before is 0 || IsVariation(before),
            >= 0x1D173 and <= 0x1D17A => true,
            >= 0xE0000 and <= CancelTag => !IsFlag(runes, at),
            >= 0xE0100 and <= 0xE01EF => before is < 0x2E80 or > 0x3FFFF || IsVariation(before),
            _ => false,
        };
    }

    /// <summary>For people.</summary>
    public static string NameOf(Rune rune) =>
        rune.Value switch
        {
            0x200B => "zero width space",
            ZeroWidthNonJoiner => "zero width non-joiner",
            ZeroWidthJoiner => "zero width joiner",
            0xFEFF => "zero width no-break space",
            0x2060 => "word joiner",
            SoftHyphen => "soft hyphen",
            0x200E or 0x200F or 0x061C or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) => "a control of the writing direction",
            (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF) => "variation selector",
            >= 0xE0000 and <= CancelTag => "tag character",
            < 0xA0 => "control character",
            _ => "a character that takes no place",
        };

    /// <summary>Letters of scripts that join, and emoji: everything from Hebrew on that can be seen.</summary>
    private static bool Joins(int value) =>
        value >= 0x0590 && value is not (>= 0x2000 and <= 0x206F) && value is not 0xFEFF and not (>= 0xE0000 and <= 0xE0FFF);

    private static bool IsMark(int value) => value is 0x200E or 0x200F or 0x061C;

    private static bool IsVariation(int value) => value is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    private static bool IsRightToLeftNear(ReadOnlySpan<Rune> runes)
    {
        foreach (var rune in runes)
        {
            if (rune.Value is (>= 0x0590 and <= 0x08FF and not 0x061C) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFC))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Flags of England, Scotland and Wales: a black flag, up to six tags, and the tag that ends them.</summary>
    private static bool IsFlag(ReadOnlySpan<Rune> runes, int at)
    {
        var start = at;
        while (start >= 0 && runes[start].Value is >= 0xE0000 and <= CancelTag)
        {
            start--;
        }
        var end = start + 1;
        while (end < runes.Length && runes[end].Value is >= 0xE0020 and < CancelTag)
        {
            end++;
        }
        return start >= 0 && runes[start].Value == BlackFlag && end - start <= 7 && end < runes.Length && runes[end].Value == CancelTag;
    }
}
