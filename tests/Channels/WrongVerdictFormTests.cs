using System.Text.Json;
using EscalationBot.Bot.Channels.Slack.Sending;
using EscalationBot.Bot.Channels.Teams.Sending;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels;

/// <summary>The form of Wrong verdict as each platform shows it, and what comes back.</summary>
public sealed class WrongVerdictFormTests
{
    private const string Criteria =
        "version: 1\nowner: mia@example.com\nreview_by: 2099-01-31\ncriteria:\n"
        + "  - { id: noise, when: { words: [rattles] }, then: { escalate: now, queue: technical, priority: p2 }, why: Noise is for people. }\n"
        + "  - { id: other, when: { words: [zebra] }, then: { escalate: now }, why: Zebras are for people. }\n";

    private static async Task<Form> FormAsync()
    {
        await using var world = await DeskWorld.OpenAsync(("criteria.yaml", Criteria));
        await world.Person("ana").SaysAsync("the crane rattles");
        return (await world.InThreadOf("bob", "ESC-1001").OpensAsync("case:ESC-1001:card", "Wrong verdict"))
            .ShouldBeOfType<FormAnswer.Open>()
            .Form;
    }

    [Fact]
    public async Task Slack_shows_selects_without_what_was_decided_and_reads_what_was_chosen()
    {
        var view = SlackFormRenderer.Render(await FormAsync(), new Place("slack", "C1"));
        var blocks = view["blocks"]!.AsArray();
        blocks[0]!.ToJsonString().ShouldContain("Decided: Case at once");
        var inputs = blocks.Skip(1).ToList();
        inputs.Select(block => block!["block_id"]!.GetValue<string>()).ShouldBe(["verdict", "queue", "priority", "criterion", "text"]);
        inputs.Select(block => block!["optional"]?.GetValue<bool>() ?? false).ShouldBe([true, true, true, true, false]);
        inputs.Take(4).ShouldAllBe(block => block!["element"]!["type"]!.GetValue<string>() == "static_select");
        var all = view.ToJsonString();
        all.ShouldNotContain("\"value\":\"escalate\"");
        all.ShouldNotContain("\"value\":\"noise\"");
        all.ShouldContain("Zebras are for people.");
        using var sent = JsonDocument.Parse(
            """
            {"state":{"values":{
              "verdict":{"verdict":{"type":"static_select","selected_option":{"value":"answer"}}},
              "queue":{"queue":{"type":"static_select","selected_option":null}},
              "criterion":{"criterion":{"type":"static_select","selected_option":{"value":"-"}}},
              "text":{"text":{"type":"plain_text_input","value":"It stands in the manual."}}}}}
            """
        );
        SlackFormRenderer
            .ReadValues(sent.RootElement)
            .ShouldBe(
                new Dictionary<string, string>
                {
                    ["verdict"] = "answer",
                    ["criterion"] = "-",
                    ["text"] = "It stands in the manual.",
                },
                ignoreOrder: true
            );
    }

    [Fact]
    public async Task Teams_shows_a_dialog_that_sends_the_form_and_gives_problems_at_their_field()
    {
        var form = await FormAsync();
        var json = TeamsFormRenderer
            .Form(form, new Dictionary<string, string> { ["text"] = "x" }, new Dictionary<string, string> { ["verdict"] = "Fill this in." })
            .ToJsonString();
        json.ShouldContain("Decided: Case at once");
        json.ShouldContain("\"id\":\"verdict\"");
        json.ShouldContain("Rule that should have decided");
        json.ShouldContain("Fill this in.");
        json.ShouldContain("wrong_verdict");
        json.ShouldNotContain("\"value\":\"escalate\"");
    }
}
