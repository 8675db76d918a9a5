namespace EscalationBot.Core.Knowledge.Articles;

/// <summary>
/// One block of Markdown: a heading (level 1-6), or prose, or something that must stay whole; where it stands in the text.
/// </summary>
internal readonly record struct MarkdownBlock(int Heading, bool Prose, int Start, int Length);

/// <summary>
/// The few block rules of Markdown that passages need, line by line: a full parser would cost more than the whole rest of indexing. Code
/// fences, tables, lists and quotes are whole blocks; a list holds its indented lines and the blank lines between its items.
/// </summary>
/// <param name="text">Markdown whose lines end with \n.</param>
internal ref struct MarkdownBlocks(ReadOnlySpan<char> text)
{
    private enum Kind
    {
        Prose,
        List,
        Table,
        Quote,
        Code,
    }

    private readonly ReadOnlySpan<char> _text = text;
    private int _at;

    /// <summary>Reads on to the next block; false at the end.</summary>
    public bool Next(out MarkdownBlock block)
    {
        block = default;
        while (_at <= _text.Length)
        {
            var start = _at;
            var end = EndOfLine(start);
            var line = _text[start..end];
            _at = end + 1;
            if (line.IsWhiteSpace())
            {
                continue;
            }
            if (HeadingLevel(line) is > 0 and var level)
            {
                block = Trimmed(level, prose: false, start, end);
                return true;
            }
            var kind = KindOf(line);
            end = kind == Kind.Code ? EndOfCode(line, end) : EndOfBlock(kind, end);
            _at = end + 1;
            block = Trimmed(0, kind == Kind.Prose, start, end);
            return true;
        }
        return false;
    }

    private readonly int EndOfLine(int start)
    {
        if (start >= _text.Length)
        {
            return _text.Length;
        }
        var length = _text[start..].IndexOf('\n');
        return length < 0 ? _text.Length : start + length;
    }

    private readonly MarkdownBlock Trimmed(int heading, bool prose, int start, int end)
    {
        while (start < end && IsTrimmed(_text[start], heading > 0))
        {
            start++;
        }
        while (end > start && IsTrimmed(_text[end - 1], heading > 0))
        {
            end--;
        }
        if (heading > 0)
        {
            // "## Title ##": spaces, then marks, then spaces again.
            while (start < end && _text[start] == '#')
            {
                start++;
            }
            while (end > start && _text[end - 1] == '#')
            {
                end--;
            }
            while (start < end && char.IsWhiteSpace(_text[start]))
            {
                start++;
            }
            while (end > start && char.IsWhiteSpace(_text[end - 1]))
            {
                end--;
            }
        }
        return new MarkdownBlock(heading, prose, start, end - start);
    }

    private static bool IsTrimmed(char c, bool heading) => heading ? char.IsWhiteSpace(c) : c is '\n' or ' ';

    private static int HeadingLevel(ReadOnlySpan<char> line)
    {
        var level = 0;
        while (level < line.Length && line[level] == '#')
        {
            level++;
        }
        return level is > 0 and <= 6 && level < line.Length && line[level] == ' ' ? level : 0;
    }

    private static Kind KindOf(ReadOnlySpan<char> line)
    {
        var start = line.TrimStart();
        if (start.StartsWith("```", StringComparison.Ordinal) || start.StartsWith("~~~", StringComparison.Ordinal))
        {
            return Kind.Code;
        }
        if (start.StartsWith('|'))
        {
            return Kind.Table;
        }
        if (start.StartsWith('>'))
        {
            return Kind.Quote;
        }
        return IsListItem(line) ? Kind.List : Kind.Prose;
    }

    private readonly int EndOfCode(ReadOnlySpan<char> opening, int end)
    {
        var fence = opening.TrimStart()[..3];
        while (end < _text.Length)
        {
            var start = end + 1;
            end = EndOfLine(start);
            if (_text[start..end].TrimStart().StartsWith(fence, StringComparison.Ordinal))
            {
                return end;
            }
        }
        return _text.Length;
    }

    /// <summary>The end of the last line that belongs to the block; <paramref name="end"/> is that of its first.</summary>
    private readonly int EndOfBlock(Kind kind, int end)
    {
        var last = end;
        while (last < _text.Length)
        {
            end = last;
            var start = last + 1;
            last = EndOfLine(start);
            var line = _text[start..last];
            if (line.IsWhiteSpace())
            {
                if (kind != Kind.List || last >= _text.Length || !ContinuesList(_text[(last + 1)..EndOfLine(last + 1)]))
                {
                    return end;
                }
                continue;
            }
            if (HeadingLevel(line) > 0)
            {
                return end;
            }
            if (kind == Kind.List && ContinuesList(line))
            {
                continue;
            }
            var next = KindOf(line);
            if (next != kind && (next != Kind.Prose || kind is not (Kind.List or Kind.Quote)))
            {
                return end;
            }
        }
        return last;
    }

    private static bool ContinuesList(ReadOnlySpan<char> line) =>
        IsListItem(line) || line.StartsWith("  ", StringComparison.Ordinal) || line.StartsWith('\t');

    /// <summary>Up to twelve spaces, a mark (- * + or a number with . or a bracket), a space.</summary>
    private static bool IsListItem(ReadOnlySpan<char> line)
    {
        var at = 0;
        while (at < line.Length && char.IsWhiteSpace(line[at]))
        {
            at++;
        }
        if (at > 12 || at >= line.Length)
        {
            return false;
        }
        if (line[at] is '-' or '*' or '+')
        {
            return at + 1 < line.Length && char.IsWhiteSpace(line[at + 1]);
        }
        var digits = at;
        while (at < line.Length && char.IsDigit(line[at]))
        {
            at++;
        }
        return at - digits is > 0 and <= 9 && at + 1 < line.Length && line[at] is '.' or ')' && char.IsWhiteSpace(line[at + 1]);
    }
}
