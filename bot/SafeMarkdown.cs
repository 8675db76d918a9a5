using EscalationBot.Core.Knowledge;
using Markdig;
using Markdig.Syntax;

namespace EscalationBot.Bot;

/// <summary>The one place where Markdown is parsed. Articles come from files, imports and other people's tools: what no parser takes is shown as the plain text that it is.</summary>
internal static class SafeMarkdown
{
    /// <summary>More is never shown in one piece, and no person reads it.</summary>
    private const int Longest = 200_000;

    /// <summary>The document; null = show the text as it stands.</summary>
    public static MarkdownDocument? Parse(string markdown, MarkdownPipeline pipeline)
    {
        if (markdown.Length > Longest || MarkdownLimits.Find(markdown) is not null) return null;
        try
        {
            return Markdown.Parse(markdown, pipeline);
        }
        // Markdig's own limit: "too deeply nested".
        catch (ArgumentException)
        {
            return null;
        }
    }
}
