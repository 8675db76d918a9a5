using System.Text;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Bot.Channels.Slack.Sending;
using EscalationBot.Core.Messages;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Slack;

public sealed class SlackCardRendererTests
{
    private static readonly Dictionary<string, string> CaseData = new() { ["case"] = "ESC-1001" };

    [Fact]
    public void A_sentence_is_a_plain_message()
    {
        var message = SlackCardRenderer.Message(Card.Of("Hello & welcome"));
        message["text"]!.GetValue<string>().ShouldBe("Hello &amp; welcome");
        message["blocks"]!
            .ToJsonString()
            .ShouldBe(
                """[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"Hello \u0026 welcome"}]}]}]"""
            );
    }

    [Fact]
    public void Hostile_words_are_shown_and_ping_nobody()
    {
        const string hostile = "<!channel> *bold* <@U1> <https://evil.example|good>";
        CardPart[] parts =
        [
            new CardPart.Heading(hostile),
            new CardPart.Text(hostile),
            new CardPart.Text(hostile, Strong: true),
            new CardPart.Prose(hostile.Replace("*", "\\*", StringComparison.Ordinal)),
            new CardPart.Quote(hostile, hostile),
            new CardPart.FactList([new(hostile, hostile)]),
            new CardPart.Note(hostile),
            new CardPart.Bars(hostile, [new(hostile, 1, hostile)]),
            new CardPart.Files([new(hostile, "https://files.example/1"), new(hostile, "javascript:alert(1)")]),
            new CardPart.Mention(new PersonKey("teams", "29:x"), hostile, hostile),
            new CardPart.Mention(new PersonKey("slack", "U0BOB"), "Bob", hostile),
            new CardPart.Select("s", hostile, [new("v", hostile)], null),
        ];
        var message = SlackCardRenderer.Message(new Card(hostile, parts, [new CardButton("claim", hostile, CaseData)]));
        message["text"]!.GetValue<string>().ShouldNotContain("<");
        foreach (var text in TextObjects(message["blocks"]!).Where(text => text["type"]!.GetValue<string>() is "mrkdwn" or "plain_text"))
        {
            var words = text["text"]!.GetValue<string>().Replace("<@U0BOB>", "", StringComparison.Ordinal);
            words.ShouldNotContain("<");
            if (text["type"]!.GetValue<string>() == "mrkdwn")
            {
                words.ShouldNotContain(" *bold");
            }
        }
        // What is not one of our own links is no link.
        Nodes(message["blocks"]!)
            .Where(node => node["type"]?.ToString() == "link")
            .Select(node => node["url"]!.ToString())
            .Distinct()
            .ShouldBe(["https://evil.example|good", "https://files.example/1"], ignoreOrder: true);
    }

    [Fact]
    public void Buttons_carry_what_they_do_and_forms_are_marked()
    {
        var button = Elements(
                new Card("x", [], [new CardButton("ask_rep", "Ask the rep", CaseData) { OpensForm = true, Style = ButtonStyle.Primary }])
            )
            .Single();
        button["action_id"]!.GetValue<string>().ShouldBe("ask_rep");
        button["value"]!.GetValue<string>().ShouldBe("!ask_rep|case=ESC-1001");
        button["style"]!.GetValue<string>().ShouldBe("primary");
    }

    [Fact]
    public void What_a_button_carries_comes_back_whatever_it_is()
    {
        var data = new Dictionary<string, string> { ["text"] = "50% | a=b ! \n ü", ["empty"] = "" };
        var back = SlackButtons.Decode(SlackButtons.Encode(new CardButton("pick_article", "x", data) { OpensForm = true }));
        back!.Action.ShouldBe("pick_article");
        back.OpensForm.ShouldBeTrue();
        back.Data.ShouldBe(data);
    }

    [Fact]
    public void A_small_menu_is_an_overflow_a_larger_one_a_select_and_a_heavy_one_buttons()
    {
        Elements(new Card("x", [], [Menu(5)])).Single()["type"]!.GetValue<string>().ShouldBe("overflow");
        var select = Elements(new Card("x", [], [Menu(8)])).Single();
        select["type"]!.GetValue<string>().ShouldBe("static_select");
        select["placeholder"]!["text"]!.GetValue<string>().ShouldBe("More");
        select["options"]!.AsArray().Count.ShouldBe(8);
        var heavy = Menu(3) with
        {
            Menu =
            [
                .. Menu(3)
                    .Menu!.Select(choice => choice with { Data = new Dictionary<string, string> { ["text"] = new string('x', 200) } }),
            ],
        };
        Elements(new Card("x", [], [heavy]))
            .Select(element => element["type"]!.GetValue<string>())
            .ShouldBe(["button", "button", "button"]);
    }

    [Fact]
    public void Action_ids_are_unique_in_their_block()
    {
        var ids = Elements(
                new Card(
                    "x",
                    [],
                    [
                        .. Enumerable
                            .Range(0, 3)
                            .Select(i => new CardButton(
                                "pick_article",
                                $"Article {i}",
                                new Dictionary<string, string> { ["article"] = $"{i}" }
                            )),
                    ]
                )
            )
            .Select(element => element["action_id"]!.GetValue<string>());
        ids.ShouldBe(["pick_article", "pick_article:2", "pick_article:3"]);
    }

    [Fact]
    public void A_select_stands_in_the_row_of_its_button()
    {
        var card = new Card(
            "x",
            [new CardPart.Select("rating", "Rate", [new("1", "1"), new("5", "5")], "5")],
            [new CardButton("rate", "Send", CaseData)]
        );
        var row = SlackCardRenderer.Blocks(card, SlackSurface.Message).Single()!["elements"]!.AsArray();
        row[0]!["action_id"]!.GetValue<string>().ShouldBe("rating:value");
        row[0]!["initial_option"]!["value"]!.GetValue<string>().ShouldBe("5");
        row[1]!["action_id"]!.GetValue<string>().ShouldBe("rate");
    }

    [Fact]
    public void A_line_and_its_only_button_stand_side_by_side()
    {
        var block = SlackCardRenderer
            .Blocks(
                new Card(
                    "x",
                    [new CardPart.Text("Late ESC-1031"), new CardPart.ButtonRow([new CardButton("reassign", "Reassign", CaseData)])],
                    []
                ),
                SlackSurface.Message
            )
            .Single()!;
        block["type"]!.GetValue<string>().ShouldBe("section");
        block["accessory"]!["action_id"]!.GetValue<string>().ShouldBe("reassign");
    }

    [Fact]
    public void Markdown_keeps_its_structure()
    {
        var blocks = SlackCardRenderer.Blocks(
            new Card(
                "x",
                [
                    new CardPart.Prose(
                        "# Steps\n\nOpen **Settings**, _then_ `Identity`. See [docs](https://x.example).\n\n1. First\n2. "
                            + "Second\n   - inner\n\n> note\n\n| a | bb |\n|---|---|\n| 1 | 2 |\n\n<script>alert(1)</script>"
                    ),
                ],
                []
            ),
            SlackSurface.Message
        );
        var kinds = blocks[0]!["elements"]!.AsArray().Select(element => element!["type"]!.GetValue<string>()).ToList();
        kinds.ShouldBe([
            "rich_text_section",
            "rich_text_list",
            "rich_text_list",
            "rich_text_quote",
            "rich_text_preformatted",
            "rich_text_section",
        ]);
        var words = Words(blocks);
        words.ShouldContain("a  bb");
        words.ShouldContain("<script>alert(1)</script>");
        words.ShouldNotContain("**");
    }

    [Fact]
    public void Interrupted_numbering_is_written_out()
    {
        var words = Words(
            SlackCardRenderer.Blocks(
                new Card("x", [new CardPart.Prose("1. one\n   - inner\n2. two\n\ntext\n\n5. five")], []),
                SlackSurface.Message
            )
        );
        words.ShouldContain("1. one");
        words.ShouldContain("2. two");
        words.ShouldContain("5. five");
    }

    [Fact]
    public void Bars_read_as_text()
    {
        var words = Words(
            SlackCardRenderer.Blocks(
                new Card(
                    "x",
                    [
                        new CardPart.Bars(
                            "Load",
                            [new("Mon", 5, "5"), new("Tuesday", 10, "10"), new("Wed", 0, "0"), new("Odd", double.NaN, "?")]
                        ),
                    ],
                    []
                ),
                SlackSurface.Message
            )
        );
        words.ShouldContain("Mon      ▇▇▇▇▇▇▇▇▇▇ 5\nTuesday  ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇ 10\nWed       0");
    }

    [Fact]
    public void An_empty_card_still_says_something()
    {
        var message = SlackCardRenderer.Message(
            new Card(
                "",
                [
                    new CardPart.Text("  "),
                    new CardPart.FactList([]),
                    new CardPart.Select("s", "l", [], null),
                    new CardPart.Bars("", []),
                    new CardPart.Prose(""),
                    new CardPart.Quote(" ", null),
                    new CardPart.Files([]),
                ],
                []
            )
        );
        message["text"]!.GetValue<string>().ShouldNotBeEmpty();
        message["blocks"]!.AsArray().Count.ShouldBeGreaterThan(0);
        Check(message["blocks"]!.AsArray(), SlackSurface.Message);
    }

    [Theory]
    [InlineData(20_000, 1)]
    [InlineData(20_000, 10)]
    [InlineData(3_000, 30)]
    [InlineData(400, 200)]
    [InlineData(5, 500)]
    public void Any_card_fits_its_limits_and_loses_no_button(int length, int parts)
    {
        var words = string.Concat(Enumerable.Repeat("a😀& <b> word ", length / 14 + 1))[..length];
        var all = new List<CardPart> { new CardPart.Heading(words) };
        for (var i = 0; i < parts; i++)
        {
            all.Add(
                (i % 6) switch
                {
                    0 => new CardPart.Text(words),
                    1 => new CardPart.Prose("## " + words + "\n\n- " + words),
                    2 => new CardPart.Quote(words, words),
                    3 => new CardPart.FactList([.. Enumerable.Range(0, 12).Select(n => new LabelledFact($"{words[..5]}{n}", words))]),
                    4 => new CardPart.Note(words),
                    _ => new CardPart.Bars(words, [new(words, 1, words), new("b", 2, "2")]),
                }
            );
            all.Add(
                new CardPart.ButtonRow([
                    new CardButton("show_case", $"Show {i}", new Dictionary<string, string> { ["case"] = $"ESC-{i}" }),
                    new CardButton("claim", words, CaseData),
                ])
            );
        }
        foreach (var surface in new[] { SlackSurface.Message, SlackSurface.Home })
        {
            var blocks = SlackCardRenderer.Blocks(
                new Card(words, all, [new CardButton("more", "More", CaseData) { Menu = Menu(8).Menu }]),
                surface
            );
            Check(blocks, surface);
            Nodes(blocks)
                .Where(node => node["type"]?.ToString() == "button")
                .Count(node => node["action_id"]!.ToString().StartsWith("show_case", StringComparison.Ordinal))
                .ShouldBe(parts);
        }
        SlackCardRenderer.Message(new Card(words, [], []))["text"]!.GetValue<string>().Length.ShouldBeLessThanOrEqualTo(4000);
    }

    /// <summary>The limits of Slack's reference, written down once more on purpose.</summary>
    private static void Check(JsonArray blocks, SlackSurface surface)
    {
        blocks.Count.ShouldBeInRange(1, surface == SlackSurface.Message ? 50 : 100);
        if (surface == SlackSurface.Message)
        {
            Words(blocks).Length.ShouldBeLessThanOrEqualTo(13_000);
        }
        Encoding.UTF8.GetByteCount(blocks.ToJsonString()).ShouldBeLessThan(250_000);
        foreach (var block in blocks.Select(block => block!.AsObject()))
        {
            switch (block["type"]!.GetValue<string>())
            {
                case "header":
                    Length(block["text"]!).ShouldBeInRange(1, 150);
                    break;
                case "section" when block["fields"] is JsonArray fields:
                    fields.Count.ShouldBeInRange(1, 10);
                    foreach (var field in fields)
                    {
                        Length(field!).ShouldBeInRange(1, 2000);
                    }
                    break;
                case "section":
                    Length(block["text"]!).ShouldBeInRange(1, 3000);
                    break;
                case "context":
                    block["elements"]!.AsArray().ShouldAllBe(element => Length(element!) >= 1 && Length(element!) <= 3000);
                    break;
                case "actions":
                    block["elements"]!.AsArray().Count.ShouldBeInRange(1, 25);
                    block["elements"]!.AsArray().Select(element => element!["action_id"]!.ToString()).ShouldBeUnique();
                    break;
                default:
                    break;
            }
        }
        foreach (var button in Nodes(blocks).Where(node => node["type"]?.ToString() == "button"))
        {
            Length(button["text"]!).ShouldBeInRange(1, 75);
            button["value"]!.ToString().Length.ShouldBeLessThanOrEqualTo(2000);
        }
        foreach (var text in Nodes(blocks).Select(node => node["text"]).OfType<JsonValue>().Select(value => value.ToString()))
        {
            text.ShouldNotBeEmpty();
            char.IsHighSurrogate(text[^1]).ShouldBeFalse();
            Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).ShouldBe(text, "no half of an emoji");
        }
        foreach (
            var text in TextObjects(blocks)
                .Where(text => text["type"]!.ToString() is "plain_text" or "mrkdwn")
                .Select(text => text["text"]!.ToString())
        )
        {
            System.Text.RegularExpressions.Regex.IsMatch(text, "&(?!amp;|lt;|gt;)").ShouldBeFalse("no half of an entity");
        }
    }

    private static CardButton Menu(int choices) =>
        new("more", "More", CaseData)
        {
            Menu = [.. Enumerable.Range(0, choices).Select(i => new CardButton($"choice_{i}", $"Choice {i}", CaseData))],
        };

    private static IReadOnlyList<JsonObject> Elements(Card card) =>
        [
            .. SlackCardRenderer
                .Blocks(card, SlackSurface.Message)
                .Where(block => block!["type"]!.ToString() == "actions")
                .SelectMany(block => block!["elements"]!.AsArray().Select(element => element!.AsObject())),
        ];

    private static int Length(JsonNode text) => text["text"]!.GetValue<string>().Length;

    private static string Words(JsonNode node) =>
        string.Concat(Nodes(node).Select(one => one["text"]).OfType<JsonValue>().Select(value => value.ToString()));

    private static IEnumerable<JsonObject> TextObjects(JsonNode node) =>
        Nodes(node).Where(one => one["text"] is JsonValue && one["type"] is not null);

    private static IEnumerable<JsonObject> Nodes(JsonNode? node) =>
        node switch
        {
            JsonObject some => some.SelectMany(member => Nodes(member.Value)).Prepend(some),
            JsonArray list => list.SelectMany(Nodes),
            _ => [],
        };
}
