using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>Nobody explains twice: what a case knows is shown before the rep is asked for it.</summary>
public sealed class AskOnceTests
{
    private const string Card = "case:ESC-1001:card";

    private const string Intake =
        "facts:\n  - { id: error_code, label: Error code, question: \"Which error code does the client see, word for word?\" }\n"
        + "  - { id: since, label: Since when, question: \"Since when does it happen?\" }\n"
        + "everywhere: [error_code, since]\n";

    [Theory]
    [InlineData("Which error code do they see?", "Ana said", "503")]
    [InlineData("what is the error code", "Ana said", "503")]
    [InlineData("What tier is the client on?", "on record", "enterprise")]
    [InlineData("when is their renewal?", "on record", "2027")]
    public async Task A_question_that_a_fact_answers_is_answered_with_it_and_is_not_sent(string question, string source, string value)
    {
        await using var world = await OpenAsync();
        var (ana, bob) = (world.Person("ana"), world.Person("bob", ChannelNames.Slack));
        var before = ana.Reads.Count;
        (await bob.FillsAsync(Card, "Ask the rep", ("What do you need to know?", question))).ShouldBeEmpty();

        bob.Heard.ShouldContain(source);
        bob.Heard.ShouldContain(value);
        bob.Heard.ShouldContain("Nothing was sent");
        ana.Reads.Count.ShouldBe(before);
        (await world.TheCaseAsync()).Asks.ShouldBeEmpty();

        await bob.PressesAsync(world.Whispers[^1].Card.Buttons.Single());
        ana.Reads[^1].ShouldContain(question);
        var theCase = await world.TheCaseAsync();
        theCase.Asks.Single().AskedAgain.ShouldBeTrue();
        theCase.HeldAsks.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Which browser do they use?")]
    [InlineData("Did they restart the gateway after the error, and what did the second log show then?")]
    [InlineData("Who signed it?")]
    public async Task A_question_that_nothing_answers_is_sent_at_once(string question)
    {
        await using var world = await OpenAsync();
        await world.Person("bob", ChannelNames.Slack).FillsAsync(Card, "Ask the rep", ("What do you need to know?", question));
        world.Person("ana").Reads[^1].ShouldContain(question);
        (await world.TheCaseAsync()).Asks.Single().AskedAgain.ShouldBeFalse();
    }

    [Fact]
    public async Task What_the_rep_answered_before_answers_the_same_question_in_other_words()
    {
        await using var world = await OpenAsync();
        var (ana, bob) = (world.Person("ana"), world.Person("bob", ChannelNames.Slack));
        await bob.FillsAsync(Card, "Ask the rep", ("What do you need to know?", "Which browser do they use?"));
        await ana.SaysAsync("Firefox");
        await bob.FillsAsync(Card, "Ask the rep", ("What do you need to know?", "what browser is used"));
        bob.Heard.ShouldContain("Firefox");
        (await world.TheCaseAsync()).Asks.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_button_sends_it_once()
    {
        await using var world = await OpenAsync();
        var bob = world.Person("bob", ChannelNames.Slack);
        await bob.FillsAsync(Card, "Ask the rep", ("What do you need to know?", "Which error code?"));
        var anyway = world.Whispers[^1].Card.Buttons.Single();
        await bob.PressesAsync(anyway);
        await bob.PressesAsync(anyway);
        bob.Heard.ShouldContain("was sent already");
        (await world.TheCaseAsync()).Asks.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Several_open_questions_stand_on_one_card_and_are_answered_by_one_form()
    {
        await using var world = await OpenAsync();
        var (ana, bob) = (world.Person("ana"), world.Person("bob", ChannelNames.Slack));
        await bob.FillsAsync(Card, "Ask the rep", ("What do you need to know?", "Which browser do they use?"));
        await bob.FillsAsync(Card, "Ask the rep", ("What do you need to know?", "How many seats are booked?"));

        var one = Actor.TextOf(world.CardOf("case:ESC-1001:ask:1"));
        one.ShouldContain("question below");
        one.ShouldNotContain("[Answer]");
        var both = Actor.TextOf(world.CardOf("case:ESC-1001:ask:2"));
        both.ShouldContain("Which browser do they use?");
        both.ShouldContain("How many seats are booked?");
        (
            await ana.FillsAsync(
                "case:ESC-1001:ask:2",
                "Answer",
                ("Which browser do they use?", "Firefox"),
                ("How many seats are booked?", "40")
            )
        ).ShouldBeEmpty();

        (await world.TheCaseAsync()).Asks.Select(ask => ask.Reply).ShouldBe(["Firefox", "40"]);
        var thread = world.InThreadOf("bob", "ESC-1001").Reads;
        thread.ShouldContain(text => text.Contains("Firefox"));
        thread.ShouldContain(text => text.Contains("40"));
    }

    [Fact]
    public async Task Of_several_open_questions_the_words_answer_the_one_they_fit_and_the_other_stays()
    {
        await using var world = await OpenAsync();
        var (ana, bob) = (world.Person("ana"), world.Person("bob", ChannelNames.Slack));
        await bob.FillsAsync(Card, "Ask the rep", ("What do you need to know?", "Which browser do they use?"));
        await bob.FillsAsync(Card, "Ask the rep", ("What do you need to know?", "How many seats are booked?"));
        await ana.SaysAsync("40 seats");
        var asks = (await world.TheCaseAsync()).Asks;
        asks[0].Reply.ShouldBeNull();
        asks[1].Reply.ShouldBe("40 seats");
        Actor.TextOf(world.CardOf("case:ESC-1001:ask:1")).ShouldContain("[Answer]");
        await ana.SaysAsync("Firefox");
        (await world.TheCaseAsync()).Asks[0].Reply.ShouldBe("Firefox");
    }

    [Fact]
    public async Task A_form_without_any_answer_says_so_and_loses_nothing()
    {
        await using var world = await OpenAsync();
        var (ana, bob) = (world.Person("ana"), world.Person("bob", ChannelNames.Slack));
        await bob.FillsAsync(Card, "Ask the rep", ("What do you need to know?", "Which browser do they use?"));
        await bob.FillsAsync(Card, "Ask the rep", ("What do you need to know?", "How many seats are booked?"));
        await ana.FillsAsync("case:ESC-1001:ask:2", "Answer");
        ana.Heard.ShouldContain("at least one answer");
        (await world.TheCaseAsync()).Asks.ShouldAllBe(ask => ask.Reply == null);
    }

    [Fact]
    public async Task Words_for_a_question_that_was_answered_while_the_form_was_open_reach_the_thread_too()
    {
        await using var world = await OpenAsync();
        var (ana, bob) = (world.Person("ana"), world.Person("bob", ChannelNames.Slack));
        await bob.FillsAsync(Card, "Ask the rep", ("What do you need to know?", "Which browser do they use?"));
        await bob.FillsAsync(Card, "Ask the rep", ("What do you need to know?", "How many seats are booked?"));
        await bob.FillsAsync(Card, "Ask the rep", ("What do you need to know?", "Who signed the order?"));
        var form = (await ana.OpensAsync("case:ESC-1001:ask:3", "Answer")).ShouldBeOfType<FormAnswer.Open>().Form;
        await ana.SaysAsync("they use the browser Firefox");
        await ana.SendsAsync(form, ("Which browser do they use?", "Firefox 128 on Linux"), ("Who signed the order?", "Fay"));

        var asks = (await world.TheCaseAsync()).Asks;
        asks.Select(ask => ask.Reply).ShouldBe(["they use the browser Firefox", null, "Fay"]);
        world.InThreadOf("bob", "ESC-1001").Reads.ShouldContain(text => text.Contains("Firefox 128 on Linux"));
    }

    [Fact]
    public async Task A_fact_that_is_said_later_fills_its_field_with_who_said_it()
    {
        await using var world = await OpenAsync();
        var (ana, bob) = (world.Person("ana"), world.Person("bob", ChannelNames.Slack));
        (await world.TheCaseAsync()).Missing.ShouldBe(["Since when"]);
        await bob.FillsAsync(Card, "Ask the rep", ("Something that is missing", "since"));
        await world.WaitAsync(TimeSpan.FromMinutes(5));
        await ana.SaysAsync("Tuesday 9:40");

        var theCase = await world.TheCaseAsync();
        theCase.Missing.ShouldBeEmpty();
        var since = theCase.Facts.Single(fact => fact.Label == "Since when");
        (since.Value, since.Who).ShouldBe(("Tuesday 9:40", "Ana"));
        Actor.TextOf(world.CardOf(Card)).ShouldContain("Since when: Tuesday 9:40 (Ana,");
        await bob.FillsAsync(Card, "Ask the rep", ("What do you need to know?", "Since when does it happen?"));
        bob.Heard.ShouldContain("Tuesday 9:40");
    }

    [Fact]
    public async Task Words_that_name_a_missing_fact_fill_it_too()
    {
        await using var world = await OpenAsync();
        await world.Person("ana").SaysAsync("ESC-1001 some more\nSince when: Tuesday");
        (await world.TheCaseAsync()).Missing.ShouldBeEmpty();
    }

    [Fact]
    public async Task Facts_in_words_stand_on_the_card_with_who_said_them()
    {
        await using var world = await DeskWorld.OpenAsync(("intake.yaml", Intake));
        var ana = world.Person("ana");
        await ana.SaysAsync("Acme Freight: the flux coupling wobbles, they want 950 EUR back by Friday noon");
        await ana.SaysAsync("specialist");
        await ana.PressesAsync(world.Messages.Last(message => message.Value.Place == ana.Place).Key, "Send to specialists");
        var card = Actor.TextOf(world.CardOf(Card));
        card.ShouldContain("Amount: 950 EUR");
        card.ShouldContain("by Friday noon");
        card.ShouldContain("(Ana, ");
    }

    private static async Task<DeskWorld> OpenAsync()
    {
        var world = await DeskWorld.OpenAsync(("intake.yaml", Intake));
        var ana = world.Person("ana");
        await ana.SaysAsync("Acme Freight: the quantum flux coupling wobbles");
        await ana.FillsAsync(world.Messages.Keys.Single(), "Get a specialist", ("Error code", "503"), ("How urgent?", "p2"));
        await world.Person("bob", ChannelNames.Slack).PressesAsync(Card, "Claim");
        return world;
    }
}
