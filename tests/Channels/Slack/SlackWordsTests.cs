using System.Text.Json;
using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Channels.Slack.Receiving;
using EscalationBot.Core.Messages;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Slack;

/// <summary>What a message on Slack says beside its text, whose it is, and which files come along.</summary>
public sealed class SlackWordsTests
{
    private static readonly SlackSelf Self = new("T1", "U0OWN", "B0OWN", "A0OWN", "triage");

    public static TheoryData<string, string, string> Messages()
    {
        var messages = new TheoryData<string, string, string>();
        var file = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Channels", "Slack", "words.json"));
        foreach (var one in JsonElement.Parse(file).EnumerateArray())
        {
            messages.Add(
                one.GetProperty("what").GetString()!,
                one.GetProperty("message").GetRawText(),
                one.GetProperty("words").GetString()!
            );
        }
        return messages;
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_says_all_that_it_carries(string what, string message, string words) =>
        SlackWords.Of(JsonElement.Parse(message), new SlackReader.Frame("", "", "U0OWN", _ => null)).ShouldBe(words, what);

    private static Inbound? Read(string what) =>
        SlackReader.Read(
            JsonElement.Parse($$"""{ "type": "event_callback", "event_id": "Ev1", "team_id": "T1", "event": {{what}} }"""),
            Self,
            _ => null
        );

    private static Inbound.Said? Said(string members, string type = "message") =>
        (Inbound.Said?)Read(
            $$"""{ "type": "{{type}}", "channel": "C0HELP", "channel_type": "channel", "ts": "1.2", "event_ts": "1.2", {{members}} }"""
        );

    [Fact]
    public void A_person_who_posts_through_an_app_is_heard_and_marked()
    {
        var said = Said(
            """  "user": "U0ANA", "bot_id": "B0OTHER", "app_id": "A0OTHER", "bot_profile": {}, "text": "<@U0OWN> exports fail" """
        );
        said!.From.Id.ShouldBe("U0ANA");
        said.ThroughApp.ShouldBeTrue();
        said.Addressed.ShouldBeTrue();
        Said(""" "user": "U0ANA", "text": "<@U0OWN> exports fail" """)!.ThroughApp.ShouldBeFalse();
    }

    [Theory]
    [InlineData("app_mention")]
    [InlineData("message")]
    public void A_workflow_that_calls_the_bot_is_heard_as_what_it_is(string type)
    {
        var said = Said(
            """ "subtype": "bot_message", "bot_id": "B0FLOW", "username": "Ask support", "text": "<@U0OWN> Acme: exports fail" """,
            type
        );
        said!.From.Id.ShouldBe("B0FLOW");
        said.FromName.ShouldBe("Ask support");
        said.ThroughApp.ShouldBeTrue();
        said.Text.ShouldBe("Acme: exports fail");
    }

    [Theory]
    [InlineData(""" "subtype": "bot_message", "bot_id": "B0FLOW", "text": "deployed" """)]
    [InlineData(""" "subtype": "bot_message", "bot_id": "B0FLOW", "text": "deployed", "thread_ts": "1.1" """)]
    [InlineData(""" "subtype": "bot_message", "bot_id": "B0OWN", "text": "<@U0OWN> me", "thread_ts": "1.1" """)]
    [InlineData(""" "user": "U0OWN", "bot_id": "B0OWN", "text": "<@U0OWN> me", "thread_ts": "1.1" """)]
    [InlineData(""" "user": "U0ELSE", "bot_id": "B0OWN", "text": "<@U0OWN> me", "thread_ts": "1.1" """)]
    [InlineData(""" "user": "USLACKBOT", "text": "<@U0OWN> reminder" """)]
    [InlineData(""" "text": "<@U0OWN> from nobody" """)]
    public void Programs_that_talk_among_themselves_and_our_own_words_are_not_heard(string members) => Said(members).ShouldBeNull();

    [Fact]
    public void A_reply_that_is_shown_in_the_channel_too_is_a_reply()
    {
        var said = Said(""" "subtype": "thread_broadcast", "user": "U0ANA", "thread_ts": "1.1", "root": {}, "text": "still fails" """);
        said!.Place.Thread.ShouldBe("1.1");
        said.Text.ShouldBe("still fails");
    }

    [Fact]
    public void A_file_is_fetched_by_its_id_and_opened_by_its_page()
    {
        var said = Said(
            """
            "subtype": "file_share", "user": "U0ANA", "thread_ts": "1.1", "text": "",
            "files": [{ "id": "F1", "name": "a&amp;b.png", "mimetype": "image/png", "size": 77, "permalink": "https://a.slack.com/files/F1", "url_private": "https://files.slack.com/F1" },
                      { "id": "F2", "name": "plan", "is_external": true, "permalink": "https://a.slack.com/files/F2", "url_private": "https://docs.example.com/x" },
                      { "id": "F3", "file_access": "check_file_info" }],
            "attachments": [{ "is_share": true, "text": "x", "files": [{ "id": "F4", "name": "error.png", "permalink": "https://a.slack.com/files/F4" }, { "id": "F1" }] }]
            """
        );
        said!
            .Files.Select(file => (file.Name, file.Url, file.Source?.Address))
            .ShouldBe([
                ("a&b.png", "https://a.slack.com/files/F1", "F1"),
                ("plan", "https://docs.example.com/x", null),
                ("file", "", "F3"),
                ("error.png", "https://a.slack.com/files/F4", "F4"),
            ]);
        said.Files[0].Source.ShouldBe(new FileSource("slack", "F1") { MediaType = "image/png", Size = 77 });
    }
}
