using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

public sealed class RepeatContactTests
{
    private const string Criteria =
        "version: 1\nowner: mia@example.com\nreview_by: 2027-06-30\ncriteria:\n  - { id: third, when: { repeat_contacts: { count: 3, within: 14d } }, "
        + "then: { escalate: now, priority: p2 }, why: Not helped twice. }\n";

    [Fact]
    public async Task Three_questions_of_a_client_about_other_things_are_three_questions()
    {
        await using var world = await DeskWorld.OpenAsync(("criteria.yaml", Criteria));
        var ana = world.Person("ana");
        foreach (
            var text in new[]
            {
                "Acme Freight: how do I renew the signing certificate for single sign-on?",
                "Acme Freight: how many rows does an export hold?",
                "Acme Freight: how do I reset a forgotten password?",
                "Acme Freight: where do I download an invoice?",
                "Acme Freight: when is a webhook tried again?",
            }
        )
        {
            await ana.SaysAsync(text);
        }

        (await world.Cases.CasesAsync(new CaseFilter(), CancellationToken.None)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Acme Freight: the export stops at row 500000", "Acme: export stopped again", "again the export of Acme Freight stops")]
    [InlineData(
        "Acme Freight cannot reset a password",
        "Acme Freight: password reset fails",
        "the password of Acme Freight cannot be reset"
    )]
    public async Task The_same_matter_a_third_time_is_a_case_with_the_earlier_ones(string first, string second, string third)
    {
        await using var world = await DeskWorld.OpenAsync(("criteria.yaml", Criteria));
        var ana = world.Person("ana");
        await ana.SaysAsync(first);
        await ana.SaysAsync("Acme Freight: where do I download an invoice?");
        await world.Person("carol").SaysAsync(second);
        (await world.Cases.CasesAsync(new CaseFilter(), CancellationToken.None)).ShouldBeEmpty();
        await ana.SaysAsync(third);
        var theCase = await world.TheCaseAsync();
        theCase.Priority.ShouldBe("p2");
        var card = Actor.TextOf(world.CardOf("case:ESC-1001:card"));
        card.ShouldContain(first);
        card.ShouldContain(second);
        card.ShouldNotContain("download an invoice");
    }

    /// <summary>Nobody explains twice, whatever the criteria ask for and however the case was opened.</summary>
    [Fact]
    public async Task A_case_that_is_asked_for_by_hand_says_what_was_asked_before_and_not_itself()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("Acme Freight: the quantum flux coupling on our zeppelin wobbles");
        await ana.SaysAsync("Acme Freight: our zeppelin wobbles again at the flux coupling");
        await ana.FillsAsync(world.Messages.Keys.Last(), "Get a specialist", ("How urgent?", "p4"));
        var similar = (await world.TheCaseAsync()).Similar.ShouldHaveSingleItem();
        similar.ShouldContain("asked today");
        similar.ShouldContain("quantum flux");
    }

    [Fact]
    public async Task Another_clients_same_matter_is_none_of_it()
    {
        await using var world = await DeskWorld.OpenAsync(("criteria.yaml", Criteria));
        var ana = world.Person("ana");
        await ana.SaysAsync("Acme Freight: the export stops at row 500000");
        await ana.SaysAsync("Birch & Sons: the export stops at row 500000");
        await ana.SaysAsync("Acme Freight: the export stops at row 400000");
        (await world.Cases.CasesAsync(new CaseFilter(), CancellationToken.None)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("the flux coupling of the zeppelin hums", true)]
    [InlineData("how do I download an invoice?", false)]
    [InlineData("Birch and Sons: the flux coupling of the zeppelin hums", false)]
    [InlineData("Acme Freight: how do I reset a forgotten password on the sign-in page?", true)]
    public async Task A_question_may_be_added_to_the_case_that_fits_and_to_no_other(string text, bool fits)
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("Acme Freight: the quantum flux coupling on our zeppelin wobbles");
        await ana.SaysAsync("specialist");
        await ana.PressesAsync(world.Messages.Last(message => message.Value.Place == ana.Place).Key, "Send to specialists");
        await ana.SaysAsync("a harvester of ours has lost its wheels");
        await ana.SaysAsync("specialist");
        await ana.PressesAsync(world.Messages.Last(message => message.Value.Place == ana.Place).Key, "Send to specialists");
        await ana.SaysAsync(text);
        ana.Reads[^1].Contains("[Add to ESC-1001]").ShouldBe(fits);
        ana.Reads[^1].ShouldNotContain("[Add to ESC-1002]");
    }

    [Fact]
    public async Task A_case_that_came_back_after_it_was_resolved_is_a_contact_more()
    {
        await using var world = await DeskWorld.OpenAsync(("criteria.yaml", Criteria));
        var (ana, bob) = (world.Person("ana"), world.Person("bob", ChannelNames.Slack));
        await ana.SaysAsync("Acme Freight: the quantum flux coupling on our zeppelin wobbles");
        await ana.FillsAsync(world.Messages.Keys.Single(), "Get a specialist", ("How urgent?", "p4"));
        const string Card = "case:ESC-1001:card";
        await bob.PressesAsync(Card, "Claim");
        await bob.FillsAsync(Card, "Resolve", ("What fixed it", "a screw"), ("Tell the client", "It flies."));
        await ana.FillsAsync("case:ESC-1001:outcome", "Reopen", ("What is still wrong?", "it wobbles again"));
        await bob.FillsAsync(Card, "Resolve", ("What fixed it", "another screw"), ("Tell the client", "It flies."));
        await ana.PressesAsync("case:ESC-1001:outcome", "Client told");
        await ana.SaysAsync("Acme Freight: where do I download an invoice?");
        (await world.Cases.FindCaseAsync("ESC-1002", CancellationToken.None)).ShouldBeNull("that is another matter");
        await ana.SaysAsync("Acme Freight: the flux coupling of the zeppelin wobbles");
        var again = await world.Cases.FindCaseAsync("ESC-1002", CancellationToken.None);
        again!.Priority.ShouldBe("p2");
        Actor.TextOf(world.CardOf("case:ESC-1002:card")).ShouldContain("opened again");
    }

    [Fact]
    public async Task People_without_an_account_add_up_with_nobody_and_their_own_matters_only_when_they_are_alike()
    {
        await using var world = await DeskWorld.OpenAsync(("criteria.yaml", Criteria));
        foreach (var name in new[] { "zoe", "yan", "xia", "wim" })
        {
            await world.Person(name).SaysAsync("the export stops at row 500000");
        }
        (await world.Cases.CasesAsync(new CaseFilter(), CancellationToken.None)).ShouldBeEmpty();
        var zoe = world.Person("zoe");
        await zoe.SaysAsync("how do I renew the signing certificate?");
        await zoe.SaysAsync("how do I reset a forgotten password?");
        (await world.Cases.CasesAsync(new CaseFilter(), CancellationToken.None)).ShouldBeEmpty();
        await zoe.SaysAsync("export stopped at row 500000 again");
        await zoe.SaysAsync("again the export stops at a row");
        (await world.TheCaseAsync()).Priority.ShouldBe("p2");
    }

    [Fact]
    public async Task Of_a_question_that_was_edited_into_a_restricted_one_only_the_time_is_told()
    {
        await using var world = await DeskWorld.OpenAsync(
            (
                "criteria.yaml",
                Criteria + "  - { id: breach, when: { words: [breach] }, then: { escalate: offer, restricted: true }, why: For few. }\n"
            )
        );
        var ana = world.Person("ana");
        var edited = await ana.SaysAsync("Acme Freight: the export stops at row 500000");
        await ana.EditsAsync(edited, "Acme Freight: the export stops at row 500000, a breach");
        await world.Person("carol").SaysAsync("Acme: export stopped again");
        await world.Person("carol").SaysAsync("again the export of Acme Freight stops");
        var card = Actor.TextOf(world.CardOf("case:ESC-1001:card"));
        card.ShouldNotContain("500000");
        card.ShouldContain("asked today");
        card.ShouldContain("by Carol: Acme: export stopped again");
    }
}
