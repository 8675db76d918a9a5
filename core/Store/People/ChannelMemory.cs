using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.People;

/// <summary>Small things that a channel must not forget: its own user id, ids of named channels, service addresses.</summary>
public sealed class ChannelMemory(Database database)
{
    /// <summary>The value of a key; null when nothing is remembered.</summary>
    public Task<string?> FindAsync(string channel, string key, CancellationToken ct) =>
        database.ReadAsync(
            session =>
                session.FindAsync(
                    "SELECT value FROM channel_memory WHERE channel = @channel AND key = @key",
                    row => row.Text(0),
                    channel,
                    key
                ),
            ct
        );

    /// <summary>All that a channel remembers under keys with a prefix.</summary>
    public Task<IReadOnlyDictionary<string, string>> AllAsync(string channel, string prefix, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyDictionary<string, string>>(
            async session =>
                (
                    await session.QueryAsync(
                        "SELECT key, value FROM channel_memory WHERE channel = @channel ORDER BY key",
                        row => (Key: row.Text(0), Value: row.Text(1)),
                        channel
                    )
                )
                    .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
                    .ToDictionary(pair => pair.Key, pair => pair.Value),
            ct
        );

    /// <summary>Of the keys with a prefix none has a value that begins so.</summary>
    public Task<bool> HasNoneAsync(string channel, string keyPrefix, string valuePrefix, CancellationToken ct) =>
        database.ReadAsync(
            async session =>
                !await session.FindAsync(
                    "SELECT 1 FROM channel_memory WHERE channel = @channel AND key LIKE @key AND value LIKE @value LIMIT 1",
                    _ => true,
                    channel,
                    keyPrefix + "%",
                    valuePrefix + "%"
                ),
            ct
        );

    /// <summary>
    /// Takes what one process at a time may hold. What was not kept for a while is free; so is what was kept in the future, since a clock
    /// was set back.
    /// </summary>
    /// <param name="channel">Whose.</param>
    /// <param name="key">What is held.</param>
    /// <param name="holder">Who takes it; unlike every other one.</param>
    /// <param name="kept">Held so long after it was taken or kept last.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>False: another one holds it.</returns>
    public async Task<bool> TakeAsync(string channel, string key, string holder, TimeSpan kept, CancellationToken ct)
    {
        var now = database.Time.GetUtcNow();
        return await database.WriteAsync(
                session =>
                    session.ExecuteAsync(
                        "INSERT INTO channel_memory (channel, key, value, updated_at) VALUES (@channel, @key, @holder, @now) "
                            + "ON CONFLICT (channel, key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at "
                            + "WHERE channel_memory.updated_at NOT BETWEEN @since AND @until",
                        channel,
                        key,
                        holder,
                        now,
                        now - kept,
                        now + kept
                    ),
                ct
            ) == 1;
    }

    /// <summary>Keeps what <see cref="TakeAsync"/> took. False: it was lost to another one, or given back.</summary>
    public async Task<bool> KeepAsync(string channel, string key, string holder, CancellationToken ct)
    {
        var now = database.Time.GetUtcNow();
        return await database.WriteAsync(
                session =>
                    session.ExecuteAsync(
                        "UPDATE channel_memory SET updated_at = @now WHERE channel = @channel AND key = @key AND value = @holder",
                        now,
                        channel,
                        key,
                        holder
                    ),
                ct
            ) == 1;
    }

    /// <summary>Gives back what <see cref="TakeAsync"/> took.</summary>
    public Task GiveBackAsync(string channel, string key, string holder, CancellationToken ct) =>
        database.WriteAsync(
            session =>
                session.ExecuteAsync(
                    "DELETE FROM channel_memory WHERE channel = @channel AND key = @key AND value = @holder",
                    channel,
                    key,
                    holder
                ),
            ct
        );

    /// <summary>Remembers a value, or forgets the key (null). A value that is remembered already costs no write.</summary>
    public async Task SetAsync(string channel, string key, string? value, CancellationToken ct)
    {
        if (await FindAsync(channel, key, ct) == value)
        {
            return;
        }
        var now = database.Time.GetUtcNow();
        await database.WriteAsync(
            session =>
                value is null
                    ? session.ExecuteAsync("DELETE FROM channel_memory WHERE channel = @channel AND key = @key", channel, key)
                    : session.ExecuteAsync(
                        "INSERT INTO channel_memory (channel, key, value, updated_at) VALUES (@channel, @key, @value, "
                            + "@now) ON CONFLICT (channel, key) DO UPDATE SET value = excluded.value, updated_at = "
                            + "excluded.updated_at",
                        channel,
                        key,
                        value,
                        now
                    ),
            ct
        );
    }
}
