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

    /// <summary>Only articles about one thing can contradict each other: their titles share at least half of their words.</summary>
    public static bool Between(Hit one, Hit other)
    {
        var (title, otherTitle) = (Read(one.Title), Read(other.Title));
        var shared = title.Words.Count(otherTitle.Words.Contains);
        return shared > 0 && shared * 2 >= Math.Max(title.Words.Count, otherTitle.Words.Count) && Between(one.Passage, other.Passage);
    }

    private static bool Between(string one, string other)
    {
        var others = Sentences(other);
        foreach (var sentence in Sentences(one))
        {
            foreach (var against in others)
            {
                if (Contradicts(sentence, against))
                {
                    return true;
                }
            }
        }
        return false;
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
