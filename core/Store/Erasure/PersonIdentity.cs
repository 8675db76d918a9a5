using System.Text.Json;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Erasure;

/// <summary>Everything under which one human stands in the store.</summary>
/// <param name="Email">Lower case; null when only a channel's key was given.</param>
/// <param name="Keys">Under which channels know them.</param>
/// <param name="Names">Under which they were shown.</param>
public sealed record PersonIdentity(string? Email, IReadOnlyList<PersonKey> Keys, IReadOnlyList<string> Names)
{
    /// <summary>Finds what belongs together.</summary>
    /// <param name="who">An e-mail address, or a channel's key: <c>slack:U1</c>.</param>
    /// <param name="name">The name by which the organisation lists them, or null.</param>
    internal static async Task<PersonIdentity> FindAsync(Session session, string who, string? name)
    {
        var email = who.Contains('@', StringComparison.Ordinal) ? MailAddresses.Normal(who) : null;
        var keys = new HashSet<PersonKey>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (name is not null)
        {
            names.Add(name);
        }

        if (email is null && Parse(who.Trim()) is { } given)
        {
            keys.Add(given);
            email = await session.FindAsync(
                "SELECT email FROM people_seen WHERE channel = @channel AND id = @id",
                row => row.TextOrNull(0),
                given.Channel,
                given.Id
            );
        }

        if (email is not null)
        {
            keys.UnionWith((
                    await session.QueryAsync(
                        """
                        SELECT channel || ':' || id FROM people_seen WHERE email = @email OR claimed_email = @email UNION SELECT person
                            FROM questions WHERE email = @email
                        UNION SELECT rep_key FROM cases WHERE rep_email = @email UNION SELECT owner_key FROM cases
                            WHERE owner_email = @email AND owner_key IS NOT NULL
                        """,
                        row => Parse(row.Text(0)),
                        email
                    )
                ).OfType<PersonKey>().Where(key => key.Channel != ErasedPerson.Channel));
            names.UnionWith(
                await session.QueryAsync("SELECT DISTINCT who FROM history WHERE who_email = @email", row => row.Text(0), email)
            );
        }

        foreach (var key in keys)
        {
            names.UnionWith(
                await session.QueryAsync(
                    "SELECT name FROM people_seen WHERE channel = @channel AND id = @id",
                    row => row.Text(0),
                    key.Channel,
                    key.Id
                )
            );
        }

        // An id in place of a name ("U1", an address) is no name.
        return new(
            email,
            [.. keys.OrderBy(Stored.Key, StringComparer.Ordinal)],
            [
                .. names
                    .Where(one =>
                        one.Length > 0 && !string.Equals(one, email, StringComparison.OrdinalIgnoreCase) && keys.All(key => key.Id != one)
                    )
                    .Order(StringComparer.Ordinal),
            ]
        );
    }

    /// <summary>SQL of the accounts that a key (<c>@channel</c>, <c>@id</c>) was seen with.</summary>
    internal const string Accounts =
        "SELECT account_id FROM people_seen p WHERE p.channel = @channel AND p.id = @id AND account_id IS NOT NULL UNION SELECT @id";

    /// <summary>Identities in the audit.</summary>
    internal IReadOnlyList<string> AuditIdentities =>
        [.. Keys.Select(key => AuditActor.Of(key, null).Identity).Concat(Email is null ? [] : [AuditActor.Of(Email).Identity])];

    /// <summary>Stored keys: <c>channel:id</c>.</summary>
    internal IReadOnlyList<string> StoredKeys => [.. Keys.Select(Stored.Key)];

    /// <summary>
    /// They stand in a stored JSON body: their address or a name of more than one word in whatever spelling, or an id of theirs. No SQL
    /// compares so: PostgreSQL's LIKE tells cases apart, SQLite's knows those of ASCII only.
    /// </summary>
    internal bool StandIn(string json) =>
        Ids.Any(id => json.Contains(id, StringComparison.Ordinal)) || Matching.StandsIn(StoredText.Plain(json), tookPart: false);

    private ErasedPerson Matching => field ??= new(Email, [], Names, "", "");

    /// <summary>As they are written in JSON: ids that are long enough to be nothing else, and short ones with their channel.</summary>
    private IReadOnlyList<string> Ids =>
        field ??= [
            .. Keys.Select(key => key.Id).Where(id => id.Length > 3).Select(id => JsonEncodedText.Encode(id).ToString()),
            .. Keys.Select(key => $"\"channel\":\"{key.Channel}\",\"id\":\"{JsonEncodedText.Encode(key.Id)}\""),
        ];

    /// <summary>Cases in which they stand. Of those in which they took part true.</summary>
    internal async Task<IReadOnlyDictionary<string, bool>> CasesAsync(Session session)
    {
        var found = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var key in StoredKeys)
        {
            await AddAsync("SELECT id FROM cases WHERE rep_key = @key OR owner_key = @key", true, key);
        }

        if (Email is { } email)
        {
            await AddAsync("SELECT id FROM cases WHERE rep_email = @email OR owner_email = @email", true, email);
            await AddAsync("SELECT DISTINCT case_id FROM history WHERE who_email = @email AND case_id IS NOT NULL", true, email);
        }

        foreach (var id in await StoredText.FindAsync(session, "cases", StandIn))
        {
            found.TryAdd(id, false);
        }

        foreach (var id in await TurnsAsync(session, "cases"))
        {
            found.TryAdd(id, false);
        }

        return found;

        async Task AddAsync(string sql, bool tookPart, string value)
        {
            foreach (var id in await session.QueryAsync(sql, row => row.Text(0), value))
            {
                found[id] = tookPart || found.GetValueOrDefault(id);
            }
        }
    }

    /// <summary>Questions in which they stand.</summary>
    internal async Task<IReadOnlyCollection<string>> QuestionsAsync(Session session)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var key in StoredKeys)
        {
            found.UnionWith(await session.QueryAsync("SELECT id FROM questions WHERE person = @key", row => row.Text(0), key));
        }

        if (Email is { } email)
        {
            found.UnionWith(await session.QueryAsync("SELECT id FROM questions WHERE email = @email", row => row.Text(0), email));
        }

        found.UnionWith(await StoredText.FindAsync(session, "questions", StandIn));
        found.UnionWith(await TurnsAsync(session, "questions"));
        return found;
    }

    /// <summary>Cases or questions in whose turns they stand.</summary>
    private Task<IReadOnlyCollection<string>> TurnsAsync(Session session, string table) =>
        StoredText.FindSubjectsAsync(session, table, StandIn);

    /// <summary>The 1:1 chats with them: channel and conversation. In the web chat it is made of the address.</summary>
    internal async Task<IReadOnlyList<(string Channel, string Conversation)>> ChatsAsync(Session session)
    {
        var chats = new List<(string, string)>();
        foreach (var key in Keys)
        {
            if (
                await session.FindAsync(
                    "SELECT conversation FROM people_seen WHERE channel = @channel AND id = @id",
                    row => row.TextOrNull(0),
                    key.Channel,
                    key.Id
                ) is
                { } conversation
            )
            {
                chats.Add((key.Channel, conversation));
            }
        }

        if (Email is { } email)
        {
            chats.Add((ChannelNames.Web, "dm:" + email));
        }

        return [.. chats.Distinct()];
    }

    private static PersonKey? Parse(string text) =>
        text.IndexOf(':', StringComparison.Ordinal) is > 0 and var at && at < text.Length - 1 ? new(text[..at], text[(at + 1)..]) : null;
}
