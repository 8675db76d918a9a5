using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;
using EscalationBot.Core.Store.People;

namespace EscalationBot.Bot.Health;

/// <summary>
/// The doctor's questions about people: who was met as a proven member, who only as something else and why that makes nobody of them, whose
/// account changed.
/// </summary>
internal static class PeopleChecks
{
    public const string Part = "people";

    public static async Task<IReadOnlyList<Finding>> RunAsync(
        IServiceProvider services,
        OrganisationSnapshot organisation,
        CancellationToken ct
    )
    {
        var people = services.GetRequiredService<People>();
        List<Finding> found = [];
        var unmet = new List<string>();
        foreach (var person in organisation.People)
        {
            if ((await people.FindByEmailAsync(person.Email, ct)).Count > 0)
            {
                continue;
            }
            var unproven = await people.FindUnprovenAsync(person.Email, ct);
            if (unproven.Count == 0)
            {
                unmet.Add(person.Email);
            }
            found.AddRange(
                unproven.Where(seen => seen.Membership is not Membership.Contested).Select(seen => Explain(services, person, seen))
            );
        }
        found.AddRange((await services.GetRequiredService<Identities>().ContestedAsync(ct)).Select(Contested));
        found.AddRange(WithoutTenant(services, organisation));
        found.Insert(
            0,
            unmet.Count == 0
                ? Finding.Ok(
                    Part,
                    found.Count == 0
                        ? "Everybody of the organisation was met on a channel."
                        : "Nobody of the organisation is still to be met for the first time."
                )
                : new(
                    Level.Warn,
                    Part,
                    $"Not yet met on any channel: {string.Join(", ", unmet)}.",
                    "They are met when they first write to the bot; on Slack they are also found by e-mail."
                )
        );
        return found;
    }

    private static Finding Explain(IServiceProvider services, Colleague person, SeenPerson seen)
    {
        var who = $"{person.Email} was met on {seen.Key.Channel} as {seen.Name}";
        return seen.Membership switch
        {
            Membership.Guest => new(
                Level.Warn,
                Part,
                $"{who}, but only as a guest: guests have no role and read no internal article.",
                "Make the account a full member, or list another address."
            ),
            Membership.Outsider => new(
                Level.Warn,
                Part,
                $"{who}, but the account belongs to another workspace or tenant"
                    + $"{(seen.Organisation is { } home ? $" ({home})" : "")}: it has no role here.",
                "They need an account of ours."
            ),
            Membership.Unconfirmed when seen.Key.Channel == ChannelNames.Teams => new(
                Level.Warn,
                Part,
                $"{who}, but its tenant may not speak for the domain of that address.",
                $"If it may, add the domain to Teams:TenantDomains ("
                    + $"{services.GetRequiredService<TeamsOptions>().TenantDomains.Count} tenants have domains now)."
            ),
            Membership.Unconfirmed => new(
                Level.Warn,
                Part,
                $"{who}, but the address is not confirmed there.",
                "They confirm it in their profile."
            ),
            Membership.Deactivated => new(
                Level.Warn,
                Part,
                $"{who}, but the account was switched off.",
                "Take them out of organisation.yaml, or switch the account on."
            ),
            Membership.Bot => new(Level.Warn, Part, $"{who}, but that is a program's account.", "List a person's address."),
            _ => new(
                Level.Warn,
                Part,
                $"{who}, before this version asked what the account is: they have no role until they write again.",
                ""
            ),
        };
    }

    private static Finding Contested(ContestedIdentity one) =>
        new(
            Level.Fail,
            Part,
            $"On {one.Channel} the address {one.Email} is carried by another account than before ({one.Name}"
                + $"): it has no role and sees no earlier case of theirs.",
            $"If it is the same person with a new account, run: escalationbot person accept {one.Email}"
        );

    /// <summary>Listed people whom no tenant may speak for will never be recognised on Teams.</summary>
    private static IEnumerable<Finding> WithoutTenant(IServiceProvider services, OrganisationSnapshot organisation)
    {
        var options = services.GetRequiredService<TeamsOptions>();
        if (options.IsOff || options.TenantDomains.Count == 0)
        {
            yield break;
        }
        var missing = organisation
            .People.Where(person => !options.TenantIds.Any(tenant => options.MaySpeakFor(tenant, person.Email)))
            .Select(person => person.Email)
            .ToList();
        if (missing.Count > 0)
        {
            yield return new(
                Level.Warn,
                Part,
                $"No tenant of Teams:TenantDomains speaks for {string.Join(", ", missing)}: on Teams they are not recognised.",
                "Add their domains, if they use Teams."
            );
        }
    }
}
