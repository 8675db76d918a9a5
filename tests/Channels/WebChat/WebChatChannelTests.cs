using EscalationBot.Bot.Channels;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.WebChat;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Channels.WebChat.WebChatHost;

namespace EscalationBot.Tests.Channels.WebChat;

public sealed class WebChatChannelTests : IAsyncLifetime
{
    private WebChatHost _host = null!;

    public async Task InitializeAsync() => _host = await StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_message_to_a_person_by_address_goes_to_their_own_chat()
    {
        var sent = (await SendAsync(Show(new Destination.Direct("web", null, "Ana@Example.com")))).ShouldBeOfType<Delivery.Sent>();

        sent.Place.ShouldBe(new Place("web", $"dm:{Ana}"));
        (await _host.Messages.FindAsync(long.Parse(sent.MessageId!), CancellationToken.None))!.Author.ShouldBe(WebMessage.Bot);
    }

    [Fact]
    public async Task A_send_repeated_after_a_crash_finds_the_first_message_instead_of_doubling_it()
    {
        var show = Show(new Destination.At(new("web", "specialists")));

        var first = (Delivery.Sent)await SendAsync(show);
        var again = (Delivery.Sent)await SendAsync(show, lookSince: DateTimeOffset.UnixEpoch);

        again.ShouldBe(first);
        (await _host.Messages.PageAsync("specialists", Bob, null, 50, CancellationToken.None)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_slot_that_has_a_message_is_changed_in_place_and_one_that_was_deleted_is_vanished()
    {
        var sent = (Delivery.Sent)await SendAsync(Show(new Destination.At(new("web", "specialists"))));

        (await SendAsync(Show(new Destination.At(new("web", "specialists")), "second", "k2"), sent.MessageId)).ShouldBe(sent);
        (await FindAsync(sent.MessageId))!.Card.Fallback.ShouldBe("second");
        (await SendAsync(new Outbound.Remove("slot") { Key = "k3", Lane = "l" }, sent.MessageId)).ShouldBe(new Delivery.Sent(null, null));
        (
            await SendAsync(Show(new Destination.At(new("web", "specialists")), "third", "k4"), sent.MessageId)
        ).ShouldBeOfType<Delivery.Vanished>();
    }

    [Fact]
    public async Task A_thread_stands_under_its_message()
    {
        var root = (Delivery.Sent)await SendAsync(Show(new Destination.At(new("web", "specialists"))));

        var reply = (Delivery.Sent)await SendAsync(Show(new Destination.At(new("web", "specialists", root.MessageId)), "under it", "k2"));

        reply.Place.ShouldBe(new Place("web", "specialists", root.MessageId));
    }

    [Fact]
    public async Task A_whisper_is_seen_by_one_person_only()
    {
        var root = (Delivery.Sent)await SendAsync(Show(new Destination.At(new("web", "specialists"))));

        await SendAsync(
            new Outbound.Whisper(new("web", "specialists", root.MessageId), new("web", Bob), Card.Of("Carol has it."))
            {
                Key = "w",
                Lane = "l",
            }
        );

        (await _host.Messages.PageAsync("specialists", Bob, null, 50, CancellationToken.None)).Count.ShouldBe(2);
        (await _host.Messages.PageAsync("specialists", Mia, null, 50, CancellationToken.None)).Count.ShouldBe(1);
        (await _host.GetAsync($"/webchat/messages?as={Bob}&conversation=specialists"))
            .GetProperty("messages")[1]
            .GetProperty("only_you")
            .GetBoolean()
            .ShouldBeTrue();
    }

    /// <summary>It is the bot's: whoever reads it may put it away, and write nothing into the bot's mouth.</summary>
    [Fact]
    public async Task What_the_bot_shows_one_person_alone_they_cannot_change()
    {
        await SendAsync(
            new Outbound.Whisper(new("web", "specialists"), new("web", Bob), Card.Of("Carol has it.")) { Key = "w", Lane = "l" }
        );
        var id = (await _host.GetAsync($"/webchat/messages?as={Bob}&conversation=specialists"))
            .GetProperty("messages")[0]
            .GetProperty("id")
            .GetString();

        var edit = await _host.Here.PutAsync($"/webchat/messages/{id}", WebChatHost.Json(new { @as = Bob, text = "You have it." }));

        edit.StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden);
        _host.Received.ShouldBeEmpty();
        (await _host.Here.GetStringAsync($"/webchat/messages?as={Bob}&conversation=specialists")).ShouldContain("Carol has it.");
        (await _host.Here.DeleteAsync($"/webchat/messages/{id}?as={Bob}")).EnsureSuccessStatusCode();
    }

    [Theory]
    [InlineData("eve@example.com")]
    [InlineData(null)]
    public async Task Nobody_to_send_to_is_a_drop_with_a_reason(string? email) =>
        (await SendAsync(Show(new Destination.Direct("web", null, email)))).ShouldBeOfType<Delivery.Drop>().Why.ShouldNotBeEmpty();

    [Fact]
    public async Task An_unknown_room_is_a_drop() =>
        (await SendAsync(Show(new Destination.At(new("web", "nowhere"))))).ShouldBeOfType<Delivery.Drop>().Why.ShouldContain("nowhere");

    [Fact]
    public async Task People_are_known_by_their_address()
    {
        (await _host.Channel.FindProfileAsync(new("web", Ana), new("web", $"dm:{Ana}"), CancellationToken.None))!.Name.ShouldBe("Ana");
        (await _host.Channel.FindProfileAsync(new("web", "eve@example.com"), new("web", "x"), CancellationToken.None)).ShouldBeNull();
    }

    private static Outbound.Show Show(Destination to, string text = "first", string key = "k1") =>
        new("slot", to, Card.Of(text)) { Key = key, Lane = "lane" };

    private Task<Delivery> SendAsync(Outbound what, string? message = null, DateTimeOffset? lookSince = null) =>
        _host.Channel.SendAsync(new Dispatch(what, (what as Outbound.Show)?.To, message, null, lookSince), CancellationToken.None);

    private Task<WebMessage?> FindAsync(string? id) => _host.Messages.FindAsync(long.Parse(id!), CancellationToken.None);
}
