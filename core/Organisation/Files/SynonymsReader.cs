namespace EscalationBot.Core.Organisation.Files;

/// <summary>Reads synonyms.yaml.</summary>
internal static class SynonymsReader
{
    private const int MostWords = 5,
        LongestPhrase = 80,
        MostGroups = 5_000;
    private const string Shape = "{ words: [2fa, mfa], means: [two-factor authentication] }";

    /// <summary>The groups, in file order.</summary>
    public static IReadOnlyList<SynonymGroup> Read(MapReader file)
    {
        var groups = new List<SynonymGroup>();
        var seen = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var map in file.Maps("synonyms", Shape))
        {
            var words = Phrases(map, "words");
            var means = Phrases(map, "means");
            map.Finish();
            if (map.IsBroken)
            {
                continue;
            }
            if (words.Count + means.Count < 2 || words.Count == 0)
            {
                map.Error(map.Line, "An entry needs two words that mean the same, or words and what they mean.", $"Write {Shape}.");
                continue;
            }
            foreach (var (word, line) in words)
            {
                if (!seen.TryAdd(word, line))
                {
                    map.Error(
                        line,
                        $"'{word}' stands here twice (first on line {seen[word]}).",
                        "Put all that means the same into one entry."
                    );
                }
            }
            groups.Add(new([.. words.Select(word => word.Text)], [.. means.Select(word => word.Text)]));
        }
        if (groups.Count > MostGroups)
        {
            file.Error(1, $"There are {groups.Count} entries.", $"Keep at most {MostGroups}: those that people really ask with.");
        }
        file.Finish();
        return groups;
    }

    private static List<(string Text, int Line)> Phrases(MapReader map, string key)
    {
        var read = new List<(string, int)>();
        foreach (var (text, line) in map.Texts(key))
        {
            var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (!text.Any(char.IsLetterOrDigit))
            {
                map.Error(line, $"'{text}' holds no word.", "Write a word, a phrase or an abbreviation.");
            }
            else if (words.Length > MostWords || text.Length > LongestPhrase)
            {
                map.Error(line, $"'{text}' is too long.", $"Write at most {MostWords} words of together {LongestPhrase} characters.");
            }
            else
            {
                read.Add((text, line));
            }
        }
        return read;
    }
}
