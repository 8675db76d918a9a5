using System.Text.RegularExpressions;

namespace EscalationBot.Core.Knowledge;

/// <summary>One block of Markdown: a heading (level 1-6), or prose, or something that must stay whole.</summary>
internal readonly record struct MarkdownBlock(int Heading, bool Prose, string Text);

/// <summary>
/// The few block rules of Markdown that passages need, line by line: a full parser would cost more than the whole rest of indexing.
/// Code fences, tables, lists and quotes are whole blocks; a list holds its indented lines and the blank lines between its items.
/// </summary>
internal static partial class MarkdownBlocks
{
    private enum Kind { Prose, List, Table, Quote, Code }

    public static IEnumerable<MarkdownBlock> Of(string markdown)
    {
        var lines = markdown.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length;)
        {
            var line = lines[i];
            if (string.IsNullOrWhiteSpace(line))
            {
                i++;
                continue;
            }
            if (HeadingLevel(line) is > 0 and var level)
            {
                yield return new MarkdownBlock(level, Prose: false, line.Trim().Trim('#').Trim());
                i++;
                continue;
            }
            var kind = KindOf(line);
            var end = kind == Kind.Code ? EndOfCode(lines, i) : EndOfBlock(lines, i, kind);
            yield return new MarkdownBlock(0, kind == Kind.Prose, string.Join('\n', lines[i..end]).Trim('\n', ' ', '\r'));
            i = end;
        }
    }

    private static int HeadingLevel(string line)
    {
        var level = 0;
        while (level < line.Length && line[level] == '#') level++;
        return level is > 0 and <= 6 && level < line.Length && line[level] == ' ' ? level : 0;
    }

    private static Kind KindOf(string line)
    {
        var start = line.AsSpan().TrimStart();
        if (start.StartsWith("```", StringComparison.Ordinal) || start.StartsWith("~~~", StringComparison.Ordinal)) return Kind.Code;
        if (start.StartsWith("|", StringComparison.Ordinal)) return Kind.Table;
        if (start.StartsWith(">", StringComparison.Ordinal)) return Kind.Quote;
        return ListItem().IsMatch(line) ? Kind.List : Kind.Prose;
    }

    private static int EndOfCode(string[] lines, int from)
    {
        var fence = lines[from].TrimStart()[..3];
        for (var i = from + 1; i < lines.Length; i++)
        {
            if (lines[i].AsSpan().TrimStart().StartsWith(fence, StringComparison.Ordinal)) return i + 1;
        }
        return lines.Length;
    }

    private static int EndOfBlock(string[] lines, int from, Kind kind)
    {
        var i = from + 1;
        for (; i < lines.Length; i++)
        {
            var line = lines[i];
            if (string.IsNullOrWhiteSpace(line))
            {
                if (kind == Kind.List && i + 1 < lines.Length && ContinuesList(lines[i + 1])) continue;
                break;
            }
            var next = KindOf(line);
            if (HeadingLevel(line) > 0) break;
            if (kind == Kind.List && ContinuesList(line)) continue;
            if (next == kind || (next == Kind.Prose && kind is Kind.List or Kind.Quote)) continue;
            break;
        }
        return i;
    }

    private static bool ContinuesList(string line) => ListItem().IsMatch(line) || line.StartsWith("  ", StringComparison.Ordinal) || line.StartsWith('\t');

    [GeneratedRegex(@"^\s{0,12}(?:[-*+]|\d{1,9}[.)])\s", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ListItem();
}
