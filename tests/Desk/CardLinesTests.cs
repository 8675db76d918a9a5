using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>A card in the queue's place is read at a glance; all that is known stands behind one press.</summary>
public sealed class CardLinesTests
{
    private const string Slot = "case:ESC-1001:card";

    [Fact]
    public async Task A_card_with_much_to_say_keeps_to_twelve_lines_and_says_first_what_is_to_be_done()
    {
        await using var world = await FullAsync();
        var card = world.CardOf(Slot);
        LinesOf(card).ShouldBe(CardMaker.MostLines);
        var text = Actor.TextOf(card);
        text.ShouldContain("Deadline: ");
        text.ShouldContain("Promised: ");
        text.ShouldContain("Which model? → The big one.");
        text.ShouldContain("more lines under Details");
        text.ShouldNotContain("24 x 7");
        text.ShouldNotContain("Gold");
    }

    [Fact]
    public async Task Details_shows_everything_to_whoever_presses_it_alone()
    {
        await using var world = await FullAsync();
        var (bob, before) = (world.InThreadOf("bob", "ESC-1001"), world.Messages.Count);
        await bob.PressesAsync(Slot, "Details");
        bob.Heard.ShouldContain("24 x 7");
        bob.Heard.ShouldContain("Gold");
        bob.Heard.ShouldContain("Deadline: ");
        bob.Heard.ShouldNotContain("under Details");
        world.Whispers[^1].Card.Buttons.ShouldBeEmpty();
        world.Messages.Count.ShouldBe(before);
    }

    [Fact]
    public async Task The_rep_and_people_of_other_queues_get_none_of_it()
    {
        await using var world = await FullAsync();
        var data = new Dictionary<string, string> { [DataKeys.Case] = "ESC-1001" };
        foreach (var name in new[] { "ana", "zed" })
        {
            var other = world.Person(name);
            await other.PressesAsync(new CardButton(Actions.Details, "Details", data));
            other.Heard.ShouldNotContain("24 x 7");
            string.Join('\n', other.Reads).ShouldNotContain("24 x 7");
        }
    }

    [Fact]
    public async Task Where_everything_stands_on_the_card_there_is_nothing_to_press()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("Acme Freight: the quantum flux coupling wobbles");
        await ana.FillsAsync(world.Messages.Keys.Single(), "Get a specialist", ("How urgent?", "p3"));
        Actor.TextOf(world.CardOf(Slot)).ShouldNotContain("Details");
        world.CardOf(Slot).Buttons.SelectMany(button => button.Menu ?? []).ShouldNotContain(button => button.Action == Actions.Details);
    }

    [Fact]
    public async Task A_long_question_is_cut_on_the_card_and_whole_behind_it()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(
            $"Acme Freight: the flux wobbles. {string.Concat(Enumerable.Repeat("It does so again and again. ", 15))}And the end."
        );
        await ana.FillsAsync(world.Messages.Keys.Single(), "Get a specialist", ("How urgent?", "p3"));
        Actor.TextOf(world.CardOf(Slot)).ShouldNotContain("And the end.");
        var bob = world.InThreadOf("bob", "ESC-1001");
        await bob.PressesAsync(Slot, "Details");
        bob.Heard.ShouldContain("And the end.");
    }

    /// <summary>Rows that a reader sees, one for each fact and text; buttons are none.</summary>
    private static int LinesOf(Card card) =>
        card.Parts.Sum(part =>
            part switch
            {
                CardPart.FactList list => list.Facts.Count,
                CardPart.Divider or CardPart.ButtonRow => 0,
                _ => 1,
            }
        );

    private static async Task<DeskWorld> FullAsync()
    {
        var world = await DeskWorld.OpenAsync(
            (
                "organisation.yaml",
                OrganisationFixture
                    .Yaml.Replace("web:specialists", "slack:C0SPECIALISTS", StringComparison.Ordinal)
                    .Replace("web:billing", "slack:C0BILLING", StringComparison.Ordinal)
                    + "\nlive_accounts: { url: \"https://crm.example.com/account\" }\n"
            )
        );
        world.Knows = _ =>
            (
                new()
                {
                    Tier = "platinum",
                    Lines = [new("Contract", "Until 2027"), new("Billing", "2 open"), new("Plan", "Gold"), new("Support", "24 x 7")],
                },
                null
            );
        var ana = world.Person("ana");
        await ana.SaysAsync("Acme Freight: the quantum flux coupling wobbles since Monday, they want it by Friday");
        await ana.FillsAsync(
            world.Messages.Keys.Single(),
            "Get a specialist",
            ("How urgent?", "p3"),
            ("What have you tried?", "off and on again")
        );
        var bob = world.InThreadOf("bob", "ESC-1001");
        await bob.PressesAsync(Slot, "Claim");
        await bob.SaysAsync(">> It will be fixed by Friday noon.", addressed: false);
        await bob.FillsAsync(Slot, "Ask the rep", ("What do you need to know?", "Which model?"));
        await ana.SaysAsync("The big one.");
        await bob.FillsAsync(Slot, "Consult", ("Which colleague?", "carol@example.com"), ("What do you want to know?", "Ever seen it?"));
        return world;
    }
}
