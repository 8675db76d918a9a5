using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>What the engine took a case for can be corrected, and whether its packet was enough can be said.</summary>
public sealed class CategoryTests
{
    private const string Card = "case:ESC-1001:card";

    private const string Intake =
        "facts:\n  - { id: invoice, label: Invoice, question: \"Which invoice?\" }\n  - { id: seats, label: Seats, question: \"How many seats?\" }\n"
        + "categories:\n  billing: [invoice]\n  technical: [seats]\n";

    [Fact]
    public async Task A_specialist_corrects_the_category_and_what_is_missing_follows()
    {
        await using var world = await OpenAsync();
        var bob = world.Person("bob", ChannelNames.Slack);
        (await bob.FillsAsync(Card, "Category", ("What is it about?", "billing"))).ShouldBeEmpty();
        var theCase = await world.TheCaseAsync();
        (theCase.Category, theCase.Queue).ShouldBe(("billing", "technical"));
        theCase.Missing.ShouldBe(["Invoice"]);
        Actor.TextOf(world.CardOf(Card)).ShouldContain("Category: billing");
        world.InThreadOf("bob", "ESC-1001").Reads[^1].ShouldContain("Bob set the category: billing");
    }

    [Fact]
    public async Task The_same_category_and_one_that_there_is_not_change_nothing()
    {
        await using var world = await OpenAsync();
        var bob = world.Person("bob", ChannelNames.Slack);
        await bob.FillsAsync(Card, "Category", ("What is it about?", "billing"));
        var version = (await world.TheCaseAsync()).Version;
        await bob.FillsAsync(Card, "Category", ("What is it about?", "billing"));
        bob.Heard.ShouldContain("already");
        (await bob.FillsAsync(Card, "Category", ("What is it about?", "zeppelins"))).ShouldNotBeEmpty();
        (await world.Person("ana").OpensAsync(Card, "Category")).ShouldBeOfType<FormAnswer.Refused>();
        (await world.TheCaseAsync()).Version.ShouldBe(version);
    }

    [Theory]
    [InlineData("yes", "0 of 1 cases")]
    [InlineData("no", "1 of 1 cases")]
    public async Task Whether_a_case_could_be_acted_on_at_once_stands_in_the_figures(string askedBack, string figure)
    {
        await using var world = await OpenAsync();
        var bob = world.Person("bob", ChannelNames.Slack);
        await bob.PressesAsync(Card, "Claim");
        await bob.FillsAsync(
            Card,
            "Resolve",
            ("What fixed it", "a screw"),
            ("Tell the client", "It flies."),
            ("Could you act without asking back?", askedBack)
        );
        (await world.TheCaseAsync()).Resolution!.AskedBack.ShouldBe(askedBack == "yes");
        var mia = world.Person("mia");
        await mia.SaysAsync("digest");
        await mia.PressesAsync(world.Messages.Last(message => message.Value.Place == mia.Place).Key, "Everything");
        mia.Reads[^1].ShouldContain($"Could act at once: {figure}");
    }

    private static async Task<DeskWorld> OpenAsync()
    {
        var world = await DeskWorld.OpenAsync(("intake.yaml", Intake));
        var ana = world.Person("ana");
        await ana.SaysAsync("Acme Freight: the quantum flux coupling wobbles");
        await ana.FillsAsync(world.Messages.Keys.Single(), "Get a specialist", ("How urgent?", "p2"));
        return world;
    }
}
