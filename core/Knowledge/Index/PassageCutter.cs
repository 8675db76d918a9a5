using System.Runtime.InteropServices;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Knowledge.Index;

/// <summary>A stretch of an article's body that belongs to a passage; a passage is its pieces with a blank line between them.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PassagePiece(int Passage, int Start, int Length);

/// <summary>
/// Cuts Markdown into passages without copying its words: at headings always, between blocks when a passage grows too long, inside a block
/// only in plain prose. Used again for article after article; not for two threads.
/// </summary>
internal sealed class PassageCutter
{
    private const int LongestHeading = 300;

    private readonly List<(int Level, int Start, int Length)> _open = [];
    private readonly List<string> _headings = [];
    private readonly List<PassagePiece> _pieces = [];
    private string? _path;
    private int _length;

    /// <summary>The text that the pieces stand in: the body with lines that end with \n.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The heading of each passage: those it stands under, outermost first, joined by " › ".</summary>
    public IReadOnlyList<string> Headings => _headings;

    /// <summary>All pieces, in order.</summary>
    public IReadOnlyList<PassagePiece> Pieces => _pieces;

    /// <summary>Cuts one body.</summary>
    public void Cut(string markdown)
    {
        Text = markdown.ReplaceLineEndings("\n");
        _open.Clear();
        _headings.Clear();
        _pieces.Clear();
        _path = "";
        _length = 0;
        var blocks = new MarkdownBlocks(Text);
        while (blocks.Next(out var block))
        {
            if (block.Heading > 0)
            {
                _length = 0;
                _open.RemoveAll(heading => heading.Level >= block.Heading);
                _open.Add((block.Heading, block.Start, block.Length));
                _path = null;
            }
            else if (block.Prose && block.Length > Passages.LongestProse)
            {
                AddProse(block);
            }
            else
            {
                Add(block.Start, block.Length);
            }
        }
        if (_headings.Count == 0 && _open.Count > 0)
        {
            _headings.Add(Path());
        }
    }

    private void Add(int start, int length)
    {
        if (_length > 0 && _length + length > Passages.Aim)
        {
            _length = 0;
        }
        if (_length == 0)
        {
            _headings.Add(_path ??= Path());
        }
        _length += length + (_length > 0 ? 2 : 0);
        _pieces.Add(new PassagePiece(_headings.Count - 1, start, length));
    }

    private void AddProse(MarkdownBlock block)
    {
        var prose = Text.AsSpan(block.Start, block.Length);
        var from = 0;
        while (prose.Length - from > Passages.LongestProse)
        {
            var end = EndOfSentence(prose, from);
            AddTrimmed(prose, block.Start, from, end);
            from = end;
        }
        AddTrimmed(prose, block.Start, from, prose.Length);
    }

    private void AddTrimmed(ReadOnlySpan<char> prose, int start, int from, int end)
    {
        while (from < end && char.IsWhiteSpace(prose[from]))
        {
            from++;
        }
        while (end > from && char.IsWhiteSpace(prose[end - 1]))
        {
            end--;
        }
        if (end > from)
        {
            Add(start + from, end - from);
        }
    }

    private static int EndOfSentence(ReadOnlySpan<char> prose, int from)
    {
        var space = -1;
        for (var i = from + Passages.Aim; i > from + (Passages.Aim / 3); i--)
        {
            if (!char.IsWhiteSpace(prose[i]))
            {
                continue;
            }
            if (prose[i] == '\n' || prose[i - 1] is '.' or '!' or '?' or ':' or ';')
            {
                return i;
            }
            if (space < 0)
            {
                space = i;
            }
        }
        if (space > 0)
        {
            return space;
        }
        // No white space at all (base64, Chinese): anywhere but inside a surrogate pair.
        return char.IsLowSurrogate(prose[from + Passages.Aim]) ? from + Passages.Aim - 1 : from + Passages.Aim;
    }

    private string Path()
    {
        if (_open.Count == 1)
        {
            return Heading(_open[0]);
        }
        return string.Join(" › ", _open.Select(Heading));
    }

    /// <summary>Stands before each of its passages: a heading that is a text of its own must not.</summary>
    private string Heading((int Level, int Start, int Length) heading)
    {
        var words = Text.Substring(heading.Start, heading.Length);
        return words.Length <= LongestHeading ? words : ShortText.Cut(words, LongestHeading) + "…";
    }
}
