using System.Text.RegularExpressions;

namespace EscalationBot.Core.Desk.Cards;

/// <summary>
/// The words of an article that a client may have: without sections and paragraphs that call themselves internal ("## Internal notes",
/// "Internal: ask finance first").
/// </summary>
internal static partial class ClientCopy
{
    /// <summary>The Markdown without what is internal; empty when nothing is left.</summary>
    public static string Of(string markdown)
    {
        List<string> kept = [];
        var hiddenBelow = 0;
        foreach (var paragraph in Paragraphs(markdown))
        {
            var (level, isInternal) = (HeadingLevel(paragraph), Internal().IsMatch(paragraph));
            if (level > 0 && (hiddenBelow == 0 || level <= hiddenBelow))
            {
                hiddenBelow = isInternal ? level : 0;
            }

            if (hiddenBelow == 0 && !isInternal)
            {
                kept.Add(paragraph);
            }
        }

        return string.Join("\n\n", kept).Trim();
    }

    /// <summary>Blocks between empty lines; a heading, and a block of code, is one of its own.</summary>
    private static List<string> Paragraphs(string markdown)
    {
        List<string> found = [];
        var (isOpen, isCode) = (false, false);
        foreach (var line in markdown.ReplaceLineEndings("\n").Split('\n'))
        {
            var isFence = line.TrimStart().StartsWith("```", StringComparison.Ordinal);
            var isHeading = !isCode && HeadingLevel(line) > 0;
            if (isCode || (isOpen && !isFence && !isHeading && line.Trim().Length > 0))
            {
                found[^1] += "\n" + line;
            }
            else if (line.Trim().Length > 0)
            {
                found.Add(line);
            }

            isCode ^= isFence;
            isOpen = !isFence && !isHeading && line.Trim().Length > 0;
        }

        return found;
    }

    private static int HeadingLevel(string line)
    {
        var level = line.TakeWhile(letter => letter == '#').Count();
        return level is > 0 and <= 6 && line.Length > level && line[level] == ' ' ? level : 0;
    }

    [GeneratedRegex(
        @"^[#>*_\s]*internal(?:ly)?\b(?:[^\n.!?]{0,40}[:：]|\s*(?:only|notes?|use|use only)?[*_\s]*(?:\n|$))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Internal();
}
