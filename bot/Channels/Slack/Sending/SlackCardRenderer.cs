using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Slack.Sending;

/// <summary>
/// A card as Block Kit. Too long ones are shortened part by part until they fit; buttons are never lost. Words of people stand in rich text
/// or plain text objects, where Slack parses nothing.
/// </summary>
internal static class SlackCardRenderer
{
    /// <summary>Notification and screen-reader text; Slack advises 4,000.</summary>
    private const int LongestFallback = 3000;

    private const int MostRowElements = 25;

    /// <summary>How much of one part is shown, tried from generous to terse.</summary>
    private static readonly int[] Measures = [8000, 4000, 2000, 1000, 500, 250, 120];

    public static JsonObject Message(Card card) =>
        new() { ["text"] = SlackText.EscapeMrkdwn(Fallback(card), LongestFallback), ["blocks"] = Blocks(card, SlackSurface.Message) };

    public static JsonObject Home(Card card) => new() { ["type"] = "home", ["blocks"] = Blocks(card, SlackSurface.Home) };

    public static JsonArray Blocks(Card card, SlackSurface surface)
    {
        List<JsonObject> blocks = [];
        foreach (var measure in Measures)
        {
            blocks = Render(card, measure);
            if (blocks.Count <= surface.MostBlocks && blocks.Sum(TextLength) <= surface.MostText)
            {
                return [.. blocks];
            }
        }
        return [.. Crop(blocks, surface)];
    }

    private static string Fallback(Card card) => string.IsNullOrWhiteSpace(card.Fallback) ? "A message with blocks" : card.Fallback;

    private static List<JsonObject> Render(Card card, int measure)
    {
        var blocks = new List<JsonObject>();
        var selects = new List<JsonObject>();
        var i = 0;
        while (i < card.Parts.Count)
        {
            var part = card.Parts[i++];
            switch (part)
            {
                case CardPart.Select select:
                    if (SlackBlocks.Select(select) is { } element)
                    {
                        selects.Add(element);
                    }
                    break;
                case CardPart.ButtonRow row:
                    AddRow(blocks, selects, row.Buttons);
                    break;
                // A line and its one button stand side by side.
                case CardPart.Text { Strong: false } text
                    when selects.Count == 0
                        && i < card.Parts.Count
                        && card.Parts[i] is CardPart.ButtonRow { Buttons: [var only] }
                        && SlackBlocks.Elements(only).ToList() is [var accessory]:
                    var section = SlackBlocks.Section(ShortText.Of(text.Content, Math.Min(measure, SlackBlocks.LongestText)));
                    section["accessory"] = accessory;
                    blocks.Add(section);
                    i++;
                    break;
                default:
                    blocks.AddRange(Render(part, measure));
                    break;
            }
        }
        AddRow(blocks, selects, card.Buttons);
        if (blocks.Count == 0)
        {
            blocks.Add(SlackBlocks.Section(ShortText.Of(Fallback(card), measure)));
        }
        return blocks;
    }

    private static IEnumerable<JsonObject> Render(CardPart part, int measure) =>
        part switch
        {
            CardPart.Heading heading => [SlackBlocks.Header(heading.Title)],
            CardPart.Text text => Words(text.Content, measure, text.Strong ? TextStyle.Bold : TextStyle.None),
            CardPart.Prose prose => Chunks(SlackMarkdown.Render(prose.Markdown, measure)),
            CardPart.Quote quote => Quoted(quote, measure),
            CardPart.FactList list => Facts(list, measure),
            CardPart.Note note => [SlackBlocks.Context(ShortText.Of(note.Content, Math.Min(measure, 2000)))],
            CardPart.Bars bars => [BarsOf(bars, measure)],
            CardPart.Files files => FilesOf(files),
            CardPart.Mention mention => [MentionOf(mention, measure)],
            CardPart.Divider => [SlackBlocks.Divider()],
            _ => throw new UnreachableException(),
        };

    private static IEnumerable<JsonObject> Words(string text, int measure, TextStyle style)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            yield break;
        }
        var rest = ShortText.Of(text.Trim('\n', '\r'), measure);
        while (rest.Length > 0)
        {
            var cut = Cut(rest);
            yield return RichText.Block(RichText.Section(RichText.Runs(rest[..cut], style)));
            rest = rest[cut..].TrimStart('\n');
        }
    }

    /// <summary>Where to end a block: at a line's end, else at a blank, never within a surrogate pair.</summary>
    private static int Cut(string text)
    {
        if (text.Length <= SlackBlocks.LongestText)
        {
            return text.Length;
        }
        var line = text.LastIndexOf('\n', SlackBlocks.LongestText - 1);
        if (line > SlackBlocks.LongestText / 2)
        {
            return line + 1;
        }
        var blank = text.LastIndexOf(' ', SlackBlocks.LongestText - 1);
        if (blank > SlackBlocks.LongestText / 2)
        {
            return blank + 1;
        }
        return char.IsHighSurrogate(text[SlackBlocks.LongestText - 1]) ? SlackBlocks.LongestText - 1 : SlackBlocks.LongestText;
    }

    private static IEnumerable<JsonObject> Chunks(List<JsonObject> elements)
    {
        var together = new List<JsonObject>();
        var length = 0;
        foreach (var element in elements)
        {
            var own = TextLength(element);
            if (together.Count > 0 && length + own > SlackBlocks.LongestText)
            {
                yield return RichText.Block([.. together]);
                together.Clear();
                length = 0;
            }
            together.Add(element);
            length += own;
        }
        if (together.Count > 0)
        {
            yield return RichText.Block([.. together]);
        }
    }

    private static IEnumerable<JsonObject> Quoted(CardPart.Quote quote, int measure)
    {
        var words = ShortText.Of(quote.Words.Trim(), Math.Min(measure, SlackBlocks.LongestText));
        if (words.Length == 0)
        {
            yield break;
        }
        var element = RichText.Quote(RichText.Runs(words));
        yield return quote.Who is { Length: > 0 } who
            ? RichText.Block(RichText.Section([RichText.Run(ShortText.Of(who, 200), TextStyle.Bold)]), element)
            : RichText.Block(element);
    }

    /// <summary>Label and value side by side: five facts a section, since a section takes ten fields.</summary>
    private static IEnumerable<JsonObject> Facts(CardPart.FactList list, int measure) =>
        list
            .Facts.Chunk(5)
            .Select(some => new JsonObject
            {
                ["type"] = "section",
                ["fields"] = new JsonArray([
                    .. some.SelectMany(fact =>
                        new JsonNode[]
                        {
                            SlackBlocks.Mrkdwn(
                                $"*{SlackText.EscapeMrkdwn(fact.Label.Replace('*', ' ').ReplaceLineEndings(" ").Trim() is { Length: > 0 } label ? label : "–", 200)}"
                                    + $"*"
                            ),
                            SlackBlocks.Plain(ShortText.Of(fact.Value, Math.Min(measure, 1500)), 1900),
                        }
                    ),
                ]),
            });

    private static JsonObject BarsOf(CardPart.Bars bars, int measure)
    {
        var largest = bars.Values.Select(bar => bar.Value).DefaultIfEmpty(0).Max();
        var width = bars.Values.Select(bar => Math.Min(24, bar.Label.Length)).DefaultIfEmpty(0).Max();
        var lines = new StringBuilder();
        foreach (var bar in bars.Values)
        {
            var full = largest <= 0 || !double.IsFinite(bar.Value) ? 0 : (int)Math.Round(Math.Clamp(bar.Value / largest, 0, 1) * 20);
            if (lines.Length > 0)
            {
                lines.Append('\n');
            }
            lines.Append(
                CultureInfo.InvariantCulture,
                $"{ShortText.Of(bar.Label, 24).PadRight(width)}  {new string('▇', full)}"
                    + $"{(full == 0 && bar.Value > 0 ? "▏" : "")} {bar.Words}"
            );
        }
        var title = RichText.Section([RichText.Run(ShortText.Of(bars.Title.Length == 0 ? "–" : bars.Title, 200), TextStyle.Bold)]);
        return lines.Length == 0
            ? RichText.Block(title)
            : RichText.Block(
                title,
                RichText.Preformatted([RichText.Run(ShortText.Of(lines.ToString(), Math.Min(measure * 2, SlackBlocks.LongestText)))])
            );
    }

    private static IEnumerable<JsonObject> FilesOf(CardPart.Files files)
    {
        var runs = new List<JsonObject>();
        foreach (var file in files.Links.Take(20))
        {
            if (runs.Count > 0)
            {
                runs.Add(RichText.Run("\n"));
            }
            var name = ShortText.Of(file.Name.Length == 0 ? file.Url : file.Name, 150);
            runs.Add(RichText.IsWebAddress(file.Url) ? RichText.Link(file.Url, name) : RichText.Run(name));
        }
        if (files.Links.Count > 20)
        {
            runs.Add(RichText.Run(string.Create(CultureInfo.InvariantCulture, $"\n+ {files.Links.Count - 20}")));
        }
        return runs.Count == 0 ? [] : [RichText.Block(RichText.Section(runs))];
    }

    private static JsonObject MentionOf(CardPart.Mention mention, int measure)
    {
        var who =
            mention.Person.Channel == ChannelNames.Slack && mention.Person.Id.All(char.IsAsciiLetterOrDigit) && mention.Person.Id.Length > 0
                ? $"<@{mention.Person.Id}>"
                : SlackText.EscapeMrkdwn(mention.Name, 200);
        return new JsonObject
        {
            ["type"] = "section",
            ["text"] = SlackBlocks.Mrkdwn(
                $"{who} {SlackText.EscapeMrkdwn(ShortText.Of(mention.Words, Math.Min(measure, 2000)), 2700)}".Trim()
            ),
        };
    }

    private static void AddRow(List<JsonObject> blocks, List<JsonObject> selects, IReadOnlyList<CardButton> buttons)
    {
        var elements = selects.Concat(buttons.SelectMany(SlackBlocks.Elements)).ToList();
        selects.Clear();
        foreach (var row in elements.Chunk(MostRowElements))
        {
            blocks.Add(SlackBlocks.ActionRow(row));
        }
    }

    /// <summary>
    /// The last resort: what only tells goes from the end, what can be pressed stays, neighbouring rows of buttons are put together.
    /// </summary>
    private static List<JsonObject> Crop(List<JsonObject> blocks, SlackSurface surface)
    {
        var kept = new List<JsonObject>(blocks);
        var length = kept.Sum(TextLength);
        var rows = kept.Count(CanBePressed);
        for (var i = kept.Count - 1; i > 0 && (length > surface.MostText - 200 || kept.Count > surface.MostBlocks - 1); i--)
        {
            if (CanBePressed(kept[i]))
            {
                continue;
            }
            length -= TextLength(kept[i]);
            kept.RemoveAt(i);
        }
        if (kept.Count > surface.MostBlocks - 1 && rows > 0)
        {
            var buttons = kept.Where(CanBePressed).SelectMany(Pressable).Chunk(MostRowElements).Select(SlackBlocks.ActionRow).ToList();
            kept.RemoveAll(CanBePressed);
            kept.AddRange(buttons);
        }
        if (kept.Sum(TextLength) > surface.MostText)
        {
            ShortenTitles(kept, surface);
        }
        kept.Insert(Math.Min(1, kept.Count), SlackBlocks.Context("…"));
        return kept;
    }

    /// <summary>Hundreds of buttons: each keeps as much of its title as there is room for.</summary>
    private static void ShortenTitles(List<JsonObject> blocks, SlackSurface surface)
    {
        var titles = blocks
            .Where(block => block["type"]!.GetValue<string>() == "actions")
            .SelectMany(block => block["elements"]!.AsArray())
            .Select(element => element!["text"])
            .OfType<JsonObject>()
            .ToList();
        var room = Math.Max(4, surface.MostText * 3 / 4 / Math.Max(1, titles.Count));
        foreach (var title in titles)
        {
            title["text"] = SlackText.Escape(SlackText.Unescape(title["text"]!.GetValue<string>()), room);
        }
    }

    private static bool CanBePressed(JsonObject block) => block["type"]!.GetValue<string>() == "actions" || block.ContainsKey("accessory");

    private static IEnumerable<JsonObject> Pressable(JsonObject block) =>
        block["accessory"] is { } accessory
            ? [accessory.DeepClone().AsObject()]
            : block["elements"]!.AsArray().Select(element => element!.DeepClone().AsObject());

    /// <summary>All text in a block, as Slack's limit of a message counts it.</summary>
    private static int TextLength(JsonNode? node) =>
        node switch
        {
            JsonObject some => some.Sum(member =>
                member is { Key: "text", Value: JsonValue value } ? value.GetValue<string>().Length : TextLength(member.Value)
            ),
            JsonArray list => list.Sum(TextLength),
            _ => 0,
        };
}

/// <summary>Where blocks are shown, with its limits.</summary>
/// <param name="MostBlocks">Slack: 50 in a message, 100 in a view.</param>
/// <param name="MostText">A message's text together: about 13,000 characters, then Slack answers msg_blocks_too_long (bolt-js#2509); a
/// view's JSON: 250 KB.</param>
internal sealed record SlackSurface(int MostBlocks, int MostText)
{
    public static SlackSurface Message { get; } = new(50, 12_000);
    public static SlackSurface Home { get; } = new(100, 60_000);
}
