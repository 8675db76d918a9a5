using System.Globalization;

namespace EscalationBot.Core.Knowledge.Articles;

/// <summary>Words of an article that come by a form: judged as those of an imported file are (<see cref="ArticleFields"/>).</summary>
public static class ArticleWords
{
    /// <summary>What is wrong with them and how to fix it, for people; null when nothing is.</summary>
    public static string? Fault(string text)
    {
        if (text.Contains('\uFFFD', StringComparison.Ordinal))
        {
            return "The text holds characters that could not be read. Write them anew.";
        }

        if (HiddenText.In(text) is { Count: > 0 } hidden)
        {
            return $"{string.Join(' ', hidden)} Delete it, or show it: as plain words, or between backticks as code.";
        }

        return MarkdownLimits.Find(text) is { } fault
            ? string.Create(CultureInfo.InvariantCulture, $"Line {fault.Line} of the text: {fault.What} {fault.Fix}")
            : null;
    }
}
