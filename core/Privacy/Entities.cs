using System.Collections.Frozen;
using System.Globalization;

namespace EscalationBot.Core.Privacy;

/// <summary>Entities of HTML that stand for plain characters: <c>&amp;colon;</c>, <c>&amp;#58;</c>, <c>&amp;#x3a;</c>.</summary>
internal static class Entities
{
    private const int Longest = 10;

    /// <summary>Names of the HTML standard, section 13.5, for the signs that stand around and in secrets.</summary>
    private static readonly FrozenDictionary<string, char> Names = new Dictionary<string, char>(StringComparer.Ordinal)
    {
        ["colon"] = ':',
        ["equals"] = '=',
        ["lt"] = '<',
        ["gt"] = '>',
        ["quot"] = '"',
        ["apos"] = '\'',
        ["amp"] = '&',
        ["nbsp"] = ' ',
        ["num"] = '#',
        ["excl"] = '!',
        ["commat"] = '@',
        ["sol"] = '/',
        ["lowbar"] = '_',
        ["hyphen"] = '-',
        ["dash"] = '-',
        ["comma"] = ',',
        ["period"] = '.',
        ["semi"] = ';',
        ["percnt"] = '%',
        ["dollar"] = '$',
        ["quest"] = '?',
        ["plus"] = '+',
        ["ast"] = '*',
        ["lpar"] = '(',
        ["rpar"] = ')',
        ["vert"] = '|',
        ["Tab"] = '\t',
        ["NewLine"] = '\n',
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What an entity means, and how long it is; length 0 = none begins here.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="at">Where an ampersand stands.</param>
    public static (char Meant, int Length) Read(string text, int at)
    {
        var end = text.IndexOf(';', at, Math.Min(Longest, text.Length - at));
        if (end < at + 3)
        {
            return default;
        }

        var name = text.AsSpan(at + 1, end - at - 1);
        if (name[0] != '#')
        {
            return Names.TryGetValue(name.ToString(), out var known) ? (known, end - at + 1) : default;
        }

        var isHex = name[1] is 'x' or 'X';
        var isNumber = isHex
            ? int.TryParse(name[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            : int.TryParse(name[1..], NumberStyles.None, CultureInfo.InvariantCulture, out code);
        return isNumber && code is >= 0x20 and < 0x7F or '\t' or '\n' ? ((char)code, end - at + 1) : default;
    }
}
