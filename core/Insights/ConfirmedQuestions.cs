using EscalationBot.Core.Cases;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Criteria;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Insights;

/// <summary>
/// Asks questions of which people said that an article solved them again, of other articles. What counts is what the articles say: no
/// criterion and no fact that is missing stands between. Pure.
/// </summary>
public static class ConfirmedQuestions
{
    /// <summary>Those that are asked again: the newest so many of the last half year, each wording once for each article.</summary>
    public const int Most = 1_000;

    /// <summary>See <see cref="Most"/>.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(180);

    /// <summary>
    /// What of questions is asked again, in their order. Restricted ones are not, by the criteria of then or of now: what became of them is
    /// told to nobody.
    /// </summary>
    public static IReadOnlyList<AskedQuestion> Chosen(IEnumerable<AskedQuestion> solved, TriageEngine triage, DateTimeOffset now) =>
        [
            .. solved
                .Where(asked => !asked.IsRestricted && asked is { State: QuestionState.Solved, ShownArticle: not null, Text.Length: > 0 })
                .DistinctBy(asked => (asked.Text.ToUpperInvariant(), asked.ShownArticle, asked.Direct))
                .Where(asked =>
                    !triage.Data.Criteria.CanRestrict
                    || !triage.MayBeRestricted(QuestionOf(asked) with { Meaning = [] }, Circumstances.None, now)
                )
                .Take(Most),
        ];

    /// <summary>An engine that says what the articles say.</summary>
    public static TriageEngine EngineOf(TriageData data) =>
        new(data with { Criteria = CriteriaSet.None, Intake = Intake.None, PastCases = null });

    /// <summary>What one finds.</summary>
    /// <param name="engine">See <see cref="EngineOf"/>.</param>
    /// <param name="asked">One of <see cref="Chosen"/>.</param>
    /// <param name="meaning">The meaning of its words; empty = it is searched by words alone.</param>
    /// <param name="now">The moment: what is in force and past review.</param>
    public static ConfirmedResult Ask(TriageEngine engine, AskedQuestion asked, IReadOnlyList<float> meaning, DateTimeOffset now)
    {
        var judged = engine.Judge(QuestionOf(asked) with { Meaning = meaning }, Circumstances.None, now);
        return Of(asked, judged);
    }

    /// <summary>What it found when it was asked.</summary>
    public static ConfirmedResult Then(AskedQuestion asked) => Of(asked, asked.Judgement);

    /// <summary>
    /// What got worse. Left out is what is no change of the knowledge: an article that colleagues doubt, and one that its own dates take
    /// out of use.
    /// </summary>
    /// <param name="before">What each question found before; one that is not in it counts as it was when it was asked.</param>
    /// <param name="after">What each finds now.</param>
    /// <param name="questions">The questions of <paramref name="after"/>, in its order.</param>
    /// <param name="change">What changed.</param>
    public static IReadOnlyList<WorseAnswer> Compare(
        IReadOnlyDictionary<string, ConfirmedResult> before,
        IReadOnlyList<ConfirmedResult> after,
        IReadOnlyList<AskedQuestion> questions,
        KnowledgeChange change
    )
    {
        var worse = new List<WorseAnswer>();
        foreach (var (now, asked) in after.Zip(questions))
        {
            var isKnown = before.TryGetValue(now.Question, out var known) && known.Article == now.Article;
            var was = isKnown ? known!.Outcome : Then(asked).Outcome;
            // How sure it must be was another matter then: only the order of articles is compared.
            var sure = isKnown && change.IsSureAlike;
            if (Rank(now.Outcome, sure) < Rank(was, sure) && !change.IsOfDates(now.Article))
            {
                worse.Add(new(now.Question, now.Article, was, now.Outcome, now.Found, change.Of(now)));
            }
        }

        return worse;
    }

    private static int Rank(ConfirmedOutcome outcome, bool sure) =>
        sure ? (int)outcome
        : outcome is ConfirmedOutcome.Answered or ConfirmedOutcome.First ? 1
        : 0;

    private static ConfirmedResult Of(AskedQuestion asked, Judgement judged)
    {
        var (right, first) = (asked.ShownArticle!, judged.Ranking is [var best, ..] ? best.ArticleId : null);
        var answered = judged.Verdict is Verdict.Answer answer ? answer.Best.ArticleId : null;
        return new(
            asked.Id,
            right,
            answered == right ? ConfirmedOutcome.Answered
                : answered is not null ? ConfirmedOutcome.OtherAnswers
                : first == right ? ConfirmedOutcome.First
                : ConfirmedOutcome.NotFirst,
            first
        );
    }

    private static Question QuestionOf(AskedQuestion asked) =>
        new(
            asked.Text,
            asked.Direct ? Audience.Internal : Audience.Client,
            asked.Given,
            // What was turned down on the way to the right one was wrong for these words; the right one itself never is.
            [.. asked.Rejected.Where(id => id != asked.ShownArticle)],
            asked.AskedFacts
        );
}

/// <summary>What changed between two looks.</summary>
/// <param name="Articles">Ids of articles that were added, changed or retired.</param>
/// <param name="Find">An article as it is in use now; null when it is not.</param>
/// <param name="Today">The organisation's day.</param>
/// <param name="IsSureAlike">How sure the engine must be to answer is the same on both sides, as far as articles do not decide it.</param>
public sealed record KnowledgeChange(IReadOnlySet<string> Articles, Func<string, Article?> Find, DateOnly Today, bool IsSureAlike)
{
    /// <summary>The changed article that a result comes from; null when it is neither of the two that it names.</summary>
    public string? Of(ConfirmedResult now) =>
        Articles.Contains(now.Article) ? now.Article
        : now.Found is { } found && Articles.Contains(found) ? found
        : null;

    /// <summary>It is doubted, or its dates passed without anybody's doing.</summary>
    public bool IsOfDates(string article) =>
        Find(article) is { } known
        && (known.IsDoubted || (!Articles.Contains(article) && (known.ReviewBy < Today || known.InForceTo < Today)));
}
