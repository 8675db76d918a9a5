using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Store.People;

namespace EscalationBot.Core.Desk.Context;

/// <summary>
/// Turns a platform's person into one of ours: by the e-mail address of a proven member, asked of the platform once a day, remembered, and
/// bound to the account.
/// </summary>
public sealed class PersonLookup(People people, Identities identities, IProfiles profiles, TimeProvider time)
{
    /// <summary>After a look-up that failed, what is done unasked does not ask again for so long.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);
    private const int MostResting = 10_000;

    private readonly BoundedMemory<PersonKey, Resting> _resting = new(MostResting);

    /// <summary>Who did this; and that they were here now, so that they are reached on the channel they used last.</summary>
    /// <inheritdoc cref="AskerAsync" path="/exception"/>
    public async Task<Asker> MetAsync(OrganisationSnapshot organisation, Inbound inbound, CancellationToken ct)
    {
        await people.SeenAsync(inbound, ct);
        return await AskerAsync(organisation, inbound.From, inbound.FromName, inbound.Place, ct);
    }

    /// <summary>
    /// Who acts. A platform that cannot be asked does not stop somebody known; of somebody unknown nothing is assumed, and the row waits.
    /// </summary>
    /// <exception cref="PlatformUnavailableException">The person is unknown and the platform cannot be asked now.</exception>
    public async Task<Asker> AskerAsync(OrganisationSnapshot organisation, PersonKey key, string? name, Place place, CancellationToken ct)
    {
        var seen = await people.FindAsync(key, ct);
        if (seen is null || !seen.IsFresh(time.GetUtcNow()))
        {
            seen = await AskAsync(key, name, place, seen, ct);
        }

        var colleague = seen.Membership is Membership.Member ? organisation.FindPerson(seen.Email) : null;
        var zone =
            seen.TimeZone is { } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var found) ? found : organisation.Calendar.Zone;
        return new(new Party(key, colleague?.Name ?? NameOf(seen), seen.Email), colleague, zone)
        {
            Membership = seen.Membership,
            Organisation = seen.Organisation,
        };
    }

    /// <summary>
    /// For each e-mail the channel on which the person acted last; those who were never seen, and those who are no longer proven members
    /// there, are left out.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, PersonKey>> ReachableAsync(IEnumerable<string> emails, CancellationToken ct)
    {
        var found = await Task.WhenAll(emails.Select(async email => (Email: email, Key: await ReachAsync(email, ct))));
        return found.Where(one => one.Key is not null).ToDictionary(one => one.Email, one => one.Key!, StringComparer.Ordinal);
    }

    /// <summary>
    /// What platforms vouch for of people to whom words go without their asking, as it is known today; those who were never met are left
    /// out. A platform that cannot be asked leaves what it said last.
    /// </summary>
    public async Task<IReadOnlyDictionary<PersonKey, Membership>> MembershipsAsync(IEnumerable<PersonKey> of, CancellationToken ct)
    {
        var found = new Dictionary<PersonKey, Membership>();
        foreach (var key in of.Distinct())
        {
            if (await people.FindAsync(key, ct) is { FetchedAt: not null } seen)
            {
                if (!seen.IsFresh(time.GetUtcNow()) && seen.Email is { } email)
                {
                    await IsStillThereAsync(email, seen, ct);
                    seen = await people.FindAsync(key, ct) ?? seen;
                }
                found[key] = seen.Membership;
            }
        }

        return found;
    }

    /// <summary>
    /// A guest's or an outsider's words are never taken for a colleague's: where they are from stands beside their name, or that they are
    /// from outside.
    /// </summary>
    public static string NameOf(string name, Membership membership, string? organisation)
    {
        if (membership is not (Membership.Guest or Membership.Outsider))
        {
            return name;
        }

        var mark = $"({(string.IsNullOrWhiteSpace(organisation) ? FromOutside : organisation)})";
        return name.EndsWith(mark, StringComparison.OrdinalIgnoreCase) ? name : $"{name} {mark}";
    }

    private const string FromOutside = "external";

    private static string NameOf(SeenPerson seen) => NameOf(seen.Name, seen.Membership, seen.Organisation);

    private async Task<PersonKey?> ReachAsync(string email, CancellationToken ct)
    {
        foreach (var seen in await people.FindByEmailAsync(email, ct))
        {
            if (seen.IsFresh(time.GetUtcNow()) || await IsStillThereAsync(email, seen, ct))
            {
                return seen.Key;
            }
        }

        return null;
    }

    /// <summary>Nobody is written to unasked by a profile that is older than a day, unless the channel cannot be asked.</summary>
    private async Task<bool> IsStillThereAsync(string email, SeenPerson seen, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (_resting.TryGet(seen.Key, out var rest) && now < rest.Until)
        {
            return rest.IsThere;
        }

        var isThere = false;
        try
        {
            var asked = await AskAsync(seen.Key, null, new Place(seen.Key.Channel, seen.Conversation ?? seen.Key.Id), seen, ct);
            isThere = asked.Email == email && asked.IsTrusted(now);
            if (asked.IsFresh(now))
            {
                return isThere;
            }
        }
        catch (PlatformUnavailableException)
        {
            // Too long ago to be believed: nobody is there.
        }

        _resting.Keep(seen.Key, new Resting(now + Rest, isThere));
        return isThere;
    }

    private async Task<SeenPerson> AskAsync(PersonKey key, string? name, Place place, SeenPerson? seen, CancellationToken ct)
    {
        var isTrusted = seen?.IsTrusted(time.GetUtcNow()) == true;
        try
        {
            if (await profiles.FindAsync(key, place, ct) is not { } profile)
            {
                return (seen ?? new SeenPerson(key, name ?? key.Id, null, null, null, null, DateTimeOffset.UnixEpoch, null)) with
                {
                    Membership = Membership.Unknown,
                    Email = null,
                    FetchedAt = null,
                };
            }

            // The platform keeps the address to itself today; the account is the one whose address it told before.
            if (
                isTrusted
                && seen!.Membership is Membership.Member
                && seen.Email is not null
                && profile is { Membership: Membership.Member, Email: null }
                && profile.AccountId == seen.AccountId
            )
            {
                return seen;
            }

            return await people.LearnAsync(await BoundAsync(profile, ct), ct);
        }
        catch (PlatformUnavailableException) when (isTrusted)
        {
            return seen!;
        }
    }

    /// <summary>An address that was proven for one account is not inherited by another.</summary>
    private async Task<Profile> BoundAsync(Profile profile, CancellationToken ct) =>
        profile is { Membership: Membership.Member, Email: { } email, AccountId: { } account }
        && !await identities.BindAsync(profile.Person.Channel, MailAddresses.Lower(email.Trim()), account, profile.Name, ct)
            ? profile with
            {
                Membership = Membership.Contested,
            }
            : profile;

    private sealed record Resting(DateTimeOffset Until, bool IsThere);
}
