using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Timers;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>The world starts on Monday, 10:00 in Berlin; p2 promises: claim 15 min, update and resolve one business day.</summary>
public sealed class ClockTests
{
    private const string Card = "case:ESC-1001:card";

    private static async Task<(DeskWorld World, Actor Ana, Actor Bob)> WithCaseAsync(long ticks = 0)
    {
        var world = await DeskWorld.OpenAsync();
        world.Clock.Advance(TimeSpan.FromTicks(ticks));
        var ana = world.Person("ana");
        await world.Person("mia").SaysAsync("hello");
        await world.Person("bob", ChannelNames.Slack).SaysAsync("hello");
        await ana.SaysAsync("the quantum flux coupling on our zeppelin wobbles");
        await ana.FillsAsync(
            world.Messages.Last(message => message.Value.Place == ana.Place).Key,
            "Get a specialist",
            ("How urgent?", "p2")
        );
        return (world, ana, world.InThreadOf("bob", "ESC-1001"));
    }

    /// <summary>Real clocks tell parts of a millisecond; what is stored as a moment, a timer's among them, does not.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1_234_567)]
    public async Task An_unclaimed_case_climbs_from_the_channel_to_the_person_on_call_their_deputy_and_the_manager(long ticks)
    {
        var (world, _, bob) = await WithCaseAsync(ticks);
        await using var _w = world;
        await world.WaitAsync(TimeSpan.FromMinutes(12));
        bob.Reads.ShouldHaveSingleItem().ShouldContain("ESC-1001 is unclaimed, claim by");
        await world.WaitAsync(TimeSpan.FromMinutes(4));
        bob.Reads.Count.ShouldBe(2);
        bob.Reads[^1].ShouldContain("still unclaimed");
        await world.WaitAsync(TimeSpan.FromMinutes(8));
        world.Person("bob", ChannelNames.Slack).Reads[^1].ShouldContain("[Claim]");
        await world.WaitAsync(TimeSpan.FromMinutes(8));
        world.Messages.Values.ShouldContain(message => message.Place.Conversation == "dm:carol@example.com");
        await world.WaitAsync(TimeSpan.FromMinutes(8));
        var mia = world.Person("mia");
        mia.Reads[^1].ShouldContain("ESC-1001 has no owner");
        mia.Reads[^1].ShouldContain("[Reassign]");
        var told = world.Messages.Count;
        await world.WaitAsync(TimeSpan.FromHours(3));
        world.Messages.Keys.Skip(told).ShouldNotContain(slot => slot.Contains("ladder"), "each step fires once");
    }

    [Fact]
    public async Task A_claim_in_time_silences_the_ladder()
    {
        var (world, _, bob) = await WithCaseAsync();
        await using var _w = world;
        await bob.PressesAsync(Card, "Claim");
        var before = bob.Reads.Count;
        await world.WaitAsync(TimeSpan.FromHours(2));
        bob.Reads.Count.ShouldBe(before);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_234_567)]
    public async Task An_owner_who_says_nothing_is_asked_and_then_the_case_goes_back_and_everybody_knows(long ticks)
    {
        var (world, ana, bob) = await WithCaseAsync(ticks);
        await using var _w = world;
        await bob.PressesAsync(Card, "Claim");
        await world.WaitAsync(TimeSpan.FromHours(24));
        var dm = world.Person("bob", ChannelNames.Slack);
        dm.Reads.ShouldContain(text => text.Contains("the rep expects a word"));
        dm.Reads.ShouldContain(text => text.Contains("has heard nothing") && text.Contains("[Still on it]"));
        await world.WaitAsync(TimeSpan.FromHours(24));
        (await world.TheCaseAsync()).State.ShouldBe(CaseState.Unclaimed);
        ana.Reads.ShouldContain(text => text.Contains("back in the queue"));
        world.Person("mia").Reads.ShouldContain(text => text.Contains("Bob did not answer"));
    }

    [Fact]
    public async Task Still_on_it_tells_the_rep_and_starts_the_clock_again()
    {
        var (world, ana, bob) = await WithCaseAsync();
        await using var _w = world;
        await bob.PressesAsync(Card, "Claim");
        await world.WaitAsync(TimeSpan.FromHours(24));
        var slot = world.Messages.Last(message => message.Key.Contains("update_late")).Key;
        await world.Person("bob", ChannelNames.Slack).PressesAsync(slot, "Still on it");
        ana.Reads.ShouldContain("ESC-1001: Bob is still working on it.");
        (await world.TheCaseAsync()).Due.Update!.Value.ShouldBeGreaterThan(world.Clock.GetUtcNow());
    }

    /// <summary>The reminder still stands in the chat of who had the case before.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Still_on_it_of_who_has_the_case_no_longer_tells_the_rep_nothing_and_moves_no_clock(bool hasAnother)
    {
        var (world, ana, bob) = await WithCaseAsync();
        await using var _w = world;
        await bob.PressesAsync(Card, "Claim");
        await world.WaitAsync(TimeSpan.FromHours(24));
        var slot = world.Messages.Last(message => message.Key.Contains("update_late")).Key;
        await bob.FillsAsync(Card, "Release");
        if (hasAnother)
        {
            await world.InThreadOf("carol", "ESC-1001").PressesAsync(Card, "Claim");
        }
        var (before, due) = (ana.Reads.Count, (await world.TheCaseAsync()).Due);
        await world.WaitAsync(TimeSpan.FromMinutes(2));
        var direct = world.Person("bob", ChannelNames.Slack);
        await direct.PressesAsync(slot, "Still on it");
        ana.Reads.Count.ShouldBe(before);
        (await world.TheCaseAsync()).Due.ShouldBe(due);
        direct.Heard.ShouldContain(hasAnother ? "Carol claimed ESC-1001" : "nobody has it");
    }

    [Fact]
    public async Task No_clock_runs_after_the_resolution_except_the_check_in_with_the_client()
    {
        var (world, ana, bob) = await WithCaseAsync();
        await using var _w = world;
        await bob.PressesAsync(Card, "Claim");
        await bob.FillsAsync(Card, "Resolve", ("What fixed it", "x"), ("Tell the client", "done"));
        (await world.TheCaseAsync()).Due.ShouldBe(Deadlines.None);
        await world.WaitAsync(TimeSpan.FromHours(21));
        ana.Reads[^1].ShouldContain("Does your client know?");
        await world.WaitAsync(TimeSpan.FromHours(4));
        world.Person("mia").Reads[^1].ShouldContain("has not told the client for 24 hours");
    }

    [Fact]
    public async Task Waiting_for_the_rep_stops_the_clocks_and_the_answer_gives_the_time_back()
    {
        var (world, ana, bob) = await WithCaseAsync();
        await using var _w = world;
        await bob.PressesAsync(Card, "Claim");
        var due = (await world.TheCaseAsync()).Due.Resolve!.Value;
        await bob.FillsAsync(Card, "Ask the rep", ("What do you need to know?", "Which one?"));
        (await world.TheCaseAsync()).Due.ShouldBe(Deadlines.None);
        await world.WaitAsync(TimeSpan.FromHours(2));
        await ana.SaysAsync("the red one");
        ((await world.TheCaseAsync()).Due.Resolve!.Value - due).ShouldBe(TimeSpan.FromHours(2));
    }

    [Fact]
    public async Task A_trailing_thanks_restarts_no_clock()
    {
        var (world, ana, bob) = await WithCaseAsync();
        await using var _w = world;
        await bob.PressesAsync(Card, "Claim");
        await bob.FillsAsync(Card, "Resolve", ("What fixed it", "x"), ("Tell the client", "done"));
        var before = await world.TheCaseAsync();
        await ana.SaysAsync("thanks!");
        (await world.TheCaseAsync()).Version.ShouldBe(before.Version);
    }

    [Fact]
    public async Task The_digest_reaches_the_manager_on_schedule_with_the_line_that_proves_nothing_was_lost()
    {
        var (world, _, _) = await WithCaseAsync();
        await using var _w = world;
        var mia = world.Person("mia");
        await mia.SaysAsync("digest");
        mia.Reads[^1].ShouldContain("questions 1 · finished 0 · open 1 · lost 0");
        var schedule = world.Workplaces.Current.Organisation.Digests[0];
        await new Timers(world.Store.Database).SetAsync(
            Digests.Subject(schedule),
            TimerNames.Digest,
            Digests.Next(schedule, world.Workplaces.Current.Organisation.Calendar, world.Clock.GetUtcNow()),
            CancellationToken.None
        );
        await world.WaitAsync(TimeSpan.FromHours(24));
        mia.Reads.ShouldContain(text => text.Contains("Technical + Billing") || text.Contains("Billing + Technical"));
        (await world.Store.CountAsync("SELECT COUNT(*) FROM timers WHERE timer = 'digest'")).ShouldBe(1);
    }

    [Fact]
    public async Task Words_that_cannot_reach_the_rep_are_said_in_the_thread_and_tried_on_their_other_channel()
    {
        var (world, ana, bob) = await WithCaseAsync();
        await using var _w = world;
        var elsewhere = world.Person("ana", ChannelNames.Slack);
        await elsewhere.SaysAsync("hello");
        world.Broken[ana.Place.Lane] = "the bot was uninstalled there";
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await elsewhere.SaysAsync("help");
        await bob.SaysAsync(">> news for you", addressed: false);
        bob.Reads.ShouldContain(text => text.Contains("Not delivered to") && text.Contains("uninstalled"));
        elsewhere.Reads.ShouldContain(text => text.Contains("news for you"));
    }

    [Fact]
    public async Task Where_the_app_is_gone_words_to_the_rep_wait_are_told_and_come_when_it_is_back()
    {
        var (world, ana, bob) = await WithCaseAsync();
        await using var _w = world;
        var elsewhere = world.Person("ana", ChannelNames.Slack);
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await elsewhere.SaysAsync("hello");
        world.Shut[ana.Place.Lane] = "The app was removed.";
        await bob.SaysAsync(">> news for you", addressed: false);
        bob.Reads.ShouldContain(text => text.Contains("Not delivered to Ana yet: The app was removed. I keep trying."));
        elsewhere.Reads.ShouldContain(text => text.Contains("news for you"));
        ana.Reads.ShouldNotContain(text => text.Contains("news for you"));
        world.Shut.Clear();
        await world.WaitAsync(TimeSpan.FromMinutes(2));
        ana.Reads.ShouldContain(text => text.Contains("news for you"));
    }

    [Fact]
    public async Task Words_that_have_not_reached_the_rep_after_a_minute_are_said_in_the_thread_while_they_are_tried_on()
    {
        var (world, ana, bob) = await WithCaseAsync();
        await using var _w = world;
        world.Slow.Add(ana.Place.Lane);
        await bob.SaysAsync(">> news for you", addressed: false);
        bob.Reads.ShouldNotContain(text => text.Contains("Not delivered"));
        for (var minute = 0; minute < 5; minute++)
        {
            await world.WaitAsync(TimeSpan.FromMinutes(1));
        }

        bob.Reads.Count(text => text.Contains("I keep trying"))
            .ShouldBe(1, "told once per message that waits, and only the first of the lane is tried");
        world.Slow.Clear();
        await world.WaitAsync(TimeSpan.FromMinutes(2));
        ana.Reads.ShouldContain(text => text.Contains("news for you"));
    }

    [Fact]
    public async Task What_the_bot_finds_wrong_with_itself_is_told_to_the_managers()
    {
        await using var world = await DeskWorld.OpenAsync();
        await world.Person("mia").SaysAsync("hello");
        await new Timers(world.Store.Database).SetAsync(
            Checkups.Subject("The client secret of Teams ends on 2026-12-01 (7 days)."),
            TimerNames.Checkup,
            world.Clock.GetUtcNow(),
            CancellationToken.None
        );
        await world.WaitAsync(TimeSpan.FromMinutes(1));
        world
            .Person("mia")
            .Reads[^1]
            .ShouldContain("Something here needs an administrator\nThe client secret of Teams ends on 2026-12-01 (7 days).");
    }

    [Fact]
    public async Task Each_number_of_the_digest_says_what_it_was_a_week_before()
    {
        await using var world = await DeskWorld.OpenAsync();
        var (ana, mia) = (world.Person("ana"), world.Person("mia"));
        await ana.SaysAsync("how do I renew the signing certificate for single sign-on?");
        await world.WaitAsync(TimeSpan.FromDays(7));
        await ana.SaysAsync("the quantum flux coupling on our zeppelin wobbles");
        await ana.FillsAsync(
            world.Messages.Last(message => message.Value.Place == ana.Place).Key,
            "Get a specialist",
            ("How urgent?", "p2")
        );
        await mia.SaysAsync("digest");
        mia.Reads[^1].ShouldContain("Answered 0% · offered 0% · not covered 0% · to people 100%");
        await mia.PressesAsync(world.Messages.Last(message => message.Value.Place == mia.Place).Key, "Everything");
        mia.Reads[^1].ShouldContain("Escalated: 1 (was 0)");
        mia.Reads[^1].ShouldContain("was: the same days a week before");
    }
}
