using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Erasure;

/// <summary>Old drafts of articles, whether somebody decided about them or not: who and what goes; the article itself stays.</summary>
public sealed partial class Forgetting
{
    private Task<int> ForgetDraftsAsync(DateTimeOffset before, CancellationToken ct) =>
        PagesAsync(
            (after, session) =>
                session.QueryAsync(
                    $"SELECT id FROM article_drafts WHERE id > @after AND COALESCE(decided_at, created_at) < @before AND named = 1 AND NOT "
                        + $"EXISTS ({CaseKeeps} article_drafts.case_id) ORDER BY id LIMIT {Batch}",
                    row => row.Text(0),
                    after,
                    before
                ),
            ForgetDraftAsync,
            ct
        );

    private static async Task<int> ForgetDraftAsync(Session session, string id) =>
        await session.FindAsync("SELECT body FROM article_drafts WHERE id = @id", ArticleDraftRows.Read, id) is { } draft
        && await ArticleDraftRows.PutAsync(session, draft.WithoutPeople())
            ? 1
            : 0;
}
