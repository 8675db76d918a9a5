using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary><c>ask</c> beside <c>escalate</c>: the case is made at once, and what is missing is asked for in the same reply.</summary>
public sealed class DetailsTests
{
    private const string CaseCard = "case:ESC-1001:card",
        RepCard = "case:ESC-1001:rep";

    private static readonly (string, string) Intake = (
        "intake.yaml",
        """
        facts:
          - { id: error_code, label: Error code, question: "Which error code does the page show?" }
          - { id: since, label: Since when, question: "Since when does it happen?" }
          - { id: product, label: Product, question: "Which product is it?", choices: [Gateway, Portal] }
        """
    );

    private static (string, string) Criteria(string ask, string escalate = "now") =>
        (
            "criteria.yaml",
            $$"""
            version: 1
            owner: mia@example.com
            review_by: 2027-06-30
            criteria:
              - { id: breach, when: { words: [breach] }, then: { escalate: {{escalate}}, queue: technical, priority: p1, ask: [{{ask}}] }, why: A breach goes to people at once. }
            """
        );

    [Fact]
    public async Task The_case_is_made_at_once_and_the_missing_fact_is_asked_in_the_same_message()
    {
        await using var world = await DeskWorld.OpenAsync(Intake, Criteria("error_code"));
        var ana = world.Person("ana");

        await ana.SaysAsync("Acme Freight reports a breach");

        (await world.TheCaseAsync()).Priority.ShouldBe("p1");
        var reply = ana.Reads.ShouldHaveSingleItem();
        reply.ShouldContain("ESC-1001 · Technical");
        reply.ShouldContain("The specialist will need to know:\nWhich error code does the page show?");
        reply.ShouldContain("Answer here in one message, or press Add details.");
        reply.ShouldContain("[Add details]");
        Actor.TextOf(world.CardOf(CaseCard)).ShouldContain("Missing: Error code");
        // The bot's own question lets no clock of the specialists stand still.
        (await world.TheCaseAsync()).Due.ShouldSatisfyAllConditions(
            due => due.Claim.ShouldNotBeNull(),
            due => due.Resolve.ShouldNotBeNull()
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_form_is_not_sent_without_a_fact_that_intake_requires(bool required)
    {
        var (file, content) = Intake;
        await using var world = await DeskWorld.OpenAsync(
            (
                file,
                required ? content.Replace("{ id: error_code,", "{ id: error_code, required: true,", StringComparison.Ordinal) : content
            ),
            Criteria("error_code", "offer")
        );
        var ana = world.Person("ana");
        await ana.SaysAsync("Acme Freight reports a breach");
        var errors = await ana.FillsAsync(world.Messages.Keys.Last(), "Get a specialist", ("How urgent?", "p2"));
        errors.ContainsKey("error_code").ShouldBe(required);
    }

    [Theory]
    [InlineData("resolve_needs: [cause], ", 1)]
    [InlineData("", 0)]
    public async Task A_queue_says_what_whoever_resolves_must_fill_in(string key, int errors)
    {
        var (file, content) = NightTests.AroundTheClock;
        await using var world = await DeskWorld.OpenAsync(
            (file, content.Replace("default: true,", key + "default: true,", StringComparison.Ordinal)),
            Criteria("error_code"),
            Intake
        );
        await world.Person("ana").SaysAsync("Acme Freight reports a breach");
        var filled = await world
            .Person("bob", ChannelNames.Slack)
            .FillsAsync("case:ESC-1001:card", "Resolve", ("What fixed it", "a screw"), ("Tell the client", "It flies."));
        filled.Count.ShouldBe(errors);
        filled.ContainsKey("cause").ShouldBe(errors > 0);
    }

    [Fact]
    public async Task The_next_message_fills_the_fact_and_the_one_after_it_is_a_question_again()
    {
        await using var world = await DeskWorld.OpenAsync(Intake, Criteria("error_code"));
        var ana = world.Person("ana");
        await ana.SaysAsync("Acme Freight reports a breach");
        var bob = world.InThreadOf("bob", "ESC-1001");

        var id = await ana.SaysAsync("it says 503");

        var theCase = await world.TheCaseAsync();
        theCase.Facts.ShouldContain(fact => fact.Label == "Error code" && fact.Value == "it says 503");
        theCase.Missing.ShouldBeEmpty();
        Actor.TextOf(world.CardOf(CaseCard)).ShouldContain("Error code: it says 503");
        Actor.TextOf(world.CardOf(RepCard)).ShouldNotContain("Add details");
        bob.Reads.ShouldContain(text => text.Contains("Ana adds") && text.Contains("it says 503"));
        ana.Reads[^1].ShouldBe("Added to ESC-1001. It goes to Technical.");
        await ana.EditsAsync(id, "it says 504");
        (await world.TheCaseAsync()).Facts.ShouldContain(fact => fact.Label == "Error code" && fact.Value == "it says 504");

        await ana.SaysAsync("how do I reset a forgotten password");
        ana.Reads[^1].ShouldContain("Reset a forgotten password");
        (await world.TheCaseAsync()).Conversation.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Another_question_is_no_answer()
    {
        await using var world = await DeskWorld.OpenAsync(Intake, Criteria("error_code"));
        var ana = world.Person("ana");
        await ana.SaysAsync("Acme Freight reports a breach");
        await ana.SaysAsync("how do I reset a forgotten password?");
        ana.Reads[^1].ShouldContain("Reset a forgotten password");
        (await world.TheCaseAsync()).Facts.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_several_facts_those_that_the_words_give_are_filled_and_the_form_asks_for_the_rest()
    {
        await using var world = await DeskWorld.OpenAsync(Intake, Criteria("error_code, since, product"));
        var ana = world.Person("ana");
        await ana.SaysAsync("Acme Freight reports a breach of the Portal");
        Actor.TextOf(world.CardOf(CaseCard)).ShouldContain("Product: Portal", customMessage: "what the question says is not asked for");
        ana.Reads[^1].ShouldContain("• Which error code does the page show?\n• Since when does it happen?");

        await ana.SaysAsync("Error code: 503\nno idea about the rest");
        ana.Reads[^1].ShouldBe("Added to ESC-1001. It goes to Technical.\nMissing: Since when\n[Add details]");
        var form = (await ana.OpensAsync(RepCard, "Add details")).ShouldBeOfType<FormAnswer.Open>().Form;
        form.Fields.Select(field => field.Label).ShouldBe(["Since when"]);
        (await ana.SendsAsync(form, ("Since when", "this morning"))).ShouldBeEmpty();

        (await world.TheCaseAsync())
            .Facts.Select(fact => (fact.Label, fact.Value))
            .ShouldBe([("Product", "Portal"), ("Error code", "503"), ("Since when", "this morning")]);
        Actor.TextOf(world.CardOf(CaseCard)).ShouldNotContain("Missing");
        world.InThreadOf("bob", "ESC-1001").Reads[^1].ShouldContain("Since when: this morning");
    }

    [Fact]
    public async Task Only_people_of_the_case_may_add_details_and_a_form_that_came_too_late_gives_the_text_back()
    {
        await using var world = await DeskWorld.OpenAsync(Intake, Criteria("error_code"));
        var ana = world.Person("ana");
        await ana.SaysAsync("Acme Freight reports a breach");
        (await world.Person("zoe").OpensAsync(RepCard, "Add details")).ShouldBeOfType<FormAnswer.Refused>();
        var form = (await ana.OpensAsync(RepCard, "Add details")).ShouldBeOfType<FormAnswer.Open>().Form;
        var bob = world.InThreadOf("bob", "ESC-1001");
        await bob.FillsAsync(CaseCard, "Decline", ("Why, in words for the rep", "not ours"));
        await ana.SendsAsync(form, ("Error code", "a long and winding code"));
        ana.Heard.ShouldContain("a long and winding code");
    }

    [Fact]
    public async Task Beside_offer_the_facts_stand_in_the_form()
    {
        await using var world = await DeskWorld.OpenAsync(Intake, Criteria("error_code", "offer"));
        var ana = world.Person("ana");
        await ana.SaysAsync("Acme Freight reports a breach");
        (
            await ana.FillsAsync(world.Messages.Keys.Single(), "Get a specialist", ("Error code", "503"), ("How urgent?", "p2"))
        ).ShouldBeEmpty();
        (await world.TheCaseAsync()).Facts.Select(fact => (fact.Label, fact.Value)).ShouldBe([("Error code", "503")]);
    }
}
