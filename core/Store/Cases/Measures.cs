using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Cases;

/// <summary>A question as numbers need it.</summary>
public sealed record QuestionRow(
    string Id,
    string State,
    string Channel,
    string Person,
    string? Email,
    string Verdict,
    string? Category,
    string? Account,
    string? Article,
    double Confidence,
    string? CaseId,
    DateTimeOffset AskedAt,
    DateTimeOffset? FinishedAt
);

/// <summary>A case as numbers need it.</summary>
public sealed record CaseRow(
    string Id,
    string State,
    string Queue,
    string Priority,
    string? Account,
    string? Category,
    string? RepEmail,
    string? OwnerEmail,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FirstClaimedAt,
    DateTimeOffset? ResolvedAt,
    DateTimeOffset? ClosedAt,
    DateTimeOffset? ClaimDue,
    DateTimeOffset? UpdateDue,
    DateTimeOffset? ResolveDue,
    int? Rating
);

/// <summary>All questions ever asked: what the digest's line <c>questions N · finished N · open N · lost N</c> is made of.</summary>
/// <param name="Questions">Asked in the time.</param>
/// <param name="Finished">Of those, ended.</param>
/// <param name="Open">Of those, not ended.</param>
/// <param name="Lost">Of those, neither ended, nor waiting for a reaction, nor in an open case; plus what was received in the time and
/// given up, and words between rep and specialist that reached nobody.</param>
public sealed record QuestionLine(long Questions, long Finished, long Open, long Lost);

/// <summary>What the service itself did in a time.</summary>
/// <param name="Received">Messages, presses and forms of people that arrived.</param>
/// <param name="Accepted">Of those: not given up.</param>
/// <param name="Sent">Messages that were decided; those that wait for less than five minutes are left out, as are those that a newer one
/// of the same slot replaced.</param>
/// <param name="InTime">Of those: delivered within five minutes.</param>
public sealed record ServiceCounts(long Received, long Accepted, long Sent, long InTime);

/// <summary>A count of rows.</summary>
/// <param name="Group">Queue or verdict.</param>
/// <param name="State">Of the case or question.</param>
/// <param name="Count">How many.</param>
public sealed record Tallied(string Group, string State, long Count);

/// <summary>Raw rows and counts that digests and exports compute from.</summary>
public sealed class Measures(Database database)
{
    /// <summary>Questions asked from one moment to before another, oldest first.</summary>
    public Task<IReadOnlyList<QuestionRow>> QuestionsAsync(DateTimeOffset since, DateTimeOffset before, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<QuestionRow>>(
            async session =>
                await session.QueryAsync(
                    "SELECT id, state, channel, person, email, verdict, category, account, article, confidence, "
                        + "case_id, asked_at, finished_at FROM questions WHERE asked_at >= @since AND asked_at < @before "
                        + "ORDER BY asked_at, id",
                    row => new QuestionRow(
                        row.Text(0),
                        row.Text(1),
                        row.Text(2),
                        row.Text(3),
                        row.TextOrNull(4),
                        row.Text(5),
                        row.TextOrNull(6),
                        row.TextOrNull(7),
                        row.TextOrNull(8),
                        row.Double(9),
                        row.TextOrNull(10),
                        row.Time(11),
                        row.TimeOrNull(12)
                    ),
                    since,
                    before
                ),
            ct
        );

    /// <summary>Cases made, claimed, resolved or closed in a time, and all that are open; oldest first.</summary>
    public Task<IReadOnlyList<CaseRow>> CasesAsync(DateTimeOffset since, DateTimeOffset before, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<CaseRow>>(
            async session =>
                await session.QueryAsync(
                    """
                    SELECT id, state, queue, priority, account, category, rep_email, owner_email, created_at, first_claimed_at,
                        resolved_at, closed_at, claim_due, update_due, resolve_due, rating FROM cases
                    WHERE created_at < @before AND (created_at >= @since OR first_claimed_at >= @since OR resolved_at >= @since
                        OR closed_at >= @since OR state IN ('unclaimed', 'claimed', 'resolved', 'merged')) ORDER BY created_at, id
                    """,
                    row => new CaseRow(
                        row.Text(0),
                        row.Text(1),
                        row.Text(2),
                        row.Text(3),
                        row.TextOrNull(4),
                        row.TextOrNull(5),
                        row.TextOrNull(6),
                        row.TextOrNull(7),
                        row.Time(8),
                        row.TimeOrNull(9),
                        row.TimeOrNull(10),
                        row.TimeOrNull(11),
                        row.TimeOrNull(12),
                        row.TimeOrNull(13),
                        row.TimeOrNull(14),
                        (int?)row.LongOrNull(15)
                    ),
                    before,
                    since
                ),
            ct
        );

    /// <summary>How many history lines of a kind there are of a time, and the number of the newest; 0 without any.</summary>
    public Task<(long Count, long Newest)> CountHistoryAsync(
        string kind,
        DateTimeOffset since,
        DateTimeOffset before,
        CancellationToken ct
    ) =>
        database.ReadAsync(
            session =>
                session.FindAsync(
                    "SELECT COUNT(*), COALESCE(MAX(id), 0) FROM history WHERE at >= @since AND at < @before AND kind = @kind",
                    row => (row.Long(0), row.Long(1)),
                    since,
                    before,
                    kind
                ),
            ct
        );

    /// <summary>By case the queue that it was in before it was first transferred, of those transferred since a moment.</summary>
    public async Task<IReadOnlyDictionary<string, string>> FirstQueuesAsync(DateTimeOffset since, CancellationToken ct)
    {
        // The detail reads "technical → billing: why".
        var moved = await database.ReadAsync(
            session =>
                session.QueryAsync(
                    "SELECT case_id, SUBSTR(detail, 1, 200) FROM history WHERE at >= @since AND kind = 'transferred' "
                        + "AND case_id IS NOT NULL ORDER BY id",
                    row => (Case: row.Text(0), Queue: row.Text(1).Split(" → ")[0]),
                    since
                ),
            ct
        );
        var first = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (theCase, queue) in moved)
        {
            first.TryAdd(theCase, queue);
        }
        return first;
    }

    /// <summary>
    /// Received and delivered. Rows whose work is done are removed after two days (<c>Retention.DoneRows</c>), so that of a longer time the
    /// last two days are told.
    /// </summary>
    public Task<ServiceCounts> ServiceAsync(DateTimeOffset since, DateTimeOffset before, DateTimeOffset now, CancellationToken ct) =>
        database.ReadAsync(
            async session =>
            {
                var inbox = await session.FindAsync(
                    "SELECT COUNT(*), COUNT(CASE WHEN state <> 2 THEN 1 END) FROM inbox WHERE received_at >= @since "
                        + "AND received_at < @before AND channel NOT IN ('clock', 'delivery')",
                    row => (All: row.Long(0), Accepted: row.Long(1)),
                    since,
                    before
                );
                var outbox = await session.FindAsync(
                    "SELECT COUNT(*), COUNT(CASE WHEN state = 1 AND done_at - created_at <= 300000 THEN 1 END) FROM outbox "
                        + "WHERE created_at >= @since AND created_at < @before AND (state IN (1, 2) OR (state = 0 AND created_at < @late))",
                    row => (All: row.Long(0), InTime: row.Long(1)),
                    since,
                    before,
                    now - TimeSpan.FromMinutes(5)
                );
                return new ServiceCounts(inbox.All, inbox.Accepted, outbox.All, outbox.InTime);
            },
            ct
        );

    /// <summary>The newest row of the audit.</summary>
    public Task<AuditHead> AuditHeadAsync(CancellationToken ct) => database.ReadAsync(AuditChain.ReadHeadAsync, ct);

    /// <summary>How many cases somebody still has to do something about, by queue and state.</summary>
    public Task<IReadOnlyList<Tallied>> OpenCasesAsync(CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<Tallied>>(
            async session =>
                await session.QueryAsync(
                    "SELECT queue, state, COUNT(*) FROM cases WHERE state IN ('unclaimed', 'claimed', 'resolved') "
                        + "GROUP BY queue, state ORDER BY queue, state",
                    row => new Tallied(row.Text(0), row.Text(1), row.Long(2))
                ),
            ct
        );

    /// <summary>How many questions are stored, by verdict and state.</summary>
    public Task<IReadOnlyList<Tallied>> QuestionsByVerdictAsync(CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<Tallied>>(
            async session =>
                await session.QueryAsync(
                    "SELECT verdict, state, COUNT(*) FROM questions GROUP BY verdict, state ORDER BY verdict, state",
                    row => new Tallied(row.Text(0), row.Text(1), row.Long(2))
                ),
            ct
        );

    /// <summary>
    /// The line of a time. An escalated question whose case is missing or over without having ended the question is lost, and so is a
    /// received row that was given up.
    /// </summary>
    public Task<QuestionLine> LineAsync(DateTimeOffset since, DateTimeOffset before, CancellationToken ct) =>
        database.ReadAsync(
            async session =>
            {
                var counted = await session.FindAsync(
                    "SELECT COUNT(*), COUNT(finished_at) FROM questions WHERE asked_at >= @since AND asked_at < @before",
                    row => (All: row.Long(0), Finished: row.Long(1)),
                    since,
                    before
                );
                var stranded = await session.FindAsync(
                    """
                    SELECT COUNT(*) FROM questions q WHERE q.asked_at >= @since AND q.asked_at < @before AND q.finished_at IS NULL
                        AND q.state = 'escalated'
                      AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = q.case_id AND c.state IN ('unclaimed', 'claimed', 'merged',
                          'resolved', 'declined'))
                    """,
                    row => row.Long(0),
                    since,
                    before
                );
                var givenUp = await session.FindAsync(
                    "SELECT COUNT(*) FROM inbox WHERE state <> 0 AND state = 2 AND done_at >= @since AND received_at "
                        + ">= @since AND received_at < @before AND channel NOT IN ('clock', 'delivery')",
                    row => row.Long(0),
                    since,
                    before
                );
                // Words that were answered with "it goes to Bob" and never reached anybody: a message like any other.
                var unheard = await session.FindAsync(
                    """
                    SELECT COUNT(*) FROM outbox o WHERE o.state <> 0 AND o.state = 2 AND o.done_at >= @since AND o.created_at >= @since
                        AND o.created_at < @before AND o.slot LIKE 'relay:%'
                      AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.slot = 'again:' || o.slot OR m.slot = 'again:owner:' || o.slot)
                    """,
                    row => row.Long(0),
                    since,
                    before
                );
                return new QuestionLine(counted.All, counted.Finished, counted.All - counted.Finished, stranded + givenUp + unheard);
            },
            ct
        );
}
