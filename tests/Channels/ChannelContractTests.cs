using System.Net;
using EscalationBot.Bot.Channels;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Channels.Slack;
using EscalationBot.Tests.Channels.Teams;
using EscalationBot.Tests.Channels.WebChat;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels;

/// <summary>What the outbox may rely on, whatever platform is behind it. A new channel is one more row of <see cref="All"/>.</summary>
public sealed class ChannelContractTests
{
    /// <summary>Every channel there is.</summary>
    public static TheoryData<string> All { get; } = [ChannelNames.Slack, ChannelNames.Teams, ChannelNames.Web];

    [Theory, MemberData(nameof(All))]
    public async Task It_says_its_name_and_how_it_is(string name)
    {
        await using var platform = await Platform.OpenAsync(name);
        platform.Channel.Name.ShouldBe(name);
        new[] { "ok", "degraded", "off" }.ShouldContain(platform.Channel.State.Status);
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_post_tells_its_id_and_where_it_stands(string name)
    {
        await using var platform = await Platform.OpenAsync(name);
        platform.TakesPost();
        var sent = (await platform.ShowAsync(platform.Place)).ShouldBeOfType<Delivery.Sent>();
        sent.MessageId.ShouldNotBeNullOrEmpty();
        sent.Place.ShouldNotBeNull().Conversation.ShouldBe(platform.Place.Conversation);
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_slot_that_has_a_message_is_edited_and_keeps_its_id(string name)
    {
        await using var platform = await Platform.OpenAsync(name);
        platform.TakesPost();
        var sent = (Delivery.Sent)await platform.ShowAsync(platform.Place);
        platform.TakesEdit();
        (await platform.ShowAsync(platform.Place, sent)).ShouldBe(sent);
    }

    [Theory, MemberData(nameof(All))]
    public async Task An_edit_of_a_message_that_is_gone_is_vanished(string name)
    {
        await using var platform = await Platform.OpenAsync(name);
        platform.TakesPost();
        var sent = (Delivery.Sent)await platform.ShowAsync(platform.Place);
        await platform.LosesAsync(sent);
        (await platform.ShowAsync(platform.Place, sent)).ShouldBeOfType<Delivery.Vanished>();
    }

    [Theory, MemberData(nameof(All))]
    public async Task Removing_what_was_never_sent_is_done(string name)
    {
        await using var platform = await Platform.OpenAsync(name);
        (await platform.SendAsync(new Outbound.Remove("slot") { Key = "k", Lane = "l" })).ShouldBe(new Delivery.Sent(null, null));
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_message_without_an_address_is_dropped_with_a_reason(string name)
    {
        await using var platform = await Platform.OpenAsync(name);
        (await platform.SendAsync(Platform.Message(platform.Place))).ShouldBeOfType<Delivery.Drop>().Why.ShouldNotBeEmpty();
    }

    [Theory, MemberData(nameof(All))]
    public async Task Words_for_a_person_of_another_channel_are_dropped_with_a_reason(string name)
    {
        await using var platform = await Platform.OpenAsync(name);
        var whisper = new Outbound.Whisper(platform.Place, new PersonKey("elsewhere", "x"), Card.Of("words")) { Key = "k", Lane = "l" };
        (await platform.SendAsync(whisper)).ShouldBeOfType<Delivery.Drop>().Why.ShouldNotBeEmpty();
    }

    [Theory, InlineData(ChannelNames.Slack), InlineData(ChannelNames.Teams)]
    public async Task A_platform_that_asks_for_patience_gets_it_and_nothing_is_taken_for_sent(string name)
    {
        await using var platform = await Platform.OpenAsync(name);
        platform.AsksToWait(TimeSpan.FromSeconds(7));
        var retry = (await platform.ShowAsync(platform.Place)).ShouldBeOfType<Delivery.Retry>();
        retry.After.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(7));
        retry.MayHaveArrived.ShouldBeFalse();
        retry.Why.ShouldNotBeEmpty();
    }

    [Theory, InlineData(ChannelNames.Slack), InlineData(ChannelNames.Teams)]
    public async Task A_platform_that_stumbled_may_have_taken_it(string name)
    {
        await using var platform = await Platform.OpenAsync(name);
        platform.Stumbles();
        (await platform.ShowAsync(platform.Place)).ShouldBeOfType<Delivery.Retry>().MayHaveArrived.ShouldBeTrue();
    }

    /// <summary>One platform's other side.</summary>
    private sealed class Platform : IAsyncDisposable
    {
        private readonly IAsyncDisposable _world;
        private int _posts;

        private Platform(IAsyncDisposable world, IChannel channel, Place place) => (_world, Channel, Place) = (world, channel, place);

        public IChannel Channel { get; }

        /// <summary>A shared place that exists.</summary>
        public Place Place { get; }

        public static async Task<Platform> OpenAsync(string name)
        {
            switch (name)
            {
                case ChannelNames.Slack:
                    var slack = await SlackWorld.OpenAsync();
                    return new(slack, slack.Channel, new(name, "C0QUEUE"));
                case ChannelNames.Teams:
                    var settings = TeamsWorld.WithTokens;
                    settings["Teams:ServiceUrl"] = TeamsWorld.ServiceUrl;
                    var teams = await TeamsWorld.StartAsync(settings);
                    return new(teams, teams.Channel, new(name, "19:group@thread.v2"));
                default:
                    var web = await WebChatHost.StartAsync();
                    return new(web, web.Channel, new(name, "specialists"));
            }
        }

        public static Outbound.Show Message(Place place, string key = "key") =>
            new("slot", new Destination.At(place), Card.Of("words")) { Key = key, Lane = "lane" };

        public Task<Delivery> ShowAsync(Place place, Delivery.Sent? had = null) =>
            Channel.SendAsync(
                new Dispatch(Message(place, $"key-{_posts++}"), new Destination.At(place), had?.MessageId, had?.Place, null),
                CancellationToken.None
            );

        /// <summary>Without an address.</summary>
        public Task<Delivery> SendAsync(Outbound what) =>
            Channel.SendAsync(new Dispatch(what, null, null, null, null), CancellationToken.None);

        public void TakesPost()
        {
            (_world as SlackWorld)?.Web.On("chat.postMessage", """{"ok":true,"channel":"C0QUEUE","ts":"1.1"}""");
            (_world as TeamsWorld)?.Microsoft.Then(HttpStatusCode.Created, """{"id":"m1"}""");
        }

        public void TakesEdit()
        {
            (_world as SlackWorld)?.Web.On("chat.update", """{"ok":true,"channel":"C0QUEUE","ts":"1.1"}""");
            (_world as TeamsWorld)?.Microsoft.Then(HttpStatusCode.OK, """{"id":"m1"}""");
        }

        public async Task LosesAsync(Delivery.Sent sent)
        {
            (_world as SlackWorld)?.Web.On("chat.update", """{"ok":false,"error":"message_not_found"}""");
            (_world as TeamsWorld)?.Microsoft.Then(HttpStatusCode.NotFound, """{"error":{"code":"ActivityNotFoundInConversation"}}""");
            if (_world is WebChatHost)
            {
                await Channel.SendAsync(
                    new Dispatch(new Outbound.Remove("slot") { Key = "r", Lane = "l" }, null, sent.MessageId, sent.Place, null),
                    CancellationToken.None
                );
            }
        }

        public void AsksToWait(TimeSpan after)
        {
            var seconds = (int)after.TotalSeconds;
            (_world as SlackWorld)?.Web.On(
                "chat.postMessage",
                """{"ok":false,"error":"ratelimited"}""",
                HttpStatusCode.TooManyRequests,
                seconds
            );
            (_world as TeamsWorld)?.Microsoft.Then(HttpStatusCode.TooManyRequests, "{}", after);
        }

        public void Stumbles()
        {
            (_world as SlackWorld)?.Web.On("chat.postMessage", "", HttpStatusCode.InternalServerError);
            (_world as TeamsWorld)?.Microsoft.Then(HttpStatusCode.InternalServerError, "");
        }

        public ValueTask DisposeAsync() => _world.DisposeAsync();
    }
}
