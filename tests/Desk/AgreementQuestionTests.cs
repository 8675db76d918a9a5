using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>What was agreed with a client, as people ask for it. It is November 2026.</summary>
public sealed class AgreementQuestionTests
{
    private const string Contract = """
        ---
        title: Master contract
        from: 2025-01-01
        ---
        ## Notice period (cancellation)
        Either side may end the contract with 90 days' notice.

        ## Discount
        Ten percent on every seat.
        """;

    private const string OrderForm = """
        ---
        title: Order form 2
        from: 2026-04-01
        to: 2027-03-31
        amends: [contract]
        ---
        ## Notice period
        Either side may end the contract with 60 days' notice.
        """;

    private const string SideLetter = """
        ---
        title: Side letter
        from: 2026-06-01
        ---
        ## Discount
        Fifteen percent on every seat.
        """;

    private static Task<DeskWorld> OpenAsync(params (string File, string Content)[] more) =>
        DeskWorld.OpenAsync([("accounts/acme/contract.md", Contract), ("accounts/acme/order-form-2.md", OrderForm), .. more]);

    [Theory]
    [InlineData("What is the notice period of Acme Freight?")]
    [InlineData("acme freight asks about their period of notice, which one is it")]
    [InlineData("Acme Freight: cancellation in their contract?")]
    [InlineData("Which cancellation did we give Acme Freight")]
    public async Task The_clause_in_force_answers_with_its_document_and_every_change_on_its_day(string question)
    {
        await using var world = await OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(question);
        var read = ana.Reads[^1];
        read.ShouldContain("Acme Freight · Notice period");
        read.ShouldContain("with 60 days' notice");
        read.ShouldContain("Order form 2, in force from 1 Apr 2026 to 31 Mar 2027.");
        read.ShouldContain("· 1 Jan 2025  Master contract");
        read.ShouldContain("▸ 1 Apr 2026  Order form 2");
        read.ShouldContain("For colleagues only.");
    }

    [Theory]
    [InlineData("What was the notice period of Acme Freight on 1 March 2026?", "90 days' notice", "in force since 1 Jan 2025")]
    [InlineData("What will the notice period of Acme Freight be on 1 April 2027?", "90 days' notice", "in force since 1 Jan 2025")]
    [InlineData("What was the notice period of Acme Freight on 1 March 2024?", "No document holds on 1 Mar 2024.", "Master contract")]
    public async Task A_day_in_the_question_is_the_day_that_is_looked_at(string question, string holds, string source)
    {
        await using var world = await OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(question);
        ana.Reads[^1].ShouldContain(holds);
        ana.Reads[^1].ShouldContain(source);
        ana.Reads[^1].ShouldContain("Acme Freight · Notice period on 1 ");
    }

    [Fact]
    public async Task Documents_that_differ_are_no_answer_but_a_case_with_both()
    {
        await using var world = await OpenAsync(("accounts/acme/side-letter.md", SideLetter));
        var ana = world.Person("ana");
        await ana.SaysAsync("Which discount does the contract of Acme Freight give?");
        ana.Reads.ShouldContain(read => read.Contains("ESC-1001", StringComparison.Ordinal));
        ana.Reads.ShouldContain(read =>
            read.Contains("Documents in force say different things", StringComparison.Ordinal)
            && read.Contains("Ten percent", StringComparison.Ordinal)
            && read.Contains("Fifteen percent", StringComparison.Ordinal)
        );
        var card = Actor.TextOf(world.CardOf("case:ESC-1001:card"));
        card.ShouldContain("documents in force differ on Discount: Side letter, Master contract");
        card.ShouldContain("Discount, Side letter");
        card.ShouldContain("Fifteen percent on every seat.");
        card.ShouldContain("Ten percent on every seat.");
    }

    [Fact]
    public async Task What_an_amendment_changes_is_no_conflict_and_the_rest_still_holds()
    {
        await using var world = await OpenAsync(
            (
                "accounts/acme/side-letter.md",
                SideLetter.Replace("from: 2026-06-01", "from: 2026-06-01\namends: order-form-2", StringComparison.Ordinal)
            )
        );
        var ana = world.Person("ana");
        await ana.SaysAsync("Which discount does the contract of Acme Freight give?");
        ana.Reads[^1].ShouldContain("▸ 1 Jun 2026  Side letter");
        (await world.Cases.FindCaseAsync("ESC-1001", default)).ShouldBeNull();
    }

    [Theory]
    [InlineData("How do I download an invoice for Acme Freight with a discount?")]
    [InlineData("Acme Freight wants a discount")]
    [InlineData("What is the notice period of Birch & Sons?")]
    [InlineData("What is the notice period?")]
    [InlineData("Acme Freight cannot export their data, is there a limit?")]
    public async Task What_names_no_clause_or_no_client_of_a_document_is_an_ordinary_question(string question)
    {
        await using var world = await OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(question);
        ana.Reads[^1].ShouldNotContain("agreed with this client");
    }

    [Fact]
    public async Task Who_is_from_outside_reads_nothing_of_it_and_in_a_channel_only_who_asked()
    {
        // Where guests may ask they are answered, from what is for clients.
        await using var world = await OpenAsync(
            ("organisation.yaml", AuthorityDeskTests.People.Replace("askers: anyone", "askers: guests", StringComparison.Ordinal))
        );
        var outsider = world.Person("zed");
        world.Tells = profile => profile with { Membership = Membership.Guest };
        await outsider.SaysAsync("What is the notice period of Acme Freight?");
        outsider.Reads.ShouldNotBeEmpty();
        outsider.Reads.ShouldAllBe(read => !read.Contains("60 days", StringComparison.Ordinal));

        world.Tells = profile => profile;
        var eva = world.Person("eva", ChannelNames.Slack) with { Place = new Place(ChannelNames.Slack, "C0GENERAL"), Direct = false };
        await eva.SaysAsync("What is the notice period of Acme Freight?");
        eva.Heard.ShouldContain("60 days' notice");
        world.Messages.Values.ShouldAllBe(message => !Actor.TextOf(message.Card).Contains("60 days", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_people_of_another_organisation_read_along_the_card_holds_no_clause()
    {
        await using var world = await OpenAsync(("accounts/acme/side-letter.md", SideLetter));
        world.Workplaces.SetOwnPlaces(ChannelNames.Slack, []);
        world.Workplaces.SetOwnPlaces(ChannelNames.Web, []);
        await world.Person("ana").SaysAsync("Which discount does the contract of Acme Freight give?");
        var card = Actor.TextOf(world.CardOf("case:ESC-1001:card"));
        card.ShouldContain("documents in force differ on Discount");
        card.ShouldNotContain("percent on every seat");
    }

    [Fact]
    public async Task A_specialist_who_is_asked_all_the_same_has_the_clause_on_the_card()
    {
        await using var world = await OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("What is the notice period of Acme Freight?");
        await ana.FillsAsync(
            world.Messages.Last(message => message.Value.Place == ana.Place).Key,
            "Get a specialist",
            ("How urgent?", "p3")
        );
        Actor.TextOf(world.CardOf("case:ESC-1001:card")).ShouldContain("Either side may end the contract with 60 days' notice.");
    }
}
