using System.Text.Json;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Bot.Channels.Teams.Receiving;
using EscalationBot.Core.Messages;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Teams;

/// <summary>What the HTML of Teams says, as text that keeps its facts; what it quotes; what stands beside it.</summary>
public sealed class TeamsTextTests
{
    private static string Reply(string id, string words) =>
        $"<blockquote itemscope itemtype=\"http://schema.skype.com/Reply\" itemid=\"{id}\"><p itemprop=\"preview\">{words}</p></blockquote>";

    public static TheoryData<string, string, string> Shapes()
    {
        var shapes = new TheoryData<string, string, string>();
        foreach (
            var shape in JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Channels/Teams/html.json")))!.AsArray()
        )
        {
            shapes.Add((string)shape!["what"]!, (string)shape["html"]!, (string)shape["text"]!);
        }
        return shapes;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void HTML_keeps_its_facts(string what, string html, string text) => TeamsText.FromHtml(html).ShouldBe(text, what);

    private static Inbound.Said Said(JsonObject extra)
    {
        var activity = JsonNode
            .Parse(
                """
                { "type": "message", "id": "17001", "serviceUrl": "https://smba.trafficmanager.net/emea/", "from": { "id": "29:rita" },
                  "recipient": { "id": "28:bot", "name": "EscalationBot" }, "conversation": { "conversationType": "groupChat", "id": "19:g@thread.v2" } }
                """
            )!
            .AsObject();
        foreach (var (name, value) in extra)
        {
            activity[name] = value?.DeepClone();
        }
        var read = JsonSerializer.Deserialize(activity.ToJsonString(), TeamsJson.Default.Activity)!;
        return TeamsReader.Read(read, DateTimeOffset.UnixEpoch).ShouldHaveSingleItem().ShouldBeOfType<Inbound.Said>();
    }

    private static JsonObject Html(string html, string text = "x") =>
        new() { ["text"] = text, ["attachments"] = new JsonArray(new JsonObject { ["contentType"] = "text/html", ["content"] = html }) };

    private static JsonObject Mention(string? text, string id = "28:bot")
    {
        var mention = new JsonObject
        {
            ["type"] = "mention",
            ["mentioned"] = new JsonObject { ["id"] = id, ["name"] = id == "28:bot" ? "EscalationBot" : "Bob B" },
        };
        if (text is not null)
        {
            mention["text"] = text;
        }
        return mention;
    }

    [Fact]
    public void The_twin_is_read_because_the_text_runs_cells_and_labels_together()
    {
        var said = Said(Html("<p>Acme, see <a href=\"https://kibana.example.com/trace/5511\">Trace 5511</a></p>", "Acme, see Trace 5511"));
        said.Text.ShouldBe("Acme, see Trace 5511 (https://kibana.example.com/trace/5511)");
    }

    [Fact]
    public void A_twin_that_holds_nothing_but_a_picture_leaves_the_text() =>
        Said(Html("<p><img src=\"https://x.example/y\" alt=\"image\"></p>", "look")).Text.ShouldBe("look");

    [Fact]
    public void One_quote_is_named_and_left_out_and_the_words_around_it_stay()
    {
        var said = Said(Html($"<p>before</p>{Reply("1700000000077", "which?")}<p>after</p>"));
        said.ReplyTo.ShouldBe("1700000000077");
        said.Text.ShouldBe("before\nafter");
    }

    [Fact]
    public void Several_quotes_stand_each_before_its_answer()
    {
        var said = Said(Html($"{Reply("17001", "which?")}<p>blue</p>{Reply("17002", "since?")}<p>Monday</p>"));
        said.ReplyTo.ShouldBe("17001");
        said.Text.ShouldBe("> which?\nblue\n> since?\nMonday");
    }

    [Theory]
    [InlineData("<quoted messageId=\"1700\"/> it got worse")]
    [InlineData("<quoted messageId=\"1700\"></quoted>it got worse")]
    [InlineData("it got worse")]
    public void A_quoted_reply_entity_names_the_message(string text)
    {
        var said = Said(
            new JsonObject
            {
                ["text"] = text,
                ["entities"] = new JsonArray(
                    new JsonObject
                    {
                        ["type"] = "quotedReply",
                        ["quotedReply"] = new JsonObject { ["messageId"] = "1700", ["preview"] = "ESC-1001" },
                    }
                ),
            }
        );
        said.ReplyTo.ShouldBe("1700");
        said.Text.ShouldBe("it got worse");
    }

    [Theory]
    [InlineData("""{ "type": "quotedReply" }""")]
    [InlineData("""{ "type": "quotedReply", "quotedReply": "x" }""")]
    [InlineData("""{ "type": "quotedReply", "quotedReply": { "messageId": 5 } }""")]
    public void A_quoted_reply_that_names_nothing_is_a_message_like_others(string entity) =>
        Said(new JsonObject { ["text"] = "hi", ["entities"] = new JsonArray(JsonNode.Parse(entity)) }).ReplyTo.ShouldBeNull();

    [Fact]
    public void What_was_passed_on_alone_is_what_the_person_says()
    {
        var said = Said(
            Html(
                "<blockquote itemscope itemtype=\"http://schema.skype.com/Forward\" itemid=\"1\"><strong itemprop=\"mri\">Dana</strong>"
                    + "<p itemprop=\"copy\">the archive shows QX-7781</p></blockquote>"
            )
        );
        said.Text.ShouldBe("Dana\nthe archive shows QX-7781");
        said.ReplyTo.ShouldBeNull();
    }

    [Fact]
    public void A_group_chats_mention_without_its_text_calls_the_bot()
    {
        var said = Said(new JsonObject { ["text"] = "exports fail", ["entities"] = new JsonArray(Mention(null)) });
        said.Addressed.ShouldBeTrue();
        said.Text.ShouldBe("exports fail");
        Said(new JsonObject { ["text"] = "exports fail", ["entities"] = new JsonArray(Mention(null, "29:bob")) }).Addressed.ShouldBeFalse();
    }

    [Fact]
    public void A_targeted_message_is_meant_for_the_bot() =>
        Said(
            new JsonObject
            {
                ["text"] = "exports fail",
                ["recipient"] = new JsonObject { ["id"] = "28:bot", ["isTargeted"] = true },
            }
        )
            .Addressed.ShouldBeTrue();

    [Theory]
    [InlineData("<at>EscalationBot</at>&nbsp;exports fail", "xml")]
    [InlineData("<at>EscalationBot</at>\u00a0exports fail", "plain")]
    [InlineData("  <at>EscalationBot</at>  exports fail", null)]
    public void A_hard_blank_behind_the_mention_is_no_word(string text, string? format) =>
        Said(
            new JsonObject
            {
                ["text"] = text,
                ["textFormat"] = format,
                ["entities"] = new JsonArray(Mention("<at>EscalationBot</at>")),
            }
        )
            .Text.ShouldBe("exports fail");

    [Theory]
    [InlineData(
        "<p><span itemscope itemtype=\"http://schema.skype.com/Mention\" itemid=\"0\">EscalationBot</span>&nbsp;ask <span itemtype=\"http://schema.skype.com/Mention\" itemid=\"1\">Bob B</span></p>"
    )]
    [InlineData("<p><at id=\"0\">EscalationBot</at> ask <at id=\"1\">Bob B</at></p>")]
    [InlineData("<p><span itemtype=\"http://schema.skype.com/Mention\">EscalationBot</span>, ask Bob B</p>")]
    public void The_twin_names_people_and_not_the_bot(string html)
    {
        var message = Html(html, "<at>EscalationBot</at> ask <at>Bob B</at>");
        message["entities"] = new JsonArray(Mention("<at>EscalationBot</at>"), Mention("<at>Bob B</at>", "29:bob"));
        Said(message).Text.ShouldBe("ask Bob B");
    }

    [Theory]
    [InlineData(
        "application/vnd.microsoft.card.adaptive",
        """{ "type": "AdaptiveCard", "body": [{ "type": "TextBlock", "text": "FIRING QX-7781" }, { "type": "FactSet", "facts": [{ "title": "Client", "value": "Acme" }] }, { "type": "ColumnSet", "columns": [{ "type": "Column", "items": [{ "type": "RichTextBlock", "inlines": [{ "type": "TextRun", "text": "stale" }, "since Tuesday"] }] }] }, { "type": "Input.Text", "title": "no", "value": "no" }], "actions": [{ "type": "Action.OpenUrl", "title": "Open" }] }""",
        "FIRING QX-7781\nClient: Acme\nstale"
    )]
    [InlineData(
        "application/vnd.microsoft.card.hero",
        """{ "title": "Ticket 7", "subtitle": "open", "text": "export <b>fails</b>", "buttons": [{ "title": "Open" }] }""",
        "Ticket 7\nopen\nexport fails"
    )]
    [InlineData("application/vnd.microsoft.card.thumbnail", """{ "title": "Ticket 8" }""", "Ticket 8")]
    [InlineData(
        "application/vnd.microsoft.teams.card.o365connector",
        """{ "title": "Alert", "sections": [{ "activityTitle": "disk", "facts": [{ "name": "host:", "value": "db-7" }] }] }""",
        "Alert\ndisk\nhost: db-7"
    )]
    [InlineData(
        "forwardedMessageReference",
        """{ "originalMessageContent": "<p>shows <b>QX-7781</b></p>", "originalMessageSender": { "user": { "displayName": "Dana Client" } } }""",
        "> Dana Client: shows QX-7781"
    )]
    public void Cards_and_messages_that_were_passed_on_say_their_words(string kind, string content, string words)
    {
        foreach (var form in new[] { JsonNode.Parse(content), JsonValue.Create(content) })
        {
            Said(
                new JsonObject
                {
                    ["text"] = "see",
                    ["attachments"] = new JsonArray(new JsonObject { ["contentType"] = kind, ["content"] = form }),
                }
            )
                .Text.ShouldStartWith($"see\n\n{(words.StartsWith('>') ? words : AttachedWords.Attached(words))}");
        }
    }

    [Theory]
    [InlineData(
        """{ "contentType": "image/*", "contentUrl": "https://smba.trafficmanager.net/amer/v3/attachments/0-1/views/original" }""",
        "image.png",
        "",
        "https://smba.trafficmanager.net/amer/v3/attachments/0-1/views/original"
    )]
    [InlineData(
        """{ "contentType": "image/jpeg", "contentUrl": "https://smba.trafficmanager.net/amer/v3/attachments/0-1/views/original" }""",
        "image.jpg",
        "",
        "https://smba.trafficmanager.net/amer/v3/attachments/0-1/views/original"
    )]
    [InlineData(
        """{ "contentType": "image/*", "content": { "downloadUrl": "https://smba.trafficmanager.net/x", "fileType": "gif" } }""",
        "image.gif",
        "",
        "https://smba.trafficmanager.net/x"
    )]
    [InlineData(
        """{ "contentType": "application/vnd.microsoft.teams.file.download.info", "name": "a.log", "contentUrl": "https://c.sharepoint.com/a.log", "content": { "downloadUrl": "https://c.sharepoint.com/t" } }""",
        "a.log",
        "https://c.sharepoint.com/a.log",
        "https://c.sharepoint.com/t"
    )]
    [InlineData(
        """{ "contentType": "reference", "contentUrl": "https://c.sharepoint.com/Fall%20plan.docx" }""",
        "Fall plan.docx",
        "https://c.sharepoint.com/Fall%20plan.docx",
        "https://c.sharepoint.com/Fall%20plan.docx"
    )]
    [InlineData(
        """{ "contentType": "image/png", "contentUrl": "https://contoso.sharepoint.com/x/page2.png", "name": "page2.png" }""",
        "page2.png",
        "https://contoso.sharepoint.com/x/page2.png",
        "https://contoso.sharepoint.com/x/page2.png"
    )]
    public void A_file_has_a_name_an_address_for_people_and_one_for_the_bot(string attachment, string name, string forPeople, string source)
    {
        var file = Said(new JsonObject { ["attachments"] = new JsonArray(JsonNode.Parse(attachment)) }).Files.ShouldHaveSingleItem();
        file.Name.ShouldBe(name);
        file.Url.ShouldBe(forPeople);
        file.Source!.Address.ShouldBe(source);
        file.Source.Home.ShouldBe(TeamsWorld.ServiceUrl);
    }

    [Theory]
    [InlineData("""{ "contentType": "image/png", "contentUrl": "javascript:alert(1)" }""")]
    [InlineData("""{ "contentType": "image/png", "contentUrl": "file:///etc/passwd" }""")]
    [InlineData("""{ "contentType": "image/png", "content": { "downloadUrl": "ftp://x" } }""")]
    [InlineData("""{ "contentType": "image/png", "content": "x" }""")]
    [InlineData("""{ "contentUrl": "https://x.example/y" }""")]
    public void What_no_browser_opens_is_no_file(string attachment) =>
        Said(new JsonObject { ["text"] = "hi", ["attachments"] = new JsonArray(JsonNode.Parse(attachment)) }).Files.ShouldBeEmpty();
}
