using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.People;

/// <summary>Somebody is signed in.</summary>
/// <param name="Id">SHA-256 of the session's secret, lower-case hex.</param>
/// <param name="Email">Lower case; empty for the emergency key, which is nobody.</param>
/// <param name="Way">How they came in: <c>entra</c>, <c>link</c> or <c>key</c>.</param>
/// <param name="Stamp">Of the emergency key that was used; empty for the other ways.</param>
/// <param name="EndsAt">From then on it counts no more.</param>
public sealed record SignedIn(string Id, string Email, string Way, string Stamp, DateTimeOffset EndsAt);

/// <summary>Sessions, one-time links and the keys that encrypt cookies. None of it is part of a dump: secrets do not travel.</summary>
public sealed class SignInStore(Database database)
{
    /// <summary>Prefix of the tables, which <see cref="WholeDatabase"/> leaves out.</summary>
    internal const string TablePrefix = "sign_in_";

    /// <summary>Keeps a session; those that have ended go.</summary>
    public Task<int> AddAsync(SignedIn session, CancellationToken ct)
    {
        var now = database.Time.GetUtcNow();
        return database.WriteAsync(
            async write =>
            {
                await write.ExecuteAsync("DELETE FROM sign_in_sessions WHERE ends_at <= @now", now);
                return await write.ExecuteAsync(
                    "INSERT INTO sign_in_sessions (id, email, way, stamp, made_at, ends_at) VALUES (@id, @email, "
                        + "@way, @stamp, @made, @ends)",
                    session.Id,
                    session.Email,
                    session.Way,
                    session.Stamp,
                    now,
                    session.EndsAt
                );
            },
            ct
        );
    }

    /// <summary>The session of an id while it lasts, else null.</summary>
    public Task<SignedIn?> FindAsync(string id, CancellationToken ct) =>
        database.ReadAsync(
            read =>
                read.FindAsync(
                    "SELECT id, email, way, stamp, ends_at FROM sign_in_sessions WHERE id = @id AND ends_at > @now",
                    row => new SignedIn(row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Time(4)),
                    id,
                    database.Time.GetUtcNow()
                ),
            ct
        );

    /// <summary>Ends a session at once, wherever its cookie is.</summary>
    public Task<int> EndAsync(string id, CancellationToken ct) =>
        database.WriteAsync(write => write.ExecuteAsync("DELETE FROM sign_in_sessions WHERE id = @id", id), ct);

    /// <summary>
    /// Keeps a one-time link; earlier links of the same person work no more, but for those of the same message, which may have arrived.
    /// </summary>
    /// <param name="id">SHA-256 of its code, lower-case hex.</param>
    /// <param name="cause">Key of the message that carries it.</param>
    public Task<int> PutLinkAsync(string id, string email, string cause, DateTimeOffset endsAt, CancellationToken ct)
    {
        var now = database.Time.GetUtcNow();
        return database.WriteAsync(
            async write =>
            {
                await write.ExecuteAsync(
                    "DELETE FROM sign_in_links WHERE (email = @email AND cause <> @cause) OR ends_at <= @now",
                    email,
                    cause,
                    now
                );
                return await write.ExecuteAsync(
                    "INSERT INTO sign_in_links (id, email, cause, made_at, ends_at) VALUES (@id, @email, @cause, @made, @ends)",
                    id,
                    email,
                    cause,
                    now,
                    endsAt
                );
            },
            ct
        );
    }

    /// <summary>Whose link it is while it can be used, else null. Nothing is used up.</summary>
    public Task<string?> FindLinkAsync(string id, CancellationToken ct) =>
        database.ReadAsync(
            read =>
                read.FindAsync(
                    "SELECT email FROM sign_in_links WHERE id = @id AND used_at IS NULL AND ends_at > @now",
                    row => row.Text(0),
                    id,
                    database.Time.GetUtcNow()
                ),
            ct
        );

    /// <summary>Uses a link up: of all who try, one gets its person's e-mail, the others null.</summary>
    public Task<string?> UseLinkAsync(string id, CancellationToken ct)
    {
        var now = database.Time.GetUtcNow();
        return database.WriteAsync(
            write =>
                write.FindAsync(
                    "UPDATE sign_in_links SET used_at = @now WHERE id = @id AND used_at IS NULL AND ends_at > @now RETURNING email",
                    row => row.Text(0),
                    now,
                    id
                ),
            ct
        );
    }

    /// <summary>Removes what has ended.</summary>
    internal static async Task<int> CleanAsync(Session write, DateTimeOffset now) =>
        await write.ExecuteAsync("DELETE FROM sign_in_sessions WHERE ends_at <= @now", now)
        + await write.ExecuteAsync("DELETE FROM sign_in_links WHERE ends_at <= @now", now);

    /// <summary>
    /// All keys that encrypt cookies, oldest first. The text is what was handed in: encrypted, or XML of an earlier version.
    /// </summary>
    public Task<IReadOnlyList<(string Id, string Text)>> KeysAsync(CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<(string Id, string Text)>>(
            async read => await read.QueryAsync("SELECT id, xml FROM sign_in_keys ORDER BY made_at, id", row => (row.Text(0), row.Text(1))),
            ct
        );

    /// <summary>Forgets a key.</summary>
    public Task<int> RemoveKeyAsync(string id, CancellationToken ct) =>
        database.WriteAsync(write => write.ExecuteAsync("DELETE FROM sign_in_keys WHERE id = @id", id), ct);

    /// <summary>Keeps a key, in the place of an earlier text of it.</summary>
    public Task<int> AddKeyAsync(string id, string text, CancellationToken ct) =>
        database.WriteAsync(
            write =>
                write.ExecuteAsync(
                    "INSERT INTO sign_in_keys (id, xml, made_at) VALUES (@id, @xml, @at) ON CONFLICT (id) DO UPDATE SET xml = excluded.xml",
                    id,
                    text,
                    database.Time.GetUtcNow()
                ),
            ct
        );
}
