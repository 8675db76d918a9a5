namespace EscalationBot.Core.Knowledge.Index;

/// <summary>
/// Cuts Markdown into <see cref="Passage"/>s: at headings always, between blocks when a passage grows too long, inside a block only in
/// plain prose.
/// </summary>
public static class Passages
{
    /// <summary>A passage is closed before a block that would make it longer than this many characters.</summary>
    public const int Aim = 900;

    /// <summary>Prose longer than this is cut at the end of a sentence.</summary>
    public const int LongestProse = 1_200;

    /// <summary>
    /// The passages of an article's body, in order; empty for an empty body. A body of headings only gives one passage with an empty text.
    /// </summary>
    public static IReadOnlyList<Passage> Of(string markdown)
    {
        var cutter = new PassageCutter();
        cutter.Cut(markdown);
        var texts = cutter.Pieces.ToLookup(piece => piece.Passage, piece => cutter.Text.Substring(piece.Start, piece.Length));
        return [.. cutter.Headings.Select((heading, passage) => new Passage(heading, string.Join("\n\n", texts[passage])))];
    }
}
