using EscalationBot.Core.Cases;

namespace EscalationBot.Core.Store;

/// <summary>What became of a decision.</summary>
public enum Committed
{
    /// <summary>All of it is stored.</summary>
    Stored,
    /// <summary>Somebody was faster with a case or question of it: nothing is written. Load and decide again.</summary>
    Stale,
    /// <summary>Another replica has handled the inbox row: nothing is written and nothing is left to do.</summary>
    HandledBefore,
}

/// <summary>Cases, questions and what was decided about them. Reads stand in CaseStore.Reads.cs.</summary>
public sealed partial class CaseStore(Database database)
{
    /// <summary>Stores a decision and ends the inbox row that it answers: all in one transaction.</summary>
    /// <param name="inboxId">The row it answers; null for what no row asked for (commands of an operator).</param>
    public Task<Committed> CommitAsync(long? inboxId, Decision decision, CancellationToken ct) => CommitAsync(inboxId, decision, Inbox.Done, null, ct);

    /// <summary>As <see cref="CommitAsync(long?, Decision, CancellationToken)"/>, for a row that is given up: it is kept with its error and counted, and the decision tells the asker.</summary>
    public Task<Committed> GiveUpAsync(long inboxId, Decision decision, string error, CancellationToken ct) => CommitAsync(inboxId, decision, Inbox.Failed, error, ct);

    /// <summary>The number of a new case, <c>ESC-1001</c>. Never given twice; one that is not used leaves a gap.</summary>
    public Task<string> NextCaseNumberAsync(CancellationToken ct) => database.WriteAsync(
        async session => "ESC-" + (await session.FindAsync("UPDATE counters SET value = value + 1 WHERE name = 'case' RETURNING value", row => row.Long(0))).ToString(System.Globalization.CultureInfo.InvariantCulture), ct);

    private async Task<Committed> CommitAsync(long? inboxId, Decision decision, int state, string? error, CancellationToken ct)
    {
        var now = database.Time.GetUtcNow();
        var result = await database.WriteAsync(
            async session =>
            {
                var outcome = await WriteAsync(session, inboxId, decision, state, error, now);
                if (outcome is not Committed.Stored) session.Undo();
                return outcome;
            }, ct);
        if (result is not Committed.Stored) return result;
        if (inboxId is not null) database.Signals.Inbox.Set(); // the next of its lane
        if (decision.Outbound.Count > 0) database.Signals.Outbox.Set();
        if (decision.Timers.Count > 0) database.Signals.Timers.Set();
        if (decision.Audit.Count > 0) database.Signals.Audit.Set();
        return result;
    }

    private async Task<Committed> WriteAsync(Session session, long? inboxId, Decision decision, int state, string? error, DateTimeOffset now)
    {
        FinishedRow? finished = null;
        if (inboxId is { } id && (finished = await Inbox.FinishAsync(session, id, state, error, now)) is null) return Committed.HandledBefore;
        foreach (var one in decision.Cases)
        {
            if (!await CaseRows.PutAsync(session, one)) return Committed.Stale;
        }
        foreach (var one in decision.Questions)
        {
            if (!await CaseRows.PutAsync(session, one)) return Committed.Stale;
        }
        foreach (var line in decision.History)
        {
            await session.ExecuteAsync(
                "INSERT INTO history (id, case_id, question_id, at, kind, who, who_email, detail) VALUES (@id, @case, @question, @at, @kind, @who, @email, @detail)",
                database.Sequence.Next(), line.CaseId, line.QuestionId, line.At, line.Kind, line.Who, line.WhoEmail, line.Detail);
        }
        await OutboxAdding.AddAsync(session, database.Sequence, decision.Outbound, inboxId, finished, now);
        foreach (var timer in decision.Timers) await Timers.ChangeAsync(session, timer.Subject, timer.Timer, timer.DueAt);
        foreach (var lesson in decision.Feedback)
        {
            await session.ExecuteAsync(
                "INSERT INTO feedback (id, article_id, question_id, kind, question_text, by_email, at) VALUES (@id, @article, @question, @kind, @text, @by, @at)",
                database.Sequence.Next(), lesson.ArticleId, lesson.QuestionId, lesson.Kind, lesson.QuestionText, lesson.By, lesson.At);
        }
        await AuditLog.AddAsync(session, database.Sequence, decision.Audit, now);
        // Last: the count of a busy place is locked no longer than it must be.
        if (decision.Used is { } used) await UsageCounts.AddAsync(session, used);
        // A lesson changes what the search knows: running bots look at this number.
        if (decision.Feedback.Count > 0) await Counters.AddAsync(session, Articles.RevisionCounter, 1);
        return Committed.Stored;
    }
}
