using System.Text.Json;
using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.People;

namespace EscalationBot.Bot.Channels.Slack.Sending;

/// <summary>Who somebody is on Slack, and what Slack vouches for.</summary>
internal sealed class SlackProfiles(SlackApi api, ChannelMemory memory, People people, SlackSenses senses)
{
    private const string Lookups = "users",
        Addresses = "addresses";
    private static readonly TimeSpan UntilWeKnowOurselves = TimeSpan.FromSeconds(2);

    /// <summary><c>users.info</c>; null when Slack does not tell.</summary>
    /// <exception cref="PlatformUnavailableException">Slack cannot be asked now.</exception>
    public async Task<Profile?> FindAsync(PersonKey person, CancellationToken ct)
    {
        if (senses.Identity.Self is not { } self)
        {
            throw new PlatformUnavailableException("Slack has not told which workspace is ours.", UntilWeKnowOurselves);
        }
        var found = await api.ReadAsync("users.info", [new("user", person.Id), new("include_locale", "true")], ct);
        if (found.Outcome is SlackOutcome.Later || (found.Outcome is SlackOutcome.NoAccess && found.Error != "missing_scope"))
        {
            throw new PlatformUnavailableException(found.Why, found.After);
        }
        if (found.Error == "missing_scope")
        {
            senses.Health.Raise(
                Lookups,
                "The bot token lacks the scope users:read: nobody on Slack can be told apart from a stranger. "
                    + "Add it on the app's page and install the app again."
            );
            return null;
        }
        if (!found.Ok || found.Body.Object("user") is not { } user)
        {
            return null;
        }
        senses.Health.Clear(Lookups);
        return await ReadAsync(person, user, self, ct);
    }

    /// <summary>
    /// <c>user_change</c>: whoever was met here is no longer believed to be who they were. Slack tells of every new status text in the
    /// workspace, too: only what decides who somebody is counts.
    /// </summary>
    public async Task ChangedAsync(JsonElement user, CancellationToken ct)
    {
        if (user.Text("id") is not { Length: > 0 } id)
        {
            return;
        }
        var person = new PersonKey(ChannelNames.Slack, id);
        if (await people.FindAsync(person, ct) is not { FetchedAt: not null } seen)
        {
            return;
        }
        var isSame =
            senses.Identity.Self is { } self
            && MembershipOf(user, self) == (seen.Membership is Membership.Contested ? Membership.Member : seen.Membership)
            && (EmailOf(user) is not { } email || email == (seen.Email ?? seen.ClaimedEmail))
            && NameIn(user) == seen.Name;
        if (!isSame)
        {
            await people.ForgetProfileAsync(person, ct);
        }
    }

    /// <summary>A <c>user</c> object, as users.info, users.lookupByEmail and user_change tell it.</summary>
    public static Membership MembershipOf(JsonElement user, SlackSelf self)
    {
        if (user.IsTrue("is_stranger"))
        {
            return Membership.Outsider;
        }
        var home = user.Object("enterprise_user");
        var isOurs =
            self.IsOurs(user.Text("team_id"))
            || (
                self.EnterpriseId is { } enterprise
                && (user.Text("enterprise_id") == enterprise || home?.Text("enterprise_id") == enterprise)
            );
        if (!isOurs)
        {
            return user.Text("team_id") is null && home is null ? Membership.Unknown : Membership.Outsider;
        }
        if (user.IsTrue("deleted"))
        {
            return Membership.Deactivated;
        }
        if (user.IsTrue("is_bot") || user.IsTrue("is_workflow_bot"))
        {
            return Membership.Bot;
        }
        if (user.IsTrue("is_restricted") || user.IsTrue("is_ultra_restricted"))
        {
            return Membership.Guest;
        }
        // Absent where everybody's address is confirmed (single sign-on, older workspaces).
        return user.TryGetProperty("is_email_confirmed", out var confirmed) && confirmed.ValueKind == JsonValueKind.False
            ? Membership.Unconfirmed
            : Membership.Member;
    }

    /// <summary>The address of a <c>user</c> object, lower case; null when Slack does not tell it.</summary>
    public static string? EmailOf(JsonElement user) => MailAddresses.Normal(user.Object("profile")?.Text("email"));

    /// <summary>In an Enterprise Grid organisation one person has an id of the organisation beside those of its workspaces.</summary>
    public static string AccountOf(JsonElement user, string id) =>
        user.Object("enterprise_user")?.Text("id") is { Length: > 0 } account ? account : id;

    private async Task<Profile> ReadAsync(PersonKey person, JsonElement user, SlackSelf self, CancellationToken ct)
    {
        var membership = MembershipOf(user, self);
        var email = EmailOf(user);
        if (membership is Membership.Member && email is null)
        {
            senses.Health.Raise(
                Addresses,
                "Slack tells no e-mail address of members: the bot token lacks the scope users:read.email, so "
                    + "nobody is recognised. Add it on the app's page and install the app again."
            );
        }
        else if (membership is Membership.Member)
        {
            senses.Health.Clear(Addresses);
        }
        var organisation = membership is Membership.Guest or Membership.Outsider ? await OrganisationAsync(user, self, email, ct) : null;
        var name = NameIn(user) ?? person.Id;
        senses.Recent.RememberName(person.Id, PersonLookup.NameOf(name, membership, organisation));
        return new Profile(person, name, email, user.Text("tz"), user.Text("locale"))
        {
            Membership = membership,
            Organisation = organisation,
            AccountId = AccountOf(user, person.Id),
        };
    }

    /// <summary>
    /// Where somebody from outside is from: the name of their organisation or workspace, else the domain of their address.
    /// </summary>
    private async Task<string?> OrganisationAsync(JsonElement user, SlackSelf self, string? email, CancellationToken ct)
    {
        if (
            user.Object("enterprise_user")?.Text("enterprise_name") is { Length: > 0 } enterprise
            && !self.IsOurs(user.Object("enterprise_user")?.Text("enterprise_id"))
        )
        {
            return SlackText.Unescape(enterprise);
        }
        if (user.Text("team_id") is { Length: > 0 } team && !self.IsOurs(team) && await TeamNameAsync(team, ct) is { } name)
        {
            return name;
        }
        return email?.Split('@') is [_, { Length: > 0 } domain] ? domain : null;
    }

    /// <summary>Needs the optional scope team:read; kept, since workspaces rarely change their names.</summary>
    private async Task<string?> TeamNameAsync(string team, CancellationToken ct)
    {
        if (await memory.FindAsync(ChannelNames.Slack, KeyOf(team), ct) is { Length: > 0 } known)
        {
            return known;
        }
        if (api.Scopes.Count > 0 && !api.Scopes.Contains(SlackManifest.TeamScope, StringComparer.Ordinal))
        {
            return null;
        }
        var told = await api.ReadAsync("team.info", [new("team", team)], ct);
        if (!told.Ok || told.Body.Object("team")?.Text("name") is not { Length: > 0 } name)
        {
            return null;
        }
        await memory.SetAsync(ChannelNames.Slack, KeyOf(team), SlackText.Unescape(name), ct);
        return SlackText.Unescape(name);
    }

    private static string KeyOf(string team) => "team:" + team;

    /// <summary>The name that people see in a <c>user</c> object of users.info.</summary>
    public static string? NameIn(JsonElement user)
    {
        var profile = user.Object("profile");
        return
            new[] { profile?.Text("display_name"), profile?.Text("real_name"), user.Text("real_name"), user.Text("name") }.FirstOrDefault(
                one => !string.IsNullOrWhiteSpace(one)
            )
                is { } name
            && PersonNames.Clean(SlackText.Unescape(name)) is { Length: > 0 } clean
            ? clean
            : null;
    }
}
