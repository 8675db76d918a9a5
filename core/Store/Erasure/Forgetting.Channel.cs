using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Erasure;

/// <summary>What a platform's data are: questions and cases that were asked there, whoever was met there, and what stands there.</summary>
public sealed partial class Forgetting
{
    /// <summary>
    /// Forgets all of a platform from which the app was removed. Open cases end as declined: nobody can be told of them any more. Cases
    /// under legal hold, and words that were said there in cases of other platforms, stay.
    /// </summary>
    /// <returns>How many questions, cases, messages and people it was.</returns>
    public async Task<int> ForgetChannelAsync(string channel, CancellationToken ct) =>
        await PagesAsync(
            (after, session) =>
                session.QueryAsync(
                    $"SELECT id FROM cases WHERE id > @after AND rep_lane LIKE @lane AND rep_key <> '{Nobody}' AND "
                        + $"held = 0 ORDER BY id LIMIT {Batch}",
                    row => row.Text(0),
                    after,
                    channel + ":%"
                ),
            ForgetCaseOfChannelAsync,
            ct
        )
        + await PagesAsync(
            (after, session) =>
                session.QueryAsync(
                    $"SELECT id FROM questions WHERE id > @after AND channel = @channel AND person <> '{Nobody}' AND "
                        + $"NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = questions.case_id AND c.held <> 0) ORDER BY id "
                        + $"LIMIT {Batch}",
                    row => row.Text(0),
                    after,
                    channel
                ),
            ForgetQuestionOfChannelAsync,
            ct
        )
        + await PagesAsync(
            (after, session) =>
                session.QueryAsync(
                    $"SELECT id FROM grants WHERE id > @after AND by_key <> '{Nobody}' AND (by_key LIKE @key OR {OfForgottenCase}) AND NOT "
                        + $"EXISTS ({CaseIsHeld} grants.case_id) ORDER BY id LIMIT {Batch}",
                    row => row.Text(0),
                    after,
                    channel + ":%"
                ),
            ForgetGrantAsync,
            ct
        )
        + await PagesAsync(
            (after, session) =>
                session.QueryAsync(
                    $"SELECT id FROM approvals WHERE id > @after AND named = 1 AND {OfForgottenCase} ORDER BY id LIMIT {Batch}",
                    row => row.Text(0),
                    after
                ),
            ForgetApprovalOfChannelAsync,
            ct
        )
        + await PagesAsync(
            (after, session) =>
                session.QueryAsync(
                    $"SELECT id FROM article_drafts WHERE id > @after AND named = 1 AND {OfForgottenCase} ORDER BY id LIMIT {Batch}",
                    row => row.Text(0),
                    after
                ),
            ForgetDraftOfChannelAsync,
            ct
        )
        + await RepeatAsync(
            session =>
                session.ExecuteAsync(
                    $"DELETE FROM messages WHERE slot IN (SELECT slot FROM messages WHERE channel = @channel LIMIT {Batch})",
                    channel
                ),
            ct
        )
        + await RepeatAsync(
            session =>
                session.ExecuteAsync(
                    $"DELETE FROM inbox WHERE id IN (SELECT id FROM inbox WHERE channel = @channel LIMIT {Batch})",
                    channel
                ),
            ct
        )
        + await RepeatAsync(
            session =>
                session.ExecuteAsync(
                    $"DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE channel = @channel LIMIT {Batch})",
                    channel
                ),
            ct
        )
        + await RepeatAsync(
            session =>
                session.ExecuteAsync(
                    $"DELETE FROM identities WHERE channel = @channel AND email IN (SELECT email FROM identities WHERE channel = @channel "
                        + $"LIMIT {Batch})",
                    channel
                ),
            ct
        )
        + await RepeatAsync(
            session =>
                session.ExecuteAsync(
                    $"DELETE FROM usage_counts WHERE subject IN (SELECT subject FROM usage_counts WHERE subject LIKE @person OR subject LIKE "
                        + $"@place LIMIT {Batch})",
                    $"person:{channel}:%",
                    $"place:{channel}:%"
                ),
            ct
        )
        + await RepeatAsync(
            session =>
                session.ExecuteAsync(
                    $"DELETE FROM people_seen WHERE id IN (SELECT id FROM people_seen WHERE channel = @channel LIMIT "
                        + $"{Batch}) AND channel = @channel",
                    channel
                ),
            ct
        )
        + await RepeatAsync(
            session =>
                session.ExecuteAsync(
                    $"DELETE FROM channel_memory WHERE channel = @channel AND key IN (SELECT key FROM channel_memory "
                        + $"WHERE channel = @channel LIMIT {Batch})",
                    channel
                ),
            ct
        );

    /// <summary>What was written for a case that is forgotten goes with it.</summary>
    private const string OfForgottenCase =
        $"case_id IN (SELECT c.id FROM cases c WHERE c.rep_key = '{Nobody}' AND c.state IN ('closed', 'declined'))";

    private const string CaseIsHeld = "SELECT 1 FROM cases c WHERE c.held <> 0 AND c.id =";

    private static async Task<int> ForgetApprovalOfChannelAsync(Session session, string id) =>
        await session.FindAsync("SELECT body FROM approvals WHERE id = @id", CreditRows.ReadApproval, id) is { } approval
        && await CreditRows.PutAsync(
            session,
            approval.WithoutPeople() with
            {
                State = approval.IsWaiting ? ApprovalState.Expired : approval.State,
            }
        )
            ? 1
            : 0;

    private static async Task<int> ForgetDraftOfChannelAsync(Session session, string id) =>
        await session.FindAsync("SELECT body FROM article_drafts WHERE id = @id", ArticleDraftRows.Read, id) is { } draft
        && await ArticleDraftRows.PutAsync(
            session,
            draft.WithoutPeople() with
            {
                // Nobody can answer for it any more.
                State = draft.State is ArticleDraftState.Waiting ? ArticleDraftState.Returned : draft.State,
            }
        )
            ? 1
            : 0;

    private static async Task<int> ForgetCaseOfChannelAsync(Session session, string id)
    {
        if (await session.FindAsync("SELECT body FROM cases WHERE id = @id", CaseStore.ReadCase, id) is not { Hold: null } theCase)
        {
            return 0;
        }

        var left = theCase.WithoutPeople();
        if (!await CaseRows.PutAsync(session, theCase.IsOpen ? left with { State = CaseState.Declined, DeclinedWhy = "" } : left))
        {
            return 0;
        }

        await Turns.ForgetAsync(session, id);
        await session.ExecuteAsync("UPDATE history SET who = '', who_email = NULL, detail = '' WHERE case_id = @id", id);
        await session.ExecuteAsync("DELETE FROM hidden_words WHERE case_id = @id", id);
        await session.ExecuteAsync("DELETE FROM timers WHERE subject = @id", id);
        return 1;
    }

    private static async Task<int> ForgetQuestionOfChannelAsync(Session session, string id)
    {
        if (await session.FindAsync("SELECT body FROM questions WHERE id = @id", CaseStore.ReadQuestion, id) is not { } asked)
        {
            return 0;
        }

        var left = asked.WithoutPeople();
        if (
            !await CaseRows.PutAsync(
                session,
                asked.IsFinished ? left : left with { State = QuestionState.Ended, FinishedAt = asked.AskedAt }
            )
        )
        {
            return 0;
        }

        await Turns.ForgetAsync(session, id);
        await session.ExecuteAsync("UPDATE history SET who = '', who_email = NULL, detail = '' WHERE question_id = @id", id);
        await session.ExecuteAsync("UPDATE feedback SET question_text = '', note = '', by_email = NULL WHERE question_id = @id", id);
        await session.ExecuteAsync("DELETE FROM hidden_words WHERE question_id = @id", id);
        await session.ExecuteAsync("DELETE FROM timers WHERE subject = @id", id);
        return 1;
    }
}
