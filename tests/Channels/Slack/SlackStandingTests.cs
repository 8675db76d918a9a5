using System.Net;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Slack;

/// <summary>Which of the bot's cards stand in a channel, as Slack's history tells, and where nobody looks any more.</summary>
public sealed class SlackStandingTests
{
    private const string Archived = """{"ok":true,"channel":{"id":"C0OLDPLACE1","is_archived":true}}""",
        Gone = """{"ok":false,"error":"channel_not_found"}""";
    private static readonly Place There = new("slack", "C0OLDPLACE1");

    [Fact]
    public async Task A_card_says_which_case_it_is_of_and_no_other_message_says_anything()
    {
        await using var world = await SlackWorld.OpenAsync();
        world
            .Web.On("chat.postMessage", """{"ok":true,"channel":"C0QUEUE","ts":"1.1"}""")
            .On("chat.update")
            .On("chat.postMessage", """{"ok":true,"channel":"C0QUEUE","ts":"1.2"}""");
        var card = SlackWorld.Show(Card.Of("x")) with { Slot = "case:ESC-1001:card" };
        var place = new Place("slack", "C0QUEUE");
        await world.SendAsync(card, new Destination.At(place));
        await world.SendAsync(card with { Slot = "case:ESC-1001:card2" }, new Destination.At(place), "1.1", place);
        await world.SendAsync(card with { Slot = "case:ESC-1001:manager_claim_late:mia@example.com:1" }, new Destination.At(place));
        world
            .Web.Calls.Select(call => call.Json["metadata"]!["event_payload"]!.ToJsonString())
            .ShouldBe([
                """{"key":"key-1","slot":"case:ESC-1001:card"}""",
                """{"key":"key-1","slot":"case:ESC-1001:card2"}""",
                """{"key":"key-1"}""",
            ]);
    }

    [Fact]
    public async Task Only_of_a_message_that_this_bot_posted_its_metadata_counts_and_what_was_deleted_does_not_stand()
    {
        await using var world = await SlackWorld.OpenAsync();
        const string metadata = """ "metadata":{"event_type":"escalationbot","event_payload":{"key":"k","slot":"case:ESC-1001:card"}} """;
        world.Web.On(
            "conversations.history",
            $$$$"""
            {"ok":true,"has_more":true,"messages":[
              {"ts":"1.6","bot_id":"B0TRIAGE01",{{{{metadata}}}}},
              {"ts":"1.5","bot_id":"B0ANOTHER1",{{{{metadata}}}}},
              {"ts":"1.4","user":"U0ANA",{{{{metadata}}}}},
              {"ts":"1.3","subtype":"tombstone","bot_id":"B0TRIAGE01",{{{{metadata}}}}},
              {"ts":"1.2","bot_id":"B0TRIAGE01","metadata":{"event_type":"another","event_payload":{"slot":"case:ESC-1001:card"}}},
              {"ts":"1.1","bot_id":"B0TRIAGE01","metadata":{"event_type":"escalationbot","event_payload":{"slot":"case:ESC-1001:rep"}}}]}
            """
        );
        var page = (await world.Channel.Standing!.ReadAsync(There, "1.6", default)).ShouldBeOfType<Standing.Messages>();
        page.All.ShouldBe([
            new StandingMessage("1.6", "case:ESC-1001:card"),
            new StandingMessage("1.5", null),
            new StandingMessage("1.4", null),
            new StandingMessage("1.2", null),
            new StandingMessage("1.1", null),
        ]);
        page.IsWhole.ShouldBeFalse();
        world.Web.Last.Form.ShouldSatisfyAllConditions(
            form => form["latest"].ShouldBe("1.6"),
            form => form["inclusive"].ShouldBe("true"),
            form => form["include_all_metadata"].ShouldBe("true")
        );
    }

    [Fact]
    public async Task A_pause_that_Slack_asks_for_ends_the_looks_and_a_channel_without_us_only_its_own()
    {
        await using var world = await SlackWorld.OpenAsync();
        world
            .Web.On("conversations.history", "", HttpStatusCode.TooManyRequests, retryAfter: 30)
            .On("conversations.info", """{"ok":false,"error":"missing_scope"}""");
        (await world.Channel.Standing!.ReadAsync(There, null, default)).ShouldBeOfType<Standing.Unreadable>().IsEverywhere.ShouldBeTrue();
        (await world.Channel.Standing!.LookAsync(There, default)).ShouldBeOfType<Standing.Unreadable>().IsEverywhere.ShouldBeTrue();
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        world.Web.On("conversations.history", """{"ok":false,"error":"not_in_channel"}""");
        (await world.Channel.Standing!.ReadAsync(There, null, default))
            .ShouldBeOfType<Standing.Unreadable>()
            .ShouldSatisfyAllConditions(one => one.IsEverywhere.ShouldBeFalse(), one => one.Why.ShouldContain("/invite @bot"));
    }

    [Theory]
    [InlineData(Archived, "#specialists", "", false)] // archived, and a queue still names it
    [InlineData(Archived, "C0OLDPLACE1", "", false)]
    [InlineData(Gone, "#specialists", "", false)]
    [InlineData(Archived, "#specialists", "C0NEW", true)] // made anew under its name
    [InlineData(Gone, "#specialists", "C0NEW", true)]
    [InlineData(Archived, "#elsewhere", "", true)] // no queue names it any more
    [InlineData(Gone, "#elsewhere", "", true)]
    public async Task A_channel_is_left_when_its_name_is_another_one_s_or_no_queue_names_it(
        string info,
        string place,
        string anew,
        bool isLeft
    )
    {
        await using var world = await NamedAsync(place);
        world
            .Web.On("conversations.info", info)
            .On(
                "conversations.list",
                anew.Length == 0
                    ? """{"ok":true,"channels":[]}"""
                    : $$"""{"ok":true,"channels":[{"id":"{{anew}}","name":"specialists","is_member":true}]}"""
            );
        var look = await world.Channel.Standing!.LookAsync(There, default);
        (look is Standing.Left).ShouldBe(isLeft);
        (look is Standing.Unreadable { IsEverywhere: false }).ShouldBe(!isLeft);
    }

    [Theory]
    [InlineData("is_inactive", "#elsewhere", "#elsewhere", true)]
    [InlineData("channel_not_found", "#elsewhere", "#elsewhere", true)]
    [InlineData("is_inactive", "#specialists", "#specialists", false)] // archived for a while: it waits
    [InlineData("is_inactive", "#elsewhere", "C0OLDPLACE1", false)] // what a rep asked for there has no other place
    public async Task A_card_in_an_archived_channel_that_no_queue_names_any_more_is_posted_where_its_queue_is_now(
        string error,
        string place,
        string to,
        bool anew
    )
    {
        await using var world = await NamedAsync(place);
        world.Web.On("chat.update", $$"""{"ok":false,"error":"{{error}}"}""").On("conversations.list", """{"ok":true,"channels":[]}""");
        var delivery = await world.SendAsync(SlackWorld.Show(Card.Of("x")), new Destination.At(new Place("slack", to)), "1.2", There);
        (delivery is Delivery.Vanished).ShouldBe(anew);
        (delivery is Delivery.Retry { NeedsSomebody: true }).ShouldBe(!anew);
    }

    [Fact]
    public async Task An_open_channel_is_open()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("conversations.info", """{"ok":true,"channel":{"id":"C0OLDPLACE1","is_archived":false}}""");
        (await world.Channel.Standing!.LookAsync(There, default)).ShouldBeOfType<Standing.Open>();
    }

    [Theory]
    [InlineData("""{"metadata":{"event_type":"escalationbot","event_payload":"x"}}""")]
    [InlineData("""{"metadata":"x"}""")]
    [InlineData("""{"metadata":{"event_type":"escalationbot","event_payload":{"slot":7}}}""")]
    [InlineData("""{"metadata":{"event_type":"escalationbot","event_payload":{"slot":"case:card"}}}""")]
    [InlineData("""{"metadata":{"event_type":"escalationbot","event_payload":{"slot":"copy:1:case:ESC-1:card"}}}""")]
    public void Metadata_of_any_other_shape_says_nothing(string message) =>
        SlackMetadata.SlotIn(System.Text.Json.JsonElement.Parse(message)).ShouldBeNull();

    /// <summary>C0OLDPLACE1 was found as #specialists, and the queue's place is this one now.</summary>
    private static async Task<SlackWorld> NamedAsync(string place)
    {
        var world = await SlackWorld.OpenAsync();
        await world.Memory.SetAsync("slack", "channel:#specialists", "C0OLDPLACE1", default);
        var yaml = OrganisationFixture.Yaml.Replace("web:specialists", $"slack:{place}", StringComparison.Ordinal);
        world.Workplaces.Replace(new Workplace(OrganisationFixture.Of(("organisation.yaml", yaml)), null!));
        return world;
    }
}
