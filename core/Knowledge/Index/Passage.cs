namespace EscalationBot.Core.Knowledge.Index;

/// <summary>
/// A part of an article that can be quoted on its own: some paragraphs, or one table, list or block of code, which are never cut.
/// </summary>
/// <param name="Heading">Headings it stands under, outermost first, joined by " › "; empty before the first heading.</param>
/// <param name="Text">Markdown without the heading lines, trimmed.</param>
public sealed record Passage(string Heading, string Text);
