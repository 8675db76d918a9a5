using EscalationBot.Core.Cases;
using EscalationBot.Core.Organisation.Calendar;
using EscalationBot.Core.Triage.Facts;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>What specialists promise, and what clients hear meanwhile.</summary>
public sealed class PromiseTests
{
    private const string Card = "case:ESC-1001:card";
    private const string Unknown = "Acme Freight: the quantum flux coupling on our zeppelin wobbles";

    private static readonly BusinessCalendar Calendar = new(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), OpeningHours.Office, []);

    /// <summary>Monday, 9:00 in Berlin.</summary>
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("It will be fixed by Friday noon.", "2026-11-27T11:00Z")]
    [InlineData("fixed by Friday 17:00", "2026-11-27T16:00Z")]
    [InlineData("We'll have it by 5 pm.", "2026-11-23T16:00Z")]
    [InlineData("You get it by 17:30", "2026-11-23T16:30Z")]
    [InlineData("You get it by 17:30.", "2026-11-23T16:30Z")]
    [InlineData("It is fixed by Friday 17.30. Thanks.", "2026-11-27T16:30Z")]
    [InlineData("Done within two hours.", "2026-11-23T10:00Z")]
    [InlineData("We will answer in 30 minutes", "2026-11-23T08:30Z")]
    [InlineData("I'll have an answer tomorrow by noon", "2026-11-24T11:00Z")]
    [InlineData("Das wird bis Freitag erledigt", "2026-11-27T16:00Z")]
    [InlineData("The patch is live by 2026-12-01.", "2026-12-01T16:00Z")]
    [InlineData("We will fix it by end of day", "2026-11-23T16:00Z")]
    [InlineData("Version 5.2.1 is the cause. It will be fixed by Friday noon.", "2026-11-27T11:00Z")]
    public void A_time_by_which_something_will_be_is_a_promise(string text, string due) =>
        PromiseFinder
            .Find(text, Monday, Calendar, "en")
            .ShouldNotBeNull()
            .DueAt.ToUniversalTime()
            .ShouldBe(DateTimeOffset.Parse(due, System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("Can you send the log by Friday?")]
    [InlineData("Please send it by Friday noon.")]
    [InlineData("Since last Friday it fails.")]
    [InlineData("It failed at 17:00 and at 18:30.")]
    [InlineData("Restart it, then wait 5 minutes.")]
    [InlineData("In 5 minutes it filled the disk.")]
    [InlineData("The limit is 500 rows.")]
    [InlineData("")]
    public void A_wish_a_question_and_what_was_are_none(string text) => PromiseFinder.Find(text, Monday, Calendar, "en").ShouldBeNull();

    [Fact]
    public void Two_working_days_over_a_weekend_are_two_working_days() =>
        PromiseFinder
            .Find("We will answer within two working days.", Monday.AddDays(4), Calendar, "en")!
            .DueAt.ToUniversalTime()
            .ShouldBe(Monday.AddDays(8));

    [Fact]
    public void Noon_after_the_clocks_went_back_is_noon() =>
        PromiseFinder
            .Find("It will be done by Sunday noon", new DateTimeOffset(2026, 10, 23, 8, 0, 0, TimeSpan.Zero), Calendar, "en")!
            .DueAt.ToUniversalTime()
            .ShouldBe(new DateTimeOffset(2026, 10, 25, 11, 0, 0, TimeSpan.Zero));

    private static async Task<(DeskWorld World, Actor Ana, Actor Bob)> WithCaseAsync()
    {
        var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(Unknown);
        (await ana.FillsAsync(world.Messages.Keys.Single(), "Get a specialist", ("How urgent?", "p3"))).ShouldBeEmpty();
        var bob = world.InThreadOf("bob", "ESC-1001");
        await bob.PressesAsync(Card, "Claim");
        return (world, ana, bob);
    }

    [Fact]
    public async Task A_promise_stands_on_the_card_is_reminded_and_what_passes_is_broken_and_told()
    {
        var (world, ana, bob) = await WithCaseAsync();
        await using var _w = world;
        await bob.SaysAsync(">> It will be fixed within four hours.", addressed: false);
        world.Whispers.ShouldContain(whisper => Actor.TextOf(whisper.Card).Contains("Noted as a promise: by"));
        Actor.TextOf(world.CardOf(Card)).ShouldContain("Promised: by");
        ana.Reads.ShouldContain(text => text.Contains("fixed within four hours"));
        for (var half = 0; half < 7; half++)
        {
            await world.WaitAsync(TimeSpan.FromMinutes(30));
        }
        (await world.Store.CountAsync("SELECT COUNT(*) FROM history WHERE kind = 'promise_warning'")).ShouldBe(1);
        await world.WaitAsync(TimeSpan.FromHours(1));
        (await world.TheCaseAsync()).Promises.Single().State.ShouldBe(PromiseState.Broken);
        Actor.TextOf(world.CardOf(Card)).ShouldContain("Promised: broken");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM outbox WHERE slot LIKE '%manager_promise_broken%'")).ShouldBe(1);
    }

    [Fact]
    public async Task A_resolution_in_time_keeps_it_and_a_new_time_moves_it()
    {
        var (world, _, bob) = await WithCaseAsync();
        await using var _w = world;
        await bob.SaysAsync(">> It will be fixed within four hours.", addressed: false);
        await bob.SaysAsync(">> Sorry, it will be fixed by Friday noon.", addressed: false);
        (await world.TheCaseAsync()).Promises.Select(promise => promise.State).ShouldBe([PromiseState.Moved, PromiseState.Open]);
        await bob.FillsAsync(Card, "Resolve", ("What fixed it", "x"), ("Tell the client", "y"));
        (await world.TheCaseAsync()).Promises[^1].State.ShouldBe(PromiseState.Kept);
        (await world.Store.CountAsync("SELECT COUNT(*) FROM timers WHERE timer LIKE 'promise%'")).ShouldBe(0);
    }

    [Fact]
    public async Task The_rep_gets_words_for_the_client_once_a_working_day_and_one_press_logs_it()
    {
        var (world, ana, bob) = await WithCaseAsync();
        await using var _w = world;
        await bob.SaysAsync("the client is a nuisance", addressed: false);
        await world.WaitAsync(TimeSpan.FromHours(25));
        var update = ana.Reads.Single(text => text.Contains("your client waits for a word from you"));
        update.ShouldContain("a specialist is working on it.");
        update.ShouldContain("You hear from us again by");
        update.ShouldNotContain("nuisance");
        update.ShouldNotContain("Bob");
        var slot = world.Messages.Last(message => message.Value.Card.Buttons.Any(button => button.Title == "Client updated")).Key;
        await ana.PressesAsync(slot, "Client updated");
        (await world.TheCaseAsync()).ClientUpdatedAt.ShouldNotBeNull();
        ana.Heard.ShouldBe("Noted: the client of ESC-1001 has an update.");
        await world.WaitAsync(TimeSpan.FromHours(23));
        ana.Reads.Count(text => text.Contains("your client waits for a word from you")).ShouldBe(1);
        await bob.FillsAsync(Card, "Resolve", ("What fixed it", "x"), ("Tell the client", "y"));
        await world.WaitAsync(TimeSpan.FromHours(48));
        ana.Reads.Count(text => text.Contains("your client waits for a word from you")).ShouldBe(1);
    }
}
