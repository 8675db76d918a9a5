using EscalationBot.Core.Cases;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Confidence;

namespace EscalationBot.Core.Insights;

/// <summary>An article that stands in the way of another one.</summary>
/// <param name="Title">The article that is asked for.</param>
/// <param name="Question">A question made from its own words, or one that it solved before.</param>
/// <param name="Found">What is found first in its place.</param>
/// <param name="Confidence">How sure the engine is of that.</param>
public sealed record ConfusedArticle(string Title, string Question, string Found, double Confidence);

/// <summary>What an organisation's knowledge base lets the engine promise, and what stands in its way.</summary>
public sealed record KnowledgeReport
{
    private const int First = 3;

    /// <summary>How many articles there are.</summary>
    public required int Articles { get; init; }

    /// <summary>At most this share of answers may be wrong.</summary>
    public required double ErrorRate { get; init; }

    /// <summary>About how many answers people said whether they were right.</summary>
    public required int Answers { get; init; }

    /// <summary>Questions that were made of articles, each asked while its article was taken out.</summary>
    public int Asked { get; init; }

    /// <summary>Of those: answered all the same, and so wrongly.</summary>
    public int AnsweredWrongly { get; init; }

    /// <summary>Articles that are taken for one another: without the one, the other is given as the answer; the surest first.</summary>
    public IReadOnlyList<ConfusedArticle> Alike { get; init; } = [];

    /// <summary>Articles whose own words find another article first.</summary>
    public IReadOnlyList<ConfusedArticle> Hidden { get; init; } = [];

    /// <summary>Titles and confirmed wordings whose article is not among the first three.</summary>
    public IReadOnlyList<ConfusedArticle> NotFound { get; init; } = [];

    /// <summary>Past their review date, the oldest first.</summary>
    public IReadOnlyList<Article> Stale { get; init; } = [];

    /// <summary>What no article answers, the dearest first.</summary>
    public IReadOnlyList<KnowledgeGap> Gaps { get; init; } = [];

    /// <summary>Pairs that contradict each other.</summary>
    public IReadOnlyList<ArticleConflict> Conflicts { get; init; } = [];

    /// <summary>Not shown as an answer to any question of the time that was looked at.</summary>
    public IReadOnlyList<Article> Unused { get; init; } = [];

    /// <summary>Questions of that time.</summary>
    public int Questions { get; init; }

    /// <summary>Looks at all articles that are in force, or at a part of many.</summary>
    /// <param name="engine">The engine over them.</param>
    /// <param name="recent">The questions of the time that counts for <see cref="Unused"/>.</param>
    /// <param name="now">The moment; its day in the organisation's zone decides what is stale and in force.</param>
    /// <param name="ct">Cancels.</param>
    public static KnowledgeReport Of(
        TriageEngine engine,
        IReadOnlyCollection<AskedQuestion> recent,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var data = engine.Data;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, data.Zone).DateTime);
        var terms = new NearMissTerms(data.Knowledge, today) { Synonyms = data.Synonyms };
        var answerFrom = engine.AnswerFrom;
        var misses = NearMisses
            .Of(terms, ct)
            .Select(miss => miss with { Confidence = engine.Confidence(miss.Confidence, Audience.Internal, null) })
            .ToList();
        var shown = recent.SelectMany(asked => asked.ShownArticles.Append(asked.ShownArticle ?? "")).ToHashSet(StringComparer.Ordinal);
        var seen = Seen(terms, engine, ct);
        return new KnowledgeReport
        {
            Articles = data.Knowledge.Count,
            ErrorRate = data.Options.ErrorRate,
            Answers = data.ConfirmedAnswers,
            Asked = misses.Count,
            AnsweredWrongly = misses.Count(miss => miss.Confidence >= answerFrom),
            Alike =
            [
                .. misses
                    .Where(miss => miss.Confidence >= answerFrom)
                    .OrderByDescending(miss => miss.Confidence)
                    .DistinctBy(miss => (miss.ArticleId, miss.FoundId))
                    .Select(miss => new ConfusedArticle(TitleOf(miss.ArticleId), miss.Question, TitleOf(miss.FoundId), miss.Confidence)),
            ],
            Hidden = [.. seen.Where(one => one.Place > 0).DistinctBy(one => one.Confused.Title).Select(one => one.Confused)],
            NotFound = [.. seen.Where(one => one.Place >= First).Select(one => one.Confused)],
            Stale = [.. data.Knowledge.Articles.Where(article => article.ReviewBy < today).OrderBy(article => article.ReviewBy)],
            Conflicts = ArticleConflict.Of(engine, now, ct),
            Unused =
                recent.Count == 0
                    ? []
                    :
                    [
                        .. data
                            .Knowledge.Articles.Where(article => !shown.Contains(article.Id))
                            .OrderBy(article => article.Updated)
                            .ThenBy(article => article.Id, StringComparer.Ordinal),
                    ],
            Questions = recent.Count,
        };

        string TitleOf(string id) => data.Knowledge.Find(id) is { } article ? ArticleContent.ShownTitle(article) : id;
    }

    /// <summary>Each article's own titles and wordings that do not find it first, and at which place it stands then.</summary>
    private static List<(int Place, ConfusedArticle Confused)> Seen(NearMissTerms terms, TriageEngine engine, CancellationToken ct)
    {
        var seen = new List<(int, ConfusedArticle)>();
        foreach (var article in NearMisses.Chosen(terms))
        {
            ct.ThrowIfCancellationRequested();
            foreach (var text in article.SolvedQuestions.Prepend(article.Title).Where(text => text.Length > 0))
            {
                var ranking = terms.Knowledge.Search(
                    new SearchQuery(text, terms.Reader, terms.Day) { Synonyms = terms.Synonyms, Meaning = [] }
                );
                var place = ranking.Hits.ToList().FindIndex(hit => hit.Article.Id == article.Id);
                if (place == 0)
                {
                    continue;
                }
                var first = ranking.Hits.Count > 0 ? ArticleContent.ShownTitle(ranking.Hits[0].Article) : "";
                seen.Add(
                    (
                        place < 0 ? int.MaxValue : place,
                        new ConfusedArticle(
                            ArticleContent.ShownTitle(article),
                            text,
                            first,
                            engine.Confidence(ConfidenceModel.Of(ranking), terms.Reader, null)
                        )
                    )
                );
            }
        }
        return [.. seen.OrderByDescending(one => one.Item2.Confidence)];
    }
}
