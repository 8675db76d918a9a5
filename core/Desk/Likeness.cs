using EscalationBot.Core.Cases;

namespace EscalationBot.Core.Desk;

/// <summary>Which earlier cases are like a new one: by the share of rarer words that they have in common. Enough for a short list of neighbours; the knowledge search is not asked, since cases are not articles.</summary>
internal static class Likeness
{
    private const double Enough = 0.2;
    private const int ShortWord = 4;

    public static IEnumerable<Case> Nearest(string question, IEnumerable<Case> candidates, int most)
    {
        var wanted = WordsOf(question);
        return candidates
            .Select(candidate => (candidate, likeness: Share(wanted, WordsOf(candidate.Question))))
            .Where(pair => pair.likeness >= Enough)
            .OrderByDescending(pair => pair.likeness)
            .Take(most)
            .Select(pair => pair.candidate);
    }

    private static double Share(HashSet<string> one, HashSet<string> other)
    {
        if (one.Count == 0 || other.Count == 0)
        {
            return 0;
        }

        var common = one.Count(other.Contains);
        return (double)common / (one.Count + other.Count - common);
    }

    private static HashSet<string> WordsOf(string text) => [.. text.ToLowerInvariant().Split([' ', '\n', '\t', '.', ',', ';', ':', '!', '?', '"', '(', ')'], StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length >= ShortWord || word.Any(char.IsDigit))];
}
