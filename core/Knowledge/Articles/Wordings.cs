using EscalationBot.Core.Knowledge.Text;

namespace EscalationBot.Core.Knowledge.Articles;

/// <summary>What one colleague said of an article: that it solved, or did not solve, a question in these words.</summary>
/// <param name="Wording">The question's words.</param>
/// <param name="By">Who said it: the same text for the same person; empty when nobody knows any more.</param>
public sealed record Lesson(string Wording, string By);

/// <summary>
/// Decides when wordings that people taught count. One person may err, or mean harm; two colleagues who say the same of much the same words
/// hardly do.
/// </summary>
public static class Wordings
{
    /// <summary>Different colleagues who must say the same before it counts.</summary>
    public const int Colleagues = 2;

    /// <summary>Share of common words, of all words of two questions, from which they are much the same question.</summary>
    private const double SameQuestion = 0.5;

    /// <summary>
    /// The wordings that at least <see cref="Colleagues"/> colleagues taught in much the same words, each once, in the given order.
    /// </summary>
    public static IReadOnlyList<string> Confirmed(IReadOnlyList<Lesson> lessons)
    {
        if (lessons.Select(lesson => lesson.By).Distinct(StringComparer.Ordinal).Take(Colleagues).Count() < Colleagues)
        {
            return [];
        }

        var words = lessons.Select(lesson => WordsOf(lesson.Wording)).ToList();
        return
        [
            .. Enumerable
                .Range(0, lessons.Count)
                .Where(i =>
                    Enumerable
                        .Range(0, lessons.Count)
                        .Where(j => Likeness(words[i], words[j]) >= SameQuestion)
                        .Select(j => lessons[j].By)
                        .Distinct(StringComparer.Ordinal)
                        .Count() >= Colleagues
                )
                .Select(i => lessons[i].Wording)
                .Distinct(StringComparer.Ordinal),
        ];
    }

    /// <summary>Whether at least <see cref="Colleagues"/> colleagues taught it for much the same words as these.</summary>
    public static bool AreConfirmedFor(string question, IReadOnlyList<Lesson> lessons)
    {
        if (lessons.Count < Colleagues)
        {
            return false;
        }

        var words = WordsOf(question);
        return lessons
                .Where(lesson => Likeness(words, WordsOf(lesson.Wording)) >= SameQuestion)
                .Select(lesson => lesson.By)
                .Distinct(StringComparer.Ordinal)
                .Count() >= Colleagues;
    }

    private static double Likeness(HashSet<string> one, HashSet<string> other)
    {
        var shared = one.Count(other.Contains);
        var all = one.Count + other.Count - shared;
        return all == 0 ? 0 : (double)shared / all;
    }

    private static HashSet<string> WordsOf(string text)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        var reader = new WordReader(text, stackalloc char[WordReader.Longest], stackalloc int[WordReader.MostParts]);
        Span<char> stem = stackalloc char[WordReader.Longest + 4];
        while (reader.Read(out var word))
        {
            if (CommonWords.Contains(word))
            {
                continue;
            }

            word.CopyTo(stem);
            words.Add(stem[..Stemmer.Stem(stem, word.Length)].ToString());
        }

        return words;
    }
}
