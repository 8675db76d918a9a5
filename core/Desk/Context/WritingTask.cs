using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Checks;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Desk.Context;

/// <summary>What a language model may do for a question, after the verdict and without any say in it.</summary>
public abstract record WritingTask
{
    private const int ShortestQuestion = 8,
        MostSentences = 6;

    private WritingTask() { }

    /// <summary>Word the answer from the passages that are quoted.</summary>
    /// <param name="Question">As asked.</param>
    /// <param name="Title">Of the article.</param>
    /// <param name="Passages">What is quoted, Markdown; the first is number 1.</param>
    /// <param name="Language">BCP 47 primary subtag of question and passages.</param>
    public sealed record Word(string Question, string Title, IReadOnlyList<string> Passages, string Language) : WritingTask
    {
        /// <summary>Of some sentences those that stand on the passages they cite, as far as they may be shown.</summary>
        public IReadOnlyList<string> Supported(IEnumerable<string> sentences) =>
            [.. sentences.Where(sentence => Grounding.Supports(sentence, Title, Passages)).Take(MostSentences)];
    }

    /// <summary>Say the question in other words: a search by them may add candidates, and only that.</summary>
    public sealed record SearchAgain(string Question, string Language) : WritingTask;

    /// <summary>
    /// The task for a question as it was judged; null when there is none. Never worded: money, contracts and law; an article past its
    /// review date; two that contradict each other; a question in another language than the article's, since the words of a translation
    /// cannot be checked against it.
    /// </summary>
    public static WritingTask? Of(Workplace workplace, AskedQuestion asked)
    {
        var judgement = asked.Judgement;
        // The words of a restricted question leave the house for no model.
        if (judgement.Conflict || asked.IsRestricted || asked.Text.Trim().Length < ShortestQuestion)
        {
            return null;
        }
        return judgement.Verdict switch
        {
            Verdict.Answer answer => WordOf(workplace, asked, answer.Best),
            Verdict.Offer
            or Verdict.NotCovered { OnlyPeople: false } when asked.SearchedAs is null && workplace.Triage.Data.Knowledge.Count > 0 =>
                new SearchAgain(asked.Text, judgement.Facts.Language),
            _ => null,
        };
    }

    /// <summary>
    /// The passages of an article that its answer quotes, the best one first: all of a short article, of a long one the best.
    /// </summary>
    public static IReadOnlyList<Passage> PassagesOf(Workplace workplace, Hit hit)
    {
        var best = new Passage(hit.PassageHeading, hit.Passage);
        var article = workplace.Triage.Data.FindArticle(hit.ArticleId, hit.ArticleVersion);
        return article is null || article.Body.Length > AnswerCards.WholeArticle
            ? [best]
            : [best, .. Passages.Of(article.Body).Where(passage => passage != best && passage.Text.Length > 0)];
    }

    /// <summary>
    /// Candidates that a search by other words adds to those of the judgement: sure enough to be offered, never reported as wrong for this
    /// question, and never money, contracts or law past review.
    /// </summary>
    /// <param name="meaning">Of the search (<see cref="Question.Meaning"/>).</param>
    public static IReadOnlyList<Hit> Added(
        Workplace workplace,
        AskedQuestion asked,
        Audience reader,
        string search,
        IReadOnlyList<float>? meaning,
        DateTimeOffset now
    )
    {
        var judgement = asked.Judgement;
        var known = judgement.Verdict is Verdict.Offer offer ? offer.Candidates.Select(hit => hit.ArticleId).ToList() : [];
        var again = workplace.Triage.Judge(
            new Question(search, reader, asked.Given, [.. asked.Rejected, .. known], asked.AskedFacts) { Meaning = meaning },
            Circumstances.None,
            now
        );
        return
        [
            .. again
                .Ranking.Where(hit =>
                    hit.Confidence >= judgement.Receipt.OfferFrom
                    && !(hit.Unverified && SensitiveTopics.In(judgement.Facts, hit.Title))
                    && !IsReported(workplace, hit, asked.Text)
                )
                .Take(3 - Math.Min(3, known.Count)),
        ];
    }

    private static Word? WordOf(Workplace workplace, AskedQuestion asked, Hit best)
    {
        if (best.Unverified || workplace.Triage.Data.FindArticle(best.ArticleId, best.ArticleVersion) is not { } article)
        {
            return null;
        }
        var language = Primary(asked.Judgement.Facts.Language);
        if (language != Primary(article.Language ?? workplace.Organisation.Language))
        {
            return null;
        }
        List<string> passages =
        [
            .. PassagesOf(workplace, best)
                .Select(passage => passage.Heading.Length > 0 ? $"{passage.Heading}\n{passage.Text}" : passage.Text),
        ];
        return
            passages.TrueForAll(passage => passage.Length == 0)
            || SensitiveTopics.In(asked.Judgement.Facts, best.Title)
            || SensitiveTopics.In(asked.Judgement.Facts.Category ?? "")
            || article.Tags.Any(SensitiveTopics.In)
            || passages.Exists(SensitiveTopics.In)
            ? null
            : new Word(asked.Text, best.Title, passages, language);
    }

    private static bool IsReported(Workplace workplace, Hit hit, string question) =>
        workplace.Triage.Data.FindArticle(hit.ArticleId, hit.ArticleVersion) is not { } article
        || Wordings.AreConfirmedFor(question, article.WrongFor);

    private static string Primary(string tag) => tag.Split('-')[0].ToLowerInvariant();
}
