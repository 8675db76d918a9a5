using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Bot.Channels.Teams.Sending;
using EscalationBot.Core.Messages;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Teams;

public sealed class TeamsCardRendererTests
{
    private static readonly Dictionary<string, string> Data = new(StringComparer.Ordinal) { ["case"] = "ESC-1001" };

    [Theory]
    [InlineData("*Bob*", @"\*Bob\*")]
    [InlineData("_x_ but file_name_2", @"\_x\_ but file_name_2")]
    [InlineData("[x](https://evil.example)", @"\[x\](https://evil.example)")]
    [InlineData("2 * 3 - 1", "2 * 3 - 1")]
    [InlineData("- no list\n1. nor this", "\\- no list\n\n1\\. nor this")]
    [InlineData("# no heading", @"\# no heading")]
    [InlineData("<at>all</at> &lt;", @"\<at>all\</at> \&lt;")]
    [InlineData("a\r\n\r\n\nb", "a\n\nb")]
    [InlineData(@"C:\temp\*", @"C:\temp\\\*")]
    [InlineData("שלום 👍", "שלום 👍")]
    public void Words_of_people_show_as_they_were_written(string words, string escaped) => CardText.Escape(words).ShouldBe(escaped);

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("not a url")]
    public void Addresses_that_no_browser_should_open_are_no_links(string url) => CardText.Link("x", url).ShouldBeNull();

    [Fact]
    public void A_link_cannot_end_early() =>
        CardText.Link("a](b", "https://x.example/a(b)c").ShouldBe(@"[a\](b](https://x.example/a%28b%29c)");

    [Fact]
    public void Shortening_never_cuts_a_pair_in_two() => ShortText.Of("ab👍👍", 4).ShouldBe("ab…");

    [Fact]
    public void A_sentence_is_a_plain_message_and_a_mention_in_it_rings()
    {
        var plain = MessageJson.Write(Card.Of("2 * 3 < *x*"));
        plain["text"]!.GetValue<string>().ShouldBe("2 * 3 < *x*");
        plain["textFormat"]!.GetValue<string>().ShouldBe("plain");
        plain.ContainsKey("attachments").ShouldBeFalse();

        var mention = MessageJson.Write(
            new Card("x", [new CardPart.Mention(new PersonKey("teams", "29:bob"), "Bob </at> B", "it is *yours*")], [])
        );
        mention["text"]!.GetValue<string>().ShouldBe(@"<at>Bob /at B</at> it is \*yours\*");
        mention["entities"]![0]!["text"]!.GetValue<string>().ShouldBe("<at>Bob /at B</at>");
        mention["entities"]![0]!["mentioned"]!["id"]!.GetValue<string>().ShouldBe("29:bob");
    }

    [Fact]
    public void A_mention_on_a_card_stands_in_the_message_where_it_rings_and_in_an_invokes_answer_as_words()
    {
        var card = new Card(
            "x",
            [new CardPart.Heading("H"), new CardPart.Mention(new PersonKey("teams", "29:bob"), "Bob", "please look")],
            [new CardButton("claim", "Claim", Data)]
        );
        var message = MessageJson.Write(card);
        message["text"]!.GetValue<string>().ShouldBe("<at>Bob</at> please look");
        message.ToJsonString().Split("please look").Length.ShouldBe(2);
        TeamsCardRenderer.Render(card).ToJsonString().ShouldContain("Bob please look");
    }

    [Fact]
    public void Plain_buttons_execute_and_forms_and_menus_open_dialogs()
    {
        var card = TeamsCardRenderer.Render(
            new Card(
                "x",
                [new CardPart.Text("t")],
                [
                    new CardButton("claim", "Claim", Data) { Style = ButtonStyle.Primary },
                    new CardButton("resolve", "Resolve", Data) { OpensForm = true },
                    new CardButton("more", "More", Data)
                    {
                        Menu =
                        [
                            new CardButton("transfer", "Transfer", Data) { OpensForm = true },
                            new CardButton("release", "Release", Data) { Style = ButtonStyle.Danger },
                        ],
                    },
                ]
            )
        );
        var actions = card["actions"]!.AsArray();
        actions.Select(action => action!["type"]!.GetValue<string>()).ShouldBe(["Action.Execute", "Action.Submit", "Action.Submit"]);
        actions[0]!["verb"]!.GetValue<string>().ShouldBe("claim");
        actions[0]!["style"]!.GetValue<string>().ShouldBe("positive");
        actions[1]!["data"]!["msteams"]!["type"]!.GetValue<string>().ShouldBe("task/fetch");
        using var sent = System.Text.Json.JsonDocument.Parse(actions[2]!["data"]!.ToJsonString());
        var back = Carried.ReadMenu(sent.RootElement);
        back!
            .Value.Choices.Select(choice => (choice.Action, choice.Title, choice.OpensForm, choice.Data["case"]))
            .ShouldBe([("transfer", "Transfer", true, "ESC-1001"), ("release", "Release", false, "ESC-1001")]);
    }

    [Theory]
    [InlineData("Claim|Ask the rep|Reply to rep|Resolve|More", "Claim, Ask the rep, Reply to rep / Resolve, More")]
    [InlineData("B1|B2|B3|B4|B5|B6|B7", "B1, B2, B3 / B4, B5, B6 / B7")]
    [InlineData("Claim|Resolve|More", "Claim, Resolve, More")]
    [InlineData(
        "Renew the signing certificate for single sign-on|Data export fails or stops at 2 GB|None of these",
        "Renew the signing certificate for single sign-on / Data export fails or stops at 2 GB / None of these"
    )]
    [InlineData("", "")]
    public void Buttons_stand_in_rows_that_a_narrow_window_shows_whole(string titles, string rows)
    {
        var buttons = titles.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(title => new CardButton("a", title, Data));
        var card = TeamsCardRenderer.Render(new Card("x", [], [.. buttons]));
        string.Join(
                " / ",
                card["body"]!
                    .AsArray()
                    .Where(element => element!["type"]!.GetValue<string>() == "ActionSet")
                    .Append(card)
                    .Select(row =>
                        string.Join(", ", (row!["actions"]?.AsArray() ?? []).Select(action => action!["title"]!.GetValue<string>()))
                    )
            )
            .ShouldBe(rows);
    }

    [Fact]
    public void A_long_card_is_shortened_until_it_fits_and_keeps_its_buttons()
    {
        var card = new Card(
            new string('f', 5000),
            [.. Enumerable.Range(0, 400).Select(_ => (CardPart)new CardPart.Quote(string.Concat(Enumerable.Repeat("👍ü*", 2000)), "Ana"))],
            [new CardButton("claim", "Claim", Data)]
        );
        var message = MessageJson.Write(card);
        CardJson.Bytes(message).Length.ShouldBeLessThan(80 * 1024);
        message["attachments"]![0]!["content"]!["actions"]!.AsArray().Count.ShouldBe(1);
        MessageJson.Write(Card.Of(new string('ü', 100_000)))["text"]!.GetValue<string>().Length.ShouldBeLessThan(25_000);
    }

    [Fact]
    public void An_empty_card_still_says_something()
    {
        TeamsCardRenderer.Render(new Card("", [new CardPart.Text(" "), new CardPart.FactList([]), new CardPart.Bars("", [])], []))["body"]!
            .AsArray()
            .Count.ShouldBe(1);
        MessageJson.Write(Card.Of(""))["text"]!.GetValue<string>().ShouldNotBeEmpty();
    }

    [Fact]
    public void Markdown_of_the_organisation_becomes_text_lists_tables_and_program_text()
    {
        var blocks = TeamsMarkdown.Render(
            """
            # Renew
            Use **bold**, _weak_, `code_x` and [docs](https://docs.example/a) or [bad](javascript:x) <b>raw</b>.

            1. one
            2. two
               - deeper

            | a | b |
            |---|---|
            | 1 | *2* |

            ```
            curl -X POST
              --data *
            ```

            > quoted

            <script>alert(1)</script>
            """,
            5000
        );
        blocks
            .Select(block => block["type"]!.GetValue<string>())
            .ShouldBe(["TextBlock", "TextBlock", "TextBlock", "Table", "Container", "Container", "TextBlock"]);
        blocks[1]["text"]!
            .GetValue<string>()
            .ShouldBe(@"Use **bold**, _weak_, **code_x** and [docs](https://docs.example/a) or bad \<b>raw\</b>.");
        blocks[2]["text"]!.GetValue<string>().ShouldBe("1. one\n2. two\n- › deeper");
        blocks[3]["rows"]!.AsArray().Count.ShouldBe(2);
        blocks[4]["items"]![0]!["fontType"]!.GetValue<string>().ShouldBe("monospace");
        blocks[6]["text"]!.GetValue<string>().ShouldStartWith(@"\<script>");
    }

    [Fact]
    public void Bars_are_as_long_as_their_values_and_readable()
    {
        var body = TeamsCardRenderer.Render(
            new Card(
                "x",
                [new CardPart.Bars("By hour", [new Bar("10", 16, "16 questions"), new Bar("11", 1, "1"), new Bar("12", 0, "0")])],
                []
            )
        )["body"]!.AsArray();
        body[1]!["facts"]!
            .AsArray()
            .Select(fact => fact!["value"]!.GetValue<string>())
            .ShouldBe([new string('▇', 16) + " 16 questions", "▇ 1", "0"]);
    }
}
