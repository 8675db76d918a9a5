using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Erasure;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>What a fixed incident cost, who sees to it that it does not come back, and whether it did.</summary>
public sealed partial class IncidentTests
{
    private const string OwnerField = "Who sees to it that it does not come back?";

    /// <summary>The incident of three cases, which Bob says is fixed; Carol sees to it.</summary>
    private static async Task<DeskWorld> FixedAsync()
    {
        var world = await DeclaredAsync();
        await world.Person("carol", ChannelNames.Slack).SaysAsync("hello");
        (
            await Specialist(world, "bob")
                .FillsAsync(
                    TheSlot(world),
                    "Fixed",
                    ("What fixed it", "The carrier restarted it."),
                    ("Tell the client", "It works again."),
                    (OwnerField, "carol@example.com")
                )
        ).ShouldBeEmpty();
        await world.WaitAsync(TimeSpan.FromMinutes(2));
        return world;
    }

    private static string MemoSlot(DeskWorld world) => TheSlot(world).Replace(":card", ":memo", StringComparison.Ordinal);

    private static List<string> MemosOf(DeskWorld world, string who) =>
        [.. world.Messages.Values.Where(one => one.Place.Conversation == $"dm:{who}").Select(one => Actor.TextOf(one.Card)).Where(IsMemo)];

    private static bool IsMemo(string text) => text.StartsWith("Pattern memo: ", StringComparison.Ordinal);

    private static async Task ReportAgainAsync(DeskWorld world, int times)
    {
        for (var time = 0; time < times; time++)
        {
            await world.Person($"late{time}").SaysAsync($"{time} clients get 503 from the gateway again");
        }
    }

    [Fact]
    public async Task A_fixed_incident_has_a_memo_of_what_it_cost_in_its_thread_for_its_owner_and_on_request()
    {
        await using var world = await DeclaredAsync();
        var at = world.Clock.GetUtcNow();
        var bobParty = new Party(new PersonKey("slack", "bob"), "Bob", "bob@example.com");
        RecordedGrant grant = new("g1", "acme", "credit", 120m, "EUR", bobParty, null, "sorry", "ESC-1001", at);
        await world.Cases.CommitAsync(
            null,
            new Decision { Grants = [new(grant, 0), new(grant with { Id = "g2", Account = "birch", CaseId = null }, 0)] },
            default
        );
        await Specialist(world, "bob")
            .FillsAsync(
                TheSlot(world),
                "Fixed",
                ("What fixed it", "The carrier restarted it."),
                ("Tell the client", "It works again."),
                (OwnerField, "carol@example.com")
            );
        await world.WaitAsync(TimeSpan.FromMinutes(2));
        var memo = TextIn(world, MemoSlot(world));
        memo.ShouldStartWith("Pattern memo: ");
        memo.ShouldContain("0 like reports since the fix, 6 in the two weeks before it. Watched until 7 Dec 2026.");
        memo.ShouldContain("Owner: Carol");
        memo.ShouldContain("Cases: 3 of 6 reports");
        memo.ShouldContain("Clients: Acme Freight, Cedar Logistics, Elm Street Foods");
        memo.ShouldContain("Time: 0 h 15 min");
        memo.ShouldContain("Credits: 120.00 EUR (1)");
        memo.ShouldContain("Renewals within 90 days: Acme Freight (31 Jan 2027)");
        memo.ShouldContain("Acme Freight gets 503 from the gateway");
        memo.ShouldContain("The carrier restarted it.");
        MemosOf(world, "carol@example.com").ShouldHaveSingleItem().ShouldContain("Acme Freight gets 503 from the gateway");

        var bob = Specialist(world, "bob");
        await bob.PressesAsync(TheSlot(world), "Memo");
        bob.Heard.ShouldStartWith("Pattern memo: ");
        var rep = Specialist(world, "rep0");
        await rep.PressesAsync(TheSlot(world), "Memo");
        rep.Heard.ShouldNotContain("Pattern memo");
    }

    [Fact]
    public async Task When_like_reports_do_not_fall_by_half_it_is_open_again_and_its_owner_hears_it_once()
    {
        await using var world = await FixedAsync();
        await world.WaitAsync(TimeSpan.FromHours(2));
        await ReportAgainAsync(world, 3);
        await world.WaitAsync(TimeSpan.FromDays(1));
        MemosOf(world, "carol").ShouldNotContain(text => text.Contains("Open again"));
        await ReportAgainAsync(world, 1);
        await world.WaitAsync(TimeSpan.FromDays(1));
        var told = MemosOf(world, "carol").Where(text => text.Contains("Open again")).ShouldHaveSingleItem();
        told.ShouldContain("Open again: 4 like reports since the fix by 25 Nov 2026, 6 in the two weeks before it.");
        told.ShouldContain("[Reopen]");
        TextIn(world, MemoSlot(world)).ShouldContain("Open again: 4 like reports");
        world.Messages.Values.ShouldContain(one =>
            Actor.TextOf(one.Card).StartsWith("Incident: ") && Actor.TextOf(one.Card).Contains("Open again")
        );

        await ReportAgainAsync(world, 3);
        await world.WaitAsync(TimeSpan.FromDays(14));
        MemosOf(world, "carol").Count(text => text.Contains("Open again")).ShouldBe(1);
        TextIn(world, MemoSlot(world)).ShouldContain("Open again: 4 like reports");
    }

    [Fact]
    public async Task When_they_fall_nobody_hears_more_and_after_two_weeks_it_is_watched_no_more()
    {
        await using var world = await FixedAsync();
        await ReportAgainAsync(world, 2);
        await world.WaitAsync(TimeSpan.FromDays(15));
        TextIn(world, MemoSlot(world)).ShouldContain("2 like reports by 7 Dec 2026, 6 in the two weeks before the fix. Watched no more.");
        MemosOf(world, "carol").ShouldHaveSingleItem();
        await ReportAgainAsync(world, 4);
        await world.WaitAsync(TimeSpan.FromDays(2));
        MemosOf(world, "carol").ShouldHaveSingleItem().ShouldNotContain("Open again");
    }

    [Fact]
    public async Task Opened_again_it_is_not_watched_and_fixed_again_it_is_counted_anew()
    {
        await using var world = await FixedAsync();
        var slot = TheSlot(world);
        await Specialist(world, "bob").PressesAsync(slot, "Reopen");
        await ReportAgainAsync(world, 5);
        await world.WaitAsync(TimeSpan.FromDays(2));
        MemosOf(world, "carol").ShouldNotContain(text => text.Contains("Open again"));
        await new Actor(world, new PersonKey(ChannelNames.Slack, "bob"), world.Messages[slot].Place, false).FillsAsync(
            slot,
            "Fixed",
            ("What fixed it", "Another cable."),
            ("Tell the client", "Now it works.")
        );
        await world.WaitAsync(TimeSpan.FromMinutes(2));
        var memo = TextIn(world, slot.Replace(":card", ":memo", StringComparison.Ordinal));
        memo.ShouldContain("0 like reports since the fix, 11 in the two weeks before it.");
        memo.ShouldContain("Owner: Bob");
    }

    [Fact]
    public async Task A_memo_without_an_owner_is_the_managers_and_one_without_cases_says_so()
    {
        await using var world = await FixedAsync();
        await world.Person("mia", ChannelNames.Slack).SaysAsync("hello");
        await new PersonErasing(world.Store.Database).EraseAsync("carol@example.com", "Carol", "somebody", default);
        var left = (await world.Cases.FindIncidentAsync(TheSlot(world).Split(':')[1], default)).ShouldNotBeNull();
        left.Memo.ShouldNotBeNull().Owner.ShouldBeNull();
        await ReportAgainAsync(world, 4);
        await world.WaitAsync(TimeSpan.FromDays(1));
        MemosOf(world, "mia").ShouldHaveSingleItem().ShouldContain("Open again");

        var empty = Actor.TextOf(
            new MemoCards(world.Workplaces.Current, Words.In("en"), world.Clock.GetUtcNow()).Of(left, [], [], _ => true)
        );
        empty.ShouldContain("Cases: 0 of 6 reports");
        empty.ShouldContain("Clients: none");
        empty.ShouldContain("Owner: nobody; the queue's managers are told");
        left.WithoutPeople().Memo.ShouldNotBeNull().Owner.ShouldBeNull();
    }

    [Fact]
    public async Task Where_others_read_along_the_memo_stands_in_no_place_and_what_was_erased_in_none()
    {
        await using var world = await DeclaredAsync();
        await world.Person("carol", ChannelNames.Slack).SaysAsync("hello");
        world.Workplaces.SetOwnPlaces(ChannelNames.Slack, []);
        await Specialist(world, "bob")
            .FillsAsync(TheSlot(world), "Fixed", ("What fixed it", "x"), ("Tell the client", "y"), (OwnerField, "carol@example.com"));
        await world.WaitAsync(TimeSpan.FromMinutes(2));
        world.Messages.ShouldNotContainKey(MemoSlot(world));
        MemosOf(world, "carol").ShouldHaveSingleItem().ShouldContain("Acme Freight gets 503 from the gateway");

        await new PersonErasing(world.Store.Database).EraseAsync("rep0@example.com", "rep0", "somebody", default);
        await world.WaitAsync(TimeSpan.FromMinutes(2));
        MemosOf(world, "carol").ShouldHaveSingleItem().ShouldNotContain("Acme Freight gets 503 from the gateway");
    }

    [Theory]
    [InlineData(6, 3, 1, false, false)]
    [InlineData(6, 4, 1, true, true)]
    [InlineData(6, 3, 14, false, true)]
    [InlineData(0, 1, 3, false, false)]
    [InlineData(0, 2, 3, true, true)]
    [InlineData(1, 1, 3, false, false)]
    public void A_rate_that_did_not_fall_by_half_opens_it_again(int before, int after, int days, bool again, bool over)
    {
        var at = new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
        var looked = new PatternMemo(null).Looked(before, after, at, at.AddDays(days));
        (looked.ReopenedAt is not null, looked.IsOver, looked.Before, looked.After).ShouldBe((again, over, before, after));
    }
}
