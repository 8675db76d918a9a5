using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Cases;

/// <summary>
/// How much people and places did in each window of time, and how often they were refused. One row for each subject and window.
/// </summary>
public sealed class UsageCounts(Database database)
{
    /// <summary>Counts of windows that ended so long ago are of no use.</summary>
    internal static TimeSpan Kept { get; } = TimeSpan.FromDays(2);

    /// <summary>What a person and a place did since a window began, and how often either was refused.</summary>
    public Task<(Usage Person, Usage Place, long Refused)> FindAsync(
        string person,
        string place,
        DateTimeOffset since,
        CancellationToken ct
    ) =>
        database.ReadAsync(
            async session =>
            {
                var rows = await session.QueryAsync(
                    "SELECT subject, messages, questions, cases, refused FROM usage_counts WHERE since = @since AND "
                        + "subject IN (@person, @place)",
                    row => (Subject: row.Text(0), Usage: new Usage(row.Long(1), row.Long(2), row.Long(3)), Refused: row.Long(4)),
                    since,
                    person,
                    place
                );
                return (Of(person), Of(place), rows.Sum(row => row.Refused));

                Usage Of(string subject) => rows.Find(row => row.Subject == subject).Usage ?? Usage.None;
            },
            ct
        );

    /// <summary>How often limits refused something since a moment, and of how many people and places.</summary>
    public Task<(long Times, long Subjects)> RefusedAsync(DateTimeOffset since, CancellationToken ct) =>
        database.ReadAsync(
            session =>
                session.FindAsync(
                    "SELECT CAST(COALESCE(SUM(refused), 0) AS BIGINT), COUNT(DISTINCT subject) FROM usage_counts "
                        + "WHERE since >= @since AND refused > 0",
                    row => (row.Long(0), row.Long(1)),
                    since
                ),
            ct
        );

    /// <summary>Adds to both rows in one statement, always in the same order: two replicas never wait for each other in a circle.</summary>
    internal static Task<int> AddAsync(Session session, UsageChange change)
    {
        var (first, second) =
            string.CompareOrdinal(change.Person, change.Place) < 0 ? (change.Person, change.Place) : (change.Place, change.Person);
        var added = change.Added;
        return session.ExecuteAsync(
            """
            INSERT INTO usage_counts (subject, since, messages, questions, cases, refused) VALUES (@first, @since, @messages,
                @questions, @cases, @firstRefused), (@second, @since, @messages, @questions, @cases, @secondRefused)
            ON CONFLICT (subject, since) DO UPDATE SET messages = usage_counts.messages + excluded.messages,
                questions = usage_counts.questions + excluded.questions,
              cases = usage_counts.cases + excluded.cases, refused = usage_counts.refused + excluded.refused
            """,
            first,
            change.Since,
            added.Messages,
            added.Questions,
            added.Cases,
            change.RefusedOf == first,
            second,
            change.RefusedOf == second
        );
    }
}
