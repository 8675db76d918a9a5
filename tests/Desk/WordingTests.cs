using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>The reader's words: forms, outcomes, lists and figures say what they are about and what happens next.</summary>
public sealed class WordingTests
{
    private const string Card = "case:ESC-1001:card";
    private const string Unknown = "Acme Freight: the quantum flux coupling on our zeppelin wobbles";

    private static async Task<(DeskWorld World, Actor Ana, Actor Bob)> WithCaseAsync(params (string File, string Content)[] files)
    {
        var world = await DeskWorld.OpenAsync(files);
        var ana = world.Person("ana");
        await ana.SaysAsync(Unknown);
        (await ana.FillsAsync(world.Messages.Keys.Single(), "Get a specialist", ("How urgent?", "p2"))).ShouldBeEmpty();
        return (world, ana, world.InThreadOf("bob", "ESC-1001"));
    }

    [Theory]
    [InlineData("Resolve", "Resolve ESC-1001 · Acme Freight", "Resolve")]
    [InlineData("Transfer", "Transfer ESC-1001 · Acme Freight", "Transfer")]
    [InlineData("Priority", "Priority ESC-1001 · Acme Freight", "Change")]
    [InlineData("Decline", "Decline ESC-1001 · Acme Freight", "Decline")]
    [InlineData("Ask the rep", "Ask the rep ESC-1001 · Acme Freight", "Ask")]
    public async Task A_form_of_a_case_names_the_act_the_case_and_the_client(string button, string title, string submit)
    {
        var (world, _, bob) = await WithCaseAsync();
        await using var _w = world;
        var form = (await bob.OpensAsync(Card, button)).ShouldBeOfType<FormAnswer.Open>().Form;
        form.Title.ShouldBe(title);
        form.Submit.ShouldBe(submit);
    }

    [Fact]
    public async Task A_missing_fact_can_be_asked_for_with_the_organisation_s_own_question()
    {
        var (world, ana, bob) = await WithCaseAsync(
            ("intake.yaml", "facts:\n  - { id: version, label: Version, question: Which version do they run? }\neverywhere: [version]\n")
        );
        await using var _w = world;
        var missing = (await world.TheCaseAsync()).Missing;
        missing.ShouldNotBeEmpty();
        var fact = world.Workplaces.Current.Organisation.Intake.Facts.First(one => one.Label == missing[0]);
        await bob.FillsAsync(Card, "Ask the rep", ("Something that is missing", fact.Id), ("What do you need to know?", "And since when?"));
        ana.Reads.ShouldContain(text => text.Contains(fact.Question) && text.Contains("And since when?"));
        (await bob.FillsAsync(Card, "Ask the rep")).Values.ShouldBe(["Fill this in."]);
    }

    [Fact]
    public async Task A_specialist_hands_a_case_to_a_colleague_of_the_queue_with_a_note()
    {
        var (world, _, bob) = await WithCaseAsync();
        await using var _w = world;
        await bob.PressesAsync(Card, "Claim");
        await bob.FillsAsync(
            Card,
            "Transfer",
            ("To a colleague", "carol@example.com"),
            ("Note for the next person", "the coupling is cold")
        );
        var handed = await world.TheCaseAsync();
        handed.State.ShouldBe(CaseState.Claimed);
        handed.Owner!.Email.ShouldBe("carol@example.com");
        bob.Reads.ShouldContain(text => text.Contains("@Carol you have this now, given by Bob.") && text.Contains("the coupling is cold"));
        (await bob.FillsAsync(Card, "Transfer", ("Note for the next person", "lost?"))).Values.ShouldBe(["Fill this in."]);
    }

    [Fact]
    public async Task A_manager_gives_a_case_to_somebody_at_any_time_from_More()
    {
        var (world, _, bob) = await WithCaseAsync();
        await using var _w = world;
        var mia = world.InThreadOf("mia", "ESC-1001");
        await mia.FillsAsync(Card, "Reassign", ("To whom?", "carol@example.com"));
        (await world.TheCaseAsync()).Owner!.Name.ShouldBe("Carol");
        var refused = (await bob.OpensAsync(Card, "Reassign")).ShouldBeOfType<FormAnswer.Refused>();
        refused.ToString().ShouldContain("Only managers of Technical may do that.");
    }

    [Fact]
    public async Task The_outcome_names_the_client_and_the_question_and_the_rating_stands_apart()
    {
        var (world, ana, bob) = await WithCaseAsync();
        await using var _w = world;
        await bob.PressesAsync(Card, "Claim");
        await bob.FillsAsync(Card, "Resolve", ("What fixed it", "a new coupling"), ("Tell the client", "It is fixed."));
        var outcome = world.CardOf("case:ESC-1001:outcome");
        Actor.TextOf(outcome).ShouldContain("Acme Freight · Asked: Acme Freight: the quantum flux coupling");
        outcome.Buttons.Select(button => button.Title).ShouldBe(["Client told", "Reopen"]);
        outcome.Parts.OfType<CardPart.ButtonRow>().Single().Buttons.Single().Title.ShouldBe("Send");
        await ana.PressesAsync("case:ESC-1001:outcome", "Send", ("rating", "5"));
        (await world.TheCaseAsync()).Rating.ShouldBe(5);
    }

    [Fact]
    public async Task A_question_in_a_language_in_which_nothing_is_written_is_told_so()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("Wie kann ich bei unserem Zeppelin die Kupplung wechseln, wenn sie nicht mehr schließt?");
        ana.Reads[^1].ShouldContain("Your question is in German. The articles are in English");
        await ana.SaysAsync(Unknown);
        ana.Reads[^1].ShouldNotContain("Your question is in");
    }

    [Fact]
    public async Task Shares_of_the_digest_are_of_all_questions_and_what_nobody_confirmed_is_not_called_confirmed()
    {
        await using var world = await DeskWorld.OpenAsync();
        var (ana, mia) = (world.Person("ana"), world.Person("mia"));
        await ana.SaysAsync("how do I renew the signing certificate for single sign-on?");
        await ana.SaysAsync(Unknown);
        await mia.SaysAsync("digest");
        mia.Reads[^1].ShouldContain("Answered 50% · offered 0% · not covered 50% · to people 0%");
        await mia.PressesAsync(world.Messages.Last(message => message.Value.Place == mia.Place).Key, "Everything");
        mia.Reads[^1].ShouldContain("0 cases open · 1 answer nobody has confirmed yet");
        mia.Reads[^1].ShouldContain("Confirmed: 0% of 1 answer");
        await ana.PressesAsync(world.Messages.First(message => message.Value.Place == ana.Place).Key, "This solved it");
        await mia.SaysAsync("digest");
        await mia.PressesAsync(world.Messages.Last(message => message.Value.Place == mia.Place).Key, "Everything");
        mia.Reads[^1].ShouldContain("Confirmed: 100% of 1 answer");
        mia.Reads[^1].ShouldContain("0 cases open\n");
    }
}
