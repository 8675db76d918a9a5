using System.Net;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Slack;

public sealed partial class SlackChannelTests
{
    private const string PostedIn = """{"ok":true,"channel":"C0QUEUE","ts":"1763815300.000400"}""";

    [Fact]
    public async Task A_new_message_is_posted_with_its_key_and_unfurls_nothing()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("chat.postMessage", PostedIn);
        (await world.ShowAsync("C0QUEUE", "1763815000.000100")).ShouldBe(
            new Delivery.Sent(new Place("slack", "C0QUEUE", "1763815000.000100"), "1763815300.000400")
        );
        var call = world.Web.Last;
        call.Authorization.ShouldBe("Bearer xoxb-test-token");
        call.ContentType.ShouldBe("application/json; charset=utf-8");
        call.Json["channel"]!.GetValue<string>().ShouldBe("C0QUEUE");
        call.Json["thread_ts"]!.GetValue<string>().ShouldBe("1763815000.000100");
        call.Json["unfurl_links"]!.GetValue<bool>().ShouldBeFalse();
        call.Json["metadata"]!.ToJsonString().ShouldBe("""{"event_type":"escalationbot","event_payload":{"key":"key-1"}}""");
        call.Json.ContainsKey("link_names").ShouldBeFalse();
        call.Json.ContainsKey("parse").ShouldBeFalse();
    }

    [Fact]
    public async Task A_message_that_stands_is_edited_in_place()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("chat.update");
        var place = new Place("slack", "C0QUEUE", "1.1");
        (await world.SendAsync(SlackWorld.Show(Card.Of("new words")), new Destination.At(place), "1.2", place)).ShouldBe(
            new Delivery.Sent(place, "1.2")
        );
        var sent = world.Web.Last.Json;
        (sent["channel"]!.GetValue<string>(), sent["ts"]!.GetValue<string>(), sent["text"]!.GetValue<string>()).ShouldBe(
            ("C0QUEUE", "1.2", "new words")
        );
        sent["blocks"]!.AsArray().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("message_not_found")]
    [InlineData("cant_update_message")]
    [InlineData("edit_window_closed")]
    public async Task A_message_that_cannot_be_edited_is_posted_anew(string error)
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("chat.update", $$"""{"ok":false,"error":"{{error}}"}""");
        var place = new Place("slack", "C0QUEUE");
        (await world.SendAsync(SlackWorld.Show(Card.Of("x")), new Destination.At(place), "1.2", place)).ShouldBeOfType<Delivery.Vanished>();
    }

    [Theory]
    [InlineData("msg_too_long")]
    [InlineData("restricted_action")]
    [InlineData("invalid_blocks")]
    public async Task What_Slack_will_never_take_is_dropped_with_words(string error)
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("chat.postMessage", $$"""{"ok":false,"error":"{{error}}"}""");
        (await world.ShowAsync("C0QUEUE")).ShouldBeOfType<Delivery.Drop>().Why.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("invalid_auth")]
    [InlineData("token_revoked")]
    [InlineData("missing_scope")]
    public async Task A_dead_token_makes_messages_wait(string error)
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("chat.postMessage", $$"""{"ok":false,"error":"{{error}}"}""");
        var retry = (await world.ShowAsync("C0QUEUE")).ShouldBeOfType<Delivery.Retry>();
        retry.MayHaveArrived.ShouldBeFalse();
        retry.Why.ShouldContain("Slack");
    }

    [Fact]
    public async Task A_dead_token_is_told_when_a_call_meets_it_and_no_longer_when_one_succeeds()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("chat.postMessage", """{"ok":false,"error":"token_revoked"}""").On("chat.postMessage", PostedIn);
        await world.ShowAsync("C0QUEUE");
        world.Channel.State.Status.ShouldBe("degraded");
        world.Channel.State.Why.ShouldContain("token_revoked");
        world.Channel.State.Why.ShouldContain("Slack:BotToken");
        await world.ShowAsync("C0QUEUE");
        world.Channel.State.Status.ShouldBe("ok");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("1.0")]
    public async Task What_is_for_an_archived_channel_waits_and_says_what_helps(string? thread)
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("chat.postMessage", """{"ok":false,"error":"is_archived"}""");
        (await world.ShowAsync("C0QUEUE", thread))
            .ShouldBeOfType<Delivery.Retry>()
            .ShouldSatisfyAllConditions(
                retry => retry.NeedsSomebody.ShouldBeTrue(),
                retry => retry.MayHaveArrived.ShouldBeFalse(),
                retry => retry.Why.ShouldContain("un-archive")
            );
        world.Channel.State.Why.ShouldContain("C0QUEUE");
    }

    [Theory]
    [InlineData("#specialists", true)]
    [InlineData("C0OLDPLACE1", true)]
    [InlineData("#specialists-new", false)]
    public async Task The_thread_of_an_archived_channel_waits_while_a_queue_names_it_and_is_given_back_when_none_does(
        string place,
        bool waits
    )
    {
        await using var world = await SlackWorld.OpenAsync();
        await world.Memory.SetAsync("slack", "channel:#specialists", "C0OLDPLACE1", CancellationToken.None);
        var yaml = OrganisationFixture.Yaml.Replace("web:specialists", $"slack:{place}", StringComparison.Ordinal);
        world.Workplaces.Replace(new Workplace(OrganisationFixture.Of(("organisation.yaml", yaml)), null!));
        world
            .Web.On("chat.postMessage", """{"ok":false,"error":"is_archived"}""")
            .On("conversations.list", """{"ok":true,"channels":[]}""");
        var show = SlackWorld.Show(Card.Of("x")) with { To = new Destination.ThreadOf("case:ESC-1001:card") };
        var delivery = await world.SendAsync(show, new Destination.At(new Place("slack", "C0OLDPLACE1", "1.0")));
        (delivery is Delivery.Retry { NeedsSomebody: true }).ShouldBe(waits);
        (delivery is Delivery.Drop).ShouldBe(!waits);
    }

    [Fact]
    public async Task An_edit_in_an_archived_channel_waits_too()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("chat.update", """{"ok":false,"error":"is_inactive"}""").On("chat.update");
        var place = new Place("slack", "C0QUEUE");
        (await world.SendAsync(SlackWorld.Show(Card.Of("x")), new Destination.At(place), "1.2", place))
            .ShouldBeOfType<Delivery.Retry>()
            .NeedsSomebody.ShouldBeTrue();
        (await world.SendAsync(SlackWorld.Show(Card.Of("x")), new Destination.At(place), "1.2", place)).ShouldBeOfType<Delivery.Sent>();
        world.Channel.State.Status.ShouldBe("ok");
    }

    [Fact]
    public async Task A_pause_that_Slack_asks_for_holds_for_that_channel_alone()
    {
        await using var world = await SlackWorld.OpenAsync();
        world
            .Web.On("chat.postMessage", """{"ok":false,"error":"ratelimited"}""", HttpStatusCode.TooManyRequests, retryAfter: 7)
            .On("chat.postMessage", PostedIn)
            .On("chat.postMessage", PostedIn);
        (await world.ShowAsync("C0QUEUE"))
            .ShouldBeOfType<Delivery.Retry>()
            .ShouldSatisfyAllConditions(
                retry => retry.After.ShouldBe(TimeSpan.FromSeconds(7)),
                retry => retry.MayHaveArrived.ShouldBeFalse()
            );
        world.Clock.Advance(TimeSpan.FromSeconds(6));
        (await world.ShowAsync("C0QUEUE"))
            .ShouldBeOfType<Delivery.Retry>("nothing is sent during the pause")
            .After.ShouldBe(TimeSpan.FromSeconds(1));
        (await world.ShowAsync("C0OTHER")).ShouldBeOfType<Delivery.Sent>();
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        (await world.ShowAsync("C0QUEUE")).ShouldBeOfType<Delivery.Sent>();
        world.Web.Calls.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_channel_takes_a_burst_of_five_and_then_one_a_second()
    {
        await using var world = await SlackWorld.OpenAsync();
        for (var i = 0; i < 6; i++)
        {
            world.Web.On("chat.postMessage", PostedIn);
        }
        for (var i = 0; i < 5; i++)
        {
            (await world.ShowAsync("C0QUEUE", key: $"burst-{i}")).ShouldBeOfType<Delivery.Sent>();
        }
        // Those sent away get a place in the line, and keep it however often they ask.
        foreach (var (post, wait) in new[] { ("a", 1), ("b", 2), ("c", 3), ("a", 1), ("b", 2) })
        {
            var later = (await world.ShowAsync("C0QUEUE", key: post)).ShouldBeOfType<Delivery.Retry>();
            (later.After, later.IsAsked).ShouldBe((TimeSpan.FromSeconds(wait), true));
        }
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        (await world.ShowAsync("C0QUEUE", key: "a")).ShouldBeOfType<Delivery.Sent>();
        (await world.ShowAsync("C0QUEUE", key: "b")).ShouldBeOfType<Delivery.Retry>();
    }

    [Fact]
    public async Task Without_pacing_only_Slack_itself_slows_us_down()
    {
        await using var world = await SlackWorld.OpenAsync(
            new()
            {
                BotToken = "xoxb-1",
                SigningSecret = "s",
                Pacing = "off",
                ApiUrl = "http://127.0.0.1:9/api/",
            }
        );
        for (var i = 0; i < 20; i++)
        {
            world.Web.On("chat.postMessage", PostedIn);
        }
        for (var i = 0; i < 20; i++)
        {
            (await world.ShowAsync("C0QUEUE")).ShouldBeOfType<Delivery.Sent>();
        }
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, false)]
    [InlineData(HttpRequestError.NameResolutionError, false)]
    [InlineData(HttpRequestError.ResponseEnded, true)]
    [InlineData(HttpRequestError.Unknown, true)]
    public async Task A_lost_connection_says_whether_the_message_may_have_arrived(HttpRequestError error, bool mayHaveArrived)
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("chat.postMessage", _ => throw new HttpRequestException(error));
        (await world.ShowAsync("C0QUEUE")).ShouldBeOfType<Delivery.Retry>().MayHaveArrived.ShouldBe(mayHaveArrived);
    }

    [Theory]
    [InlineData("<html>upstream error</html>", HttpStatusCode.BadGateway)]
    [InlineData("<html>odd</html>", HttpStatusCode.OK)]
    [InlineData("""{"ok":false,"error":"internal_error"}""", HttpStatusCode.OK)]
    public async Task An_outage_may_have_let_the_message_through(string body, HttpStatusCode status)
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("chat.postMessage", body, status);
        (await world.ShowAsync("C0QUEUE")).ShouldBeOfType<Delivery.Retry>().MayHaveArrived.ShouldBeTrue();
    }

    [Fact]
    public async Task A_message_that_did_arrive_is_found_by_its_key_on_any_page_and_adopted()
    {
        await using var world = await SlackWorld.OpenAsync();
        world
            .Web.On(
                "conversations.history",
                """{"ok":true,"messages":[{"ts":"1.9","metadata":{"event_type":"escalationbot","event_payload":{"key":"another"}}},{"ts":"1.8"}],"response_metadata":{"next_cursor":"abc="}}"""
            )
            .On(
                "conversations.history",
                """{"ok":true,"messages":[{"ts":"1.7","metadata":{"event_type":"escalationbot","event_payload":{"key":"key-1"}}}]}"""
            );
        var since = new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
        (await world.ShowAsync("C0QUEUE", lookSince: since)).ShouldBe(new Delivery.Sent(new Place("slack", "C0QUEUE"), "1.7"));
        world.Web.Calls[0].Form["include_all_metadata"].ShouldBe("true");
        world.Web.Calls[0].Form["oldest"].ShouldBe($"{since.AddMinutes(-5).ToUnixTimeSeconds()}.000000");
        world.Web.Calls[0].ContentType.ShouldStartWith("application/x-www-form-urlencoded");
        world.Web.Calls[1].Form["cursor"].ShouldBe("abc=");
    }

    [Fact]
    public async Task A_message_that_did_not_arrive_is_posted_and_in_a_thread_the_thread_is_searched()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("conversations.replies", """{"ok":true,"messages":[]}""").On("chat.postMessage", PostedIn);
        (await world.ShowAsync("C0QUEUE", "1.1", world.Clock.GetUtcNow())).ShouldBeOfType<Delivery.Sent>();
        world.Web.Calls[0].Form["ts"].ShouldBe("1.1");
    }

    [Fact]
    public async Task While_it_cannot_be_looked_for_nothing_is_posted()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("conversations.history", """{"ok":false,"error":"ratelimited"}""", HttpStatusCode.TooManyRequests, retryAfter: 30);
        (await world.ShowAsync("C0QUEUE", lookSince: world.Clock.GetUtcNow()))
            .ShouldBeOfType<Delivery.Retry>()
            .MayHaveArrived.ShouldBeTrue();
    }
}
