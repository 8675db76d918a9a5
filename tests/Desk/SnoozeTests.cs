using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>A case that waits for something outside is put off until a day, and goes on earlier when the rep writes.</summary>
public sealed class SnoozeTests
{
    private const string Card = "case:ESC-1001:card";

    // The clock of the tests starts on Monday 23 November 2026, 09:00 in Berlin.
    private const string Friday = "2026-11-27";

    private static async Task<(DeskWorld World, Actor Ana, Actor Bob)> ClaimedAsync(string urgency = "p2")
    {
        var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("Acme Freight: the quantum flux coupling on our zeppelin wobbles");
        (await ana.FillsAsync(world.Messages.Keys.Single(), "Get a specialist", ("How urgent?", urgency))).ShouldBeEmpty();
        var bob = world.InThreadOf("bob", "ESC-1001");
        await bob.PressesAsync(Card, "Claim");
        return (world, ana, bob);
    }

    private static Task<IReadOnlyDictionary<string, string>> SnoozesAsync(Actor who, string day, string why = "The vendor ships a part.") =>
        who.FillsAsync(Card, "Snooze", ("Until which day?", day), ("What do you wait for?", why));

    [Fact]
    public async Task Its_clocks_stand_still_until_the_day_and_then_the_owner_is_told_why()
    {
        var (world, ana, bob) = await ClaimedAsync();
        await using var _w = world;
        var before = await world.TheCaseAsync();
        (await SnoozesAsync(bob, Friday)).ShouldBeEmpty();
        var put = await world.TheCaseAsync();
        (put.Due.Update, put.Due.Resolve).ShouldBe((null, null));
        put.Owner!.Name.ShouldBe("Bob");
        Actor.TextOf(world.CardOf(Card)).ShouldContain("Bob has it · snoozed until Fri 27 Nov 09:00");
        Actor.TextOf(world.CardOf(Card)).ShouldContain("Snoozed: Bob: The vendor ships a part.");
        ana.Reads.ShouldContain(text => text.Contains("Bob goes on with it by Fri 27 Nov 09:00"));
        ana.Reads.ShouldAllBe(text => !text.Contains("vendor"));
        await world.WaitAsync(TimeSpan.FromDays(3));
        world.Person("bob", ChannelNames.Slack).Reads.ShouldNotContain(text => text.Contains("late") || text.Contains("waits for a word"));
        await world.WaitAsync(TimeSpan.FromDays(1));
        var woken = await world.TheCaseAsync();
        woken.Snoozed.ShouldBeNull();
        woken.Due.Update.ShouldNotBeNull();
        // The working time that was left on Monday is left on Friday.
        before.Due.Resolve.ShouldBe(new DateTimeOffset(2026, 11, 24, 9, 0, 0, TimeSpan.Zero));
        woken.Due.Resolve.ShouldBe(new DateTimeOffset(2026, 11, 27, 16, 0, 0, TimeSpan.Zero));
        world
            .Person("bob", ChannelNames.Slack)
            .Reads.ShouldContain(text => text.Contains("the time you put it off for is over") && text.Contains("The vendor ships a part."));
        Actor.TextOf(world.CardOf(Card)).ShouldContain("next update");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM timers WHERE timer = 'snooze'")).ShouldBe(0);
        (await world.Store.CountAsync("SELECT COUNT(*) FROM history WHERE kind IN ('snoozed', 'woken')")).ShouldBe(2);
    }

    [Fact]
    public async Task It_goes_on_at_once_when_the_rep_writes_and_the_owner_hears_it()
    {
        var (world, ana, bob) = await ClaimedAsync();
        await using var _w = world;
        await SnoozesAsync(bob, Friday);
        await world.WaitAsync(TimeSpan.FromHours(1));
        await ana.SaysAsync("ESC-1001 the client found the part themselves");
        var theCase = await world.TheCaseAsync();
        theCase.Snoozed.ShouldBeNull();
        theCase.Due.Update.ShouldNotBeNull();
        theCase.Pauses.Count.ShouldBe(1);
        world.Person("bob", ChannelNames.Slack).Reads.ShouldContain(text => text.Contains("Ana wrote, so it goes on before its day"));
        await world.WaitAsync(TimeSpan.FromDays(5));
        world.Person("bob", ChannelNames.Slack).Reads.ShouldNotContain(text => text.Contains("is over"));
    }

    [Theory]
    [InlineData("2026-11-22")]
    [InlineData("2026-11-23")]
    [InlineData("2027-01-23")]
    [InlineData("next Friday")]
    [InlineData("2026-02-30")]
    public async Task A_day_that_is_over_too_far_away_or_none_is_refused_and_the_words_are_kept(string day)
    {
        var (world, _, bob) = await ClaimedAsync();
        await using var _w = world;
        var errors = await SnoozesAsync(bob, day);
        errors.Keys.ShouldBe(["until"]);
        // A form that skips the check on the spot says it too, and gives the words back.
        var form = (await bob.OpensAsync(Card, "Snooze")).ShouldBeOfType<FormAnswer.Open>().Form;
        await world.HandInAsync(
            new Inbound.Submitted(form.Id, form.Data, new Dictionary<string, string> { ["until"] = day, ["text"] = "The vendor is slow." })
            {
                Origin = new Origin
                {
                    DeliveryKey = "x",
                    MessageKey = "x",
                    From = bob.Key,
                    FromName = "bob",
                    Place = bob.Place,
                    At = world.Clock.GetUtcNow(),
                },
            }
        );
        bob.Heard.ShouldContain("The vendor is slow.");
        (await world.TheCaseAsync()).Snoozed.ShouldBeNull();
    }

    [Fact]
    public async Task The_last_of_sixty_days_can_be_chosen_and_a_holiday_goes_on_after_it()
    {
        var (world, _, bob) = await ClaimedAsync();
        await using var _w = world;
        (await SnoozesAsync(bob, "2027-01-22")).ShouldBeEmpty();
        (await SnoozesAsync(bob, "2026-12-25")).ShouldBeEmpty();
        // 25 December is a holiday, then comes a weekend.
        (await world.TheCaseAsync()).Snoozed!.Until.ShouldBe(new DateTimeOffset(2026, 12, 28, 8, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Only_what_somebody_has_is_put_off_and_only_by_who_works_on_it()
    {
        var world = await DeskWorld.OpenAsync();
        await using var _w = world;
        var ana = world.Person("ana");
        await ana.SaysAsync("Acme Freight: the quantum flux coupling on our zeppelin wobbles");
        (await ana.FillsAsync(world.Messages.Keys.Single(), "Get a specialist", ("How urgent?", "p2"))).ShouldBeEmpty();
        Actor.TextOf(world.CardOf(Card)).ShouldNotContain("Snooze");
        var bob = world.InThreadOf("bob", "ESC-1001");
        var data = new Dictionary<string, string> { [DataKeys.Case] = "ESC-1001" };
        var values = new Dictionary<string, string> { ["until"] = Friday, ["text"] = "x" };
        await bob.SubmitsAsync(Actions.Snooze, data, values);
        bob.Heard.ShouldStartWith("Nobody has ESC-1001.");
        await bob.PressesAsync(Card, "Claim");
        await ana.SubmitsAsync(Actions.Snooze, data, values);
        ana.Heard.ShouldStartWith("Only specialists of Technical may do that.");
        (await world.TheCaseAsync()).Snoozed.ShouldBeNull();
    }

    [Fact]
    public async Task The_owner_ends_it_early_and_the_one_who_gets_the_case_begins_with_running_clocks()
    {
        var (world, _, bob) = await ClaimedAsync();
        await using var _w = world;
        await SnoozesAsync(bob, Friday);
        await bob.PressesAsync(Card, "End snooze");
        (await world.TheCaseAsync()).Snoozed.ShouldBeNull();
        await bob.PressesAsync(new CardButton(Actions.Wake, "", new Dictionary<string, string> { [DataKeys.Case] = "ESC-1001" }));
        bob.Heard.ShouldBe("ESC-1001 is not put off.");
        await SnoozesAsync(bob, Friday);
        await bob.FillsAsync(Card, "Release", ("Note for the next person", ""));
        var back = await world.TheCaseAsync();
        (back.Snoozed, back.Due.Claim is not null).ShouldBe((null, true));
    }
}
