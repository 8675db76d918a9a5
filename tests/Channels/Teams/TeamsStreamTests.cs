using System.Net;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Channels.Teams.Sending;
using EscalationBot.Core.Messages;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Teams;

/// <summary>Answers that Teams shows while they are written.</summary>
public sealed class TeamsStreamTests
{
    private const string Slot = "question:q1:answer",
        Activities = "POST /emea/v3/conversations/a:ana/activities",
        Worded = "Open Settings [1]. Choose Renew [1].";
    private static readonly Place Chat = new(ChannelNames.Teams, "a:ana");

    [Fact]
    public async Task An_answer_is_announced_streamed_once_a_second_and_ended_by_the_message()
    {
        await using var world = await StartAsync();
        var streams = world.Get<TeamsStreams>();
        world.Microsoft.Then(HttpStatusCode.Created, """{"id":"stream-1"}""");
        await ShowAsync(world, "");
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        world.Microsoft.Then(HttpStatusCode.Accepted);
        await ShowAsync(world, "Open Settings [1].");
        // Too soon: it stands in the message.
        await ShowAsync(world, Worded);
        world.Microsoft.Then(HttpStatusCode.Created, """{"id":"message-9"}""");
        (await SendAsync(world, worded: true)).ShouldBe(new Delivery.Sent(Chat, "message-9"));

        var calls = world.Microsoft.Calls.ToList();
        calls.ShouldAllBe(call => call.Call == Activities);
        Info(calls[0]).ShouldBe(("typing", "informative", 1, null));
        calls[0].Body!["text"]!.GetValue<string>().Length.ShouldBeInRange(1, 1000);
        Info(calls[1]).ShouldBe(("typing", "streaming", 2, "stream-1"));
        calls[1].Body!["text"]!.GetValue<string>().ShouldBe("Open Settings [1].");
        Info(calls[2]).ShouldBe(("message", "final", null, "stream-1"));
        calls[2].Body!["text"]!.GetValue<string>().ShouldBe(Worded);
        var card = calls[2].Body!["attachments"]![0]!["content"]!.ToJsonString();
        card.ShouldContain("Renew the certificate");
        card.ShouldContain("1. Open Settings, Certificates.");
        card.ShouldContain("Why?");
        card.ShouldNotContain("Choose Renew \\\\[1");
        calls.Count.ShouldBe(3);
        streams.IsSeenIn(Chat, direct: true).ShouldBeTrue();
    }

    [Fact]
    public async Task Only_one_to_one_chats_see_it()
    {
        await using var world = await StartAsync();
        var streams = world.Get<TeamsStreams>();
        streams.IsSeenIn(Chat, direct: false).ShouldBeFalse();
        streams.IsSeenIn(new Place(ChannelNames.Teams, "19:c@thread.tacv2", "17"), direct: false).ShouldBeFalse();
        streams.IsSeenIn(new Place(ChannelNames.Slack, "D1"), direct: true).ShouldBeFalse();
    }

    [Fact]
    public async Task After_a_crash_the_message_ends_the_stream_with_what_it_had_shown_and_all_of_the_quotes()
    {
        await using var world = await StartAsync();
        world.Microsoft.Then(HttpStatusCode.Created, """{"id":"stream-1"}""");
        await ShowAsync(world, "");
        world.Clock.Advance(TimeSpan.FromSeconds(2));
        world.Microsoft.Then(HttpStatusCode.Accepted);
        await ShowAsync(world, "Open Settings [1].");

        await using var again = await world.RestartedAsync();
        again.Microsoft.Then(HttpStatusCode.Created, """{"id":"message-9"}""");
        (await SendAsync(again, worded: false)).ShouldBe(new Delivery.Sent(Chat, "message-9"));
        var final = again.Microsoft.Calls.ShouldHaveSingleItem();
        Info(final).ShouldBe(("message", "final", null, "stream-1"));
        final.Body!["text"]!.GetValue<string>().ShouldBe("Open Settings [1].");
        final.Body["attachments"]![0]!["content"]!.ToJsonString().ShouldContain("1. Open Settings, Certificates.");
    }

    [Theory]
    [InlineData("Content stream was canceled by user.")]
    [InlineData("Content stream finished due to exceeded streaming time.")]
    public async Task A_stream_that_Teams_has_ended_is_followed_by_an_ordinary_message(string why)
    {
        await using var world = await StartAsync();
        world.Microsoft.Then(HttpStatusCode.Created, """{"id":"stream-1"}""");
        await ShowAsync(world, "");
        world.Microsoft.Then(HttpStatusCode.Forbidden, $$$"""{"error":{"code":"ContentStreamNotAllowed","message":"{{{why}}}"}}""");
        world.Microsoft.Then(HttpStatusCode.Created, """{"id":"message-9"}""");
        (await SendAsync(world, worded: true)).ShouldBe(new Delivery.Sent(Chat, "message-9"));
        var last = world.Microsoft.Calls.Last();
        last.Body!["entities"].ShouldBeNull();
        last.Body["attachments"]![0]!["content"]!.ToJsonString().ShouldContain("Choose Renew");
    }

    [Fact]
    public async Task A_refused_stream_is_not_tried_again_and_the_message_is_an_ordinary_one()
    {
        await using var world = await StartAsync();
        world.Microsoft.Then(HttpStatusCode.BadRequest, """{"error":{"code":"BadArgument","message":"Streaming api is not enabled"}}""");
        await ShowAsync(world, "");
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        await ShowAsync(world, "Open Settings [1].");
        world.Microsoft.Then(HttpStatusCode.Created, """{"id":"message-9"}""");
        (await SendAsync(world, worded: true)).ShouldBe(new Delivery.Sent(Chat, "message-9"));
        world.Microsoft.Calls.Count.ShouldBe(2);
        world.Microsoft.Calls.Last().Body!["entities"].ShouldBeNull();
    }

    [Fact]
    public async Task When_the_answer_to_the_last_message_is_lost_the_next_try_finds_that_it_had_arrived()
    {
        await using var world = await StartAsync();
        world.Microsoft.Then(HttpStatusCode.Created, """{"id":"stream-1"}""");
        await ShowAsync(world, "");
        world.Microsoft.Answers.Enqueue(() => throw new HttpRequestException("reset"));
        (await SendAsync(world, worded: true)).ShouldBeOfType<Delivery.Retry>().MayHaveArrived.ShouldBeTrue();
        world.Microsoft.Then(
            HttpStatusCode.Forbidden,
            """{"error":{"code":"ContentStreamNotAllowed","message":"Content stream is not allowed on an already completed streamed message."}}"""
        );
        (await SendAsync(world, worded: true, world.Clock.GetUtcNow())).ShouldBe(new Delivery.Sent(Chat, "stream-1"));
        world.Microsoft.Calls.Count.ShouldBe(3);
    }

    [Fact]
    public async Task An_answer_that_was_never_streamed_is_posted_as_ever()
    {
        await using var world = await StartAsync();
        world.Microsoft.Then(HttpStatusCode.Created, """{"id":"message-9"}""");
        await SendAsync(world, worded: true);
        world.Microsoft.Calls.ShouldHaveSingleItem().Body!["entities"].ShouldBeNull();
    }

    private static async Task<TeamsWorld> StartAsync()
    {
        var world = await TeamsWorld.StartAsync();
        (await world.SendAsync(TeamsWorld.Activity())).StatusCode.ShouldBe(HttpStatusCode.OK);
        return world;
    }

    private static Task ShowAsync(TeamsWorld world, string text) =>
        world.Get<TeamsStreams>().ShowAsync(Slot, Chat, text, CancellationToken.None);

    private static Task<Delivery> SendAsync(TeamsWorld world, bool worded, DateTimeOffset? lookSince = null)
    {
        List<CardPart> parts = [new CardPart.Heading("Renew the certificate"), new CardPart.Prose("1. Open Settings, Certificates.")];
        if (worded)
        {
            parts.Insert(1, new CardPart.Text(Worded));
        }
        var card = new Card("Renew the certificate.", parts, [new CardButton(Actions.Why, "Why?", new Dictionary<string, string>())]);
        var show = new Outbound.Show(Slot, new Destination.At(Chat), card)
        {
            Key = "o1-0",
            Lane = Chat.Lane,
            HeldFor = TimeSpan.FromSeconds(6),
            Worded = worded ? Worded : null,
        };
        return world.Channel.SendAsync(new Dispatch(show, show.To, null, null, lookSince), CancellationToken.None);
    }

    private static (string Type, string Kind, int? Sequence, string? Id) Info((string Call, JsonNode? Body, string? Authorization) call)
    {
        var entity = call.Body!["entities"]!.AsArray().ShouldHaveSingleItem()!;
        entity["type"]!.GetValue<string>().ShouldBe("streaminfo");
        call.Body["channelData"]!["streamType"]!.GetValue<string>().ShouldBe(entity["streamType"]!.GetValue<string>());
        return (
            call.Body["type"]!.GetValue<string>(),
            entity["streamType"]!.GetValue<string>(),
            entity["streamSequence"]?.GetValue<int>(),
            entity["streamId"]?.GetValue<string>()
        );
    }
}
