using AngleSharp.Html.Parser;

namespace EscalationBot.Core.Messages.Html;

/// <summary>
/// HTML as text that keeps its facts: a table's cells stay apart, lists keep their marks, links their address, program text its lines,
/// emoji their character. Hostile or broken HTML costs no more than its length.
/// </summary>
public static class HtmlText
{
    /// <summary>As a person would type it into a chat.</summary>
    public static string Plain(string html) => Plain(html, (_, _) => false);

    /// <summary>As <see cref="Plain(string)"/>, without some elements.</summary>
    /// <param name="html">The HTML.</param>
    /// <param name="isLeftOut">Asked of each element that begins, with its name and its attributes; true: it and all that it encloses is
    /// left
    /// out.</param>
    public static string Plain(string html, Func<string, Func<string, string?>, bool> isLeftOut) =>
        new HtmlReading(isMarkdown: false, isLeftOut).Read(html);

    /// <summary>Each element that begins, in order: its name in lower case and its attributes.</summary>
    public static IEnumerable<(string Name, Func<string, string?> Attribute)> Elements(string html) =>
        HtmlTokens
            .Read(html)
            .Where(piece => piece.Kind == HtmlTokenType.StartTag)
            .Select(piece => (piece.Data, (Func<string, string?>)piece.Attribute));

    /// <summary>As Markdown: headings, emphasis, tables with a head, links.</summary>
    public static string Markdown(string html) => new HtmlReading(isMarkdown: true, (_, _) => false).Read(html);
}
