using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>A request to a department as a report: by its webhook, and as Markdown to be copied.</summary>
public sealed class DepartmentWebhookTests
{
    private const string Card = "case:ESC-1001:card";
    private const string Request = "case:ESC-1001:request:1";
    private const string Fault =
        "Acme Freight: the quantum flux coupling on our zeppelin wobbles ```\n# not ours ![x](http://evil.example)";

    private static async Task<(DeskWorld World, Actor Ana, Actor Bob)> WithCaseAsync(bool restricted = false)
    {
        var world = await DeskWorld.OpenAsync(
            (
                "departments.yaml",
                """
                departments:
                  - { id: engineering, title: Engineering, place: "web:engineering", reply: 4h, template: "{case}: look at {product}.", webhook: "https://tracker.example.com/hook?key=k" }
                  - { id: finance, title: Finance, place: "web:finance", reply: 1d, template: "{case} {account}", members: [carol@example.com], webhook: "https://books.example.com/in" }
                """
            ),
            (
                "intake.yaml",
                """
                facts:
                  - { id: product, label: Product, question: Which product? }
                  - { id: steps, label: Steps to see it, question: Which steps? }
                  - { id: expected, label: Expected, question: What should happen? }
                """
            ),
            (
                "criteria.yaml",
                "version: 1\nowner: mia@example.com\nreview_by: 2027-06-30\ncriteria:\n"
                    + $"  - {{ id: c, when: {{ words: [zeppelin] }}, then: {{ escalate: now, restricted: {(restricted ? "true" : "false")} }}, why: People only. }}\n"
            )
        );
        var ana = world.Person("ana");
        await ana.SaysAsync(Fault);
        var bob = world.InThreadOf("bob", "ESC-1001");
        await bob.PressesAsync(Card, "Claim");
        return (world, ana, bob);
    }

    [Fact]
    public async Task Its_webhook_gets_the_request_as_a_report_whose_words_stay_in_their_blocks_of_code()
    {
        var (world, _, bob) = await WithCaseAsync();
        await using var _w = world;
        await bob.FillsAsync(
            Card,
            "Department",
            ("Which department?", "engineering"),
            ("What they should know beside the template", "It began on Monday.")
        );
        var report = world.Reports.ShouldHaveSingleItem();
        (report.Case, report.Request, report.Department).ShouldBe(("ESC-1001", "1", "engineering"));
        report.Asked.ShouldContain("It began on Monday.");
        report.Actual.ShouldNotBeNull().ShouldContain("zeppelin");
        report.Accounts.ShouldBe(["Acme Freight"]);
        report.AskedBy.ShouldBe("Bob");
        report.Text.ShouldStartWith("# ESC-1001 · `Engineering`");
        report.Text.ShouldContain("## Actual\n````text\n");
        report.Text.ShouldContain("- Accounts: `Acme Freight`");
        Actor.TextOf(world.CardOf(Request)).ShouldContain("It began on Monday.");
        (
            await world.Store.CountAsync(
                "SELECT COUNT(*) FROM history WHERE kind = 'webhook_sent' AND detail = 'engineering 1 → tracker.example.com'"
            )
        ).ShouldBe(1);
        (
            await world.Store.CountAsync(
                "SELECT COUNT(*) FROM audit_pending WHERE verb = 'webhook_sent' AND detail = 'engineering 1 → tracker.example.com'"
            )
        ).ShouldBe(1);
    }

    [Fact]
    public async Task What_the_tracker_calls_it_stands_at_the_department_s_line()
    {
        var (world, _, bob) = await WithCaseAsync();
        await using var _w = world;
        world.Webhook = new Delivery.Sent(null, null)
        {
            Receipt = new("tracker.example.com", TrackerLink.Of("ENG-12", "https://tracker.example.com/ENG-12")),
        };
        await bob.FillsAsync(Card, "Department", ("Which department?", "engineering"));
        Actor.TextOf(world.CardOf(Card)).ShouldContain("ENG-12 https://tracker.example.com/ENG-12");
    }

    [Fact]
    public async Task A_webhook_that_is_given_up_is_told_in_the_case_until_it_is_sent_again()
    {
        var (world, _, bob) = await WithCaseAsync();
        await using var _w = world;
        world.Webhook = new Delivery.Drop("The webhook answered 404.");
        await bob.FillsAsync(Card, "Department", ("Which department?", "engineering"));
        bob.Reads.ShouldContain(text => text.Contains("did not reach Engineering's webhook: The webhook answered 404."));
        Actor.TextOf(world.CardOf(Card)).ShouldContain("not sent to its webhook: The webhook answered 404.");
        var outbox = new Outbox(world.Store.Database);
        var dropped = (await outbox.DroppedAsync(10, CancellationToken.None)).Single();
        dropped.MaySendAgain.ShouldBeTrue();
        world.Webhook = new Delivery.Sent(null, null) { Receipt = new("tracker.example.com", null) };
        (
            await outbox.SendAgainAsync(
                dropped.Id,
                new AuditEntry(AuditKind.Action, "send_again", AuditActor.Bot) { Surface = AuditSurfaces.Console },
                CancellationToken.None
            )
        ).ShouldBeTrue();
        await world.WaitAsync(TimeSpan.FromMinutes(1));
        world.Reports.Count.ShouldBe(2);
        Actor.TextOf(world.CardOf(Card)).ShouldNotContain("not sent to its webhook");
    }

    [Fact]
    public async Task Of_a_restricted_case_a_webhook_gets_what_was_written_for_the_department_where_its_place_may_hold_it_and_nothing_else()
    {
        var (world, _, bob) = await WithCaseAsync(restricted: true);
        await using var _w = world;
        foreach (var department in new[] { "engineering", "finance" })
        {
            await bob.FillsAsync(
                Card,
                "Department",
                ("Which department?", department),
                ("What they should know beside the template", "Pay 4000.")
            );
        }
        world.Reports.Count.ShouldBe(2);
        foreach (var sent in world.Reports)
        {
            var all = System.Text.Json.JsonSerializer.Serialize(sent, MessagesJson.Default.BugReport);
            all.ShouldNotContain("zeppelin");
            all.ShouldNotContain("Acme");
            all.Contains("4000", StringComparison.Ordinal).ShouldBe(sent.Department == "finance");
        }
    }

    [Fact]
    public async Task The_department_copies_its_request_as_Markdown_and_nobody_else_does()
    {
        var (world, ana, bob) = await WithCaseAsync();
        await using var _w = world;
        await bob.FillsAsync(Card, "Department", ("Which department?", "engineering"));
        var nora = world.InThreadOfSlot("nora", Request);
        await nora.PressesAsync(Request, "Copy as Markdown");
        nora.Heard.ShouldContain("# ESC-1001 · `Engineering`");
        nora.Heard.ShouldContain("````text");
        var data = new Dictionary<string, string> { [DataKeys.Case] = "ESC-1001", [DataKeys.Request] = "1" };
        await ana.PressesAsync(new CardButton(Actions.DepartmentCopy, "Copy as Markdown", data));
        ana.Heard.ShouldStartWith("Only people in Engineering's own place may do that.");
    }

    [Theory]
    [InlineData("ENG-12", "https://t.example/1", "ENG-12 https://t.example/1")]
    [InlineData("<!here>", "https://t.example/1", "https://t.example/1")]
    [InlineData("a b", "http://t.example/1", "http://t.example/1")]
    [InlineData("k", "javascript:alert(1)", null)]
    [InlineData("k", "https://user:pass@t.example/", null)]
    [InlineData("k", "/relative", null)]
    [InlineData("k", null, null)]
    public void A_tracker_s_address_is_shown_only_when_it_is_one(string key, string? url, string? shown) =>
        (TrackerLink.Of(key, url)?.ToString()).ShouldBe(shown);

    [Theory]
    [InlineData("https://tracker.example.com/hook", true)]
    [InlineData("http://localhost:8080/hook", true)]
    [InlineData("http://tracker.example.com/hook", false)]
    [InlineData("https://user:pass@tracker.example.com/", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("tracker", false)]
    public void A_webhook_is_https_or_this_machine(string url, bool may) =>
        (Core.Organisation.SignedAddress.Of(url) is not null).ShouldBe(may);
}
