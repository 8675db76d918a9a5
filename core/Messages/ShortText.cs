using System.Globalization;

namespace EscalationBot.Core.Messages;

/// <summary>
/// Texts that must fit their place. A character as people see it (an emoji with its skin tone, a letter with its accents: a grapheme of
/// Unicode Annex 29) is never cut.
/// </summary>
public static class ShortText
{
    /// <summary>So far before the end a space is looked for: words stay whole.</summary>
    private const int NearestSpace = 40;

    /// <summary>So far back a border between graphemes is looked for; longer ones are nobody's writing.</summary>
    private const int LongestGrapheme = 128;

    /// <summary>At most so many UTF-16 units; ends with … when something is left out, between words where one ends nearby.</summary>
    public static string Of(string text, int longest)
    {
        if (text.Length <= longest)
        {
            return text;
        }

        if (longest < 2)
        {
            return longest < 1 ? "" : "…";
        }

        var space = text.LastIndexOf(' ', longest - 1, Math.Min(longest - 1, NearestSpace));
        return text[..(space > 0 ? space : BorderAt(text, longest - 1))].TrimEnd() + "…";
    }

    /// <summary>The first units and nothing else: for values that programs compare, and for texts that are only read by programs.</summary>
    public static string Cut(string text, int longest) => text.Length <= longest ? text : text[..BorderAt(text, longest)];

    /// <summary>The last border between graphemes at or before a place.</summary>
    public static int BorderAt(string text, int place)
    {
        if (place <= 0 || place >= text.Length)
        {
            return Math.Clamp(place, 0, text.Length);
        }

        // A control character or a space begins a grapheme of its own: from there borders are counted.
        var first = Math.Max(0, place - LongestGrapheme);
        var start = text.AsSpan(first, place - first).LastIndexOfAny(' ', '\n', '\t') is >= 0 and var space ? first + space : first;
        if (start > 0 && char.IsLowSurrogate(text[start]))
        {
            start++;
        }

        var border = start;
        for (var at = start; at < place; )
        {
            at += StringInfo.GetNextTextElementLength(text.AsSpan(at));
            border = at <= place ? at : border;
        }

        // One grapheme longer than any writing has: half a surrogate pair is still never left.
        return border > first || first == 0 ? border : place - (char.IsHighSurrogate(text[place - 1]) ? 1 : 0);
    }
}
