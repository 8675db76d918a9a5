namespace EscalationBot.Core.Store.Engine;

/// <summary>Named numbers that survive restarts.</summary>
public sealed class Counters(Database database)
{
    /// <summary>Adds to a number (0 at first); the new value.</summary>
    public Task<long> AddAsync(string name, long amount, CancellationToken ct) =>
        database.WriteAsync(session => AddAsync(session, name, amount), ct);

    /// <summary>A number; 0 when it was never added to.</summary>
    public Task<long> GetAsync(string name, CancellationToken ct) =>
        database.ReadAsync(session => session.FindAsync("SELECT value FROM counters WHERE name = @name", row => row.Long(0), name), ct);

    internal static Task<long> AddAsync(Session session, string name, long amount) =>
        session.FindAsync(
            "INSERT INTO counters (name, value) VALUES (@name, @amount) ON CONFLICT (name) DO UPDATE SET "
                + "value = counters.value + excluded.value RETURNING value",
            row => row.Long(0),
            name,
            amount
        );
}
