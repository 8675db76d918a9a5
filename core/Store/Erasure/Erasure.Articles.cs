using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Erasure;

/// <summary>Drafts of articles: the person goes out of them. Published articles are the organisation's own texts and name nobody.</summary>
internal sealed partial class Erasure
{
    private async Task<int> DraftsAsync(Session session)
    {
        var count = 0;
        foreach (
            var one in await session.QueryAsync(
                $"SELECT body FROM article_drafts WHERE named = 1 AND NOT EXISTS ({Held} article_drafts.case_id) ORDER BY id",
                ArticleDraftRows.Read
            )
        )
        {
            var erased = one.Without(person);
            if (!ReferenceEquals(erased, one) && await ArticleDraftRows.PutAsync(session, erased))
            {
                count++;
            }
        }

        return count;
    }
}
