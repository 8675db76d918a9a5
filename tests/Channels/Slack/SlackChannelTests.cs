using System.Net;
using EscalationBot.Core.Messages;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Slack;

public sealed class SlackChannelTests
{
    private const string PostedIn = """{"ok":true,"channel":"C0QUEUE","ts":"1763815300.000400"}""";

    [Fact]
    public async Task A_new_message_is_posted_with_its_key_and_unfurls_nothing()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("chat.postMessage", PostedIn);
        (await world.ShowAsync("C0QUEUE", "1763815000.000100")).ShouldBe(new Delivery.Sent(new Place("slack", "C0QUEUE", "1763815000.000100"), "1763815300.000400"));
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
        (await world.SendAsync(SlackWorld.Show(Card.Of("new words")), new Destination.At(place), "1.2", place)).ShouldBe(new Delivery.Sent(place, "1.2"));
        var sent = world.Web.Last.Json;
        (sent["channel"]!.GetValue<string>(), sent["ts"]!.GetValue<string>(), sent["text"]!.GetValue<string>()).ShouldBe(("C0QUEUE", "1.2", "new words"));
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
    [InlineData("is_archived")]
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
        retry.After.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_pause_that_Slack_asks_for_holds_for_that_channel_alone()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("chat.postMessage", """{"ok":false,"error":"ratelimited"}""", HttpStatusCode.TooManyRequests, retryAfter: 7).On("chat.postMessage", PostedIn).On("chat.postMessage", PostedIn);
        (await world.ShowAsync("C0QUEUE")).ShouldBeOfType<Delivery.Retry>().ShouldSatisfyAllConditions(retry => retry.After.ShouldBe(TimeSpan.FromSeconds(7)), retry => retry.MayHaveArrived.ShouldBeFalse());
        world.Clock.Advance(TimeSpan.FromSeconds(6));
        (await world.ShowAsync("C0QUEUE")).ShouldBeOfType<Delivery.Retry>("nothing is sent during the pause").After.ShouldBe(TimeSpan.FromSeconds(1));
        (await world.ShowAsync("C0OTHER")).ShouldBeOfType<Delivery.Sent>();
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        (await world.ShowAsync("C0QUEUE")).ShouldBeOfType<Delivery.Sent>();
        world.Web.Calls.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_channel_takes_a_burst_of_five_and_then_one_a_second()
    {
        await using var world = await SlackWorld.OpenAsync();
        for (var i = 0; i < 6; i++) world.Web.On("chat.postMessage", PostedIn);
        for (var i = 0; i < 5; i++) (await world.ShowAsync("C0QUEUE")).ShouldBeOfType<Delivery.Sent>();
        // Those sent away are told to come one after the other.
        var waits = new List<double>();
        for (var i = 0; i < 3; i++) waits.Add((await world.ShowAsync("C0QUEUE")).ShouldBeOfType<Delivery.Retry>().After.TotalSeconds);
        waits.ShouldBe([1, 2, 3]);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        (await world.ShowAsync("C0QUEUE")).ShouldBeOfType<Delivery.Sent>();
    }

    [Fact]
    public async Task Without_pacing_only_Slack_itself_slows_us_down()
    {
        await using var world = await SlackWorld.OpenAsync(new() { BotToken = "xoxb-1", SigningSecret = "s", Pacing = "off", ApiUrl = "http://127.0.0.1:9/api/" });
        for (var i = 0; i < 20; i++) world.Web.On("chat.postMessage", PostedIn);
        for (var i = 0; i < 20; i++) (await world.ShowAsync("C0QUEUE")).ShouldBeOfType<Delivery.Sent>();
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
        world.Web.On("conversations.history", """{"ok":true,"messages":[{"ts":"1.9","metadata":{"event_type":"escalationbot","event_payload":{"key":"another"}}},{"ts":"1.8"}],"response_metadata":{"next_cursor":"abc="}}""")
            .On("conversations.history", """{"ok":true,"messages":[{"ts":"1.7","metadata":{"event_type":"escalationbot","event_payload":{"key":"key-1"}}}]}""");
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
        (await world.ShowAsync("C0QUEUE", lookSince: world.Clock.GetUtcNow())).ShouldBeOfType<Delivery.Retry>().MayHaveArrived.ShouldBeTrue();
    }

    [Fact]
    public async Task A_whisper_is_ephemeral_in_the_thread_where_the_person_stands()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("chat.postEphemeral");
        var whisper = new Outbound.Whisper(new Place("slack", "C0QUEUE", "1.1"), new PersonKey("slack", "U0BOB"), Card.Of("Carol has it.")) { Key = "k", Lane = "l" };
        (await world.SendAsync(whisper)).ShouldBe(new Delivery.Sent(null, null));
        world.Web.Last.Json["thread_ts"]!.GetValue<string>().ShouldBe("1.1");
    }

    [Fact]
    public async Task Words_that_a_refused_form_gives_back_are_all_in_the_ephemeral()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("chat.postEphemeral");
        var back = new Card("Only Ana can answer that.", [new CardPart.Text("Only Ana can answer that."), new CardPart.Note("Your text:"), new CardPart.Quote("ten minutes <of> typing", null), new CardPart.Quote("and five more", null)], []);
        await world.SendAsync(new Outbound.Whisper(new Place("slack", "C0QUEUE", "1.1"), new PersonKey("slack", "U0BOB"), back) { Key = "k", Lane = "l" });
        var sent = world.Web.Last.Json["blocks"]!.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        foreach (var words in new[] { "Only Ana can answer that.", "ten minutes <of> typing", "and five more" }) sent.ShouldContain(words);
    }

    [Theory]
    [InlineData("user_not_in_channel")]
    [InlineData("channel_not_found")]
    [InlineData("not_in_channel")]
    public async Task A_whisper_that_cannot_be_seen_there_goes_to_the_direct_chat(string error)
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("chat.postEphemeral", $$"""{"ok":false,"error":"{{error}}"}""").On("conversations.open", """{"ok":true,"channel":{"id":"D0BOB"}}""").On("chat.postMessage", """{"ok":true,"channel":"D0BOB","ts":"9.1"}""");
        var whisper = new Outbound.Whisper(new Place("slack", "C0QUEUE"), new PersonKey("slack", "U0BOB"), Card.Of("Carol has it.")) { Key = "k", Lane = "l" };
        (await world.SendAsync(whisper)).ShouldBe(new Delivery.Sent(new Place("slack", "D0BOB"), "9.1"));
    }

    [Fact]
    public async Task A_direct_chat_is_opened_by_id_or_by_e_mail_and_remembered()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("users.lookupByEmail", """{"ok":true,"user":{"id":"U0BOB"}}""").On("conversations.open", """{"ok":true,"channel":{"id":"D0BOB"}}""");
        for (var i = 0; i < 2; i++) world.Web.On("chat.postMessage", """{"ok":true,"channel":"D0BOB","ts":"9.1"}""");
        (await world.SendAsync(SlackWorld.Show(Card.Of("x")), new Destination.Direct("slack", null, "bob@example.com"))).ShouldBe(new Delivery.Sent(new Place("slack", "D0BOB"), "9.1"));
        (await world.SendAsync(SlackWorld.Show(Card.Of("x")), new Destination.Direct("slack", "U0BOB", null))).ShouldBeOfType<Delivery.Sent>();
        world.Web.Calls[0].Form["email"].ShouldBe("bob@example.com");
    }

    [Fact]
    public async Task Nobody_with_that_address_is_told()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("users.lookupByEmail", """{"ok":false,"error":"users_not_found"}""");
        (await world.SendAsync(SlackWorld.Show(Card.Of("x")), new Destination.Direct("slack", null, "zoe@example.com"))).ShouldBeOfType<Delivery.Drop>().Why.ShouldContain("e-mail");
    }

    [Fact]
    public async Task A_slots_message_is_deleted_and_one_that_is_gone_is_fine()
    {
        await using var world = await SlackWorld.OpenAsync();
        var remove = new Outbound.Remove("slot") { Key = "k", Lane = "l" };
        (await world.SendAsync(remove)).ShouldBeOfType<Delivery.Sent>("it was never sent");
        world.Web.On("chat.delete").On("chat.delete", """{"ok":false,"error":"message_not_found"}""");
        for (var i = 0; i < 2; i++) (await world.SendAsync(remove, messageId: "1.2", messagePlace: new Place("slack", "C0QUEUE"))).ShouldBeOfType<Delivery.Sent>();
    }

    [Fact]
    public async Task A_home_page_is_published()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("views.publish");
        (await world.SendAsync(new Outbound.Home(new PersonKey("slack", "U0BOB"), Card.Of("Your cases")) { Key = "k", Lane = "l" })).ShouldBe(new Delivery.Sent(null, null));
        world.Web.Last.Json["user_id"]!.GetValue<string>().ShouldBe("U0BOB");
        world.Web.Last.Json["view"]!["type"]!.GetValue<string>().ShouldBe("home");
    }

    [Fact]
    public async Task A_person_is_read_with_address_zone_and_language()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("users.info", """{"ok":true,"user":{"id":"U0BOB","name":"bob","real_name":"Bob","tz":"Europe/Berlin","locale":"de-DE","profile":{"display_name":"Bob &lt;B&gt;","email":"Bob@Example.COM"}}}""");
        var profile = await world.Channel.FindProfileAsync(new PersonKey("slack", "U0BOB"), new Place("slack", "C1"), CancellationToken.None);
        profile.ShouldBe(new Profile(new PersonKey("slack", "U0BOB"), "Bob <B>", "bob@example.com", "Europe/Berlin", "de-DE"));
        world.Web.Last.Form.ShouldBe(new Dictionary<string, string> { ["user"] = "U0BOB", ["include_locale"] = "true" });
    }

    [Fact]
    public async Task A_person_unknown_to_Slack_is_nobody_and_an_outage_is_an_exception()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("users.info", """{"ok":false,"error":"user_not_found"}""").On("users.info", "x", HttpStatusCode.BadGateway);
        (await world.Channel.FindProfileAsync(new PersonKey("slack", "U9"), new Place("slack", "C1"), CancellationToken.None)).ShouldBeNull();
        await Should.ThrowAsync<HttpRequestException>(() => world.Channel.FindProfileAsync(new PersonKey("slack", "U9"), new Place("slack", "C1"), CancellationToken.None));
    }

    [Fact]
    public async Task The_words_of_a_thread_are_read_page_by_page_with_names_and_files_and_without_our_own()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web
            .On("conversations.replies", """{"ok":true,"messages":[{"user":"U0ALICE","ts":"1763815200.000100","text":"first &amp; foremost"},{"user":"U0TRIAGEB1","ts":"1763815201.000100","text":"ours"},{"subtype":"channel_join","user":"U0ALICE","ts":"1763815202.000100","text":"joined"}],"response_metadata":{"next_cursor":"more"}}""")
            .On("conversations.replies", """{"ok":true,"messages":[{"user":"U0ALICE","ts":"1763815200.000100","text":"first &amp; foremost"},{"user":"U0GONE","ts":"1763815300.000100","text":"","files":[{"name":"log.txt","permalink":"https://files.example/log.txt"}]}]}""")
            .On("users.info", """{"ok":true,"user":{"profile":{"display_name":"Alice"}}}""")
            .On("users.info", """{"ok":false,"error":"user_not_found"}""");
        var words = (await world.Channel.ReadThreadAsync(new Place("slack", "C0HELP", "1763815200.000100"), CancellationToken.None))!;
        words.Select(word => (word.Who, word.Text, word.MessageId)).ShouldBe([("Alice", "first & foremost", "1763815200.000100"), ("U0GONE", "", "1763815300.000100")]);
        words[1].Files.ShouldHaveSingleItem().Name.ShouldBe("log.txt");
    }

    [Fact]
    public async Task A_thread_that_Slack_does_not_tell_is_unread_and_one_without_replies_is_empty()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("conversations.replies", """{"ok":false,"error":"not_in_channel"}""").On("conversations.replies", """{"ok":false,"error":"thread_not_found"}""").On("conversations.replies", "x", HttpStatusCode.BadGateway);
        var place = new Place("slack", "C0HELP", "1763815200.000100");
        (await world.Channel.ReadThreadAsync(place, CancellationToken.None)).ShouldBeNull();
        (await world.Channel.ReadThreadAsync(place, CancellationToken.None)).ShouldBeEmpty();
        (await world.Channel.ReadThreadAsync(place, CancellationToken.None)).ShouldBeNull();
    }
}
