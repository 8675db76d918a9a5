using System.Text.RegularExpressions;

namespace EscalationBot.Core.Organisation.Files;

/// <summary>Reads pinned.yaml. Whether there are such articles is known to who has the articles.</summary>
internal static class PinnedReader
{
    private const int Most = 500;
    private const string Shape = "{ question: \"How do I reset my password?\", article: password-reset }";

    /// <summary>The entries, in file order.</summary>
    public static IReadOnlyList<PinnedAnswer> Read(MapReader file)
    {
        var pins = new List<PinnedAnswer>();
        foreach (var map in file.Maps("pinned", Shape))
        {
            var questions = Questions(map);
            var pattern = Pattern(map);
            var article = map.Text("article", "the id of the article that answers it", required: true);
            var (from, to) = (map.Date("from"), map.Date("to"));
            map.Finish();
            if (map.IsBroken)
            {
                continue;
            }
            if (map.Has("question") == map.Has("pattern"))
            {
                map.Error(map.Line, "An entry has either a question or a pattern.", $"Write {Shape}.");
            }
            if (to < from)
            {
                map.Error(map.LineOf("to"), "It ends before it starts.", "Let 'to' be the later day.");
            }
            if (article is not null)
            {
                pins.Add(
                    new(article.ToLowerInvariant(), map.Line)
                    {
                        Questions = questions,
                        Pattern = pattern,
                        From = from,
                        To = to,
                    }
                );
            }
        }
        if (pins.Count > Most)
        {
            file.Error(1, $"There are {pins.Count} entries.", $"Keep at most {Most}: what the search finds by itself needs none.");
        }
        file.Finish();
        return pins;
    }

    private static List<string> Questions(MapReader map)
    {
        var read = new List<string>();
        foreach (var (text, line) in map.Texts("question"))
        {
            if (!text.Any(char.IsLetterOrDigit))
            {
                map.Error(line, $"'{text}' holds no word.", "Write the question as people ask it.");
            }
            else if (text.Length > PinnedAnswer.LongestText)
            {
                map.Error(line, "The question is too long.", $"Write at most {PinnedAnswer.LongestText} characters.");
            }
            else
            {
                read.Add(text);
            }
        }
        return read;
    }

    private static Regex? Pattern(MapReader map)
    {
        const string Fix = "Write a regular expression without look-around and back references, in single quotes: '\\bgdpr\\b.*delete'";
        if (map.Text("pattern", "'\\bgdpr\\b.*delete'") is not { } text)
        {
            return null;
        }
        if (text.Length > PinnedAnswer.LongestPattern)
        {
            map.Error(map.LineOf("pattern"), "The pattern is too long.", $"Write at most {PinnedAnswer.LongestPattern} characters.");
            return null;
        }
        try
        {
            var pattern = PinnedAnswer.Compile(text);
            if (!pattern.IsMatch(""))
            {
                return pattern;
            }
            map.Error(map.LineOf("pattern"), $"'{text}' fits every question.", "Let it name at least one word.");
        }
        catch (Exception broken) when (broken is ArgumentException or NotSupportedException or RegexMatchTimeoutException)
        {
            var why = broken is ArgumentException ? broken.Message : "it needs backtracking, or is too large";
            map.Error(map.LineOf("pattern"), $"'{text}' cannot be used as a pattern: {why.TrimEnd('.')}.", Fix);
        }
        return null;
    }
}
