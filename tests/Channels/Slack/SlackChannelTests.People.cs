using System.Net;
using EscalationBot.Core.Messages;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Slack;

/// <summary>Whispers, 1:1 chats, people and threads.</summary>
public sealed partial class SlackChannelTests
{
    [Fact]
    public async Task A_whisper_is_ephemeral_in_the_thread_where_the_person_stands()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("chat.postEphemeral");
        var whisper = new Outbound.Whisper(new Place("slack", "C0QUEUE", "1.1"), new PersonKey("slack", "U0BOB"), Card.Of("Carol has it."))
        {
            Key = "k",
            Lane = "l",
        };
        (await world.SendAsync(whisper)).ShouldBe(new Delivery.Sent(null, null));
        world.Web.Last.Json["thread_ts"]!.GetValue<string>().ShouldBe("1.1");
    }

    [Fact]
    public async Task Words_that_a_refused_form_gives_back_are_all_in_the_ephemeral()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("chat.postEphemeral");
        var back = new Card(
            "Only Ana can answer that.",
            [
                new CardPart.Text("Only Ana can answer that."),
                new CardPart.Note("Your text:"),
                new CardPart.Quote("ten minutes <of> typing", null),
                new CardPart.Quote("and five more", null),
            ],
            []
        );
        await world.SendAsync(
            new Outbound.Whisper(new Place("slack", "C0QUEUE", "1.1"), new PersonKey("slack", "U0BOB"), back) { Key = "k", Lane = "l" }
        );
        var sent = world.Web.Last.Json["blocks"]!.ToJsonString(
            new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
        foreach (var words in new[] { "Only Ana can answer that.", "ten minutes <of> typing", "and five more" })
        {
            sent.ShouldContain(words);
        }
    }

    [Theory]
    [InlineData("user_not_in_channel")]
    [InlineData("channel_not_found")]
    [InlineData("not_in_channel")]
    public async Task A_whisper_that_cannot_be_seen_there_goes_to_the_direct_chat(string error)
    {
        await using var world = await SlackWorld.OpenAsync();
        world
            .Web.On("chat.postEphemeral", $$"""{"ok":false,"error":"{{error}}"}""")
            .On("conversations.open", """{"ok":true,"channel":{"id":"D0BOB"}}""")
            .On("chat.postMessage", """{"ok":true,"channel":"D0BOB","ts":"9.1"}""");
        var whisper = new Outbound.Whisper(new Place("slack", "C0QUEUE"), new PersonKey("slack", "U0BOB"), Card.Of("Carol has it."))
        {
            Key = "k",
            Lane = "l",
        };
        (await world.SendAsync(whisper)).ShouldBe(new Delivery.Sent(new Place("slack", "D0BOB"), "9.1"));
    }

    [Fact]
    public async Task A_direct_chat_is_opened_by_id_or_by_e_mail_and_remembered()
    {
        await using var world = await SlackWorld.OpenAsync();
        world
            .Web.On("users.lookupByEmail", """{"ok":true,"user":{"id":"U0BOB","team_id":"T000000001"}}""")
            .On("conversations.open", """{"ok":true,"channel":{"id":"D0BOB"}}""");
        for (var i = 0; i < 2; i++)
        {
            world.Web.On("chat.postMessage", """{"ok":true,"channel":"D0BOB","ts":"9.1"}""");
        }
        (await world.SendAsync(SlackWorld.Show(Card.Of("x")), new Destination.Direct("slack", null, "bob@example.com"))).ShouldBe(
            new Delivery.Sent(new Place("slack", "D0BOB"), "9.1")
        );
        (
            await world.SendAsync(SlackWorld.Show(Card.Of("x")), new Destination.Direct("slack", "U0BOB", null))
        ).ShouldBeOfType<Delivery.Sent>();
        world.Web.Calls[0].Form["email"].ShouldBe("bob@example.com");
    }

    [Theory]
    [InlineData("\"team_id\":\"T000000001\",\"is_restricted\":true")]
    [InlineData("\"team_id\":\"T000000001\",\"deleted\":true")]
    [InlineData("\"team_id\":\"T000000001\",\"is_email_confirmed\":false")]
    [InlineData("\"team_id\":\"T0PARTNER01\"")]
    [InlineData("\"is_bot\":false")]
    public async Task Nobody_is_written_to_unasked_who_is_no_full_member(string user)
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("users.lookupByEmail", "{\"ok\":true,\"user\":{\"id\":\"U0MIA\"," + user + "}}");
        (await world.SendAsync(SlackWorld.Show(Card.Of("the digest")), new Destination.Direct("slack", null, "mia@example.com")))
            .ShouldBeOfType<Delivery.Drop>()
            .Why.ShouldContain("full member");
    }

    [Fact]
    public async Task Nobody_is_written_to_unasked_whose_address_was_another_accounts_first()
    {
        await using var world = await SlackWorld.OpenAsync();
        await world.Identities.BindAsync("slack", "mia@example.com", "U0FIRST", "Mia", CancellationToken.None);
        world.Web.On("users.lookupByEmail", """{"ok":true,"user":{"id":"U0SECOND","team_id":"T000000001"}}""");
        (await world.SendAsync(SlackWorld.Show(Card.Of("the digest")), new Destination.Direct("slack", null, "mia@example.com")))
            .ShouldBeOfType<Delivery.Drop>()
            .Why.ShouldContain("first");
        (await world.Identities.ContestedAsync(CancellationToken.None)).ShouldHaveSingleItem().ContestedBy.ShouldBe("U0SECOND");
    }

    [Fact]
    public async Task Nobody_with_that_address_is_told()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("users.lookupByEmail", """{"ok":false,"error":"users_not_found"}""");
        (await world.SendAsync(SlackWorld.Show(Card.Of("x")), new Destination.Direct("slack", null, "zoe@example.com")))
            .ShouldBeOfType<Delivery.Drop>()
            .Why.ShouldContain("e-mail");
    }

    [Fact]
    public async Task A_slots_message_is_deleted_and_one_that_is_gone_is_fine()
    {
        await using var world = await SlackWorld.OpenAsync();
        var remove = new Outbound.Remove("slot") { Key = "k", Lane = "l" };
        (await world.SendAsync(remove)).ShouldBeOfType<Delivery.Sent>("it was never sent");
        world.Web.On("chat.delete").On("chat.delete", """{"ok":false,"error":"message_not_found"}""");
        for (var i = 0; i < 2; i++)
        {
            (await world.SendAsync(remove, messageId: "1.2", messagePlace: new Place("slack", "C0QUEUE"))).ShouldBeOfType<Delivery.Sent>();
        }
    }

    [Fact]
    public async Task A_home_page_is_published()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("views.publish");
        (
            await world.SendAsync(new Outbound.Home(new PersonKey("slack", "U0BOB"), Card.Of("Your cases")) { Key = "k", Lane = "l" })
        ).ShouldBe(new Delivery.Sent(null, null));
        world.Web.Last.Json["user_id"]!.GetValue<string>().ShouldBe("U0BOB");
        world.Web.Last.Json["view"]!["type"]!.GetValue<string>().ShouldBe("home");
    }

    [Fact]
    public async Task A_person_is_read_with_address_zone_and_language()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On(
            "users.info",
            """{"ok":true,"user":{"id":"U0BOB","team_id":"T000000001","name":"bob","real_name":"Bob","tz":"Europe/Berlin","locale":"de-DE","profile":{"display_name":"Bob &lt;B&gt;","email":"Bob@Example.COM"}}}"""
        );
        var profile = await world.Channel.FindProfileAsync(
            new PersonKey("slack", "U0BOB"),
            new Place("slack", "C1"),
            CancellationToken.None
        );
        profile.ShouldBe(
            new Profile(new PersonKey("slack", "U0BOB"), "Bob <B>", "bob@example.com", "Europe/Berlin", "de-DE")
            {
                Membership = Membership.Member,
                AccountId = "U0BOB",
            }
        );
        world.Web.Last.Form.ShouldBe(new Dictionary<string, string> { ["user"] = "U0BOB", ["include_locale"] = "true" });
    }

    [Fact]
    public async Task A_person_unknown_to_Slack_is_nobody_and_an_outage_is_an_exception()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("users.info", """{"ok":false,"error":"user_not_found"}""").On("users.info", "x", HttpStatusCode.BadGateway);
        (
            await world.Channel.FindProfileAsync(new PersonKey("slack", "U9"), new Place("slack", "C1"), CancellationToken.None)
        ).ShouldBeNull();
        await Should.ThrowAsync<PlatformUnavailableException>(() =>
            world.Channel.FindProfileAsync(new PersonKey("slack", "U9"), new Place("slack", "C1"), CancellationToken.None)
        );
    }

    [Fact]
    public async Task The_words_of_a_thread_are_read_page_by_page_with_names_and_files_and_without_our_own()
    {
        await using var world = await SlackWorld.OpenAsync();
        world
            .Web.On(
                "conversations.replies",
                """{"ok":true,"messages":[{"user":"U0ALICE","ts":"1763815200.000100","text":"first &amp; foremost"},{"user":"U0TRIAGEB1","ts":"1763815201.000100","text":"ours"},{"subtype":"channel_join","user":"U0ALICE","ts":"1763815202.000100","text":"joined"}],"response_metadata":{"next_cursor":"more"}}"""
            )
            .On(
                "conversations.replies",
                """{"ok":true,"messages":[{"user":"U0ALICE","ts":"1763815200.000100","text":"first &amp; foremost"},{"user":"U0GONE","ts":"1763815300.000100","text":"","files":[{"name":"log.txt","permalink":"https://files.example/log.txt"}]}]}"""
            )
            .On("users.info", """{"ok":true,"user":{"profile":{"display_name":"Alice"}}}""")
            .On("users.info", """{"ok":false,"error":"user_not_found"}""");
        var words = (await world.Channel.ReadThreadAsync(new Place("slack", "C0HELP", "1763815200.000100"), CancellationToken.None))!;
        words
            .Select(word => (word.Who, word.Text, word.MessageId))
            .ShouldBe([("Alice", "first & foremost", "1763815200.000100"), ("U0GONE", "", "1763815300.000100")]);
        words[1].Files.ShouldHaveSingleItem().Name.ShouldBe("log.txt");
    }

    [Fact]
    public async Task A_thread_that_Slack_does_not_tell_is_unread_and_one_without_replies_is_empty()
    {
        await using var world = await SlackWorld.OpenAsync();
        world
            .Web.On("conversations.replies", """{"ok":false,"error":"not_in_channel"}""")
            .On("conversations.replies", """{"ok":false,"error":"thread_not_found"}""")
            .On("conversations.replies", "x", HttpStatusCode.BadGateway);
        var place = new Place("slack", "C0HELP", "1763815200.000100");
        (await world.Channel.ReadThreadAsync(place, CancellationToken.None)).ShouldBeNull();
        (await world.Channel.ReadThreadAsync(place, CancellationToken.None)).ShouldBeEmpty();
        (await world.Channel.ReadThreadAsync(place, CancellationToken.None)).ShouldBeNull();
    }
}
