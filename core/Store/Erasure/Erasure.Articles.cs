using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Knowledge;

namespace EscalationBot.Core.Store.Erasure;

/// <summary>
/// Drafts of articles and doubts about them: the person goes out of them. Published articles are the organisation's own texts and name
/// nobody.
/// </summary>
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

    /// <summary>What the person taught and took back, and reminders of review dates.</summary>
    private async Task<int> LessonsAsync(Session session, string email) =>
        await session.ExecuteAsync("UPDATE feedback SET question_text = '', note = '', by_email = NULL WHERE by_email = @email", email)
        + await session.ExecuteAsync("UPDATE feedback SET undone_by = @label WHERE undone_by = @email", person.Label, email)
        + await session.ExecuteAsync(
            "DELETE FROM timers WHERE timer = @timer AND SUBSTR(subject, 1, @length) = @start",
            TimerNames.ArticleReview,
            $"articles:{email}:".Length,
            $"articles:{email}:"
        );

    /// <summary>Whoever was asked to put an article right.</summary>
    private async Task<int> DoubtsAsync(Session session)
    {
        var count = 0;
        foreach (
            var one in await session.QueryAsync("SELECT body FROM article_doubts WHERE is_open = 1 ORDER BY id", ArticleDoubtRows.Read)
        )
        {
            var left = one.Asked.Where(email => email != found.Email).ToList();
            if (
                left.Count < one.Asked.Count
                && await ArticleDoubtRows.PutAsync(session, one with { Version = one.Version + 1, Asked = left })
            )
            {
                count++;
            }
        }

        return count;
    }
}
