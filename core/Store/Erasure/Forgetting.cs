using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Erasure;

/// <summary>
/// Takes the personal data out of what is over and old: words, names, conversations. Rows of questions and cases stay, with the times and
/// kinds that numbers are made of. What is open, what waits to be sent, and cases under legal hold are never touched.
/// </summary>
public sealed partial class Forgetting(Database database)
{
    /// <summary>Rows of one transaction: people's writes come between.</summary>
    private const int Batch = 50;

    private const string OpenCase = "('unclaimed', 'claimed', 'resolved', 'merged')";
    private const string Nobody = ":";

    /// <summary>Forgets everything that ended before a moment.</summary>
    /// <returns>How many questions, cases, messages and people it was.</returns>
    public async Task<int> ForgetAsync(DateTimeOffset before, CancellationToken ct) =>
        await PagesAsync(
            (after, session) =>
                session.QueryAsync(
                    $"SELECT id FROM cases WHERE id > @after AND state IN ('closed', 'declined') AND closed_at < "
                        + $"@before AND rep_key <> '{Nobody}' AND held = 0 ORDER BY id LIMIT {Batch}",
                    row => row.Text(0),
                    after,
                    before
                ),
            ForgetCaseAsync,
            ct
        )
        + await PagesAsync(
            (after, session) =>
                session.QueryAsync(
                    $"SELECT id FROM questions WHERE id > @after AND finished_at < @before AND person <> '{Nobody}' "
                        + $"AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = questions.case_id AND c.held <> 0) ORDER BY "
                        + $"id LIMIT {Batch}",
                    row => row.Text(0),
                    after,
                    before
                ),
            ForgetQuestionAsync,
            ct
        )
        + await PagesAsync(
            (after, session) =>
                session.QueryAsync(
                    $"""
                    SELECT slot FROM messages m WHERE slot > @after AND updated_at < @before
                      AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = m.case_id AND c.rep_key <> '{Nobody}') AND NOT EXISTS (SELECT 1
                          FROM questions q WHERE q.id = m.question_id AND q.person <> '{Nobody}')
                      AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.slot = m.slot AND o.state = 0) ORDER BY slot LIMIT {Batch}
                    """,
                    row => row.Text(0),
                    after,
                    before
                ),
            (session, slot) => session.ExecuteAsync("DELETE FROM messages WHERE slot = @slot", slot),
            ct
        )
        + await RepeatAsync(session => ForgetWebMessagesAsync(session, before), ct)
        + await ForgetCreditsAsync(before, ct)
        + await ForgetIncidentsAsync(before, ct)
        + await ForgetDraftsAsync(before, ct)
        + await ForgetCriteriaAsync(before, ct)
        // The words that taught an article go; how often it helped stays.
        + await RepeatAsync(
            session =>
                session.ExecuteAsync(
                    $"""
                    UPDATE feedback SET question_text = '', note = '', by_email = NULL, undone_by = NULL WHERE id IN (SELECT f.id FROM
                        feedback f WHERE f.at < @before AND (f.question_text <> '' OR f.note <> '' OR f.by_email IS NOT NULL
                            OR f.undone_by IS NOT NULL)
                      AND NOT EXISTS (SELECT 1 FROM questions q JOIN cases c ON c.id = q.case_id WHERE q.id = f.question_id
                          AND c.held <> 0) LIMIT {Batch})
                    """,
                    before
                ),
            ct
        )
        + await RepeatAsync(
            session =>
                session.ExecuteAsync(
                    $"UPDATE history SET who = '', who_email = NULL, detail = '' WHERE id IN (SELECT id FROM history "
                        + $"WHERE at < @before AND case_id IS NULL AND question_id IS NULL AND who <> '' LIMIT {Batch})",
                    before
                ),
            ct
        )
        + await RepeatAsync(
            session =>
                session.ExecuteAsync(
                    $"DELETE FROM people_seen WHERE (channel, id) IN (SELECT channel, id FROM people_seen WHERE "
                        + $"seen_at < @before AND fetched_at < @before LIMIT {Batch})",
                    before
                ),
            ct
        )
        + await RepeatAsync(
            session =>
                session.ExecuteAsync(
                    $"""
                    DELETE FROM identities WHERE (channel, email) IN (SELECT channel, email FROM identities i WHERE bound_at < @before
                      AND NOT EXISTS (SELECT 1 FROM people_seen p WHERE p.channel = i.channel AND (p.email = i.email
                          OR p.claimed_email = i.email)) LIMIT {Batch})
                    """,
                    before
                ),
            ct
        );

    private static async Task<int> ForgetCaseAsync(Session session, string id)
    {
        // Read again inside the transaction: it may have been opened again meanwhile.
        if (
            await session.FindAsync("SELECT body FROM cases WHERE id = @id", CaseStore.ReadCase, id)
                is not { IsOpen: false, Hold: null } theCase
            || !await CaseRows.PutAsync(session, theCase.WithoutPeople())
        )
        {
            return 0;
        }

        await Turns.ForgetAsync(session, id);
        await session.ExecuteAsync("UPDATE history SET who = '', who_email = NULL, detail = '' WHERE case_id = @id", id);
        await session.ExecuteAsync("DELETE FROM hidden_words WHERE case_id = @id", id);
        return 1;
    }

    private static async Task<int> ForgetQuestionAsync(Session session, string id)
    {
        if (
            await session.FindAsync("SELECT body FROM questions WHERE id = @id", CaseStore.ReadQuestion, id)
                is not { IsFinished: true } asked
            || !await CaseRows.PutAsync(session, asked.WithoutPeople())
        )
        {
            return 0;
        }

        await Turns.ForgetAsync(session, id);
        await session.ExecuteAsync("UPDATE history SET who = '', who_email = NULL, detail = '' WHERE question_id = @id", id);
        await session.ExecuteAsync("DELETE FROM hidden_words WHERE question_id = @id", id);
        await VerdictLabelRows.DeleteAsync(session, id);
        return 1;
    }

    /// <summary>
    /// The web chat's own messages. What belongs to an open case stays, and so does the head of a thread that is still in use.
    /// </summary>
    private static async Task<int> ForgetWebMessagesAsync(Session session, DateTimeOffset before)
    {
        var ids = await session.QueryAsync(
            $"""
            SELECT id FROM web_messages w WHERE changed_at < @before
              AND NOT EXISTS (SELECT 1 FROM web_messages r WHERE r.thread = w.id AND r.changed_at >= @before)
              AND NOT EXISTS (SELECT 1 FROM messages m JOIN cases c ON c.id = m.case_id
                WHERE m.channel = 'web' AND m.conversation = w.conversation AND m.message_id = CAST(COALESCE(w.thread, w.id) AS TEXT)
                    AND (c.state IN {OpenCase} OR c.held <> 0))
            ORDER BY changed_at LIMIT {Batch}
            """,
            row => row.Long(0),
            before
        );
        foreach (var id in ids)
        {
            await session.ExecuteAsync("DELETE FROM web_reactions WHERE message = @id", id);
            await session.ExecuteAsync("DELETE FROM web_messages WHERE id = @id", id);
        }

        return ids.Count;
    }

    private async Task<int> PagesAsync(
        Func<string, Session, Task<List<string>>> next,
        Func<Session, string, Task<int>> forget,
        CancellationToken ct
    )
    {
        var forgotten = 0;
        var after = "";
        while (await database.ReadAsync(session => next(after, session), ct) is { Count: > 0 } ids)
        {
            forgotten += await database.WriteAsync(
                async session =>
                {
                    var done = 0;
                    foreach (var id in ids)
                    {
                        done += await forget(session, id);
                    }

                    return done;
                },
                ct
            );
            after = ids[^1];
        }

        return forgotten;
    }

    private async Task<int> RepeatAsync(Func<Session, Task<int>> step, CancellationToken ct)
    {
        var forgotten = 0;
        int done;
        do
        {
            done = await database.WriteAsync(step, ct);
            forgotten += done;
        } while (done > 0);
        return forgotten;
    }
}
