using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Criteria;
using EscalationBot.Core.Triage.Facts;
using EscalationBot.Tests.Support;

namespace EscalationBot.Tests.Desk.Leaks;

/// <summary>
/// A small organisation with everything that reading rights depend on: reps, specialists and managers of three queues, two of which share a
/// place; a deputy of another queue; somebody who is listed nowhere; a guest. All of them are on Slack; everybody reads in the lobby, and
/// in a queue's place whoever works in a queue that is posted there.
/// </summary>
internal static class LeakOrganisation
{
    /// <summary>Where everybody reads.</summary>
    public const string Lobby = "C0LOBBY";

    /// <summary>Words that make a question restricted, and the queue whose people it is for.</summary>
    public static IReadOnlyDictionary<string, string> Secret { get; } =
        new Dictionary<string, string> { ["hush"] = "alpha", ["murmur"] = "beta" };

    private const string Yaml = """
        name: Leaks
        language: en
        time_zone: Europe/Berlin
        hours: { mon-sun: "00:00-24:00" }
        askers: anyone
        reps_see: OWN
        people:
          - { email: ana@example.com, name: Ana, roles: [rep] }
          - { email: rob@example.com, name: Rob, roles: [rep], queues: [beta] }
          - { email: sam@example.com, name: Sam, roles: [specialist], queues: [alpha], deputy: ben@example.com, accounts: [acme] }
          - { email: ben@example.com, name: Ben, roles: [specialist], queues: [beta] }
          - { email: cat@example.com, name: Cat, roles: [specialist, rep], queues: [alpha, beta] }
          - { email: gus@example.com, name: Gus, roles: [specialist], queues: [gamma], deputy: ana@example.com }
          - { email: max@example.com, name: Max, roles: [manager], queues: [alpha] }
          - { email: moe@example.com, name: Moe, roles: [manager, specialist], queues: [beta, gamma] }
        queues:
          - { id: alpha, title: Alpha, place: "slack:C0ALPHA", categories: [technical], default: true,
              service_levels: { p1: { claim: 5m, update: 1h, resolve: 4h }, p2: { claim: 15m, update: 1d, resolve: 1d }, p3: { claim: 1h, update: 1d, resolve: 3d }, p4: { claim: 4h, update: 2d, resolve: 5d } } }
          - { id: beta, title: Beta, place: "slack:C0BETA00", categories: [billing] }
          - { id: gamma, title: Gamma, place: "slack:C0BETA00", categories: [contract] }
        incidents: { accounts: 2, within: 24h }
        digests:
          - { to: moe@example.com, at: "08:30", on: [mon] }
          - { to: max@example.com, at: "08:30", on: [mon], place: "slack:C0LOBBY" }
        """;

    private const string Criteria = """
        version: 1
        owner: max@example.com
        review_by: 2027-06-30
        criteria:
          - { id: hush, when: { words: [hush] }, then: { escalate: now, queue: alpha, restricted: true }, why: y }
          - { id: murmur, when: { words: [murmur] }, then: { queue: beta, restricted: true }, why: y }
          - { id: urgent, when: { words: [urgent] }, then: { escalate: now, queue: beta, priority: p1 }, why: y }
          - { id: treaty, when: { words: [treaty] }, then: { escalate: now, queue: gamma }, why: y }
        """;

    /// <summary>Everybody; the last two are no colleagues.</summary>
    public static IReadOnlyList<string> People { get; } = ["ana", "rob", "sam", "ben", "cat", "gus", "max", "moe", "kim", "eve"];

    /// <summary>Ready to judge by.</summary>
    public static Workplace Make(RepsSee width)
    {
        var organisation = OrganisationFixture.Of(
            ("organisation.yaml", Yaml.Replace("OWN", width.ToString().ToLowerInvariant(), StringComparison.Ordinal)),
            ("criteria.yaml", Criteria),
            ("accounts.csv", OrganisationFixture.Accounts.Replace("mia@", "max@", StringComparison.Ordinal))
        );
        return new Workplace(
            organisation,
            new TriageEngine(
                new TriageData
                {
                    Knowledge = SearchIndex.Of(DeskWorld.Articles),
                    Accounts = new AccountFinder(organisation.Accounts),
                    Intake = organisation.Intake,
                    Criteria = CriteriaSet.From(organisation),
                    Categories = organisation.Categories,
                }
            )
        );
    }

    /// <summary>How somebody is known.</summary>
    public static Asker AskerOf(OrganisationSnapshot organisation, string name)
    {
        var email = name == "eve" ? null : Email(name);
        return new(new Party(Key(name), name, email), organisation.FindPerson(email), TimeZoneInfo.Utc)
        {
            Membership = name == "eve" ? Membership.Guest : Membership.Member,
        };
    }

    /// <summary>As the channel names them.</summary>
    public static PersonKey Key(string name) => new(ChannelNames.Slack, name);

    /// <summary>Their address.</summary>
    public static string Email(string name) => name + "@example.com";

    /// <summary>Their 1:1 chat with the bot.</summary>
    public static Place Chat(string name) => new(ChannelNames.Slack, "dm:" + name);

    /// <summary>Who reads in a conversation.</summary>
    public static IEnumerable<string> ReadersOf(OrganisationSnapshot organisation, Place place)
    {
        if (place.Conversation.StartsWith("dm:", StringComparison.Ordinal))
        {
            return [place.Conversation[3..].Split('@')[0]];
        }

        return place.Conversation == Lobby
            ? People
            : People.Where(name =>
                organisation.FindPerson(Email(name)) is { } person
                && organisation.Queues.Any(queue =>
                    queue.Place.Id == place.Conversation && person.Is(Roles.Specialist | Roles.Manager, queue.Id)
                )
            );
    }
}
