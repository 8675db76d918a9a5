using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Core.Store.People;
using EscalationBot.Core.Store.Queues;

namespace EscalationBot.Core.Store.Cases;

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
    /// <summary>More rows than this of one decision are found by looking, as they always can be.</summary>
    private const int MostSentAtOnce = 8;

    private readonly HandOver<OutboxRow> _toOutboxWorker = database.ToWorker<OutboxRow>();

    /// <summary>Stores a decision and ends the inbox row that it answers: all in one transaction.</summary>
    /// <param name="inboxId">The row it answers; null for what no row asked for (commands of an operator).</param>
    public Task<Committed> CommitAsync(long? inboxId, Decision decision, CancellationToken ct) =>
        CommitAsync(inboxId, decision, Inbox.Done, null, ct);

    /// <summary>
    /// As <see cref="CommitAsync(long?, Decision, CancellationToken)"/>, for a row that is given up: it is kept with its error and counted,
    /// and the decision tells the asker.
    /// </summary>
    public Task<Committed> GiveUpAsync(long inboxId, Decision decision, string error, CancellationToken ct) =>
        CommitAsync(inboxId, decision, Inbox.Failed, error, ct);

    /// <summary>
    /// Stores a decision that opens a case and ends the inbox row that it answers. The case's number is given in the same transaction: what
    /// is not stored, for whatever reason, has taken none, so that numbers have no gaps.
    /// </summary>
    /// <param name="inboxId">The row it answers.</param>
    /// <param name="decide">The decision with that number. Pure; runs inside the transaction, and again when that is tried again.</param>
    /// <returns>What became of it, and the decision of the last run.</returns>
    public async Task<(Committed Result, Decision Decision)> CommitNewAsync(
        long? inboxId,
        Func<string, Decision> decide,
        CancellationToken ct
    )
    {
        var decision = Decision.Nothing;
        var result = await CommitAsync(
            inboxId,
            async session =>
            {
                // On PostgreSQL the row stays locked until the commit: the next replica gets the next number, or this one when it is taken
                // back.
                var number = await session.FindAsync(
                    "UPDATE counters SET value = value + 1 WHERE name = 'case' RETURNING value",
                    row => row.Long(0)
                );
                return decision = decide("ESC-" + number.ToString(System.Globalization.CultureInfo.InvariantCulture));
            },
            Inbox.Done,
            null,
            ct
        );
        return (result, decision);
    }

    private Task<Committed> CommitAsync(long? inboxId, Decision decision, int state, string? error, CancellationToken ct) =>
        CommitAsync(inboxId, _ => Task.FromResult(decision), state, error, ct);

    private async Task<Committed> CommitAsync(
        long? inboxId,
        Func<Session, Task<Decision>> decide,
        int state,
        string? error,
        CancellationToken ct
    )
    {
        var now = database.Time.GetUtcNow();
        var decision = Decision.Nothing;
        using var room = _toOutboxWorker.Reserve(MostSentAtOnce);
        var (result, laneGoesOn, leased) = await database.WriteAsync(
            async session =>
            {
                decision = await decide(session);
                var written = await WriteAsync(session, inboxId, decision, new Ending(state, error, now), room);
                if (written.Result is not Committed.Stored)
                {
                    session.Undo();
                }
                return written;
            },
            ct
        );
        if (decision.Incidents.Count > 0)
        {
            // Also when somebody was faster: what is read next is what they made of it.
            ForgetOpenIncidents();
        }
        if (result is not Committed.Stored)
        {
            return result;
        }
        foreach (var row in leased)
        {
            room.Give(row);
        }
        if (laneGoesOn)
        {
            database.Signals.Inbox.Set();
        }
        if (leased.Count < decision.Outbound.Count || decision.SentAgain.Count > 0)
        {
            database.Signals.Outbox.Set();
        }
        if (decision.Timers.Count > 0)
        {
            database.Signals.Timers.Set();
        }
        if (decision.Audit.Count > 0)
        {
            database.Signals.Audit.Set();
        }
        return result;
    }

    /// <summary>How the inbox row ends.</summary>
    private sealed record Ending(int State, string? Error, DateTimeOffset Now);

    /// <summary>What a transaction did.</summary>
    /// <param name="Result">What became of the decision.</param>
    /// <param name="LaneGoesOn">The inbox has another row of the lane, or may have it.</param>
    /// <param name="Leased">Rows for the outbox's worker, which has room for them.</param>
    private sealed record Written(Committed Result, bool LaneGoesOn, IReadOnlyList<OutboxRow> Leased)
    {
        public static implicit operator Written(Committed result) => new(result, LaneGoesOn: false, []);
    }

    private async Task<Written> WriteAsync(Session session, long? inboxId, Decision decision, Ending ending, HandOver<OutboxRow>.Room room)
    {
        var now = ending.Now;
        FinishedRow? finished = null;
        if (inboxId is { } id && (finished = await Inbox.FinishAsync(session, id, ending.State, ending.Error, now)) is null)
        {
            return Committed.HandledBefore;
        }
        foreach (var one in decision.Cases)
        {
            if (!await CaseRows.PutAsync(session, one))
            {
                return Committed.Stale;
            }
        }
        foreach (var one in decision.Questions)
        {
            if (!await CaseRows.PutAsync(session, one))
            {
                return Committed.Stale;
            }
        }
        if (!await CreditRows.PutAsync(session, decision))
        {
            return Committed.Stale;
        }
        foreach (var one in decision.Incidents)
        {
            if (!await IncidentRows.PutAsync(session, one))
            {
                return Committed.Stale;
            }
        }
        foreach (var one in decision.Drafts)
        {
            if (!await ArticleDraftRows.PutAsync(session, one))
            {
                return Committed.Stale;
            }
        }
        foreach (var one in decision.Doubts)
        {
            if (!await ArticleDoubtRows.PutAsync(session, one))
            {
                return Committed.Stale;
            }
        }
        foreach (var one in decision.Criteria)
        {
            if (!await CriteriaRows.PutAsync(session, one))
            {
                return Committed.Stale;
            }
        }
        foreach (var one in decision.Labels)
        {
            if (!await VerdictLabelRows.PutAsync(session, one))
            {
                return Committed.Stale;
            }
        }
        foreach (var one in decision.TakenBack)
        {
            await ArticleDoubtRows.TakeBackAsync(session, one);
        }
        foreach (var one in decision.Articles)
        {
            await Articles.PutAsync(session, one, now);
        }
        await AbsenceRows.PutAsync(session, decision.Absences, now);
        foreach (var line in decision.History)
        {
            await session.ExecuteAsync(
                "INSERT INTO history (id, case_id, question_id, at, kind, who, who_email, detail) VALUES (@id, "
                    + "@case, @question, @at, @kind, @who, @email, @detail)",
                database.Sequence.Next(),
                line.CaseId,
                line.QuestionId,
                line.At,
                line.Kind,
                line.Who,
                line.WhoEmail,
                line.Detail
            );
        }
        foreach (var one in decision.Bound)
        {
            await SlotMessages.BindAsync(session, one, now);
        }
        var added = await OutboxAdding.AddAsync(session, database, decision.Outbound, inboxId, finished, now);
        foreach (var row in decision.SentAgain)
        {
            // Somebody may have been faster, or something newer is to be shown there: then it is not sent.
            await Outbox.ReviveAsync(session, row, now);
        }
        foreach (var timer in decision.Timers)
        {
            await Timers.ChangeAsync(session, timer.Subject, timer.Timer, timer.DueAt);
        }
        foreach (var lesson in decision.Feedback)
        {
            await session.ExecuteAsync(
                "INSERT INTO feedback (id, article_id, question_id, kind, question_text, by_email, at, note, article_version) VALUES "
                    + "(@id, @article, @question, @kind, @text, @by, @at, @note, @version)",
                database.Sequence.Next(),
                lesson.ArticleId,
                lesson.QuestionId,
                lesson.Kind,
                lesson.QuestionText,
                lesson.By,
                lesson.At,
                lesson.Note,
                lesson.DoubtsVersion
            );
        }
        if (decision.HasHidden && inboxId is { } source)
        {
            await HiddenWords.LinkAsync(
                session,
                source,
                decision.History.Select(line => line.CaseId).FirstOrDefault(one => one is not null)
                    ?? decision.Cases.Select(one => one.Id).FirstOrDefault(),
                decision.History.Select(line => line.QuestionId).FirstOrDefault(one => one is not null)
                    ?? decision.Questions.Select(one => one.Id).FirstOrDefault()
            );
        }

        if (decision.Revealed.Count > 0 && !await HiddenWords.EndAsync(session, decision.Revealed, now))
        {
            return Committed.Stale;
        }
        await AuditLog.AddAsync(session, database.Sequence, decision.Audit, now);
        // Last: the count of a busy place is locked no longer than it must be.
        if (decision.Used is { } used)
        {
            await UsageCounts.AddAsync(session, used);
        }
        // A lesson, an article and a doubt about one change what the search knows: running bots look at this number.
        if (decision.Feedback.Count + decision.Articles.Count + decision.Doubts.Count > 0)
        {
            await Counters.AddAsync(session, Articles.RevisionCounter, 1);
        }
        return new Written(
            Committed.Stored,
            // Replicas cannot know: what another one adds at this moment is not seen here.
            finished is not null
                && (finished.LaneGoesOn || !_toOutboxWorker.IsPossible),
            await Outbox.LeaseAsync(session, database, added, room)
        );
    }
}
