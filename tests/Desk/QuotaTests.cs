using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>
/// Limits of people and places: told in words, counted, and over with the window. The clock of these tests starts at 9:00 UTC, 10:00 in
/// Berlin.
/// </summary>
public sealed class QuotaTests
{
    private const string Unknown = "the quantum flux coupling on our zeppelin wobbles";

    [Fact]
    public async Task A_message_over_the_limit_is_refused_in_words_that_say_when_to_go_on()
    {
        await using var world = await DeskWorld.OpenAsync(Of(person: new Usage(3, 100, 100)));
        var ana = world.Person("ana");
        for (var i = 0; i < 3; i++)
        {
            await ana.SaysAsync("hello");
        }
        await ana.SaysAsync("how do I renew the signing certificate for single sign-on?");
        ana.Reads[^1]
            .ShouldBe("That is more than 3 messages from you since 10:00, so this one was not taken. Send it again from 11:00 on.");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM questions")).ShouldBe(0);
        // Others are served, and so is she when the window is over.
        var ben = world.Person("ben");
        await ben.SaysAsync("hello");
        ben.Reads[^1].ShouldContain("Hello ben");
        await world.WaitAsync(TimeSpan.FromHours(1));
        await ana.SaysAsync("hello");
        ana.Reads[^1].ShouldContain("Hello ana");
    }

    /// <summary>What is refused whatever it says costs no search.</summary>
    [Fact]
    public void A_message_over_the_limit_is_not_even_looked_at()
    {
        var limits = Of(person: new Usage(3, 100, 100));
        var said = TestDatabaseSamples.Said("m1");
        var loaded = LooseDesk.Loaded(said) with
        {
            Counted = new Counted(limits, "person:ana", "place:ana", TestDatabaseSamples.Morning, new Usage(3, 0, 0), Usage.None),
        };

        Quotas
            .Apply(said, loaded, TestDatabaseSamples.Morning, (_, _, _) => throw new InvalidOperationException("It was decided."))
            .Outbound.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task One_person_on_two_channels_has_one_limit()
    {
        await using var world = await DeskWorld.OpenAsync(Of(person: new Usage(2, 100, 100)));
        await world.Person("ana").SaysAsync("hello");
        await world.Person("ana").SaysAsync("hello");
        var slack = world.Person("ana", ChannelNames.Slack);
        await slack.SaysAsync("hello");
        slack.Reads[^1].ShouldContain("more than 2 messages from you");
    }

    [Fact]
    public async Task Questions_have_a_limit_of_their_own_and_other_messages_go_on()
    {
        await using var world = await DeskWorld.OpenAsync(Of(person: new Usage(100, 2, 100)));
        var ana = world.Person("ana");
        for (var i = 0; i < 3; i++)
        {
            await ana.SaysAsync($"{Unknown} {i}");
        }
        ana.Reads[^1].ShouldContain("more than 2 questions from you since 10:00, so this one was not taken. Ask it again from 11:00 on.");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM questions")).ShouldBe(2);
        await ana.SaysAsync("my cases");
        ana.Reads[^1].ShouldContain("No open cases");
    }

    [Fact]
    public async Task A_case_over_the_limit_is_not_made_no_number_is_lost_and_the_form_gives_the_words_back()
    {
        await using var world = await DeskWorld.OpenAsync(Of(person: new Usage(100, 100, 1)));
        var ana = world.Person("ana");
        for (var i = 0; i < 2; i++)
        {
            await ana.SaysAsync($"{Unknown} {i}");
            var card = world
                .Messages.Last(message =>
                    message.Value.Place == ana.Place && message.Value.Card.Buttons.Any(button => button.Title == "Get a specialist")
                )
                .Key;
            await ana.FillsAsync(card, "Get a specialist", ("What have you tried?", "everything that I know"));
        }

        (await world.Cases.CountCasesAsync(new CaseFilter(), default)).ShouldBe(1);
        ana.Heard.ShouldContain("more than 1 new cases from you since 10:00, so no case was made");
        ana.Heard.ShouldContain("everything that I know");
        await world.WaitAsync(TimeSpan.FromHours(1));
        var ben = world.Person("ben");
        await ben.SaysAsync(Unknown);
        await ben.FillsAsync(world.Messages.Last(message => message.Value.Place == ben.Place).Key, "Get a specialist");
        (await world.Cases.FindCaseAsync("ESC-1002", default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_place_has_limits_and_other_places_are_not_concerned()
    {
        await using var world = await DeskWorld.OpenAsync(Of(place: new Usage(2, 100, 100)));
        var room = new Place(ChannelNames.Slack, "C1", "1.1");
        foreach (var name in new[] { "ana", "ben", "cleo" })
        {
            await (world.Person(name) with { Place = room, Direct = false }).SaysAsync("hello");
        }
        world
            .Messages.Values.Last(message => message.Place == room)
            .Card.Fallback.ShouldBe(
                "That is more than 2 messages in this conversation since 10:00, so this one was not taken. Send "
                    + "it again from 11:00 on, or in another conversation."
            );
        var cleo = world.Person("cleo");
        await cleo.SaysAsync("hello");
        cleo.Reads[^1].ShouldContain("Hello cleo");
    }

    [Fact]
    public async Task Presses_edits_and_words_in_a_case_count_and_are_answered()
    {
        await using var world = await DeskWorld.OpenAsync(Of(person: new Usage(3, 100, 100)));
        var ana = world.Person("ana");
        await ana.SaysAsync(Unknown);
        await ana.FillsAsync(world.Messages.Keys.Single(), "Get a specialist");
        var theCase = await world.TheCaseAsync();
        var bob = world.InThreadOf("bob", theCase.Id);
        for (var i = 0; i < 3; i++)
        {
            await bob.SaysAsync($">> word {i}", addressed: false);
        }
        await bob.SaysAsync(">> one too many", addressed: false);
        world.Messages.Values.ShouldContain(message =>
            message.Place == bob.Place && message.Card.Fallback.Contains("more than 3 messages from you", StringComparison.Ordinal)
        );
        (await world.Cases.FindCaseAsync(theCase.Id, default))!.Conversation.ShouldNotContain(turn => turn.Text == "one too many");
        await bob.PressesAsync($"case:{theCase.Id}:card", "Claim");
        bob.Heard.ShouldContain("more than 3 messages from you");
        (await world.TheCaseAsync()).Owner.ShouldBeNull();
    }

    [Fact]
    public async Task A_flood_is_told_once_a_minute_and_every_refusal_is_counted()
    {
        await using var world = await DeskWorld.OpenAsync(Of(person: new Usage(1, 100, 100)));
        var ana = world.Person("ana");
        for (var i = 0; i < 51; i++)
        {
            await ana.SaysAsync("hello");
        }
        ana.Reads.Count(read => read.Contains("more than 1 messages", StringComparison.Ordinal)).ShouldBe(1);
        var counts = new UsageCounts(world.Store.Database);
        (await counts.RefusedAsync(world.Clock.GetUtcNow().AddDays(-1), default)).ShouldBe((50, 1));
        (
            await counts.FindAsync(
                "person:ana@example.com",
                "place:teams:dm:ana",
                new QuotaLimits().WindowOf(world.Clock.GetUtcNow()),
                default
            )
        ).ShouldBe((new Usage(1, 0, 0), new Usage(1, 0, 0), 50));
        // The 1st, 2nd, 4th, 8th, 16th and 32nd.
        (await world.Store.CountAsync("SELECT COUNT(*) FROM audit_pending WHERE verb = 'limit'")).ShouldBe(6);
    }

    [Fact]
    public async Task Talk_that_is_none_of_the_bots_business_is_not_counted()
    {
        await using var world = await DeskWorld.OpenAsync(Of(person: new Usage(1, 100, 100)));
        var ana = world.Person("ana") with { Place = new Place(ChannelNames.Slack, "C1"), Direct = false };
        for (var i = 0; i < 5; i++)
        {
            await ana.SaysAsync("lunch?", addressed: false);
        }
        world.Messages.ShouldBeEmpty();
        world.Whispers.ShouldBeEmpty();
        (await world.Store.CountAsync("SELECT COUNT(*) FROM usage_counts")).ShouldBe(0);
    }

    [Fact]
    public void Windows_begin_at_whole_multiples_of_their_length()
    {
        var limits = new QuotaLimits { Window = TimeSpan.FromMinutes(15) };
        limits
            .WindowOf(new DateTimeOffset(2026, 11, 23, 9, 44, 59, TimeSpan.FromHours(1)))
            .ShouldBe(new DateTimeOffset(2026, 11, 23, 8, 30, 0, TimeSpan.Zero));
    }

    private static QuotaLimits Of(Usage? person = null, Usage? place = null) =>
        new() { Person = person ?? new QuotaLimits().Person, Place = place ?? new QuotaLimits().Place };
}
