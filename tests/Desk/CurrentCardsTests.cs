using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>What a copy of a card is told when somebody looks at it.</summary>
public sealed class CurrentCardsTests
{
    private const string Unknown = "Acme Freight: the quantum flux coupling on our zeppelin wobbles";

    [Fact]
    public async Task A_copy_of_every_card_of_a_case_is_told_how_the_case_stands()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(Unknown);
        var question = world.Messages.Keys.Single();
        (await ana.FillsAsync(question, "Get a specialist", ("How urgent?", "p2"))).ShouldBeEmpty();
        var bob = world.InThreadOf("bob", "ESC-1001");
        await bob.PressesAsync("case:ESC-1001:card", "Claim");
        await bob.FillsAsync("case:ESC-1001:card", "Ask the rep", ("What do you need to know?", "Which zeppelin?"));
        (await ShownAsync("case:ESC-1001:ask:1")).ShouldContain("[Answer]");
        await ana.SaysAsync("The red one");
        await bob.FillsAsync("case:ESC-1001:card", "Resolve", ("What fixed it", "x"), ("Tell the client", "It flies."));
        (await ShownAsync("case:ESC-1001:outcome")).ShouldContain("[Client told]");
        await ana.PressesAsync("case:ESC-1001:outcome", "Client told");

        (await ShownAsync("case:ESC-1001:outcome")).ShouldSatisfyAllConditions(
            text => text.ShouldContain("is closed"),
            text => text.ShouldNotContain("[Client told]")
        );
        (await ShownAsync("case:ESC-1001:ask:1")).ShouldSatisfyAllConditions(
            text => text.ShouldContain("The red one"),
            text => text.ShouldNotContain("[Answer]")
        );
        (await ShownAsync("case:ESC-1001:rep")).ShouldContain("Closed");
        (await ShownAsync("case:ESC-1001:card", bob)).ShouldSatisfyAllConditions(
            text => text.ShouldContain("Closed"),
            text => text.ShouldNotContain("[Claim]")
        );
        (await ShownAsync(question)).ShouldContain("Handed to specialists as ESC-1001.");

        await ana.FillsAsync("case:ESC-1001:outcome", "Reopen", ("What is still wrong?", "it wobbles"));
        (await ShownAsync("case:ESC-1001:outcome")).ShouldSatisfyAllConditions(
            text => text.ShouldContain("Bob has it"),
            text => text.ShouldNotContain("[Client told]")
        );

        async Task<string> ShownAsync(string slot, Actor? who = null) =>
            Actor.TextOf((await world.Current.FindAsync(slot, (who ?? ana).Key, (who ?? ana).Place, default)).ShouldNotBeNull());
    }

    [Fact]
    public async Task A_card_that_stayed_in_the_old_queues_place_says_where_the_case_went()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(Unknown);
        (await ana.FillsAsync(world.Messages.Keys.Single(), "Get a specialist", ("How urgent?", "p2"))).ShouldBeEmpty();
        var bob = world.InThreadOf("bob", "ESC-1001");
        await bob.FillsAsync("case:ESC-1001:card", "Transfer", ("Queue", "billing"));
        Actor
            .TextOf((await world.Current.FindAsync("case:ESC-1001:card", bob.Key, bob.Place, default))!)
            .ShouldBe("ESC-1001 moved to Billing. Its card stands there.");
        Actor.TextOf((await world.Current.FindAsync("case:ESC-1001:card1", bob.Key, bob.Place, default))!).ShouldContain("[Claim]");
    }

    [Theory]
    [InlineData("case:ESC-9:card")]
    [InlineData("case:ESC-1001")]
    [InlineData("case:ESC-1001:thread:o1-1")]
    [InlineData("case:ESC-1001:card:rep")]
    [InlineData("question:q0:answer")]
    [InlineData("relay:slack:C1:1")]
    [InlineData("")]
    public async Task What_is_no_such_card_is_nothing(string slot)
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(Unknown);
        (await ana.FillsAsync(world.Messages.Keys.Single(), "Get a specialist", ("How urgent?", "p2"))).ShouldBeEmpty();
        (await world.Current.FindAsync(slot, ana.Key, ana.Place, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Nobody_is_shown_by_a_copy_what_they_may_not_see()
    {
        await using var world = await DeskWorld.OpenAsync(
            (
                "criteria.yaml",
                "version: 1\nowner: mia@example.com\nreview_by: 2027-06-30\ncriteria:\n  - { id: secret, when: { "
                    + "words: [fraud] }, then: { escalate: now, queue: billing, restricted: true }, why: y }\n"
            )
        );
        var ana = world.Person("ana");
        await ana.SaysAsync("Acme Freight: fraud");
        foreach (var name in new[] { "carol", "zoe" })
        {
            var other = world.Person(name);
            foreach (var slot in new[] { "card", "rep" })
            {
                (await world.Current.FindAsync($"case:ESC-1001:{slot}", other.Key, other.Place, default)).ShouldBeNull();
            }
        }

        (await world.Current.FindAsync("case:ESC-1001:rep", ana.Key, ana.Place, default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Only_cards_that_show_a_state_on_a_channel_that_can_look_up_nothing_ask_for_it()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(Unknown);
        (await ana.FillsAsync(world.Messages.Keys.Single(), "Get a specialist", ("How urgent?", "p2"))).ShouldBeEmpty();
        await world.InThreadOf("bob", "ESC-1001").PressesAsync("case:ESC-1001:card", "Claim");
        world.CardOf("case:ESC-1001:card").Refresh.ShouldBeNull("it stands on Slack");
        var refresh = world.CardOf("case:ESC-1001:rep").Refresh.ShouldNotBeNull();
        refresh.Version.ShouldBe((await world.TheCaseAsync()).Version);
        refresh.Readers.ShouldBe([new CardReader(ana.Key, "ana@example.com")]);
        world
            .Messages.Where(message => message.Value.Card.Refresh is not null)
            .Select(message => message.Key)
            .ShouldBe([$"question:{(await world.TheCaseAsync()).QuestionId}:answer", "case:ESC-1001:rep"], ignoreOrder: true);
    }
}
