using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>"May I credit Acme 40 EUR?", Credit, and approvals, as the people of a desk meet them.</summary>
public sealed partial class AuthorityDeskTests
{
    internal const string Authority = """
        version: 1
        owner: mia@example.com
        currency: EUR
        rules:
          - { role: rep, action: goodwill_credit, up_to: 50, window: 30 }
          - { role: specialist, action: goodwill_credit, up_to: 250, window: 30 }
          - { role: manager, action: goodwill_credit, up_to: 1000, window: 30 }
          - { role: specialist, action: service_credit, up_to: 500, tiers: [starter], window: 30 }
          - { role: specialist, action: service_credit, up_to: 2000, tiers: [enterprise], window: 30 }
          - { role: manager, action: service_credit, two_people: true }
        """;

    internal const string People = """
        name: Test Support
        language: en
        time_zone: Europe/Berlin
        hours: { mon-fri: "09:00-17:00" }
        askers: anyone
        people:
          - { email: ana@example.com, name: Ana, roles: [rep] }
          - { email: bob@example.com, name: Bob, roles: [specialist], queues: [billing, technical], deputy: carol@example.com }
          - { email: carol@example.com, name: Carol, roles: [specialist], queues: [technical] }
          - { email: mia@example.com, name: Mia, roles: [manager], queues: [billing, technical], deputy: otto@example.com }
          - { email: otto@example.com, name: Otto, roles: [manager], queues: [billing, technical] }
        queues:
          - { id: technical, title: Technical, place: "slack:C0SPECIALISTS", categories: [technical, integration], default: true }
          - { id: billing, title: Billing, place: "slack:C0BILLING", categories: [billing, contract] }
        """;

    private const string Card = "case:ESC-1001:card";

    internal static async Task<DeskWorld> OpenAsync(string authority = Authority, string people = People)
    {
        var world = await DeskWorld.OpenAsync(("organisation.yaml", people), ("authority.yaml", authority));
        foreach (
            var (name, channel) in new[]
            {
                ("ana", ChannelNames.Teams),
                ("bob", ChannelNames.Slack),
                ("carol", ChannelNames.Slack),
                ("mia", ChannelNames.Teams),
                ("otto", ChannelNames.Teams),
            }
        )
        {
            // Everybody has written to the bot before.
            await world.Person(name, channel).SaysAsync("hello");
        }

        return world;
    }

    /// <summary>A case of Acme in the technical queue.</summary>
    internal static async Task<DeskWorld> WithCaseAsync(string authority = Authority, string people = People)
    {
        var world = await OpenAsync(authority, people);
        var ana = world.Person("ana");
        await ana.SaysAsync("Acme Freight: the quantum flux coupling on our zeppelin wobbles");
        (
            await ana.FillsAsync(
                world.Messages.Keys.Single(slot => slot.StartsWith("question:", StringComparison.Ordinal)),
                "Get a specialist",
                ("How urgent?", "p2")
            )
        ).ShouldBeEmpty();
        return world;
    }

    private static (string, string)[] Credit(
        string amount,
        string action = "goodwill_credit",
        string account = "acme",
        string reason = "a lost night"
    ) => [("What", action), ("Account", account), ("Amount in EUR", amount), ("Reason", reason)];

    private static string LastAnswer(DeskWorld world) =>
        world.Messages.Keys.Last(slot => slot.StartsWith("question:", StringComparison.Ordinal));

    private static string Waiting(DeskWorld world, string name) =>
        world.Messages.Keys.Single(slot =>
            slot.StartsWith("approval:", StringComparison.Ordinal) && slot.EndsWith($":{name}@example.com", StringComparison.Ordinal)
        );

    [Fact]
    public async Task May_I_credit_is_answered_with_the_limit_what_is_left_and_who_may_more()
    {
        await using var world = await OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("May I give Acme 40 EUR goodwill credit?");
        ana.Reads[^1]
            .ShouldContain("You may credit up to 50 EUR (goodwill credit); 50 EUR left for Acme Freight in 30 days. 40 EUR is within it.");
        (await ana.FillsAsync(LastAnswer(world), "Credit", ("Reason", "late reply"))).ShouldBeEmpty();
        ana.Reads[^1].ShouldBe("40 EUR (goodwill credit) granted to Acme Freight. 10 EUR left for Acme Freight in 30 days.");

        await ana.SaysAsync("may I credit Acme 180 EUR as goodwill");
        ana.Reads[^1]
            .ShouldContain(
                "You may credit up to 50 EUR (goodwill credit); 10 EUR left for Acme Freight in 30 days. 180 EUR needs a specialist (up to 250 EUR)."
            );
        ana.Reads[^1].ShouldContain("[Credit]");
        ana.Reads[^1].ShouldContain("[Get a specialist]");
        await world.WaitAsync(TimeSpan.FromDays(31));
        await ana.SaysAsync("may I credit Acme 45 EUR as goodwill");
        ana.Reads[^1].ShouldContain("50 EUR left for Acme Freight in 30 days. 45 EUR is within it.");
    }

    [Fact]
    public async Task Several_actions_that_fit_get_a_line_each_also_in_a_channel_for_the_asker_alone()
    {
        await using var world = await OpenAsync();
        var bob = world.Person("bob", ChannelNames.Slack);
        await bob.SaysAsync("can we refund Birch & Sons 300?");
        bob.Reads[^1]
            .ShouldContain(
                "You may credit up to 250 EUR (goodwill credit); 250 EUR left for Birch & Sons in 30 days. 300 EUR needs a manager (up to 1,000 EUR)."
            );
        bob.Reads[^1]
            .ShouldContain(
                "You may credit up to 500 EUR (service credit); 500 EUR left for Birch & Sons in 30 days. 300 EUR is within it."
            );

        var channel = bob with { Place = new Place(ChannelNames.Slack, "C0GENERAL"), Direct = false };
        await channel.SaysAsync("may I credit Acme 40 EUR?");
        bob.Heard.ShouldContain("You may credit up to 250 EUR");
        world.Messages.Values.ShouldNotContain(message => message.Place.Conversation == "C0GENERAL");
    }

    [Fact]
    public async Task The_client_is_asked_for_once_and_a_missing_amount_gets_the_limits()
    {
        await using var world = await OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("may I credit 180 EUR as goodwill?");
        ana.Reads[^1].ShouldContain("Which client is it for?");
        await ana.SaysAsync("Acme");
        ana.Reads[^1].ShouldContain("50 EUR left for Acme Freight in 30 days. 180 EUR needs a specialist (up to 250 EUR).");

        await ana.SaysAsync("am I allowed to give a goodwill credit?");
        ana.Reads[^1].ShouldContain("Which client is it for?");
        await ana.SaysAsync("Zenith Corp");
        ana.Reads[^1].ShouldContain("You may credit up to 50 EUR (goodwill credit). More needs a specialist (up to 250 EUR).");
        ana.Reads[^1].ShouldContain("I know no such client");
    }

    [Fact]
    public async Task Another_currency_is_said_and_never_converted()
    {
        await using var world = await OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("may I credit Acme 40 USD as goodwill?");
        ana.Reads[^1].ShouldContain("The limits are in EUR, and 40 USD is not converted.");
        ana.Reads[^1].ShouldContain("You may credit up to 50 EUR");
        ana.Reads[^1].ShouldNotContain("is within it");
        (await ana.OpensAsync(LastAnswer(world), "Credit"))
            .ShouldBeOfType<FormAnswer.Open>()
            .Form.Fields.Single(field => field.Label == "Amount in EUR")
            .Value.ShouldBeNull();
    }

    [Fact]
    public async Task Without_authority_yaml_and_for_outsiders_it_is_an_ordinary_question()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("may I credit Acme 40 EUR?");
        ana.Reads[^1].ShouldNotContain("You may credit");
        Actor.TextOf(world.CardOf(LastAnswer(world))).ShouldNotContain("[Credit]");

        await using var other = await OpenAsync();
        await other.Person("ana").SaysAsync("how do I download an invoice?");
        other.Person("ana").Reads[^1].ShouldContain("Download an invoice");
        other.Tells = profile => profile with { Membership = Membership.Guest };
        var guest = other.Person("gus");
        await guest.SaysAsync("may I credit Acme 40 EUR?");
        other
            .Messages.Values.Select(message => Actor.TextOf(message.Card))
            .ShouldNotContain(text => text.Contains("You may credit", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_amount_is_a_field_error_and_the_text_is_kept()
    {
        await using var world = await WithCaseAsync();
        var bob = world.InThreadOf("bob", "ESC-1001");
        foreach (
            var (typed, says) in new[]
            {
                ("0", "more than zero"),
                ("-5", "without a minus"),
                ("forty", "in digits"),
                ("40 USD", "USD is not converted"),
                ("9999999999", "more than anybody"),
                ("1.200", "two ways"),
            }
        )
        {
            var errors = await bob.FillsAsync(Card, "Credit", Credit(typed));
            errors.ShouldHaveSingleItem().Value.ShouldContain(says);
        }

        // A form that was not checked on the spot is checked once more, and the words come back.
        var form = (await bob.OpensAsync(Card, "Credit")).ShouldBeOfType<FormAnswer.Open>().Form;
        form.Fields.Select(field => (field.Label, field.Value))
            .ShouldBe([("What", null), ("Account", "acme"), ("Amount in EUR", null), ("Reason", null)]);
        await world.HandInAsync(
            Forged(
                world,
                bob,
                form,
                ("credit_action", "goodwill_credit"),
                ("account", "acme"),
                ("credit_amount", "-5"),
                ("text", "a lost night")
            )
        );
        bob.Heard.ShouldContain("without a minus");
        bob.Heard.ShouldContain("a lost night");
        (await world.Cases.LedgerAsync("acme", default)).Grants.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_specialist_credits_within_their_authority_in_the_case_and_the_thread_knows()
    {
        await using var world = await WithCaseAsync();
        var bob = world.InThreadOf("bob", "ESC-1001");
        (await bob.FillsAsync(Card, "Credit", Credit("200"))).ShouldBeEmpty();
        bob.Heard.ShouldBe("200 EUR (goodwill credit) granted to Acme Freight. 50 EUR left for Acme Freight in 30 days.");
        bob.Reads[^1]
            .ShouldBe(
                "Bob: 200 EUR (goodwill credit) granted to Acme Freight. 50 EUR left for Acme Freight in 30 days. Reason: a lost night"
            );
        var grant = (await world.Cases.LedgerAsync("acme", default)).Grants.ShouldHaveSingleItem();
        (grant.Amount, grant.By.Email, grant.CaseId, grant.ApprovedBy).ShouldBe((200m, "bob@example.com", "ESC-1001", null));
        (await world.Cases.HistoryAsync("ESC-1001", default)).ShouldContain(line =>
            line.Kind == "credited" && line.Detail == "goodwill_credit, acme, 200.00, EUR"
        );
        (await AuditTests.RowsAsync(world)).ShouldContain(row =>
            row.Verb == "credited" && row.Detail == "goodwill_credit, acme, 200.00, EUR"
        );

        // Split credits are seen: the rest is not enough for a second one.
        (await bob.FillsAsync(Card, "Credit", Credit("51"))).ShouldBeEmpty();
        bob.Heard.ShouldContain("51 EUR is more than you may grant alone. Asked: Mia, Otto.");
        (await world.Cases.LedgerAsync("acme", default)).Grants.Count.ShouldBe(1);

        // And asked in the thread it is about the case's client.
        await bob.SaysAsync("may I credit them 60 EUR goodwill?");
        bob.Heard.ShouldContain("50 EUR left for Acme Freight in 30 days. 60 EUR needs a manager (up to 1,000 EUR).");
    }

    internal static Dictionary<string, string> Values(
        string amount,
        string reason = "a lost night",
        string account = "acme",
        string action = "goodwill_credit"
    ) =>
        new(StringComparer.Ordinal)
        {
            ["credit_action"] = action,
            ["account"] = account,
            ["credit_amount"] = amount,
            ["text"] = reason,
        };

    private static Inbound.Submitted Forged(DeskWorld world, Actor who, Form form, params (string Id, string Value)[] values)
    {
        var key = $"forged:{world.NextId()}";
        return new Inbound.Submitted(
            form.Id,
            form.Data,
            values.ToDictionary(value => value.Id, value => value.Value, StringComparer.Ordinal)
        )
        {
            Origin = new Origin
            {
                DeliveryKey = key,
                MessageKey = key,
                From = who.Key,
                Place = who.Place,
                Direct = who.Direct,
                At = world.Clock.GetUtcNow(),
            },
        };
    }
}
