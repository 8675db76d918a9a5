using EscalationBot.Core.Knowledge.Articles;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace EscalationBot.Bot.Hosting;

/// <summary>
/// The one place where Markdown is parsed. Articles come from files, imports and other people's tools: what no parser takes is shown as the
/// plain text that it is.
/// </summary>
internal static class SafeMarkdown
{
    /// <summary>More is never shown in one piece, and no person reads it.</summary>
    private const int Longest = 200_000;

    /// <summary>Half of what Markdig takes.</summary>
    private const int Deepest = 64;

    /// <summary>The document; null = show the text as it stands.</summary>
    public static MarkdownDocument? Parse(string markdown, MarkdownPipeline pipeline)
    {
        if (markdown.Length > Longest || MarkdownLimits.Find(markdown) is not null)
        {
            return null;
        }
        try
        {
            var document = Markdown.Parse(markdown, pipeline);
            return IsDeep(document) ? null : document;
        }
        // Markdig's own limit: "too deeply nested".
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Emphasis in emphasis in emphasis: parsed, but renderers go down into it, and Markdig's own throws.</summary>
    private static bool IsDeep(MarkdownDocument document)
    {
        var open = new Stack<(MarkdownObject Node, int Depth)>();
        open.Push((document, 0));
        while (open.TryPop(out var one))
        {
            if (one.Depth > Deepest)
            {
                return true;
            }
            switch (one.Node)
            {
                case ContainerBlock blocks:
                    foreach (var child in blocks)
                    {
                        open.Push((child, one.Depth + 1));
                    }
                    break;
                case LeafBlock { Inline: { } inline }:
                    open.Push((inline, one.Depth + 1));
                    break;
                case ContainerInline inlines:
                    foreach (var child in inlines)
                    {
                        open.Push((child, one.Depth + 1));
                    }
                    break;
            }
        }
        return false;
    }
}
