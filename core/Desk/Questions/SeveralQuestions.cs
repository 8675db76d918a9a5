using System.Text.RegularExpressions;
using EscalationBot.Core.Knowledge.Text;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Desk.Questions;

/// <summary>
/// Several questions in one message: each is looked up by itself, and the asker reads of each whether it is answered. Criteria judge the
/// whole message, and what they decide stands.
/// </summary>
internal static partial class SeveralQuestions
{
    private const int Most = 4,
        LongestText = 1500;

    /// <summary>A part of fewer words that say something is no question of its own.</summary>
    private const int LeastWords = 2;

    /// <summary>The judgement with what was found for each further question of the message.</summary>
    /// <param name="whole">Of the whole message.</param>
    /// <param name="text">The message.</param>
    /// <param name="judge">Judges a part as if it had been asked alone.</param>
    public static Judgement Add(Judgement whole, string text, Func<string, Judgement> judge)
    {
        if (
            whole.Verdict is not (Verdict.Answer or Verdict.Offer or Verdict.NotCovered { OnlyPeople: false })
            || Parts(text) is not { Count: > 1 } parts
        )
        {
            return whole;
        }

        List<(string Text, Judgement Judged)> judged = [.. parts.Select(part => (part, judge(part)))];
        // What a criterion takes to people when it stands alone is not told from here.
        if (judged.Exists(part => part.Judged.Verdict is Verdict.Escalate or Verdict.Ask or Verdict.NotCovered { OnlyPeople: true }))
        {
            return whole;
        }

        if (whole.Verdict is not Verdict.Answer)
        {
            if (judged.FirstOrDefault(part => part.Judged.Verdict is Verdict.Answer).Judged is not { } first)
            {
                return whole;
            }

            whole = Answering(whole, first);
        }

        var shown = ((Verdict.Answer)whole.Verdict).Best.ArticleId;
        return whole with
        {
            Beside =
            [
                .. judged
                    .Where(part => part.Judged.Verdict is Verdict.NotCovered || part.Judged.Ranking[0].ArticleId != shown)
                    .Select(part => new PartOfQuestion(
                        part.Text,
                        part.Judged.Verdict is Verdict.NotCovered ? null : part.Judged.Ranking[0],
                        part.Judged.Verdict is Verdict.Answer
                    ))
                    .DistinctBy(part => part.Hit?.ArticleId ?? part.Text),
            ],
        };
    }

    /// <summary>The questions of a message, each in its own words; one when there is only one.</summary>
    internal static IReadOnlyList<string> Parts(string text)
    {
        var own = MessageParts.Of(text).Own.Trim();
        if (own.Length is 0 or > LongestText)
        {
            return [own];
        }

        List<string> parts = [];
        var complete = false;
        foreach (var piece in Boundary().Split(own).Select(piece => Opening().Replace(piece, "").Trim()).Where(piece => piece.Length > 0))
        {
            // "And for admins?" goes on with what stands before it, and so does what is no question.
            var isNew = IsQuestion(piece) && !GoingOn.IsSaid(piece) && !Pointing().IsMatch(piece);
            if (parts.Count > 0 && !(isNew && complete))
            {
                parts[^1] = $"{parts[^1]} {piece}";
            }
            else
            {
                parts.Add(piece);
            }

            complete |= isNew;
        }

        return parts.Count is > 1 and <= Most ? parts : [own];
    }

    /// <summary>The whole message is answered by what answers its first answered part.</summary>
    private static Judgement Answering(Judgement whole, Judgement part)
    {
        var best = ((Verdict.Answer)part.Verdict).Best;
        return whole with
        {
            Verdict = new Verdict.Answer(best, []),
            Ranking = [best, .. whole.Ranking.Where(hit => hit.ArticleId != best.ArticleId)],
            Receipt = part.Receipt,
            Facts = whole.Facts with
            {
                Confidence = part.Facts.Confidence,
                ArticleMissing = false,
                ArticleStale = part.Facts.ArticleStale,
                ArticleDoubted = part.Facts.ArticleDoubted,
            },
        };
    }

    private static bool IsQuestion(string piece)
    {
        var words = 0;
        var reader = new WordReader(piece, stackalloc char[WordReader.Longest], stackalloc int[WordReader.MostParts]);
        while (reader.Read(out var word))
        {
            words += !reader.IsWhole && !CommonWords.Contains(word) ? 1 : 0;
        }

        return words >= LeastWords && (piece.Contains('?', StringComparison.Ordinal) || Asking().IsMatch(piece));
    }

    private const string AskingWords =
        "how|what|where|when|which|who|why|can|could|does|do|is|are|wie|was|wo|wann|welche[rsn]?|wer|warum|kann|können|comment|quel(?:le)?s?|où|quand|pourquoi|cómo|qué|dónde|cuándo|por qué|hoe|wat|waar|wanneer|welke|waarom";

    [GeneratedRegex(
        @"(?<=\?)\s+|\n+(?=\s*(?:[-*•]|\d{1,2}[.)])\s)|,?\s+(?:and|und|et|y|en)\s+(?:also\s+|auch\s+|aussi\s+|también\s+|ook\s+)?(?=(?:"
            + AskingWords
            + @")\b)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        Timeout.Infinite
    )]
    private static partial Regex Boundary();

    /// <summary>Numbers and signs of a list, and the "and" between two questions.</summary>
    [GeneratedRegex(
        @"^\s*(?:[-*•]|\d{1,2}[.)])\s+|^\s*(?:(?:and|also|und|auch|et|aussi|y|también|en|ook),?\s+)+(?=(?:" + AskingWords + @")\b)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        Timeout.Infinite
    )]
    private static partial Regex Opening();

    [GeneratedRegex(@"^(?:" + AskingWords + @")\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex Asking();

    /// <summary>What points at something said before is not understood without it.</summary>
    [GeneratedRegex(
        @"\b(?:it|its|they|them|their|this|that|these|those|sie|ihn|ihm|dies\w*|ça|cela|celui\w*|eso|esto|dat|deze)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        Timeout.Infinite
    )]
    private static partial Regex Pointing();
}
