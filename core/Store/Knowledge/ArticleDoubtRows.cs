using System.Text.Json;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Queues;

namespace EscalationBot.Core.Store.Knowledge;

/// <summary>
/// Writes and reads of doubts about articles: a write is one compare-and-swap on the version. False: somebody was faster.
/// </summary>
internal static class ArticleDoubtRows
{
    public static async Task<bool> PutAsync(Session session, ArticleDoubt one)
    {
        var body = JsonSerializer.Serialize(one, StoreJson.Default.ArticleDoubt);
        return (
                one.Version == 1
                    ? await session.ExecuteAsync(
                        "INSERT INTO article_doubts (id, version, article_version, is_open, body) VALUES "
                            + "(@id, @version, @words, @open, @body) ON CONFLICT DO NOTHING",
                        one.ArticleId,
                        one.Version,
                        one.ArticleVersion,
                        one.IsOpen,
                        body
                    )
                    : await session.ExecuteAsync(
                        "UPDATE article_doubts SET version = @version, article_version = @words, is_open = @open, body = @body "
                            + "WHERE id = @id AND version = @before",
                        one.Version,
                        one.ArticleVersion,
                        one.IsOpen,
                        body,
                        one.ArticleId,
                        one.Version - 1
                    )
            ) == 1;
    }

    public static Task<int> TakeBackAsync(Session session, TakenBackReports one) =>
        session.ExecuteAsync(
            "UPDATE feedback SET undone_at = @at, undone_by = @by WHERE article_id = @article AND article_version > 0 "
                + "AND undone_at IS NULL",
            one.At,
            one.By,
            one.ArticleId
        );

    /// <summary>Lets the desk look at the doubt about an article, in this transaction.</summary>
    public static Task<int> LookAsync(Session session, string articleId, DateTimeOffset now, long row) =>
        Timers.ChangeAsync(session, ArticleDoubt.Prefix + articleId, TimerNames.ArticleDoubt, ArticleDoubt.LookAt(now, row));

    public static async Task<IReadOnlyList<ArticleReport>> ReportsAsync(Session session, string articleId) =>
        await session.QueryAsync(
            "SELECT f.kind, f.by_email, f.note, f.at FROM feedback f JOIN articles a ON a.id = f.article_id AND a.version = f.article_version "
                + $"WHERE f.article_id = @id AND f.kind IN ('{ArticleReports.Wrong}', '{ArticleReports.Outdated}') AND f.undone_at IS NULL "
                + "ORDER BY f.id",
            row => new ArticleReport(row.Text(0), row.TextOrNull(1) ?? "", row.Text(2), row.Time(3)),
            articleId
        );

    public static ArticleDoubt Read(Row row) => JsonSerializer.Deserialize(row.Text(0), StoreJson.Default.ArticleDoubt)!;
}
