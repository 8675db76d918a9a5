using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Cases;

/// <summary>Writes and reads of absences: one row per person, gone when it holds no longer.</summary>
internal static class AbsenceRows
{
    /// <summary>Keeps the last word of each person; what is over goes.</summary>
    public static async Task PutAsync(Session session, IReadOnlyList<Absence> said, DateTimeOffset now)
    {
        if (said.Count == 0)
        {
            return;
        }

        await session.ExecuteAsync("DELETE FROM absences WHERE until_at <= @now", now);
        foreach (var one in said)
        {
            await session.ExecuteAsync(
                "INSERT INTO absences (email, from_at, until_at, here) VALUES (@email, @from, @until, @here) ON CONFLICT (email) DO UPDATE "
                    + "SET from_at = excluded.from_at, until_at = excluded.until_at, here = excluded.here",
                one.Email,
                one.From,
                one.Until,
                one.IsHere ? 1L : 0L
            );
        }
    }

    /// <summary>All that hold now or will.</summary>
    public static Task<List<Absence>> AllAsync(Session session, DateTimeOffset now) =>
        session.QueryAsync(
            "SELECT email, from_at, until_at, here FROM absences WHERE until_at > @now",
            row => new Absence(row.Text(0), row.Time(1), row.Time(2), row.Long(3) == 1),
            now
        );
}
