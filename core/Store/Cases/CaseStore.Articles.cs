using System.Text.Json;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Knowledge;

namespace EscalationBot.Core.Store.Cases;

/// <summary>Reads of articles and their drafts, for decisions about them.</summary>
public sealed partial class CaseStore
{
    /// <summary>The draft of an id; null when there is none.</summary>
    public Task<ArticleDraft?> FindDraftAsync(string id, CancellationToken ct) =>
        database.ReadAsync(session => session.FindAsync("SELECT body FROM article_drafts WHERE id = @id", ArticleDraftRows.Read, id), ct);

    /// <summary>Drafts that a case taught, oldest first.</summary>
    public Task<IReadOnlyList<ArticleDraft>> DraftsOfCaseAsync(string caseId, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<ArticleDraft>>(
            async session =>
                await session.QueryAsync(
                    "SELECT body FROM article_drafts WHERE case_id = @case ORDER BY created_at, id",
                    ArticleDraftRows.Read,
                    caseId
                ),
            ct
        );

    /// <summary>Drafts that nobody has read, oldest first.</summary>
    public Task<IReadOnlyList<ArticleDraft>> WaitingDraftsAsync(CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<ArticleDraft>>(
            async session =>
                await session.QueryAsync(
                    "SELECT body FROM article_drafts WHERE state = @state ORDER BY created_at, id",
                    ArticleDraftRows.Read,
                    Stored.Name(ArticleDraftState.Waiting)
                ),
            ct
        );

    /// <summary>Drafts that became an article, the newest first.</summary>
    public Task<IReadOnlyList<ArticleDraft>> PublishedDraftsAsync(string articleId, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<ArticleDraft>>(
            async session =>
                await session.QueryAsync(
                    "SELECT body FROM article_drafts WHERE state = @state AND article_id = @article ORDER BY decided_at DESC, id DESC",
                    ArticleDraftRows.Read,
                    Stored.Name(ArticleDraftState.Published),
                    articleId
                ),
            ct
        );

    /// <summary>
    /// What colleagues said is wrong with the present words of an article, oldest first, as far as nobody has taken it back.
    /// </summary>
    public Task<IReadOnlyList<ArticleReport>> ReportsAsync(string articleId, CancellationToken ct) =>
        database.ReadAsync(session => ArticleDoubtRows.ReportsAsync(session, articleId), ct);

    /// <summary>The doubt about an article, open or settled; null when there never was one.</summary>
    public Task<ArticleDoubt?> FindDoubtAsync(string articleId, CancellationToken ct) =>
        database.ReadAsync(
            session => session.FindAsync("SELECT body FROM article_doubts WHERE id = @id", ArticleDoubtRows.Read, articleId),
            ct
        );

    /// <summary>Doubts that are open, newest first.</summary>
    public Task<IReadOnlyList<ArticleDoubt>> OpenDoubtsAsync(CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<ArticleDoubt>>(
            async session =>
                [
                    .. (
                        await session.QueryAsync("SELECT body FROM article_doubts WHERE is_open = 1 ORDER BY id", ArticleDoubtRows.Read)
                    ).OrderByDescending(doubt => doubt.At),
                ],
            ct
        );

    /// <summary>
    /// The newest questions since a moment of which their asker said that an article solved them, newest first. Those that were forgotten
    /// are left out.
    /// </summary>
    public Task<IReadOnlyList<AskedQuestion>> SolvedQuestionsAsync(DateTimeOffset since, int most, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<AskedQuestion>>(
            async session =>
                await session.QueryAsync(
                    "SELECT body FROM questions WHERE state = 'solved' AND asked_at >= @since AND person <> ':' "
                        + "ORDER BY asked_at DESC LIMIT @most",
                    ReadQuestion,
                    since,
                    most
                ),
            ct
        );

    /// <summary>What confirmed questions found (<see cref="KnowledgeChecks"/>); null when there is no such check.</summary>
    public Task<KnowledgeCheck?> FindKnowledgeCheckAsync(string id, CancellationToken ct) =>
        database.ReadAsync(session => KnowledgeChecks.FindAsync(session, id), ct);

    /// <summary>The articles of some ids, retired ones among them, as they were last.</summary>
    public Task<IReadOnlyDictionary<string, Article>> ArticlesAsync(IEnumerable<string> ids, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyDictionary<string, Article>>(
            async session =>
            {
                var found = new Dictionary<string, Article>(StringComparer.Ordinal);
                foreach (var id in ids.Distinct(StringComparer.Ordinal))
                {
                    if (
                        await session.FindAsync(
                            "SELECT body FROM articles WHERE id = @id",
                            row => JsonSerializer.Deserialize(row.Text(0), StoreJson.Default.Article),
                            id
                        ) is
                        { } article
                    )
                    {
                        found[id] = article;
                    }
                }

                return found;
            },
            ct
        );

    /// <summary>Ids of articles that were shown as an answer since a moment.</summary>
    public Task<IReadOnlySet<string>> ShownSinceAsync(DateTimeOffset since, CancellationToken ct) =>
        database.ReadAsync<IReadOnlySet<string>>(
            async session =>
                (
                    await session.QueryAsync(
                        "SELECT DISTINCT article FROM questions WHERE asked_at >= @since AND article IS NOT NULL UNION "
                            + "SELECT DISTINCT detail FROM history WHERE at >= @since AND kind IN ('answer', 'picked', 'searched_again')",
                        row => row.Text(0),
                        since
                    )
                ).ToHashSet(StringComparer.Ordinal),
            ct
        );

    /// <summary>The article of an id that is in use; null when none is.</summary>
    public Task<Article?> FindArticleAsync(string id, CancellationToken ct) =>
        database.ReadAsync(
            session =>
                session.FindAsync(
                    "SELECT body FROM articles WHERE id = @id AND retired = 0",
                    row => JsonSerializer.Deserialize(row.Text(0), StoreJson.Default.Article)!,
                    id
                ),
            ct
        );
}
