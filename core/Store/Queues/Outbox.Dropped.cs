using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Erasure;

namespace EscalationBot.Core.Store.Queues;

/// <summary>Something that could not be delivered for good.</summary>
/// <param name="At">When it was given up.</param>
/// <param name="Channel">On which channel; empty when nothing told.</param>
/// <param name="What">What was to be done.</param>
/// <param name="Why">The channel's reason.</param>
public sealed record DroppedRow(DateTimeOffset At, string Channel, Outbound What, string Why)
{
    /// <summary>Its number, for <see cref="Outbox.SendAgainAsync"/>.</summary>
    public long Id { get; init; }

    /// <summary>It is a message, and nothing newer was to be shown in its place since.</summary>
    public bool MaySendAgain { get; init; }
}

/// <summary>What did not arrive, for people to look at.</summary>
public sealed partial class Outbox
{
    /// <summary>Of slots those for which something waits, or for which something was given up since a moment.</summary>
    public Task<IReadOnlySet<string>> UnsentAsync(IReadOnlyCollection<string> slots, DateTimeOffset since, CancellationToken ct) =>
        database.ReadAsync<IReadOnlySet<string>>(
            async session =>
            {
                var found = new HashSet<string>(StringComparer.Ordinal);
                foreach (var some in slots.Chunk(MostSlots))
                {
                    var places = Statement.Places(some.Length);
                    found.UnionWith(
                        await session.QueryAsync(
                            $"SELECT slot FROM outbox WHERE slot IN ({places}) AND state = 0 UNION "
                                + $"SELECT slot FROM outbox WHERE slot IN ({places}) AND state <> 0 AND state = 2 AND done_at >= @since",
                            row => row.Text(0),
                            [.. some, since]
                        )
                    );
                }
                return found;
            },
            ct
        );

    private const int MostSlots = 500;

    /// <summary>
    /// Messages that should have arrived before a moment, by channel, with the reason: those that still wait, and those that this version
    /// cannot read and gave up since another moment, of which nobody was told.
    /// </summary>
    public Task<IReadOnlyList<Waiting>> OverdueAsync(DateTimeOffset before, DateTimeOffset givenUpSince, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<Waiting>>(
            async session =>
                await session.QueryAsync(
                    "SELECT channel, COUNT(*), MIN(created_at), MAX(error) FROM outbox WHERE (state = 0 AND created_at < @before) "
                        + "OR (state <> 0 AND state = 2 AND done_at >= @since AND error = @unreadable) GROUP BY channel ORDER BY channel",
                    row => Waiting.Of(row) with { Why = row.TextOrNull(3) },
                    before,
                    givenUpSince,
                    Unreadable
                ),
            ct
        );

    /// <summary>Messages about cases that were given up since a moment: how many, and why the last one in the order of reasons.</summary>
    public Task<(long Count, string Why)> DroppedOfCasesAsync(DateTimeOffset since, CancellationToken ct) =>
        database.ReadAsync(
            session =>
                session.FindAsync(
                    "SELECT COUNT(*), MAX(error) FROM outbox WHERE state <> 0 AND state = 2 AND done_at >= @since "
                        + "AND (slot LIKE 'case:%' OR slot LIKE 'relay:%' OR slot LIKE 'again:%')",
                    row => (row.Long(0), row.TextOrNull(1) ?? ""),
                    since
                ),
            ct
        );

    /// <summary>Rows given up, newest first; they stay for <see cref="Retention.FailedRows"/>.</summary>
    public Task<IReadOnlyList<DroppedRow>> DroppedAsync(int most, CancellationToken ct) => DroppedAsync(database, most, ct);

    internal static async Task<IReadOnlyList<DroppedRow>> DroppedAsync(Database database, int most, CancellationToken ct)
    {
        var rows = await database.ReadAsync(
            session =>
                session.QueryAsync(
                    $"SELECT done_at, channel, body, error, id, CASE WHEN {IsNewest} THEN 1 ELSE 0 END FROM outbox o "
                        + "WHERE state <> 0 AND state = 2 ORDER BY done_at DESC LIMIT @most",
                    row => new DroppedRow(
                        row.TimeOrNull(0) ?? DateTimeOffset.UnixEpoch,
                        row.Text(1),
                        Read(row.Text(2))!,
                        row.TextOrNull(3) ?? ""
                    )
                    {
                        Id = row.Long(4),
                        MaySendAgain = row.Long(5) == 1,
                    },
                    most
                ),
            ct
        );
        var shown = new HashSet<string>(StringComparer.Ordinal);
        return
        [
            .. rows.Select(row => row with { MaySendAgain = row.MaySendAgain && row.What is Outbound.Show show && shown.Add(show.Slot) }),
        ];
    }

    /// <summary>
    /// Sends a row again that was given up, with all its patience anew. False: it is no such row any more, or something newer was to be
    /// shown in its place since, which an older card must not cover.
    /// </summary>
    /// <param name="id">Of <see cref="DroppedRow.Id"/>.</param>
    /// <param name="audit">Who sends it again; kept with it, or not at all.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<bool> SendAgainAsync(long id, AuditEntry audit, CancellationToken ct)
    {
        var now = database.Time.GetUtcNow();
        var sent = await database.WriteAsync(
            async session =>
            {
                var isSent = await ReviveAsync(session, id, now);
                if (isSent)
                {
                    await AuditLog.AddAsync(session, database.Sequence, [audit], now);
                }
                return isSent;
            },
            ct
        );
        if (sent)
        {
            database.Signals.Outbox.Set();
            database.Signals.Audit.Set();
        }
        return sent;
    }

    /// <summary>The same, in the transaction of a decision.</summary>
    internal static async Task<bool> ReviveAsync(Session session, long id, DateTimeOffset now) =>
        await session.ExecuteAsync(
            "UPDATE outbox AS o SET state = 0, due_at = 0, leased_until = 0, attempts = 0, sending_since = NULL, "
                + $"created_at = @now, done_at = NULL, error = NULL WHERE id = @id AND state = 2 AND {IsNewestOfAll}",
            now,
            id
        ) == 1;

    /// <summary>What was to be shown in a place later, and waits or was shown, is truer than what was given up there.</summary>
    private const string IsNewest =
        "o.kind = 'show' AND NOT EXISTS (SELECT 1 FROM outbox n WHERE n.slot = o.slot AND n.state = 0 AND n.id > o.id) "
        + "AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.slot = o.slot AND m.updated_at > o.done_at)";

    /// <summary>Of one row, which may be asked at length: nothing newer was given up in its place, either.</summary>
    private const string IsNewestOfAll =
        IsNewest
        + " AND NOT EXISTS (SELECT 1 FROM outbox d WHERE d.slot = o.slot AND d.state <> 0 AND d.state = 2 AND d.done_at >= o.done_at "
        + "AND d.id > o.id)";
}
