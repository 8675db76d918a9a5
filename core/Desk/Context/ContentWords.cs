using EscalationBot.Core.Insights.Recurring;
using EscalationBot.Core.Knowledge.Text;
using EscalationBot.Core.Triage.Criteria;

namespace EscalationBot.Core.Desk.Context;

/// <summary>The words of a text that say what it is about, folded and cut to their stems.</summary>
internal static class ContentWords
{
    private const int LongestWord = 64;

    /// <summary>The words of a text, without those that every text has.</summary>
    public static HashSet<string> Of(string text)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in FoldedText.Fold(text))
        {
            if (!FillerWords.Contains(word) && !(word.Length == 1 && char.IsAscii(word[0])))
            {
                found.Add(Stem(word));
            }
        }

        return found;
    }

    /// <summary>How many of the words two texts share.</summary>
    public static int Shared(string one, string other)
    {
        var words = Of(one);
        words.IntersectWith(Of(other));
        return words.Count;
    }

    private static string Stem(string word)
    {
        if (word.Length > LongestWord)
        {
            return word;
        }

        // A suffix may be replaced by a longer one.
        Span<char> letters = stackalloc char[LongestWord + 4];
        word.CopyTo(letters);
        return new string(letters[..Stemmer.Stem(letters, word.Length)]);
    }
}
