using EscalationBot.Core.Cases;
using EscalationBot.Core.Directory;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store;

namespace EscalationBot.Core.Desk;

/// <summary>Turns a platform's person into one of ours: by e-mail, asked of the platform once a day and remembered.</summary>
public sealed class Acquaintance(People people, IProfiles profiles, TimeProvider time)
{
    /// <summary>Who did this; and that they were here now, so that they are reached on the channel they used last.</summary>
    /// <inheritdoc cref="AskerAsync" path="/exception"/>
    public async Task<Asker> MetAsync(Organisation organisation, Inbound inbound, CancellationToken ct)
    {
        await people.SeenAsync(inbound, ct);
        return await AskerAsync(organisation, inbound.From, inbound.FromName, inbound.Place, ct);
    }

    /// <summary>Who acts. A platform that cannot be asked does not stop somebody known; of somebody unknown nothing is assumed, and the row is tried again.</summary>
    /// <exception cref="HttpRequestException">The person is unknown and the platform cannot be asked now.</exception>
    public async Task<Asker> AskerAsync(Organisation organisation, PersonKey key, string? name, Place place, CancellationToken ct)
    {
        var seen = await people.FindAsync(key, ct);
        if (seen is null || !seen.IsFresh(time.GetUtcNow()))
        {
            seen = await AskAsync(key, name, place, seen, ct);
        }

        var colleague = organisation.FindPerson(seen.Email);
        var zone = seen.TimeZone is { } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var found) ? found : organisation.Calendar.Zone;
        return new(new Party(key, colleague?.Name ?? seen.Name, seen.Email), colleague, zone);
    }

    /// <summary>For each e-mail the channel on which the person acted last; those who were never seen are left out.</summary>
    public async Task<IReadOnlyDictionary<string, PersonKey>> ReachableAsync(IEnumerable<string> emails, CancellationToken ct)
    {
        var reachable = new Dictionary<string, PersonKey>(StringComparer.Ordinal);
        foreach (var email in emails)
        {
            if ((await people.FindByEmailAsync(email, ct)) is [var last, ..])
            {
                reachable[email] = last.Key;
            }
        }

        return reachable;
    }

    private async Task<SeenPerson> AskAsync(PersonKey key, string? name, Place place, SeenPerson? seen, CancellationToken ct)
    {
        try
        {
            var profile = await profiles.FindAsync(key, place, ct) ?? new Profile(key, name ?? seen?.Name ?? key.Id, seen?.Email, seen?.TimeZone, seen?.Locale);
            return await people.LearnAsync(profile, ct);
        }
        catch (HttpRequestException) when (seen?.FetchedAt is not null)
        {
            return seen;
        }
    }
}
