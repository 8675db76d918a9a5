using System.Text.RegularExpressions;

namespace EscalationBot.Bot.Ai;

/// <summary>Cuts what a model writes into sentences, each with the citations that end it.</summary>
internal static partial class WrittenSentences
{
    /// <summary>The sentences of a text.</summary>
    /// <param name="isWhole">False: more may come, and the last sentence may not be at its end.</param>
    public static IReadOnlyList<string> Of(string text, bool isWhole)
    {
        var parts = Boundary().Split(text).Select(part => Marker().Replace(part, "").Trim()).Where(part => part.Length > 0).ToList();
        if (!isWhole && parts.Count > 0)
        {
            parts.RemoveAt(parts.Count - 1);
        }
        return parts;
    }

    /// <summary>After a full stop and its citations, before what can begin a sentence; and at line breaks. ("e.g. this" goes on.)</summary>
    [GeneratedRegex(
        @"(?<=[.!?…][""')\]]?(?:\s{0,4}\[[\d,;\s]{1,20}\]\.?){0,20})\s{1,40}(?=[\p{Lu}\p{Lo}\p{N}<""'(])|\s{0,40}\n\s{0,40}",
        RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Boundary();

    /// <summary>Marks of lists, which the model was asked not to use.</summary>
    [GeneratedRegex(@"^\s*(?:[-*•]|\d{1,2}[.)])\s+", RegexOptions.CultureInvariant, 5_000)]
    private static partial Regex Marker();
}
