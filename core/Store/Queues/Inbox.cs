using System.Diagnostics;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Privacy;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.People;

namespace EscalationBot.Core.Store.Queues;

/// <summary>A row leased for handling.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Inbound">What happened.</param>
/// <param name="Attempt">1 for the first try. Only what failed counts: not what a killed process had in hand, nor what waited for a
/// platform or the database.</param>
/// <param name="TraceParent">W3C traceparent of the request that brought it, or null.</param>
public sealed record InboxRow(long Id, Inbound Inbound, int Attempt, string? TraceParent);

/// <summary>
/// What was received and is not yet handled. A row is kept before it is acknowledged, and handled once, in order within its lane.
/// </summary>
public sealed class Inbox(Database database)
{
    /// <summary>How long a lease lasts; whoever handles rows renews it, so that a killed process is noticed soon.</summary>
    public static TimeSpan Lease { get; } = TimeSpan.FromSeconds(15);

    internal const int Done = 1,
        Failed = 2;

    private readonly Rush _rush = new();
    private readonly HandOver<InboxRow> _toWorker = database.ToWorker<InboxRow>();

    /// <summary>A row with a lease (of a worker that waits for it) gets it only when nothing of its lane is unfinished.</summary>
    private const string Insert = """
        INSERT INTO inbox (id, delivery_key, message_key, channel, lane, body, traceparent, received_at, awaited_until, state,
            leased_until, attempts)
        VALUES (@id, @delivery, @message, @channel, @lane, @body, @trace, @at, @awaited, 0, CASE WHEN @until > 0
            AND NOT EXISTS (SELECT 1 FROM inbox e WHERE e.state = 0 AND e.lane = @lane) THEN @until ELSE 0 END, 0)
        ON CONFLICT DO NOTHING RETURNING leased_until
        """;

    /// <summary>Hundreds a second arrive, each with somebody waiting for its acknowledgement.</summary>
    public bool IsRush => _rush.IsOn(database.Time);

    /// <summary>Keeps what happened. Its id, or null when its delivery or the thing itself was kept before.</summary>
    /// <param name="patience">Not null: a request waits so long for what this row causes (see <see cref="Outbox.TakeAsync"/>).</param>
    public async Task<long?> AddAsync(Inbound inbound, TimeSpan? patience, CancellationToken ct)
    {
        var id = database.Sequence.Next();
        // Before anything is stored: nobody reads a password in a queue, a card or an export.
        (inbound, var secrets) = Masking.Apply(inbound);
        var body = InboundJson.Write(inbound);
        var now = database.Time.GetUtcNow();
        _rush.Count(database.Time.GetTimestamp());
        IReadOnlyList<(SecretKind Kind, string Sealed)> hidden =
            secrets.Count == 0 ? [] : await HiddenWords.SealAsync(database, secrets, ct);
        using var room = _toWorker.Reserve(1);
        var until = room.HasFor(inbound.Place.Channel) ? database.Clock.Now + Lease : DateTimeOffset.UnixEpoch;
        var trace = Activity.Current?.Id;
        var added = await database.WriteAsync(
            async session =>
            {
                var isNew = await InsertAsync(
                    session,
                    new NewRow(id, inbound, body, now) { Awaited = patience is { } time ? database.Clock.Now + time : null, Lease = until }
                );
                if (isNew is not null && (hidden.Count > 0 || inbound is Inbound.Edited or Inbound.Deleted))
                {
                    await HiddenWords.KeepAsync(session, database.Sequence, id, inbound, hidden, now);
                }

                return isNew;
            },
            first: true,
            ct
        );
        if (added is Added.Leased)
        {
            room.Give(new InboxRow(id, inbound, Attempt: 1, trace));
        }
        else if (added is Added.Waiting)
        {
            database.Signals.Inbox.Set();
        }
        return added is null ? null : id;
    }

    /// <summary>Keeps what happened.</summary>
    public Task<long?> AddAsync(Inbound inbound, CancellationToken ct) => AddAsync(inbound, null, ct);

    /// <summary>What people said on a channel, as taken in since a moment; older rows are removed (<c>Retention.DoneRows</c>).</summary>
    public async Task<IReadOnlyList<Inbound.Said>> SaidSinceAsync(string channel, DateTimeOffset since, CancellationToken ct)
    {
        var bodies = await database.ReadAsync(
            session =>
                session.QueryAsync(
                    "SELECT body FROM inbox WHERE channel = @channel AND received_at >= @since ORDER BY id",
                    row => row.Text(0),
                    channel,
                    since
                ),
            ct
        );
        return [.. bodies.Select(InboundJson.TryRead).OfType<Inbound.Said>()];
    }

    /// <summary>
    /// A row that this version cannot read is left so long for another version: one runs beside it while an update is under way.
    /// </summary>
    public static TimeSpan ForAnotherVersion { get; } = TimeSpan.FromMinutes(15);

    /// <summary>Leases rows that may be handled now: no earlier unfinished row has their lane. Oldest first.</summary>
    /// <param name="max">Most rows.</param>
    /// <param name="notReady">Channels whose rows have to wait.</param>
    public async Task<IReadOnlyList<InboxRow>> LeaseAsync(int max, IReadOnlyCollection<string> notReady, CancellationToken ct)
    {
        await database.FollowServerAsync(ct);
        var rows = await database.WriteAsync(
            session =>
            {
                var now = database.Clock.Now;
                return session.QueryAsync(
                    $"""
                    UPDATE inbox SET leased_until = @until, error = NULL WHERE id IN (
                      SELECT i.id FROM inbox i WHERE i.state = 0 AND i.leased_until <= @now {Except(notReady)}
                        AND NOT EXISTS (SELECT 1 FROM inbox e WHERE e.state = 0 AND e.lane = i.lane AND e.id < i.id)
                      ORDER BY i.id LIMIT @max{session.SkipLocked})
                    RETURNING id, body, attempts, traceparent
                    """,
                    row => (Id: row.Long(0), Body: row.Text(1), Attempt: row.Int(2) + 1, Trace: row.TextOrNull(3)),
                    [now + Lease, now, .. notReady, max]
                );
            },
            ct
        );
        var leased = new List<InboxRow>(rows.Count);
        foreach (var row in rows.OrderBy(row => row.Id))
        {
            if (InboundJson.TryRead(row.Body) is { } inbound)
            {
                leased.Add(new InboxRow(row.Id, inbound, row.Attempt, row.Trace));
            }
            else if (AgeOf(row.Id) < ForAnotherVersion)
            {
                await PostponeAsync(row.Id, Outbox.LookAgain, Outbox.Unreadable, [], ct);
            }
            else
            {
                await GiveUpAsync(row.Id, Outbox.Unreadable, ct);
            }
        }
        return leased;
    }

    /// <summary>Keeps a row for people to look at, out of the way of its lane.</summary>
    public Task GiveUpAsync(long id, string error, CancellationToken ct) =>
        database.WriteAsync(session => FinishAsync(session, id, Failed, error, database.Time.GetUtcNow()), ct);

    /// <summary>
    /// Keeps the leases of rows that are being handled. One that was just given back is left alone: it has no lease, or rests and says why.
    /// </summary>
    public Task RenewAsync(IReadOnlyCollection<long> ids, CancellationToken ct) =>
        database.WriteAsync(
            session =>
                session.ExecuteAsync(
                    "UPDATE inbox SET leased_until = @until WHERE state = 0 AND leased_until > 0 AND error IS NULL "
                        + $"AND id IN ({Statement.Places(ids.Count)})",
                    [database.Clock.Now + Lease, .. ids.Cast<object>()]
                ),
            ct
        );

    /// <summary>
    /// Gives a row back: after a failed try it waits, and its lane with it; an unbegun one (<paramref name="after"/> zero) may be tried at
    /// once and loses no try.
    /// </summary>
    public async Task ReleaseAsync(long id, TimeSpan after, string? error, CancellationToken ct)
    {
        var until = database.Clock.Now + after;
        await database.WriteAsync(
            session =>
                after == TimeSpan.Zero
                    ? session.ExecuteAsync("UPDATE inbox SET leased_until = 0 WHERE id = @id AND state = 0", id)
                    : session.ExecuteAsync(
                        "UPDATE inbox SET leased_until = @until, attempts = attempts + 1, error = @error WHERE id = @id AND state = 0",
                        until,
                        error,
                        id
                    ),
            ct
        );
    }

    /// <summary>
    /// Gives a row back that nothing is wrong with: what it needs cannot be had now. It waits, and its lane with it, and loses no try.
    /// </summary>
    /// <param name="tell">Words for whoever waits, with keys of their own: said once, however often the row is given back.</param>
    public async Task PostponeAsync(long id, TimeSpan after, string why, IReadOnlyList<Outbound> tell, CancellationToken ct)
    {
        var now = database.Time.GetUtcNow();
        var told = await database.WriteAsync(
            async session =>
            {
                if (
                    await session.ExecuteAsync(
                        "UPDATE inbox SET leased_until = @until, error = @error WHERE id = @id AND state = 0",
                        database.Clock.Now + after,
                        why,
                        id
                    ) == 0
                )
                {
                    return false;
                }
                List<Outbound> fresh = [];
                foreach (var one in tell)
                {
                    if (await session.FindAsync("SELECT 1 FROM outbox WHERE key = @key", _ => true, one.Key) is false)
                    {
                        fresh.Add(one);
                    }
                }
                await OutboxAdding.AddAsync(session, database, fresh, id, null, now);
                return fresh.Count > 0;
            },
            ct
        );
        if (told)
        {
            database.Signals.Outbox.Set();
        }
    }

    /// <summary>
    /// Ends all leases: for the start of the only process that uses this database, so that what a killed one had in hand goes on at once.
    /// What waits for a moment that lies too far ahead (the clock was set back) is tried soon.
    /// </summary>
    public Task<int> ClearLeasesAsync(CancellationToken ct) =>
        database.WriteAsync(
            session =>
                session.ExecuteAsync(
                    "UPDATE inbox SET leased_until = 0 WHERE state = 0 AND leased_until > 0 AND (error IS NULL OR leased_until > @latest)",
                    database.Clock.Now + LongestWait
                ),
            ct
        );

    /// <summary>A restart ends longer waits: whoever asked for them is asked again.</summary>
    internal static TimeSpan LongestWait { get; } = TimeSpan.FromSeconds(30);

    /// <summary>In how long the next leased or resting row may be tried, or null.</summary>
    public async Task<TimeSpan?> NextDueInAsync(CancellationToken ct) =>
        await database.ReadAsync(
            session =>
                session.FindAsync(
                    "SELECT MIN(leased_until) FROM inbox WHERE state = 0 AND leased_until > @now",
                    row => row.TimeOrNull(0),
                    database.Clock.Now
                ),
            ct
        ) - database.Clock.Now;

    /// <summary>Whether a row was handled, given up (both true), or still waits. Null: there is no such row.</summary>
    public Task<bool?> IsFinishedAsync(long id, CancellationToken ct) =>
        database.ReadAsync(session => session.FindAsync<bool?>("SELECT state FROM inbox WHERE id = @id", row => row.Long(0) != 0, id), ct);

    /// <summary>How long ago a row came.</summary>
    public TimeSpan AgeOf(long id) => database.Sequence.AgeOf(id);

    /// <summary>The clock that rows are stamped with.</summary>
    public DateTimeOffset Now => database.Time.GetUtcNow();

    /// <summary>How many rows wait, by channel, with the age of the oldest.</summary>
    public Task<IReadOnlyList<Waiting>> WaitingAsync(CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<Waiting>>(
            async session =>
                await session.QueryAsync(
                    "SELECT channel, COUNT(*), MIN(received_at) FROM inbox WHERE state = 0 GROUP BY channel ORDER BY channel",
                    Waiting.Of
                ),
            ct
        );

    /// <summary>How many rows were given up since a moment: nobody's words are lost silently.</summary>
    public Task<long> FailedAsync(DateTimeOffset since, CancellationToken ct) =>
        database.ReadAsync(
            session =>
                session.FindAsync(
                    "SELECT COUNT(*) FROM inbox WHERE state <> 0 AND state = 2 AND done_at >= @since",
                    row => row.Long(0),
                    since
                ),
            ct
        );

    /// <summary>
    /// Ends a row; who waits for what it causes until when, on which channel, and whether its lane goes on. Null: it was ended before.
    /// </summary>
    internal static Task<FinishedRow?> FinishAsync(Session session, long id, int state, string? error, DateTimeOffset now) =>
        session.FindAsync(
            "UPDATE inbox SET state = @state, done_at = @now, leased_until = 0, error = COALESCE(@error, "
                + "error) WHERE id = @id AND state = 0 RETURNING channel, awaited_until, "
                + "CASE WHEN EXISTS (SELECT 1 FROM inbox n WHERE n.state = 0 AND n.lane = inbox.lane AND n.id <> inbox.id) THEN 1 ELSE 0 END, "
                + "(SELECT MAX(id) FROM outbox WHERE state = 0)",
            row => new FinishedRow(row.Text(0), row.Time(1), row.Long(2) == 1, row.LongOrNull(3) ?? 0),
            state,
            now,
            error,
            id
        );

    /// <summary>Adds a row; null when its delivery or the thing itself was kept before.</summary>
    internal static async Task<Added?> InsertAsync(Session session, NewRow row) =>
        await session.FindAsync<DateTimeOffset?>(
            Insert,
            stored => stored.Time(0),
            row.Id,
            row.Inbound.DeliveryKey,
            row.Inbound.MessageKey,
            row.Inbound.Place.Channel,
            row.Inbound.Place.Lane,
            row.Body,
            Activity.Current?.Id,
            row.At,
            row.Awaited ?? DateTimeOffset.UnixEpoch,
            row.Lease
        ) switch
        {
            null => null,
            { } leased => leased > DateTimeOffset.UnixEpoch ? Added.Leased : Added.Waiting,
        };

    /// <summary><c>AND channel NOT IN (…)</c>, or nothing.</summary>
    private static string Except(IReadOnlyCollection<string> channels) =>
        channels.Count == 0 ? "" : $"AND i.channel NOT IN ({Statement.Places(channels.Count)})";
}

/// <summary>Rows that wait.</summary>
/// <param name="Channel">Of which channel.</param>
/// <param name="Count">How many.</param>
/// <param name="Since">When the oldest came.</param>
public sealed record Waiting(string Channel, long Count, DateTimeOffset Since)
{
    /// <summary>Why some of them were not taken so far; null when none was tried, or nothing was in the way.</summary>
    public string? Why { get; init; }

    internal static Waiting Of(Row row) => new(row.Text(0), row.Long(1), row.Time(2));
}

/// <summary>A row to add.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Inbound">What happened.</param>
/// <param name="Body">The same as stored.</param>
/// <param name="At">When it came.</param>
internal sealed record NewRow(long Id, Inbound Inbound, string Body, DateTimeOffset At)
{
    /// <summary>A request waits until then for what the row causes.</summary>
    public DateTimeOffset? Awaited { get; init; }

    /// <summary>Until when it is leased if its lane is free; the epoch: not at all.</summary>
    public DateTimeOffset Lease { get; init; } = DateTimeOffset.UnixEpoch;
}

/// <summary>How a row was added.</summary>
internal enum Added
{
    /// <summary>Whoever looks finds it.</summary>
    Waiting,

    /// <summary>It is leased for this process's worker.</summary>
    Leased,
}
