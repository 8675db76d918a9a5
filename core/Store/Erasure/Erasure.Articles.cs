using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Core.Store.Queues;

namespace EscalationBot.Core.Store.Erasure;

/// <summary>
/// Drafts of articles and doubts about them: the person goes out of them. Published articles are the organisation's own texts: of them
/// only the owner goes.
/// </summary>
internal sealed partial class Erasure
{
    private async Task<int> DraftsAsync(Session session)
    {
        var count = 0;
        await foreach (
            var (one, isHeld) in StoredText.AllAsync(
                session,
                $"SELECT body, CASE WHEN EXISTS ({Held} article_drafts.case_id) THEN 1 ELSE 0 END FROM article_drafts",
                row => (Draft: ArticleDraftRows.Read(row), IsHeld: row.Long(1) != 0),
                row => row.Draft.Id
            )
        )
        {
            var erased = one.Without(person);
            if (isHeld || ReferenceEquals(erased, one) || !await ArticleDraftRows.PutAsync(session, erased))
            {
                continue;
            }

            count++;
            await ForgetSentAsync(session, $"{one.Subject}:");
            // Reminders name its author; its card and what its author was told are shown anew by the running bot.
            foreach (var slot in (await SlotsAsync(session, $"{one.Slot}:")))
            {
                await ShowAnewAsync(session, slot, Blanked);
            }

            await Timers.ChangeAsync(session, one.Subject, TimerNames.Erased, database.Time.GetUtcNow());
        }

        return count;
    }

    /// <summary>What was told of confirmed questions is shown anew, with the words that are left.</summary>
    private async Task RegressionsAsync(Session session)
    {
        foreach (
            var id in await session.QueryAsync(
                "SELECT id FROM knowledge_checks WHERE id <> @live ORDER BY id",
                row => row.Text(0),
                KnowledgeCheck.Live
            )
        )
        {
            var (subject, timer) = id.StartsWith(KnowledgeCheck.DraftPrefix, StringComparison.Ordinal)
                ? (ArticleDraft.Prefix + id[KnowledgeCheck.DraftPrefix.Length..], TimerNames.DraftChecked)
                : (KnowledgeCheck.Prefix + id, TimerNames.KnowledgeWorse);
            await ForgetSentAsync(session, $"{subject}:");
            await Timers.ChangeAsync(session, subject, timer, database.Time.GetUtcNow());
        }
    }

    /// <summary>Whoever keeps an article that is doubted is shown what is left of the reports.</summary>
    private async Task DoubtedAsync(Session session, string column, string value)
    {
        foreach (
            var article in await session.QueryAsync(
                "SELECT DISTINCT f.article_id FROM feedback f JOIN article_doubts d ON d.id = f.article_id WHERE d.is_open = 1 "
                    + $"AND f.{column} = @value",
                row => row.Text(0),
                value
            )
        )
        {
            await ForgetSentAsync(session, $"{ArticleDoubt.Prefix}{article}:");
            await ArticleDoubtRows.LookAsync(session, article, database.Time.GetUtcNow(), 0);
        }
    }

    /// <summary>What the person taught and took back, and reminders of review dates.</summary>
    private async Task<int> LessonsAsync(Session session, string email) =>
        await TaughtAsync(session, email)
        + await session.ExecuteAsync("UPDATE feedback SET undone_by = @label WHERE undone_by = @email", person.Label, email)
        + await session.ExecuteAsync(
            "DELETE FROM timers WHERE timer = @timer AND SUBSTR(subject, 1, CAST(@length AS INTEGER)) = @start",
            TimerNames.ArticleReview,
            $"articles:{email}:".Length,
            $"articles:{email}:"
        );

    /// <summary>What they taught, as their address or a channel's key names them.</summary>
    private async Task<int> TaughtAsync(Session session, string who)
    {
        await DoubtedAsync(session, "by_email", who);
        return await session.ExecuteAsync("UPDATE feedback SET question_text = '', note = '', by_email = NULL WHERE by_email = @who", who);
    }

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
