using System.Text;
using EscalationBot.Bot.Hosting;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace EscalationBot.Bot.Pages;

/// <summary>
/// Markdown of the organisation as HTML. Raw HTML in it is shown as text, links lead only to web and mail addresses, pictures become links,
/// headings start below the card's own.
/// </summary>
internal static class Prose
{
    private const int CardHeadings = 3;
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .DisableHtml()
        .UsePipeTables()
        .UseAutoLinks()
        .UseTaskLists()
        .Build();

    /// <summary>The HTML in two parts: what is shown at once, and the rest (empty when it is short). Blocks are never cut.</summary>
    /// <param name="most">About so many characters are shown at once.</param>
    /// <param name="headingsBelow">Level of the heading under which the text stands.</param>
    public static (string Head, string More) Render(string markdown, int most, int headingsBelow = CardHeadings)
    {
        if (SafeMarkdown.Parse(markdown, Pipeline) is not { } document)
        {
            var (shown, more) =
                markdown.Length <= most ? (markdown, "") : (markdown[..Cut(markdown, most)], markdown[Cut(markdown, most)..]);
            return (Plain(shown), more.Length == 0 ? "" : Plain(more));
        }

        Order(document, headingsBelow);
        foreach (var node in document.Descendants())
        {
            Tame(node);
        }

        var head = new StringBuilder();
        var rest = new StringBuilder();
        foreach (var block in document)
        {
            var target = head.Length > 0 && (rest.Length > 0 || block.Span.End > most) ? rest : head;
            target.Append(Html(block));
        }

        return (head.ToString(), rest.ToString());
    }

    private static void Tame(MarkdownObject node)
    {
        switch (node)
        {
            case LinkInline link:
                link.IsImage = false;
                link.Url = Allowed(link.Url);
                Open(link);
                break;
            case AutolinkInline link:
                link.Url = Allowed(link.Url) ?? "";
                Open(link);
                break;
            case CodeBlock code:
                Reach(code);
                break;
            case Table table:
                Reach(table);
                // Alignment would be written as inline styles, which the pages' content security policy forbids.
                table.ColumnDefinitions.ForEach(column => column.Alignment = null);
                break;
        }
    }

    /// <summary>
    /// Headings start one level below that of the page around them and never skip one, so that who goes from heading to heading misses
    /// nothing.
    /// </summary>
    private static void Order(MarkdownDocument document, int headingsBelow)
    {
        var written = new Stack<int>();
        foreach (var heading in document.Descendants<HeadingBlock>())
        {
            while (written.TryPeek(out var open) && open >= heading.Level)
            {
                written.Pop();
            }
            written.Push(heading.Level);
            heading.Level = Math.Min(6, headingsBelow + written.Count);
        }
    }

    /// <summary>What may scroll sideways can be scrolled by the keyboard.</summary>
    private static void Reach(MarkdownObject block) => block.GetAttributes().AddPropertyIfNotExist("tabindex", "0");

    private static void Open(MarkdownObject link)
    {
        link.GetAttributes().AddPropertyIfNotExist("rel", "noopener noreferrer");
        link.GetAttributes().AddPropertyIfNotExist("target", "_blank");
    }

    private static string? Allowed(string? url) =>
        Links.IsSafe(url) || url?.Contains('@', StringComparison.Ordinal) == true && !url.Contains(':', StringComparison.Ordinal)
            ? url
            : null;

    /// <summary>The text as it stands, line by line.</summary>
    private static string Plain(string text) =>
        $"<p>{System.Net.WebUtility.HtmlEncode(text.ReplaceLineEndings("\n")).Replace("\n", "<br>", StringComparison.Ordinal)}</p>";

    private static int Cut(string text, int most) => char.IsLowSurrogate(text[most]) ? most - 1 : most;

    private static string Html(Block block)
    {
        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.Render(block);
        writer.Flush();
        return writer.ToString();
    }
}
