using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Erasure;

namespace EscalationBot.Core.Store.Queues;

/// <summary>Something that could not be delivered for good.</summary>
/// <param name="At">When it was given up.</param>
/// <param name="Channel">On which channel; empty when nothing told.</param>
/// <param name="What">What was to be done.</param>
/// <param name="Why">The channel's reason.</param>
public sealed record DroppedRow(DateTimeOffset At, string Channel, Outbound What, string Why);

/// <summary>What did not arrive, for people to look at.</summary>
public sealed partial class Outbox
{
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
    public Task<IReadOnlyList<DroppedRow>> DroppedAsync(int most, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<DroppedRow>>(
            async session =>
                await session.QueryAsync(
                    "SELECT done_at, channel, body, error FROM outbox WHERE state = 2 ORDER BY done_at DESC LIMIT @most",
                    row => new DroppedRow(
                        row.TimeOrNull(0) ?? DateTimeOffset.UnixEpoch,
                        row.Text(1),
                        Read(row.Text(2))!,
                        row.TextOrNull(3) ?? ""
                    ),
                    most
                ),
            ct
        );
}
