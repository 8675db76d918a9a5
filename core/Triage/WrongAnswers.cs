using EscalationBot.Core.Knowledge;

namespace EscalationBot.Core.Triage;

/// <summary>An article that people reported as wrong for much the same question is not given for it again.</summary>
internal static class WrongAnswers
{
    /// <summary>One report may be a slip.</summary>
    private const int Enough = 2;
    private const double SameQuestion = 0.5;

    public static bool ReportedFor(Article article, string question)
    {
        if (article.WrongFor.Count < Enough) return false;
        var words = Words(question);
        return article.WrongFor.Count(reported => Likeness(words, Words(reported)) >= SameQuestion) >= Enough;
    }

    private static double Likeness(HashSet<string> one, HashSet<string> other)
    {
        var shared = one.Count(other.Contains);
        var all = one.Count + other.Count - shared;
        return all == 0 ? 0 : (double)shared / all;
    }

    private static HashSet<string> Words(string text)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        var reader = new WordReader(text, stackalloc char[WordReader.Longest], stackalloc int[WordReader.MostParts]);
        Span<char> stem = stackalloc char[WordReader.Longest + 4];
        while (reader.Read(out var word))
        {
            if (CommonWords.Contains(word)) continue;
            word.CopyTo(stem);
            words.Add(stem[..Stemmer.Stem(stem, word.Length)].ToString());
        }
        return words;
    }
}
