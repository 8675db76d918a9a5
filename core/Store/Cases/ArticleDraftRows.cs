using System.Text.Json;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Cases;

/// <summary>Writes and reads of drafts of articles: a write is one compare-and-swap on the version. False: somebody was faster.</summary>
internal static class ArticleDraftRows
{
    public static async Task<bool> PutAsync(Session session, ArticleDraft one)
    {
        var body = JsonSerializer.Serialize(one, StoreJson.Default.ArticleDraft);
        return (
                one.Version == 1
                    ? await session.ExecuteAsync(
                        "INSERT INTO article_drafts (id, version, state, case_id, article_id, named, created_at, decided_at, body) VALUES "
                            + "(@id, @version, @state, @case, @article, @named, @created, @decided, @body) ON CONFLICT DO NOTHING",
                        one.Id,
                        one.Version,
                        Stored.Name(one.State),
                        one.CaseId,
                        one.ArticleId,
                        one.Title.Length > 0,
                        one.At,
                        one.DecidedAt,
                        body
                    )
                    : await session.ExecuteAsync(
                        "UPDATE article_drafts SET version = @version, state = @state, named = @named, decided_at = @decided, body = @body "
                            + "WHERE id = @id AND version = @before",
                        one.Version,
                        Stored.Name(one.State),
                        one.Title.Length > 0,
                        one.DecidedAt,
                        body,
                        one.Id,
                        one.Version - 1
                    )
            ) == 1;
    }

    public static ArticleDraft Read(Row row) => JsonSerializer.Deserialize(row.Text(0), StoreJson.Default.ArticleDraft)!;
}
