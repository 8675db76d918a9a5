using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Teams.Sending;

/// <summary>Who somebody is on Teams, and what Microsoft vouches for: a conversation's roster tells.</summary>
internal sealed class TeamsProfiles(TeamsApi connector, TeamsAddresses addresses, TeamsOptions options, TeamsHealth health)
{
    private static readonly TimeSpan UntilSomebodyWrites = TimeSpan.FromSeconds(30);
    private const string GuestMark = "#EXT#";

    /// <summary>Their profile; null when the roster does not tell.</summary>
    /// <exception cref="PlatformUnavailableException">It cannot be asked now.</exception>
    public async Task<Profile?> FindAsync(PersonKey person, Place seenIn, CancellationToken ct)
    {
        if (await addresses.ServiceUrlAsync(ct) is not { } serviceUrl)
        {
            throw new PlatformUnavailableException("No service address of Teams is known yet.", UntilSomebodyWrites);
        }
        var conversation = seenIn.Conversation == person.Id ? await addresses.OpenChatAsync(serviceUrl, person, ct) : seenIn.Conversation;
        var member = conversation is null ? null : await connector.FindMemberAsync(serviceUrl, conversation, person.Id, ct);
        health.NoteLookup(member is not null);
        return member is null ? null : Read(person, member);
    }

    /// <summary>A member of a roster. Its user principal name is no address: it only tells guests.</summary>
    public Profile Read(PersonKey person, Account member)
    {
        var email = MailAddresses.Normal(member.Email) is { } mail && mail.Contains('@') ? mail : null;
        var membership = MembershipOf(member, email);
        return new Profile(person, member.Name is { Length: > 0 } name ? name : person.Id, email, null, null)
        {
            Membership = membership,
            Organisation = membership is Membership.Guest or Membership.Outsider ? HomeOf(member, email) : null,
            AccountId = AccountOf(member),
        };
    }

    private static string? AccountOf(Account member) =>
        member.AadObjectId is { Length: > 0 } id ? id
        : member.ObjectId is { Length: > 0 } other ? other
        : null;

    private Membership MembershipOf(Account member, string? email)
    {
        if (member.Role is "bot" or "skill")
        {
            return Membership.Bot;
        }
        if (Is(member.UserRole, "guest") || member.UserPrincipalName?.Contains(GuestMark, StringComparison.OrdinalIgnoreCase) == true)
        {
            return Membership.Guest;
        }
        if (member.UserRole is { Length: > 0 } role && !Is(role, "user"))
        {
            return Membership.Outsider;
        }
        var tenant = member.TenantId?.ToLowerInvariant();
        // Without tokens every tenant is taken for ours (this machine only).
        if (options.TenantIds.Count > 0 && !options.TenantIds.Contains(tenant))
        {
            return string.IsNullOrEmpty(tenant) ? Membership.Unknown : Membership.Outsider;
        }
        // What has no account in the directory has nothing to which an address could be bound.
        if (AccountOf(member) is null && !options.IsAnonymous)
        {
            return Membership.Unknown;
        }
        return email is null || options.MaySpeakFor(tenant, email) ? Membership.Member : Membership.Unconfirmed;
    }

    /// <summary>
    /// The domain that a guest comes from: of the address, else of the user principal name that the tenant gave
    /// (<c>ana_acme.example#EXT#@ours…</c>).
    /// </summary>
    private static string? HomeOf(Account member, string? email)
    {
        if (email is not null)
        {
            return email[(email.LastIndexOf('@') + 1)..];
        }
        if (member.UserPrincipalName is not { Length: > 0 } upn)
        {
            return null;
        }
        var mark = upn.IndexOf(GuestMark, StringComparison.OrdinalIgnoreCase);
        var home = mark < 0 ? upn.Split('@') : [.. upn[..mark].Split('_').TakeLast(2)];
        return home is [_, { Length: > 0 } domain] ? domain.ToLowerInvariant() : null;
    }

    private static bool Is(string? text, string word) => string.Equals(text, word, StringComparison.OrdinalIgnoreCase);
}
