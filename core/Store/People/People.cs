using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.People;

/// <summary>Who was met where. Writes go through a small memory, so that a busy person costs one row a minute.</summary>
public sealed class People(Database database)
{
    private static readonly TimeSpan SeenStep = TimeSpan.FromMinutes(1);

    /// <summary>How old a remembered person may be: another replica may know better.</summary>
    private static readonly TimeSpan MemoryStep = TimeSpan.FromSeconds(30);
    private const int MostRemembered = 20_000;
    private const string Columns =
        "channel, id, name, email, time_zone, locale, conversation, seen_at, fetched_at, membership, "
        + "organisation, account_id, claimed_email";

    /// <summary>What a person did says nothing of who they are: that is left as it stands.</summary>
    private const string PutSeen = $"""
        INSERT INTO people_seen (channel, id, name, locale, conversation, seen_at, fetched_at) VALUES (@channel, @id, @name, @locale,
            @conversation, @seen, 0)
        ON CONFLICT (channel, id) DO UPDATE SET name = excluded.name, locale = excluded.locale,
            conversation = COALESCE(excluded.conversation, people_seen.conversation),
          seen_at = CASE WHEN excluded.seen_at > people_seen.seen_at THEN excluded.seen_at ELSE people_seen.seen_at END
        RETURNING {Columns}
        """;

    private const string PutLearned = $"""
        INSERT INTO people_seen ({Columns})
        VALUES (@channel, @id, @name, @email, @zone, @locale, @conversation, @seen, @fetched, @membership, @organisation, @account,
            @claimed)
        ON CONFLICT (channel, id) DO UPDATE SET name = excluded.name, email = excluded.email, time_zone = excluded.time_zone,
            locale = excluded.locale, fetched_at = excluded.fetched_at,
          membership = excluded.membership, organisation = excluded.organisation, account_id = excluded.account_id,
              claimed_email = excluded.claimed_email
        """;

    private readonly BoundedMemory<PersonKey, Remembered> _memory = new(MostRemembered);
    private readonly BoundedMemory<string, PersonKey> _lastUsed = new(MostRemembered, StringComparer.Ordinal);

    /// <summary>
    /// Notes that somebody did something: their name, language and 1:1 chat, and that this is the channel they used last.
    /// </summary>
    public async Task<SeenPerson> SeenAsync(Inbound inbound, CancellationToken ct)
    {
        var now = database.Time.GetUtcNow();
        var known = await FindAsync(inbound.From, ct);
        var seen = (known ?? new SeenPerson(inbound.From, inbound.FromName ?? inbound.From.Id, null, null, null, null, now, null)) with
        {
            Name = inbound.FromName ?? known?.Name ?? inbound.From.Id,
            Locale = inbound.Locale ?? known?.Locale,
            Conversation = inbound.Direct ? inbound.Place.Conversation : known?.Conversation,
        };
        if (inbound.Origin.OnPage && await IsTalkingElsewhereAsync(inbound.From, ct))
        {
            return known ?? await PutSeenAsync(seen with { SeenAt = DateTimeOffset.UnixEpoch }, ct);
        }
        var elsewhere = seen.Email is not null && _lastUsed.TryGet(seen.Email, out var last) && last != seen.Key;
        if (seen == known && !elsewhere && now - seen.SeenAt < SeenStep)
        {
            return seen;
        }
        return await PutSeenAsync(seen with { SeenAt = now }, ct);
    }

    /// <summary>Whether somebody who acts on a page, where their id is their address, has used another channel.</summary>
    private async Task<bool> IsTalkingElsewhereAsync(PersonKey onPage, CancellationToken ct) =>
        (await FindByEmailAsync(onPage.Id, ct)).Any(other => other.Key != onPage && other.SeenAt > DateTimeOffset.UnixEpoch);

    /// <summary>
    /// Keeps what a channel told of a person. Only a member's address is theirs: everybody else's is kept aside, where nobody is looked up
    /// by it.
    /// </summary>
    public async Task<SeenPerson> LearnAsync(Profile profile, CancellationToken ct)
    {
        var now = database.Time.GetUtcNow();
        var known = await FindAsync(profile.Person, ct);
        var email = MailAddresses.Normal(profile.Email);
        var isMember = profile.Membership is Membership.Member;
        var learned = new SeenPerson(
            profile.Person,
            profile.Name,
            isMember ? email : null,
            profile.TimeZone ?? known?.TimeZone,
            profile.Locale ?? known?.Locale,
            known?.Conversation,
            known?.SeenAt ?? DateTimeOffset.UnixEpoch,
            now
        )
        {
            Membership = profile.Membership,
            Organisation = profile.Organisation,
            AccountId = profile.AccountId,
            ClaimedEmail = isMember ? null : email,
        };
        await database.WriteAsync(
            session =>
                session.ExecuteAsync(
                    PutLearned,
                    learned.Key.Channel,
                    learned.Key.Id,
                    learned.Name,
                    learned.Email,
                    learned.TimeZone,
                    learned.Locale,
                    learned.Conversation,
                    learned.SeenAt,
                    now,
                    Stored.Name(learned.Membership),
                    learned.Organisation,
                    learned.AccountId,
                    learned.ClaimedEmail
                ),
            ct
        );
        Remember(learned);
        return learned;
    }

    /// <summary>
    /// What was remembered of somebody is no longer believed: the channel is asked again before they are anybody. Nothing happens for
    /// people who were never met.
    /// </summary>
    public async Task ForgetProfileAsync(PersonKey person, CancellationToken ct)
    {
        if (await FindAsync(person, ct) is null or { FetchedAt: null })
        {
            return;
        }
        await database.WriteAsync(
            session =>
                session.ExecuteAsync(
                    "UPDATE people_seen SET fetched_at = 0 WHERE channel = @channel AND id = @id",
                    person.Channel,
                    person.Id
                ),
            ct
        );
        _memory.Forget(person);
    }

    /// <summary>Notes the 1:1 chat that was opened with a person.</summary>
    public async Task<SeenPerson> OpenedAsync(PersonKey person, string conversation, CancellationToken ct)
    {
        var known = await FindAsync(person, ct);
        if (known is not null && known.Conversation == conversation)
        {
            return known;
        }
        return await PutSeenAsync(
            (known ?? new SeenPerson(person, person.Id, null, null, null, null, DateTimeOffset.UnixEpoch, null)) with
            {
                Conversation = conversation,
            },
            ct
        );
    }

    /// <summary>The person of a key; null when never met.</summary>
    public async Task<SeenPerson?> FindAsync(PersonKey person, CancellationToken ct)
    {
        var now = database.Time.GetUtcNow();
        if (_memory.TryGet(person, out var remembered) && now - remembered.At < MemoryStep)
        {
            return remembered.Person;
        }
        var found = await database.ReadAsync(
            session =>
                session.FindAsync(
                    $"SELECT {Columns} FROM people_seen WHERE channel = @channel AND id = @id",
                    Map,
                    person.Channel,
                    person.Id
                ),
            ct
        );
        if (found is not null)
        {
            Remember(found, now);
        }
        return found;
    }

    /// <summary>The proven members of that address on all channels where they were met, the one used last first.</summary>
    public Task<IReadOnlyList<SeenPerson>> FindByEmailAsync(string email, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<SeenPerson>>(
            async session =>
                await session.QueryAsync(
                    $"SELECT {Columns} FROM people_seen WHERE email = @email AND membership = 'member' ORDER BY "
                        + $"seen_at DESC, fetched_at DESC, channel",
                    Map,
                    MailAddresses.Lower(email)
                ),
            ct
        );

    /// <summary>Accounts that carry the address without being proven to be a member's, for people who look for the cause.</summary>
    public Task<IReadOnlyList<SeenPerson>> FindUnprovenAsync(string email, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<SeenPerson>>(
            async session =>
                await session.QueryAsync(
                    $"SELECT {Columns} FROM people_seen WHERE (claimed_email = @email OR (email = @email AND "
                        + $"membership IS NULL)) ORDER BY seen_at DESC, channel, id",
                    Map,
                    MailAddresses.Lower(email)
                ),
            ct
        );

    /// <summary>The ids under which the proven members of some addresses were met on a channel; of several the one used last.</summary>
    public async Task<IReadOnlyDictionary<string, string>> IdsAsync(string channel, IEnumerable<string> emails, CancellationToken ct)
    {
        const int AtOnce = 50;
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var some in emails.Distinct(StringComparer.Ordinal).Chunk(AtOnce))
        {
            foreach (
                var (email, id) in await database.ReadAsync(
                    session =>
                        session.QueryAsync(
                            $"SELECT email, id FROM people_seen WHERE channel = @channel AND membership = 'member' AND email "
                                + $"IN ({Statement.Places(AtOnce)}) ORDER BY seen_at",
                            row => (row.Text(0), row.Text(1)),
                            [channel, .. some, .. Enumerable.Repeat(some[^1], AtOnce - some.Length)]
                        ),
                    ct
                )
            )
            {
                ids[email] = id;
            }
        }

        return ids;
    }

    private async Task<SeenPerson> PutSeenAsync(SeenPerson person, CancellationToken ct)
    {
        var stored = await database.WriteAsync(
            session =>
                session.FindAsync(
                    PutSeen,
                    Map,
                    person.Key.Channel,
                    person.Key.Id,
                    person.Name,
                    person.Locale,
                    person.Conversation,
                    person.SeenAt
                ),
            ct
        );
        Remember(stored!);
        return stored!;
    }

    private void Remember(SeenPerson person) => Remember(person, database.Time.GetUtcNow());

    private void Remember(SeenPerson person, DateTimeOffset now)
    {
        _memory.Keep(person.Key, new Remembered(person, now));
        if (person.Email is not null && person.SeenAt > DateTimeOffset.UnixEpoch)
        {
            _lastUsed.Keep(person.Email, person.Key);
        }
    }

    private static SeenPerson Map(Row row) =>
        new(
            new PersonKey(row.Text(0), row.Text(1)),
            PersonNames.Clean(row.Text(2)),
            row.TextOrNull(3),
            row.TextOrNull(4),
            row.TextOrNull(5),
            row.TextOrNull(6),
            row.Time(7),
            row.Long(8) == 0 ? null : row.Time(8)
        )
        {
            Membership = Stored.Value<Membership>(row.TextOrNull(9)),
            Organisation = row.TextOrNull(10),
            AccountId = row.TextOrNull(11),
            ClaimedEmail = row.TextOrNull(12),
        };

    private sealed record Remembered(SeenPerson Person, DateTimeOffset At);
}
