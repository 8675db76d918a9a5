using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>Whoever is no colleague any more hears nothing more of cases, and whoever never was one teaches nothing.</summary>
public sealed class FormerColleagueTests
{
    private const string Criteria = """
        version: 1
        owner: mia@example.com
        review_by: 2027-06-30
        criteria:
          - { id: hush, when: { words: [hush] }, then: { escalate: now, queue: technical, restricted: true }, why: y }
          - { id: open, when: { words: [tekno] }, then: { escalate: now, queue: technical }, why: y }
        """;
    private const string People = """
        askers: anyone
        people:
          - { email: ana@example.com, name: Ana, roles: [rep] }
          - { email: carol@example.com, name: Carol, roles: [specialist], queues: [technical] }
          - { email: dora@example.com, name: Dora, roles: [specialist], queues: [technical] }
          - { email: mia@example.com, name: Mia, roles: [manager], queues: [technical] }
        """;
    private const string Organisation =
        """
            name: Test Support
            language: en
            time_zone: Europe/Berlin
            hours: { mon-fri: "09:00-17:00" }
            queues:
              - { id: technical, title: Technical, place: "slack:C0SPECIALISTS", categories: [technical], default: true }

            """ + People;

    private static Task<DeskWorld> OpenAsync(string askers = "anyone") =>
        DeskWorld.OpenAsync(
            ("organisation.yaml", Organisation.Replace("askers: anyone", "askers: " + askers)),
            ("criteria.yaml", Criteria)
        );

    [Theory]
    [InlineData(Membership.Guest)]
    [InlineData(Membership.Deactivated)]
    [InlineData(Membership.Outsider)]
    public async Task Followers_hear_nothing_more(Membership became)
    {
        await using var world = await OpenAsync();
        await world.Person("ana").SaysAsync("tekno SECRETWORDS one");
        var dora = world.Person("dora", "slack");
        await dora.SaysAsync("follow ESC-1001");
        await BecomesAsync(world, dora, became);

        var before = dora.Reads.Count;
        await world.InThreadOf("carol", "ESC-1001").PressesAsync("case:ESC-1001:card", "Claim");

        dora.Reads.Skip(before).ShouldNotContain(text => text.Contains("SECRETWORDS"));
    }

    [Theory]
    [InlineData(Membership.Guest)]
    [InlineData(Membership.Outsider)]
    public async Task A_rep_hears_nothing_more_of_their_case_and_is_told_so(Membership became)
    {
        await using var world = await OpenAsync();
        var ana = world.Person("ana", "slack");
        await ana.SaysAsync("hush ZANZIBAR");
        var carol = world.InThreadOf("carol", "ESC-1001");
        await carol.PressesAsync("case:ESC-1001:card", "Claim");
        await BecomesAsync(world, ana, became);

        await carol.SaysAsync(">> the plan is MADAGASCAR");
        await carol.FillsAsync(
            "case:ESC-1001:card",
            "Resolve",
            ("What fixed it", "FIXWORD"),
            ("Root cause", "x"),
            ("What was ruled out", "y"),
            ("Tell the client", "TELLWORD")
        );

        foreach (var words in new[] { "MADAGASCAR", "FIXWORD", "TELLWORD" })
        {
            ana.Reads.ShouldNotContain(text => text.Contains(words), words);
        }
        // Cards that stand there lose their words with the next change.
        world
            .Messages.Where(one => one.Value.Place == ana.Place)
            .ShouldNotContain(one => one.Value.Edits > 0 && Actor.TextOf(one.Value.Card).Contains("ZANZIBAR"));
    }

    [Fact]
    public async Task A_guest_where_guests_may_ask_still_hears_of_their_own_case()
    {
        await using var world = await OpenAsync(askers: "guests");
        world.Tells = profile => profile.Person.Id == "gus" ? profile with { Membership = Membership.Guest } : profile;
        var gus = world.Person("gus", "slack");
        await gus.SaysAsync("tekno my gateway");
        var carol = world.InThreadOf("carol", "ESC-1001");
        await carol.PressesAsync("case:ESC-1001:card", "Claim");
        await carol.SaysAsync(">> try the SPAREPORT");
        gus.Reads.ShouldContain(text => text.Contains("SPAREPORT"));
    }

    [Fact]
    public async Task What_guests_say_of_an_article_teaches_nothing()
    {
        await using var world = await OpenAsync(askers: "guests");
        world.Tells = profile => profile.Person.Id.StartsWith('g') ? profile with { Membership = Membership.Guest } : profile;
        foreach (var name in new[] { "g1", "g2" })
        {
            var guest = world.Person(name, "slack");
            await guest.SaysAsync("how do I renew the signing certificate for single sign-on?");
            var card = world.Messages.Last(one => one.Value.Place == guest.Place).Value.Card;
            var button = card.Buttons.SelectMany(one => one.Menu ?? [one]).First(one => one.Data.ContainsKey(DataKeys.Article));
            await guest.SubmitsAsync(
                Actions.Feedback,
                button.Data,
                new Dictionary<string, string>(StringComparer.Ordinal) { ["reason"] = "wrong", ["text"] = "x" }
            );
            if (card.Buttons.FirstOrDefault(one => one.Action == Actions.Solved) is { } solved)
            {
                await guest.PressesAsync(solved);
            }
        }

        (await world.Store.CountAsync("SELECT COUNT(*) FROM feedback")).ShouldBe(0);
    }

    [Theory]
    [InlineData(null, "Mia Sorensen (external)")]
    [InlineData(" ", "Mia Sorensen (external)")]
    [InlineData("a", "Mia Sorensen (a)")]
    [InlineData("Sorensen", "Mia Sorensen (Sorensen)")]
    public void An_outsider_never_looks_like_a_colleague(string? organisation, string expected)
    {
        foreach (var membership in new[] { Membership.Guest, Membership.Outsider })
        {
            PersonLookup.NameOf("Mia Sorensen", membership, organisation).ShouldBe(expected);
            PersonLookup.NameOf(expected, membership, organisation).ShouldBe(expected);
        }
        PersonLookup.NameOf("Mia Sorensen", Membership.Member, organisation).ShouldBe("Mia Sorensen");
    }

    /// <summary>The platform says so from now on, and the bot has heard it.</summary>
    private static async Task BecomesAsync(DeskWorld world, Actor who, Membership became)
    {
        world.Tells = profile => profile.Person == who.Key ? profile with { Membership = became } : profile;
        world.Clock.Advance(TimeSpan.FromHours(25));
        await who.SaysAsync("hello");
    }
}
