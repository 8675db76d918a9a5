using System.Text.Json;
using EscalationBot.Bot.Channels.Slack.Sending;
using EscalationBot.Bot.Channels.Teams.Sending;
using EscalationBot.Core.Messages;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels;

/// <summary>A day is chosen from each platform's own calendar and comes back as the form wants it.</summary>
public sealed class DateFieldTests
{
    private static Form Snooze { get; } =
        new(
            "snooze",
            "Snooze ESC-1001",
            "Snooze",
            [
                new FormField("until", "Until which day?", FieldKind.Date)
                {
                    Required = true,
                    Value = "2026-12-04",
                    Earliest = new(2026, 11, 30),
                    Latest = new(2027, 1, 28),
                },
            ],
            new Dictionary<string, string> { ["case"] = "ESC-1001" }
        );

    [Fact]
    public void Slack_shows_its_datepicker_and_its_day_is_read()
    {
        var element = SlackFormRenderer.Render(Snooze, new Place("slack", "C1"))["blocks"]!.AsArray().Last()!["element"]!;
        element["type"]!.GetValue<string>().ShouldBe("datepicker");
        element["initial_date"]!.GetValue<string>().ShouldBe("2026-12-04");
        using var view = JsonDocument.Parse(
            """{"state":{"values":{"until":{"until":{"type":"datepicker","selected_date":"2026-12-07"}}}}}"""
        );
        SlackFormRenderer.ReadValues(view.RootElement)["until"].ShouldBe("2026-12-07");
        using var empty = JsonDocument.Parse("""{"state":{"values":{"until":{"until":{"type":"datepicker","selected_date":null}}}}}""");
        SlackFormRenderer.ReadValues(empty.RootElement).ShouldBeEmpty();
    }

    [Fact]
    public void Teams_shows_its_calendar_with_the_first_and_the_last_day()
    {
        var json = TeamsFormRenderer.Form(Snooze, Snooze.Fields.ToDictionary(field => field.Id, field => field.Value ?? "")).ToJsonString();
        json.ShouldContain("\"type\":\"Input.Date\"");
        json.ShouldContain("\"min\":\"2026-11-30\"");
        json.ShouldContain("\"max\":\"2027-01-28\"");
        json.ShouldContain("\"value\":\"2026-12-04\"");
    }
}
