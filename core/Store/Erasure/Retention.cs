using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.People;

namespace EscalationBot.Core.Store.Erasure;

/// <summary>Removes rows whose work is done. What came in stays long enough to recognise a redelivery.</summary>
public sealed class Retention(Database database)
{
    /// <summary>How long handled and sent rows stay: platforms redeliver for hours (Slack: up to about one), never for days.</summary>
    public static TimeSpan DoneRows { get; } = TimeSpan.FromDays(2);

    /// <summary>How long rows that were given up stay for people to look at.</summary>
    public static TimeSpan FailedRows { get; } = TimeSpan.FromDays(30);

    /// <summary>Removes some of them in one short transaction.</summary>
    /// <returns>How many; as many as <paramref name="max"/> or more means that there may be more.</returns>
    public Task<int> CleanAsync(int max, CancellationToken ct)
    {
        var now = database.Time.GetUtcNow();
        return database.WriteAsync(
            async session =>
                await session.ExecuteAsync(
                    "DELETE FROM inbox WHERE id IN (SELECT id FROM inbox WHERE state <> 0 AND done_at < @done AND "
                        + "(state = 1 OR done_at < @failed) LIMIT @max)",
                    now - DoneRows,
                    now - FailedRows,
                    max
                )
                + await session.ExecuteAsync(
                    "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE state <> 0 AND done_at < @done AND "
                        + "(state <> 2 OR done_at < @failed) LIMIT @max)",
                    now - DoneRows,
                    now - FailedRows,
                    max
                )
                + await HiddenWords.CleanAsync(session, now, max)
                + await SignInStore.CleanAsync(session, now)
                + await session.ExecuteAsync("DELETE FROM absences WHERE until_at <= @now", now)
                + await session.ExecuteAsync(
                    "DELETE FROM usage_counts WHERE (subject, since) IN (SELECT subject, since FROM usage_counts "
                        + "WHERE since < @since LIMIT @max)",
                    now - UsageCounts.Kept,
                    max
                ),
            ct
        );
    }
}
