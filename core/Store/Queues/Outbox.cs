using System.Text.Json;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Queues;

/// <summary>
/// What is decided and not yet sent: leased in order within each lane, kept until the platform has it. Results are recorded in
/// Outbox.Results.cs.
/// </summary>
public sealed partial class Outbox(Database database)
{
    private readonly HandOver<OutboxRow> _toWorker = database.ToWorker<OutboxRow>();

    /// <summary>How long a lease lasts; the sender renews it while it sends.</summary>
    public static TimeSpan Lease { get; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Leases rows that may be sent now: the first of their lane, due, and with the message in whose thread they go already sent (or never
    /// to come). Oldest first. The lease is also the durable mark that the row may have been sent: a crash from here on shows as
    /// <see cref="OutboxRow.LookSince"/> next time, so lease only what is sent at once.
    /// </summary>
    /// <param name="max">Most rows.</param>
    /// <param name="channels">Channels that can send now; rows of others wait.</param>
    public async Task<IReadOnlyList<OutboxRow>> LeaseAsync(int max, IReadOnlyCollection<string> channels, CancellationToken ct)
    {
        await database.FollowServerAsync(ct);
        // The lease begins when the write does, however long that had to wait.
        return await database.WriteAsync(session => LeaseAsync(session, max, channels, database.Clock.Now, database.Time.GetUtcNow()), ct);
    }

    /// <summary>Keeps the leases of rows that are being sent. One that was just given back is left alone: it has no lease.</summary>
    public Task RenewAsync(IReadOnlyCollection<long> ids, CancellationToken ct) =>
        database.WriteAsync(
            session =>
                session.ExecuteAsync(
                    $"UPDATE outbox SET leased_until = @until WHERE state = 0 AND leased_until > 0 AND id IN ({Statement.Places(ids.Count)})",
                    [database.Clock.Now + Lease, .. ids.Cast<object>()]
                ),
            ct
        );

    /// <summary>
    /// Ends all leases, for the start of the only process that uses this database. What it had in hand counts as "may have been sent". What
    /// waits for a moment that lies too far ahead (the clock was set back) is tried at once.
    /// </summary>
    public Task<int> ClearLeasesAsync(CancellationToken ct) =>
        database.WriteAsync(
            session =>
                session.ExecuteAsync(
                    "UPDATE outbox SET leased_until = 0, due_at = CASE WHEN due_at > @latest THEN 0 ELSE due_at END "
                        + "WHERE state = 0 AND (leased_until > 0 OR due_at > @latest)",
                    database.Clock.Now + Inbox.LongestWait
                ),
            ct
        );

    /// <summary>How long ago a row was written.</summary>
    public TimeSpan AgeOf(long id) => database.Sequence.AgeOf(id);

    /// <summary>In how long the next row is due that is not due now, or null.</summary>
    public async Task<TimeSpan?> NextDueInAsync(CancellationToken ct) =>
        await database.ReadAsync(
            session =>
                session.FindAsync(
                    "SELECT MIN(CASE WHEN due_at > leased_until THEN due_at ELSE leased_until END) FROM outbox WHERE "
                        + "state = 0 AND (due_at > @now OR leased_until > @now)",
                    row => row.TimeOrNull(0),
                    database.Clock.Now
                ),
            ct
        ) - database.Clock.Now;

    /// <summary>How many rows wait, by channel, with the age of the oldest.</summary>
    public Task<IReadOnlyList<Waiting>> WaitingAsync(CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<Waiting>>(
            async session =>
                await session.QueryAsync(
                    "SELECT channel, COUNT(*), MIN(created_at), MAX(error) FROM outbox WHERE state = 0 GROUP BY channel ORDER BY channel",
                    row => Waiting.Of(row) with { Why = row.TextOrNull(3) }
                ),
            ct
        );

    /// <summary>What an inbox row caused, in order, sent or not.</summary>
    public Task<IReadOnlyList<Outbound>> CausedByAsync(long inboxId, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<Outbound>>(
            async session =>
                await session.QueryAsync("SELECT body FROM outbox WHERE caused_by = @id ORDER BY id", row => Read(row.Text(0))!, inboxId),
            ct
        );

    /// <summary>The newest card that waits to be shown in a slot: truer than the one that people see now. Null when none waits.</summary>
    public Task<Card?> FindWaitingCardAsync(string slot, CancellationToken ct) =>
        database.ReadAsync(async session => (await FindWaitingAsync(session, slot))?.Card, ct);

    internal static Task<Outbound.Show?> FindWaitingAsync(Session session, string slot) =>
        session.FindAsync(
            "SELECT body FROM outbox WHERE slot = @slot AND state = 0 ORDER BY id DESC LIMIT 1",
            row => Read(row.Text(0)) as Outbound.Show,
            slot
        );

    /// <summary>
    /// Claims a waiting row for a request that shows it another way; the rest of what its inbox row caused goes out at once. False: it is
    /// being sent, or was.
    /// </summary>
    public async Task<bool> TakeAsync(string key, CancellationToken ct)
    {
        var taken = await database.WriteAsync(
            async session =>
            {
                var causedBy = await session.QueryAsync(
                    "UPDATE outbox SET state = 4, done_at = @now WHERE key = @key AND state = 0 AND sending_since IS "
                        + "NULL AND uncertain_since IS NULL RETURNING caused_by",
                    row => row.LongOrNull(0),
                    database.Time.GetUtcNow(),
                    key
                );
                if (causedBy is [{ } id])
                {
                    await session.ExecuteAsync("UPDATE outbox SET due_at = 0 WHERE caused_by = @id AND state = 0 AND attempts = 0", id);
                }
                return causedBy.Count == 1;
            },
            ct
        );
        if (taken)
        {
            database.Signals.Outbox.Set();
        }
        return taken;
    }

    /// <summary>Sends what was held back in a slot for a better wording (<see cref="Outbound.Show.HeldFor"/>): there is none.</summary>
    public async Task LetGoAsync(string slot, CancellationToken ct)
    {
        if (
            await database.WriteAsync(
                session =>
                    session.ExecuteAsync(
                        "UPDATE outbox SET due_at = 0 WHERE slot = @slot AND state = 0 AND attempts = 0 AND due_at > 0",
                        slot
                    ),
                ct
            ) > 0
        )
        {
            database.Signals.Outbox.Set();
        }
    }

    /// <summary>
    /// Leases those of the rows just added that may be sent at once and that the worker has room for, in the transaction that adds them.
    /// Rows without a channel of their own are left to whoever looks.
    /// </summary>
    internal static async Task<IReadOnlyList<OutboxRow>> LeaseAsync(
        Session session,
        Database database,
        IReadOnlyList<OutboxRow> added,
        HandOver<OutboxRow>.Room room
    )
    {
        var fit = added.Where(row => room.HasFor(row.Channel)).Take(room.Left).ToList();
        if (fit.Count == 0)
        {
            return [];
        }
        var now = database.Clock.Now;
        var wall = database.Time.GetUtcNow();
        var leased = await session.QueryAsync(
            $"""
            {Leasing}
              SELECT o.id FROM outbox o WHERE o.id IN ({Statement.Places(fit.Count)}) AND {IsNext})
            RETURNING id
            """,
            row => row.Long(0),
            [now + Lease, now < wall ? now : wall, .. fit.Select(row => (object)row.Id), now]
        );
        return await WithMessagesAsync(session, fit.FindAll(row => leased.Contains(row.Id)));
    }

    /// <summary>Why a row waits for a newer version, or was given up.</summary>
    internal const string Unreadable = "This version of the program cannot read the row.";

    /// <summary>After which a row that was left for another version is looked at again.</summary>
    internal static TimeSpan LookAgain { get; } = TimeSpan.FromSeconds(3);

    private const string Leasing = """
        UPDATE outbox SET leased_until = @until, attempts = attempts + 1, uncertain_since = COALESCE(uncertain_since,
            sending_since), sending_since = @sending WHERE id IN (
        """;

    /// <summary>It waits, is due, is the first of its lane, and the message in whose thread it goes was sent or never will be.</summary>
    private const string IsNext = """
        o.state = 0 AND o.due_at <= @now AND o.leased_until <= @now
          AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.state = 0 AND e.lane = o.lane AND e.id < o.id)
          AND (o.waits_for IS NULL OR EXISTS (SELECT 1 FROM messages m WHERE m.slot = o.waits_for)
            OR NOT EXISTS (SELECT 1 FROM outbox s WHERE s.state = 0 AND s.slot = o.waits_for AND NOT (s.lane = o.lane
                AND s.id > o.id)))
        """;

    private static async Task<IReadOnlyList<OutboxRow>> LeaseAsync(
        Session session,
        int max,
        IReadOnlyCollection<string> channels,
        DateTimeOffset now,
        DateTimeOffset wall
    )
    {
        // A row for a thread whose first message was not there yet has no channel of its own: that message has it now.
        var on = string.Concat(Enumerable.Range(0, channels.Count).Select(i => $"@p{i}, "));
        var leased = await session.QueryAsync(
            $"""
            {Leasing}
              SELECT o.id FROM outbox o WHERE {IsNext} AND (o.channel IN ({on}'')
                  AND (o.channel <> '' OR NOT EXISTS (SELECT 1 FROM messages r WHERE r.slot = o.waits_for AND r.channel NOT IN ({on}''))))
              ORDER BY o.id LIMIT @max{session.SkipLocked})
            RETURNING id, body, channel, attempts, created_at, uncertain_since, traceparent
            """,
            row =>
                (
                    Id: row.Long(0),
                    Body: row.Text(1),
                    Channel: row.Text(2),
                    Attempt: row.Int(3),
                    CreatedAt: row.Time(4),
                    LookSince: row.TimeOrNull(5),
                    Trace: row.TextOrNull(6)
                ),
            [now + Lease, now < wall ? now : wall, now, .. channels, max]
        );
        var rows = new List<OutboxRow>(leased.Count);
        foreach (var row in leased)
        {
            if (Read(row.Body) is { } what)
            {
                rows.Add(new OutboxRow(row.Id, what, row.Channel, row.Attempt, row.CreatedAt, row.LookSince, row.Trace));
            }
            else if (wall - row.CreatedAt < Inbox.ForAnotherVersion)
            {
                await session.ExecuteAsync(
                    "UPDATE outbox SET leased_until = 0, due_at = @due, attempts = attempts - 1, sending_since = NULL, error = @error "
                        + "WHERE id = @id",
                    now + LookAgain,
                    Unreadable,
                    row.Id
                );
            }
            else
            {
                await session.ExecuteAsync(
                    "UPDATE outbox SET state = 2, done_at = @now, error = @error WHERE id = @id",
                    now,
                    Unreadable,
                    row.Id
                );
            }
        }
        return await WithMessagesAsync(session, rows);
    }

    /// <summary>The rows, oldest first, with the messages that they change or go under.</summary>
    private static async Task<IReadOnlyList<OutboxRow>> WithMessagesAsync(Session session, IReadOnlyList<OutboxRow> rows)
    {
        if (rows.Count == 0)
        {
            return rows;
        }
        var messages = await SlotMessages.FindAllAsync(
            session,
            rows.SelectMany(row => new[] { row.Slot, row.WaitsFor }).OfType<string>().ToHashSet(StringComparer.Ordinal)
        );
        return [.. rows.OrderBy(row => row.Id).Select(row => row with { Message = Of(row.Slot), Root = Of(row.WaitsFor) })];

        SlotMessage? Of(string? slot) => slot is null ? null : messages.GetValueOrDefault(slot);
    }

    private static Outbound? Read(string body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, MessagesJson.Default.Outbound);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            return null; // written by a newer version, before a rollback
        }
    }
}
