using System.Text.Json;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Queues;

namespace EscalationBot.Core.Store.Knowledge;

/// <summary>What confirmed questions found, and which articles changed since.</summary>
public sealed class KnowledgeChecks(Database database)
{
    /// <summary>What was told is kept so long.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <summary>The check of an id; null when there is none.</summary>
    public Task<KnowledgeCheck?> FindAsync(string id, CancellationToken ct) => database.ReadAsync(session => FindAsync(session, id), ct);

    /// <summary>Stores checks, and the timer that tells of them, all or none.</summary>
    /// <param name="checks">Each with its next version.</param>
    /// <param name="timer">Null = nobody is told.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>False: another replica was faster, and nothing is stored.</returns>
    public async Task<bool> PutAsync(IReadOnlyList<KnowledgeCheck> checks, TimerChange? timer, CancellationToken ct)
    {
        var old = database.Time.GetUtcNow() - Kept;
        var stored = await database.WriteAsync(
            async session =>
            {
                foreach (var check in checks)
                {
                    if (!await PutAsync(session, check))
                    {
                        session.Undo();
                        return false;
                    }
                }

                await session.ExecuteAsync("DELETE FROM knowledge_checks WHERE at < @old AND id <> @live", old, KnowledgeCheck.Live);
                if (timer is not null)
                {
                    await Timers.ChangeAsync(session, timer.Subject, timer.Timer, timer.DueAt);
                }

                return true;
            },
            ct
        );
        if (stored && timer is not null)
        {
            database.Signals.Timers.Set();
        }

        return stored;
    }

    /// <summary>Articles that were added, changed or retired after a moment, by id, with when.</summary>
    public Task<IReadOnlyDictionary<string, DateTimeOffset>> ChangedSinceAsync(DateTimeOffset since, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyDictionary<string, DateTimeOffset>>(
            async session =>
                (
                    await session.QueryAsync(
                        "SELECT id, updated_at FROM articles WHERE updated_at > @since",
                        row => (Id: row.Text(0), At: row.Time(1)),
                        since
                    )
                ).ToDictionary(one => one.Id, one => one.At, StringComparer.Ordinal),
            ct
        );

    /// <summary>When an article was changed last; null when there never was one.</summary>
    public Task<DateTimeOffset?> NewestChangeAsync(CancellationToken ct) =>
        database.ReadAsync(session => session.FindAsync("SELECT MAX(updated_at) FROM articles", row => row.TimeOrNull(0)), ct);

    internal static Task<KnowledgeCheck?> FindAsync(Session session, string id) =>
        session.FindAsync(
            "SELECT body FROM knowledge_checks WHERE id = @id",
            row => JsonSerializer.Deserialize(row.Text(0), StoreJson.Default.KnowledgeCheck),
            id
        );

    private static async Task<bool> PutAsync(Session session, KnowledgeCheck one)
    {
        var body = JsonSerializer.Serialize(one, StoreJson.Default.KnowledgeCheck);
        return (
                one.Version == 1
                    ? await session.ExecuteAsync(
                        "INSERT INTO knowledge_checks (id, version, at, body) VALUES (@id, @version, @at, @body) ON CONFLICT DO NOTHING",
                        one.Id,
                        one.Version,
                        one.At,
                        body
                    )
                    : await session.ExecuteAsync(
                        "UPDATE knowledge_checks SET version = @version, at = @at, body = @body WHERE id = @id AND version = @before",
                        one.Version,
                        one.At,
                        body,
                        one.Id,
                        one.Version - 1
                    )
            ) == 1;
    }
}
