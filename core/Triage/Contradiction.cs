using System.Text.RegularExpressions;
using EscalationBot.Core.Knowledge.Text;

namespace EscalationBot.Core.Triage;

/// <summary>
/// Whether two passages say the same thing with other numbers, or one with and one without a "not". Only sentences of nearly the same words
/// count: a false alarm would keep a right answer from a rep.
/// </summary>
internal static partial class Contradiction
{
    private const double SameWords = 0.6;
    private const int LeastWords = 3,
        MostSentences = 24;

    /// <summary>
    /// Only articles about one thing can contradict each other: their titles share at least half of their words. Where both say something
    /// about what was asked and agree on that, it does not matter that they differ on something else.
    /// </summary>
    public static bool Between(Hit one, Hit other, string asked)
    {
        var (title, otherTitle) = (Read(one.Title), Read(other.Title));
        var shared = title.Words.Count(otherTitle.Words.Contains);
        if (shared == 0 || shared * 2 < Math.Max(title.Words.Count, otherTitle.Words.Count))
        {
            return false;
        }
        // Words of the titles are in every sentence's mind: what is asked about the thing are the others.
        var wanted = Stems(Read(asked)).Except(Stems(title)).Except(Stems(otherTitle)).ToHashSet(StringComparer.Ordinal);
        var (said, against) = (Sentences(one.Passage), Sentences(other.Passage));
        var (about, aboutToo) = (About(said, wanted), About(against, wanted));
        return about.Count > 0 && aboutToo.Count > 0 ? Between(about, against) || Between(said, aboutToo) : Between(said, against);
    }

    private static bool Between(List<Sentence> said, List<Sentence> against) =>
        said.Exists(sentence => against.Exists(other => Contradicts(sentence, other)));

    private static List<Sentence> About(List<Sentence> said, HashSet<string> wanted) =>
        said.FindAll(sentence => wanted.Overlaps(Stems(sentence)));

    private static IEnumerable<string> Stems(Sentence sentence) => sentence.Words.Select(Stem);

    private static string Stem(string word)
    {
        Span<char> letters = stackalloc char[WordReader.Longest];
        if (word.Length > letters.Length)
        {
            return word;
        }
        word.CopyTo(letters);
        return new string(letters[..Stemmer.Stem(letters, word.Length)]);
    }

    private static bool Contradicts(Sentence one, Sentence other)
    {
        if (one.Words.Count < LeastWords || other.Words.Count < LeastWords)
        {
            return false;
        }
        var shared = one.Words.Count(other.Words.Contains);
        if (shared < SameWords * (one.Words.Count + other.Words.Count - shared))
        {
            return false;
        }
        if (one.Negated != other.Negated)
        {
            return true;
        }
        return one.Numbers.Count > 0 && other.Numbers.Count > 0 && !one.Numbers.Overlaps(other.Numbers);
    }

    private static List<Sentence> Sentences(string text)
    {
        var sentences = new List<Sentence>();
        foreach (var part in SentenceEnd().Split(text))
        {
            if (sentences.Count == MostSentences)
            {
                break;
            }
            // A question claims nothing.
            if (part.EndsWith('?'))
            {
                continue;
            }
            sentences.Add(Read(part));
        }
        return sentences;
    }

    private static Sentence Read(string text)
    {
        var sentence = new Sentence([], [], Negation().IsMatch(text));
        var reader = new WordReader(text, stackalloc char[WordReader.Longest], stackalloc int[WordReader.MostParts]);
        while (reader.Read(out var word))
        {
            if (reader.IsWhole || CommonWords.Contains(word))
            {
                continue;
            }
            if (char.IsDigit(word[0]))
            {
                sentence.Numbers.Add(word.ToString());
            }
            else if (!Negation().IsMatch(word))
            {
                sentence.Words.Add(word.ToString());
            }
        }
        return sentence;
    }

    private sealed record Sentence(HashSet<string> Words, HashSet<string> Numbers, bool Negated);

    [GeneratedRegex(@"(?<=[.!?;])\s+|\n+", RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(
        @"\b(?:not|never|no longer|cannot|can't|cant|don't|dont|doesn't|doesnt|won't|wont|isn't|isnt|without|nicht|kein|keine|nie)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        Timeout.Infinite
    )]
    private static partial Regex Negation();
}
