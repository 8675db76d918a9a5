using EscalationBot.Core.Knowledge.Articles;

namespace EscalationBot.Core.Triage.Confidence;

/// <summary>What of an article a question was made from.</summary>
internal enum MadeFrom
{
    /// <summary>Its title.</summary>
    Title,

    /// <summary>A wording that it solved.</summary>
    Wording,

    /// <summary>One of the wordings that its body lists, a line each.</summary>
    Line,

    /// <summary>How its body begins.</summary>
    Opening,
}

/// <summary>A question made from an article.</summary>
/// <param name="From">What of it.</param>
/// <param name="Text">The question.</param>
internal sealed record MadeQuestion(MadeFrom From, string Text);

/// <summary>
/// Questions that an article is about, made from its own words: what people ask of it, as far as the knowledge base itself shows.
/// </summary>
internal static class MadeQuestions
{
    private const int LongestLine = 160,
        FewestLines = 5,
        MostLines = 10,
        MostWordings = 10,
        LongestOpening = 160,
        ShortestText = 3;

    /// <summary>The questions of an article, titles first; none for an article without a word.</summary>
    public static IReadOnlyList<MadeQuestion> Of(Article article) => [.. Made(article).Where(made => made.Text.Length >= ShortestText)];

    private static IEnumerable<MadeQuestion> Made(Article article)
    {
        var lines = article.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var isList = lines.Length >= FewestLines && lines.All(line => line.Length <= LongestLine && char.IsLetter(line[0]));
        // Where wordings stand, the title is the label of a topic, and nobody asks by it.
        if (article.Title.Length > 0 && !isList)
        {
            yield return new(MadeFrom.Title, article.Title);
        }
        foreach (var wording in Spread(article.SolvedQuestions, MostWordings))
        {
            yield return new(MadeFrom.Wording, wording);
        }
        if (isList)
        {
            foreach (var line in Spread(lines, MostLines))
            {
                yield return new(MadeFrom.Line, line);
            }
        }
        else if (OpeningOf(lines) is { Length: > 0 } opening)
        {
            yield return new(MadeFrom.Opening, opening);
        }
    }

    /// <summary>The first sentence of the first line that is one.</summary>
    private static string OpeningOf(string[] lines)
    {
        foreach (var line in lines)
        {
            if (line[0] is '#' or '|' or '<' or '*' or '!' || !line.Contains(' ', StringComparison.Ordinal))
            {
                continue;
            }
            var end = line.AsSpan().IndexOfAny('.', '?', '!');
            while (end > 0 && end + 1 < line.Length && !char.IsWhiteSpace(line[end + 1]))
            {
                var next = line.AsSpan(end + 1).IndexOfAny('.', '?', '!');
                end = next < 0 ? line.Length : end + 1 + next;
            }
            var sentence = end > 0 && end < line.Length ? line[..(end + 1)] : line;
            if (sentence.Length <= LongestOpening)
            {
                return sentence;
            }
            var space = sentence.LastIndexOf(' ', LongestOpening);
            return sentence[..(space > 0 ? space : LongestOpening)];
        }
        return "";
    }

    private static IEnumerable<string> Spread(IReadOnlyList<string> texts, int most)
    {
        var count = Math.Min(texts.Count, most);
        return Enumerable.Range(0, count).Select(i => texts[i * texts.Count / count]);
    }
}
