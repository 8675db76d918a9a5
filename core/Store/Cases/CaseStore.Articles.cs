using System.Text.Json;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Store.Engine;

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

    /// <summary>Who reported an article as wrong or outdated since it last changed: e-mails, or <c>channel:id</c>.</summary>
    public Task<IReadOnlyList<string>> ReportersAsync(string articleId, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<string>>(
            async session =>
                await session.QueryAsync(
                    $"""
                    SELECT DISTINCT f.by_email FROM feedback f JOIN articles a ON a.id = f.article_id
                    WHERE f.article_id = @id AND f.kind IN ('{ArticleReports.Wrong}', '{ArticleReports.Outdated}') AND f.by_email IS NOT NULL
                      AND f.undone_at IS NULL AND f.at >= a.updated_at
                    """,
                    row => row.Text(0),
                    articleId
                ),
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
