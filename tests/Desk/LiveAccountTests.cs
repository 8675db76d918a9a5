using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>A case's card shows the account as the company's own endpoint knows it, how old that is, and what to do then.</summary>
public sealed class LiveAccountTests
{
    private const string Card = "case:ESC-1001:card";
    private const string Fault = "Acme Freight: the quantum flux coupling on our zeppelin wobbles";
    private static readonly AccountFacts Live = new()
    {
        Tier = "platinum",
        Arr = 38_400,
        Renewal = new DateOnly(2027, 3, 31),
        Notes = "Pays by wire",
        Lines = [new("Contract", "Enterprise until 31 Mar 2027"), new("Billing", "2 invoices open, 1,200 EUR")],
    };

    private static async Task<(DeskWorld World, Actor Ana, Actor Bob)> WithCaseAsync(
        Func<AccountQuery, (AccountFacts? Facts, string? Why)> knows,
        string? source = "live_accounts: { url: \"https://crm.example.com/account\" }",
        bool restricted = false
    )
    {
        var world = await DeskWorld.OpenAsync(
            (
                "organisation.yaml",
                OrganisationFixture
                    .Yaml.Replace("web:specialists", "slack:C0SPECIALISTS", StringComparison.Ordinal)
                    .Replace("web:billing", "slack:C0BILLING", StringComparison.Ordinal) + $"\n{source}\n"
            ),
            (
                "criteria.yaml",
                "version: 1\nowner: mia@example.com\nreview_by: 2027-06-30\ncriteria:\n"
                    + $"  - {{ id: c, when: {{ words: [zeppelin] }}, then: {{ escalate: now, restricted: {(restricted ? "true" : "false")} }}, why: People only. }}\n"
            )
        );
        world.Knows = knows;
        var ana = world.Person("ana");
        await ana.SaysAsync(Fault);
        return (world, ana, world.InThreadOf("bob", "ESC-1001"));
    }

    [Fact]
    public async Task The_card_shows_what_the_endpoint_says_with_its_lines_and_its_age()
    {
        var (world, ana, _) = await WithCaseAsync(_ => (Live, null));
        await using var _w = world;
        world.Queries.ShouldBe([new AccountQuery("acme", Again: false)]);
        var card = Actor.TextOf(world.CardOf(Card));
        card.ShouldContain("Acme Freight · platinum · renews 31 Mar 2027 · 38,400 a year · looked after by Mia");
        card.ShouldContain("Account as of 10:00");
        card.ShouldContain("Enterprise until 31 Mar 2027");
        card.ShouldContain("2 invoices open, 1,200 EUR");
        card.ShouldContain("Pays by wire");
        card.ShouldNotContain("Ships at night");
        string.Join('\n', ana.Reads)
            .ShouldNotContain("platinum", customMessage: "nothing of it goes to the rep, who speaks with the client");
    }

    [Fact]
    public async Task Without_an_endpoint_nobody_is_asked_and_no_button_offers_it()
    {
        var (world, _, bob) = await WithCaseAsync(_ => (Live, null), source: "");
        await using var _w = world;
        world.Queries.ShouldBeEmpty();
        Actor.TextOf(world.CardOf(Card)).ShouldContain("Acme Freight · enterprise · renews 31 Jan 2027");
        world
            .CardOf(Card)
            .Buttons.SelectMany(button => button.Menu ?? [])
            .ShouldNotContain(button => button.Action == Actions.ReloadAccount);
        await bob.PressesAsync(new CardButton(Actions.ReloadAccount, "x", new Dictionary<string, string> { ["case"] = "ESC-1001" }));
        bob.Heard.ShouldBe("The account of ESC-1001 is as accounts.csv says: there is nobody to ask.");
        world.Queries.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_endpoint_that_is_away_leaves_accounts_csv_and_says_so_and_a_press_asks_again()
    {
        var (world, _, bob) = await WithCaseAsync(_ => (null, "crm.example.com did not answer within 2 seconds."));
        await using var _w = world;
        var card = Actor.TextOf(world.CardOf(Card));
        card.ShouldContain("Acme Freight · enterprise · renews 31 Jan 2027");
        card.ShouldContain(
            "⚠ Account as accounts.csv says. At 10:00 there was no answer: crm.example.com did not answer within 2 seconds. More, Reload account asks again."
        );
        world.Knows = _ => (Live, null);
        await world.WaitAsync(TimeSpan.FromMinutes(2));
        await bob.PressesAsync(Card, "Reload account");
        bob.Heard.ShouldBe("Asked for the account of ESC-1001. Its card shows the answer.");
        world.Queries[^1].ShouldBe(new AccountQuery("acme", Again: true));
        card = Actor.TextOf(world.CardOf(Card));
        card.ShouldContain("Acme Freight · platinum");
        card.ShouldContain("Account as of 10:02");
    }

    [Fact]
    public async Task Facts_that_are_older_than_they_may_be_are_marked_and_a_newer_answer_that_fails_leaves_them_as_old()
    {
        var (world, _, bob) = await WithCaseAsync(
            _ => (Live, null),
            "live_accounts: { url: \"https://crm.example.com/account\", fresh_for: 5m }"
        );
        await using var _w = world;
        await world.WaitAsync(TimeSpan.FromMinutes(5));
        Actor.TextOf(world.CardOf(Card)).ShouldNotContain("⚠ Account");
        await world.WaitAsync(TimeSpan.FromSeconds(1));
        Actor.TextOf(world.CardOf(Card)).ShouldContain("⚠ Account as of 10:00, more than 5 min ago. More, Reload account asks again.");
        world.Knows = _ => (null, "crm.example.com could not be reached.");
        await bob.PressesAsync(Card, "Reload account");
        var card = Actor.TextOf(world.CardOf(Card));
        card.ShouldContain("Acme Freight · platinum");
        card.ShouldContain("⚠ Account as of 10:00. At 10:05 there was no newer answer: crm.example.com could not be reached.");
    }

    [Fact]
    public async Task Claiming_a_case_asks_again_only_when_what_is_known_is_old()
    {
        var (world, _, bob) = await WithCaseAsync(_ => (Live, null));
        await using var _w = world;
        await bob.PressesAsync(Card, "Claim");
        world.Queries.Count.ShouldBe(1);
        await world.WaitAsync(TimeSpan.FromMinutes(16));
        await bob.FillsAsync(Card, "Release", ("Note for the next person", "Lunch"));
        await bob.PressesAsync(Card, "Claim");
        world.Queries.Count.ShouldBe(2);
        Actor.TextOf(world.CardOf(Card)).ShouldContain("Account as of 10:16");
    }

    [Fact]
    public async Task A_question_that_the_endpoint_answers_is_not_sent_to_the_rep()
    {
        var (world, _, bob) = await WithCaseAsync(_ => (Live, null));
        await using var _w = world;
        await bob.PressesAsync(Card, "Claim");
        await bob.FillsAsync(Card, "Ask the rep", ("What do you need to know?", "What about their contract?"));
        bob.Heard.ShouldContain("Enterprise until 31 Mar 2027");
        (await world.TheCaseAsync()).Asks.ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_people_of_another_organisation_read_along_the_card_says_what_it_always_said()
    {
        var (world, _, bob) = await WithCaseAsync(_ => (Live, null));
        await using var _w = world;
        world.Workplaces.SetOwnPlaces(ChannelNames.Slack, []);
        await bob.PressesAsync(Card, "Claim");
        var card = Actor.TextOf(world.CardOf(Card));
        card.ShouldContain("Acme Freight · enterprise");
        card.ShouldNotContain("platinum");
        card.ShouldNotContain("invoices");
        card.ShouldNotContain("Account as of");
    }

    [Fact]
    public async Task Of_a_restricted_case_whoever_may_not_read_it_sees_no_fact()
    {
        var (world, ana, bob) = await WithCaseAsync(_ => (Live, null), restricted: true);
        await using var _w = world;
        await bob.PressesAsync(Card, "Claim");
        Actor.TextOf(world.CardOf(Card)).ShouldContain("2 invoices open");
        world.Workplaces.SetOwnPlaces(ChannelNames.Slack, []);
        await bob.PressesAsync(Card, "Reload account");
        Actor.TextOf(world.CardOf(Card)).ShouldNotContain("invoices");
        Actor.TextOf(world.CardOf("case:ESC-1001:owner:bob@example.com")).ShouldContain("2 invoices open");
        string.Join('\n', ana.Reads).ShouldNotContain("invoices");
    }

    [Fact]
    public async Task Only_people_of_the_queue_reload_it()
    {
        var (world, ana, _) = await WithCaseAsync(_ => (Live, null));
        await using var _w = world;
        await ana.PressesAsync(new CardButton(Actions.ReloadAccount, "x", new Dictionary<string, string> { ["case"] = "ESC-1001" }));
        world.Queries.Count.ShouldBe(1);
        ana.Heard.ShouldContain("specialist", Case.Insensitive);
    }

    [Fact]
    public async Task An_answer_about_another_client_or_a_case_that_is_over_changes_nothing()
    {
        var (world, _, bob) = await WithCaseAsync(_ => (null, "away"));
        await using var _w = world;
        await ArrivesAsync(world, "birch");
        (await world.TheCaseAsync()).LiveAccount.ShouldNotBeNull().Facts.ShouldBeNull();
        await bob.FillsAsync(Card, "Decline", ("Why, in words for the rep", "Not ours"));
        await ArrivesAsync(world, "acme");
        (await world.TheCaseAsync()).LiveAccount.ShouldNotBeNull().Facts.ShouldBeNull();
    }

    private static Task ArrivesAsync(DeskWorld world, string account) =>
        world.HandInAsync(
            new Inbound.AccountRead("ESC-1001", new AccountAnswer(account, Live, null, world.Clock.GetUtcNow()))
            {
                Origin = new Origin
                {
                    DeliveryKey = "account:" + account,
                    MessageKey = "account:" + account,
                    From = new PersonKey("delivery", "outbox"),
                    Place = new Place("delivery", "x"),
                    At = world.Clock.GetUtcNow(),
                },
            }
        );

    [Theory]
    [InlineData("{ url: \"http://crm.example.com/a\" }", "no address")]
    [InlineData("{ url: \"https://me:secret@crm.example.com/a\" }", "no address")]
    [InlineData("{ fresh_for: 5m }", "url")]
    [InlineData("{ url: \"https://crm.example.com/a\", fresh_for: 2d }", "no time between 1m and 24h")]
    [InlineData("{ url: \"https://crm.example.com/a\", fresh_for: 25h }", "no time between 1m and 24h")]
    [InlineData("{ url: \"https://crm.example.com/a\", secret: x }", "secret")]
    public void What_the_file_says_wrong_is_told_with_its_line(string value, string told)
    {
        using var fixture = new OrganisationFixture();
        fixture.Write("organisation.yaml", OrganisationFixture.Yaml + $"\nlive_accounts: {value}\n");
        var problem = fixture.Problems().ShouldHaveSingleItem();
        problem.What.ShouldContain(told);
        problem.Line.ShouldBe(OrganisationFixture.Yaml.Split('\n').Length + 1);
    }

    [Fact]
    public void A_source_that_says_nothing_of_its_age_is_fresh_for_a_quarter_of_an_hour() =>
        OrganisationFixture
            .Of(("organisation.yaml", OrganisationFixture.Yaml + "\nlive_accounts: { url: \"https://crm.example.com/a\" }\n"))
            .LiveAccounts.ShouldBe(new LiveAccountSource(new Uri("https://crm.example.com/a"), TimeSpan.FromMinutes(15)));
}
