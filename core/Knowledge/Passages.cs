using System.Text;

namespace EscalationBot.Core.Knowledge;

/// <summary>Cuts Markdown into <see cref="Passage"/>s: at headings always, between blocks when a passage grows too long, inside a block only in plain prose.</summary>
public static class Passages
{
    /// <summary>A passage is closed before a block that would make it longer than this many characters.</summary>
    public const int Aim = 900;
    /// <summary>Prose longer than this is cut at the end of a sentence.</summary>
    public const int LongestProse = 1_200;

    /// <summary>The passages of an article's body, in order; empty for an empty body. A body of headings only gives one passage with an empty text per heading.</summary>
    public static IReadOnlyList<Passage> Of(string markdown)
    {
        var passages = new List<Passage>();
        var headings = new List<(int Level, string Text)>();
        var open = new StringBuilder();
        foreach (var block in MarkdownBlocks.Of(markdown))
        {
            if (block.Heading > 0)
            {
                Close();
                headings.RemoveAll(heading => heading.Level >= block.Heading);
                headings.Add((block.Heading, block.Text));
                continue;
            }
            foreach (var piece in block.Prose && block.Text.Length > LongestProse ? Sentences(block.Text) : [block.Text])
            {
                if (open.Length > 0 && open.Length + piece.Length > Aim) Close();
                if (open.Length > 0) open.Append("\n\n");
                open.Append(piece);
            }
        }
        Close();
        if (passages.Count == 0 && headings.Count > 0) passages.Add(new Passage(Path(), ""));
        return passages;

        void Close()
        {
            if (open.Length == 0) return;
            passages.Add(new Passage(Path(), open.ToString()));
            open.Clear();
        }

        string Path() => string.Join(" › ", headings.Select(heading => heading.Text));
    }

    private static IEnumerable<string> Sentences(string prose)
    {
        var from = 0;
        while (prose.Length - from > LongestProse)
        {
            var end = EndOfSentence(prose, from);
            yield return prose[from..end].Trim();
            from = end;
        }
        yield return prose[from..].Trim();
    }

    private static int EndOfSentence(string prose, int from)
    {
        var space = -1;
        for (var i = from + Aim; i > from + (Aim / 3); i--)
        {
            if (!char.IsWhiteSpace(prose[i])) continue;
            if (prose[i] == '\n' || prose[i - 1] is '.' or '!' or '?' or ':' or ';') return i;
            if (space < 0) space = i;
        }
        if (space > 0) return space;
        // No white space at all (base64, Chinese): anywhere but inside a surrogate pair.
        return char.IsLowSurrogate(prose[from + Aim]) ? from + Aim - 1 : from + Aim;
    }
}
