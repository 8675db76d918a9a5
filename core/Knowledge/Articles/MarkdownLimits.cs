using System.Globalization;

namespace EscalationBot.Core.Knowledge.Articles;

/// <summary>Markdown that no parser should be given.</summary>
/// <param name="Line">In which line of the text, from 1.</param>
/// <param name="What">What is wrong, for people.</param>
/// <param name="Fix">How to fix it.</param>
public sealed record MarkdownFault(int Line, string What, string Fix);

/// <summary>
/// Finds Markdown that is nested or tangled beyond anything that a person writes: a parser refuses it (Markdig at 128 levels), or needs
/// time that grows with the square or cube of its length. One pass, without a parser: it may be asked of any text before a parser sees it.
/// It errs on the side of taking a text; whoever parses still expects an exception.
/// </summary>
public static class MarkdownLimits
{
    /// <summary>Lists and quotes in one another: thirty are more than a page can show side by side.</summary>
    public const int MostNested = 30;

    /// <summary>Brackets, and marks of emphasis, of one paragraph. Parsers pair each with those before it.</summary>
    public const int MostBrackets = 2_000,
        MostEmphasis = 4_000,
        MostOpenBrackets = 60;

    /// <summary>The first fault; null when there is none.</summary>
    public static MarkdownFault? Find(string text)
    {
        var (brackets, open, marks, number) = (0, 0, 0, 0);
        var inFence = false;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var start = line.TrimStart();
            if (start.StartsWith("```", StringComparison.Ordinal) || start.StartsWith("~~~", StringComparison.Ordinal))
            {
                inFence = !inFence;
                continue;
            }

            if (inFence)
            {
                continue;
            }

            if (Nesting(line, out var begins) > MostNested)
            {
                return new(
                    number,
                    $"Lists and quotes are nested more than {Text(MostNested)} deep.",
                    "Write them one below the other, or as text."
                );
            }

            if (begins)
            {
                (brackets, open, marks) = (0, 0, 0);
            }

            foreach (var c in line)
            {
                brackets += c == '[' ? 1 : 0;
                open = c switch
                {
                    '[' => open + 1,
                    ']' => Math.Max(0, open - 1),
                    _ => open,
                };
                marks += c is '*' or '_' or '~' ? 1 : 0;
                if (open > MostOpenBrackets || brackets > MostBrackets)
                {
                    return new(
                        number,
                        $"A paragraph has more than {Text(open > MostOpenBrackets ? MostOpenBrackets : MostBrackets)} "
                            + $"opening brackets{(open > MostOpenBrackets ? " in one another" : "")}.",
                        "Split it, or put it between lines of ``` when it is program text."
                    );
                }

                if (marks > MostEmphasis)
                {
                    return new(
                        number,
                        $"A paragraph has more than {Text(MostEmphasis)} marks of emphasis (* _ ~).",
                        "Split it, or put it between lines of ``` when it is program text."
                    );
                }
            }
        }

        return null;
    }

    /// <summary>
    /// How deep the line's block stands: quotes, list items, and the indentation of a list item that continues lists above it.
    /// </summary>
    /// <param name="line">One line.</param>
    /// <param name="begins">A new paragraph begins with it.</param>
    private static int Nesting(ReadOnlySpan<char> line, out bool begins)
    {
        begins = line.IsWhiteSpace();
        if (begins || IsRule(line))
        {
            begins = true;
            return 0;
        }

        var (depth, at, indent) = (0, 0, 0);
        while (at < line.Length)
        {
            if (line[at] is ' ' or '\t')
            {
                indent += line[at] == '\t' ? 4 : 1;
                at++;
            }
            else if (line[at] == '>')
            {
                depth++;
                at++;
            }
            else if (ListMark(line[at..]) is > 0 and var length)
            {
                // What stands before the mark belongs to lists above: at least two columns for each of them.
                depth += 1 + (indent / 2);
                indent = 0;
                at += length;
            }
            else
            {
                break;
            }
        }

        begins = depth > 0 || (at < line.Length && line[at] == '#');
        return depth;
    }

    private static int ListMark(ReadOnlySpan<char> text)
    {
        var digits = 0;
        while (digits < text.Length && digits < 10 && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        var end = digits switch
        {
            0 => text[0] is '-' or '*' or '+' ? 1 : 0,
            <= 9 when digits < text.Length && text[digits] is '.' or ')' => digits + 1,
            _ => 0,
        };
        return end > 0 && (end == text.Length || text[end] is ' ' or '\t') ? end : 0;
    }

    /// <summary>A line of dashes, stars or underscores draws a rule, however long it is.</summary>
    private static bool IsRule(ReadOnlySpan<char> line)
    {
        var trimmed = line.Trim();
        var mark = trimmed[0];
        return mark is '-' or '*' or '_' && trimmed.Trim($"{mark} \t").IsEmpty;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
