using System.Collections.Concurrent;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Store;

/// <summary>A person as met on one channel.</summary>
/// <param name="Key">Their key there.</param>
/// <param name="Name">Display name; their id until a name is known.</param>
/// <param name="Email">Lower case; null while unknown.</param>
/// <param name="TimeZone">IANA name, or null.</param>
/// <param name="Locale">BCP 47 tag, or null.</param>
/// <param name="Conversation">Their 1:1 chat with the bot, or null when they never used it.</param>
/// <param name="SeenAt">When they last did something there (to the minute).</param>
/// <param name="FetchedAt">When the channel was last asked who they are; null = never.</param>
public sealed record SeenPerson(PersonKey Key, string Name, string? Email, string? TimeZone, string? Locale, string? Conversation, DateTimeOffset SeenAt, DateTimeOffset? FetchedAt)
{
    /// <summary>How long a profile is trusted before the channel is asked again.</summary>
    public static TimeSpan Freshness { get; } = TimeSpan.FromHours(24);

    /// <summary>The channel need not be asked who they are.</summary>
    public bool IsFresh(DateTimeOffset now) => FetchedAt is { } at && now - at < Freshness;
}

/// <summary>Who was met where. Writes go through a small memory, so that a busy person costs one row a minute.</summary>
public sealed class People(Database database)
{
    private static readonly TimeSpan SeenStep = TimeSpan.FromMinutes(1);
    /// <summary>How old a remembered person may be: another replica may know better.</summary>
    private static readonly TimeSpan MemoryStep = TimeSpan.FromSeconds(30);
    private const int MostRemembered = 20_000;
    private const string Columns = "channel, id, name, email, time_zone, locale, conversation, seen_at, fetched_at";

    private readonly ConcurrentDictionary<PersonKey, Remembered> memory = new();
    private readonly ConcurrentDictionary<string, PersonKey> lastUsed = new(StringComparer.Ordinal);

    /// <summary>Notes that somebody did something: their name, language and 1:1 chat, and that this is the channel they used last.</summary>
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
        var elsewhere = seen.Email is not null && lastUsed.GetValueOrDefault(seen.Email, seen.Key) != seen.Key;
        if (seen == known && !elsewhere && now - seen.SeenAt < SeenStep) return seen;
        return await PutAsync(seen with { SeenAt = now }, ct);
    }

    /// <summary>Keeps what a channel told of a person.</summary>
    public async Task<SeenPerson> LearnAsync(Profile profile, CancellationToken ct)
    {
        var now = database.Time.GetUtcNow();
        var known = await FindAsync(profile.Person, ct);
        return await PutAsync(
            new SeenPerson(profile.Person, profile.Name, profile.Email?.ToLowerInvariant(), profile.TimeZone ?? known?.TimeZone, profile.Locale ?? known?.Locale, known?.Conversation, known?.SeenAt ?? DateTimeOffset.UnixEpoch, now), ct);
    }

    /// <summary>Notes the 1:1 chat that was opened with a person.</summary>
    public async Task<SeenPerson> OpenedAsync(PersonKey person, string conversation, CancellationToken ct)
    {
        var known = await FindAsync(person, ct);
        if (known is not null && known.Conversation == conversation) return known;
        return await PutAsync((known ?? new SeenPerson(person, person.Id, null, null, null, null, DateTimeOffset.UnixEpoch, null)) with { Conversation = conversation }, ct);
    }

    /// <summary>The person of a key; null when never met.</summary>
    public async Task<SeenPerson?> FindAsync(PersonKey person, CancellationToken ct)
    {
        var now = database.Time.GetUtcNow();
        if (memory.TryGetValue(person, out var remembered) && now - remembered.At < MemoryStep) return remembered.Person;
        var found = await database.ReadAsync(session => session.FindAsync($"SELECT {Columns} FROM people_seen WHERE channel = @channel AND id = @id", Map, person.Channel, person.Id), ct);
        if (found is not null) Remember(found, now);
        return found;
    }

    /// <summary>The same human on all channels where they were met, the one used last first.</summary>
    public Task<IReadOnlyList<SeenPerson>> FindByEmailAsync(string email, CancellationToken ct) => database.ReadAsync<IReadOnlyList<SeenPerson>>(
        async session => await session.QueryAsync($"SELECT {Columns} FROM people_seen WHERE email = @email ORDER BY seen_at DESC, fetched_at DESC, channel", Map, email.ToLowerInvariant()), ct);

    /// <summary>The keys under which people of some e-mails were met on a channel, in no order.</summary>
    public async Task<IReadOnlyDictionary<string, string>> IdsAsync(string channel, IEnumerable<string> emails, CancellationToken ct)
    {
        const int AtOnce = 50;
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var some in emails.Distinct(StringComparer.Ordinal).Chunk(AtOnce))
        {
            foreach (var (email, id) in await database.ReadAsync(
                session => session.QueryAsync(
                    $"SELECT email, id FROM people_seen WHERE channel = @channel AND email IN ({Inbox.Places(AtOnce)}) ORDER BY seen_at", row => (row.Text(0), row.Text(1)), [channel, .. some, .. Enumerable.Repeat(some[^1], AtOnce - some.Length)]), ct))
            {
                ids[email] = id;
            }
        }

        return ids;
    }

    private async Task<SeenPerson> PutAsync(SeenPerson person, CancellationToken ct)
    {
        await database.WriteAsync(
            session => session.ExecuteAsync(
                $"""
                INSERT INTO people_seen ({Columns}) VALUES (@channel, @id, @name, @email, @zone, @locale, @conversation, @seen, @fetched)
                ON CONFLICT (channel, id) DO UPDATE SET name = excluded.name, email = COALESCE(excluded.email, people_seen.email), time_zone = excluded.time_zone, locale = excluded.locale,
                  conversation = COALESCE(excluded.conversation, people_seen.conversation), seen_at = CASE WHEN excluded.seen_at > people_seen.seen_at THEN excluded.seen_at ELSE people_seen.seen_at END,
                  fetched_at = CASE WHEN excluded.fetched_at > people_seen.fetched_at THEN excluded.fetched_at ELSE people_seen.fetched_at END
                """,
                person.Key.Channel, person.Key.Id, person.Name, person.Email, person.TimeZone, person.Locale, person.Conversation, person.SeenAt, person.FetchedAt?.ToUnixTimeMilliseconds() ?? 0), ct);
        Remember(person, database.Time.GetUtcNow());
        if (person.Email is not null && person.SeenAt > DateTimeOffset.UnixEpoch) lastUsed[person.Email] = person.Key;
        return person;
    }

    private void Remember(SeenPerson person, DateTimeOffset now)
    {
        if (memory.Count >= MostRemembered)
        {
            memory.Clear();
            lastUsed.Clear();
        }
        memory[person.Key] = new Remembered(person, now);
    }

    private static SeenPerson Map(Row row) => new(
        new PersonKey(row.Text(0), row.Text(1)), row.Text(2), row.TextOrNull(3), row.TextOrNull(4), row.TextOrNull(5), row.TextOrNull(6), row.Time(7), row.Long(8) == 0 ? null : row.Time(8));

    private sealed record Remembered(SeenPerson Person, DateTimeOffset At);
}
