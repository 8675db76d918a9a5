namespace EscalationBot.Core.Desk.Cards;

/// <summary>What is left of a short article when its best passage is shown first.</summary>
internal static class RestOfArticle
{
    /// <summary>The article without the passage, and without headings under which nothing is left.</summary>
    /// <param name="at">Where the passage stands in the article.</param>
    /// <param name="length">How long it is.</param>
    public static string Of(string body, int at, int length)
    {
        var before = body[..at].TrimEnd();
        var after = body[(at + length)..].TrimStart();
        // A heading stays while a deeper one, or text, follows.
        while (
            LastLine(before) is var line
            && LevelOf(line) is var level and > 0
            && (after.Length == 0 || LevelOf(after) is > 0 and var next && next <= level)
        )
        {
            before = before[..^line.Length].TrimEnd();
        }

        return $"{before}\n\n{after}".Trim();
    }

    private static string LastLine(string text) => text[(text.LastIndexOf('\n') + 1)..];

    /// <summary>1 to 6 for a Markdown heading, 0 for other text.</summary>
    private static int LevelOf(string text)
    {
        var level = text.AsSpan().IndexOfAnyExcept('#');
        return level is > 0 and <= 6 && text[level] == ' ' ? level : 0;
    }
}
