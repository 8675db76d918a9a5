using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Teams.Sending;

/// <summary>
/// A card as an Adaptive Card. Too long ones are shortened text by text until they fit; buttons are never lost. Plain presses are
/// Action.Execute, whose answer replaces the card at once; forms and menus are Action.Submit with <c>task/fetch</c>, which opens a dialog.
/// </summary>
internal static class TeamsCardRenderer
{
    /// <summary>Teams takes 100 KB a message, our envelope included; the rest is its own.</summary>
    public const int LargestCard = 70 * 1024;
    private const int LongestTitle = 80,
        BarLength = 16;
    private static readonly int[] Measures = [24_000, 8_000, 3_000, 1_000, 300, 80];

    /// <param name="above">Words on top, for this one showing; plain text.</param>
    /// <param name="mentions">Mentions stand in the message's own text, where they ring; then the card leaves them out.</param>
    public static JsonObject Render(Card card, string? above = null, bool mentions = false, int largest = LargestCard)
    {
        JsonObject rendered = [];
        foreach (var measure in Measures)
        {
            rendered = RenderWithin(card, above, mentions, measure);
            if (CardJson.Bytes(rendered).Length <= largest)
            {
                break;
            }
        }
        return rendered;
    }

    private static JsonObject RenderWithin(Card card, string? above, bool mentions, int measure)
    {
        var body = new List<JsonObject>();
        if (!string.IsNullOrWhiteSpace(above))
        {
            body.Add(CardJson.Container([CardJson.TextBlock(CardText.Escape(ShortText.Of(above, measure)), weight: "bolder")]));
        }
        var divide = false;
        // The shortest measures also limit how many parts there are: hundreds of short ones are long as well.
        foreach (var part in card.Parts.Take(Math.Max(20, measure / 10)))
        {
            if (part is CardPart.Divider)
            {
                divide = body.Count > 0;
                continue;
            }
            foreach (var element in Render(part, mentions, measure))
            {
                if (divide)
                {
                    (element["separator"], element["spacing"], divide) = (true, "medium", false);
                }
                body.Add(element);
            }
        }
        if (body.Count == 0)
        {
            body.Add(CardJson.TextBlock(CardText.Escape(card.Fallback.Length > 0 ? ShortText.Of(card.Fallback, measure) : "…")));
        }
        // The last row stands under the card, the others above it.
        var rows = TeamsButtonRows.Of(card.Buttons);
        body.AddRange(rows.SkipLast(1).Select(Row));
        var written = CardJson.Card(
            body,
            rows.Count > 0 ? rows[^1].Select(Button) : [],
            ShortText.Of(card.Fallback.ReplaceLineEndings(" "), 300)
        );
        // A refresh draws the card anew, with whatever somebody was choosing in it: a card with an input stays until it is sent. What it
        // sends is checked against how things stand, as every press is.
        if (card.Refresh is { } refresh && !card.Parts.Any(part => part is CardPart.Select { Options.Count: > 0 }))
        {
            written["refresh"] = CardRefreshAction.Write(refresh);
        }
        return written;
    }

    private static IEnumerable<JsonObject> Render(CardPart part, bool mentions, int measure)
    {
        switch (part)
        {
            case CardPart.Heading { Title.Length: > 0 } heading:
                var title = CardJson.TextBlock(
                    CardText.EscapeLine(ShortText.Of(heading.Title, Math.Min(measure, 400))),
                    "bolder",
                    "medium"
                );
                title["style"] = "heading";
                return [title];
            case CardPart.Text text:
                return Words(text.Content, measure, text.Strong ? "bolder" : null);
            case CardPart.Prose prose:
                return TeamsMarkdown.Render(ShortText.Of(prose.Markdown, measure), measure);
            case CardPart.Quote quote:
                return Quote(quote, measure);
            case CardPart.FactList { Facts.Count: > 0 } facts:
                return [Facts(facts.Facts.Take(60).Select(fact => (fact.Label, fact.Value)), Math.Min(measure, 2000))];
            case CardPart.Note { Content.Length: > 0 } note:
                return
                [
                    CardJson.TextBlock(CardText.Escape(ShortText.Of(note.Content, Math.Min(measure, 2000))), size: "small", subtle: true),
                ];
            case CardPart.Bars bars:
                return Bars(bars);
            case CardPart.Files files:
                return
                [
                    .. files
                        .Links.Take(20)
                        .Select(file =>
                            CardJson.TextBlock(
                                CardText.Link(ShortText.Of(file.Name, 120), file.Url) ?? CardText.EscapeLine(ShortText.Of(file.Name, 120))
                            )
                        ),
                ];
            case CardPart.Mention mention when !mentions:
                return Words($"{mention.Name} {mention.Words}".Trim(), measure, "bolder");
            case CardPart.Select { Options.Count: > 0 } select:
                return [Choice(select)];
            case CardPart.ButtonRow { Buttons.Count: > 0 } row:
                return TeamsButtonRows.Of(row.Buttons).Select(Row);
            default:
                return [];
        }
    }

    private static IEnumerable<JsonObject> Words(string text, int measure, string? weight = null) =>
        text.Trim().Length == 0 ? [] : [CardJson.TextBlock(CardText.Escape(ShortText.Of(text.Trim(), measure)), weight)];

    private static IEnumerable<JsonObject> Quote(CardPart.Quote quote, int measure)
    {
        List<JsonObject> items = [.. Words(quote.Words, measure)];
        if (quote.Who is { Length: > 0 } who)
        {
            items.Insert(0, CardJson.TextBlock(CardText.EscapeLine(ShortText.Of(who, 120)), size: "small", subtle: true));
        }
        return items.Count == 0 ? [] : [CardJson.Container(items)];
    }

    private static JsonObject Facts(IEnumerable<(string Label, string Value)> facts, int measure) =>
        new()
        {
            ["type"] = "FactSet",
            ["facts"] = CardJson.Array(
                facts.Select(fact => new JsonObject
                {
                    ["title"] = CardText.EscapeLine(ShortText.Of(fact.Label, 120)),
                    ["value"] = fact.Value.Trim().Length == 0 ? "–" : CardText.Escape(ShortText.Of(fact.Value, measure)),
                })
            ),
        };

    /// <summary>Bars of block characters in a fact list: aligned, and read aloud as label and words.</summary>
    private static IEnumerable<JsonObject> Bars(CardPart.Bars bars)
    {
        if (bars.Values.Count == 0)
        {
            return Words(bars.Title, 400);
        }
        var longest = bars.Values.Max(bar => bar.Value);
        return
        [
            .. Words(bars.Title, 400, "bolder"),
            Facts(
                bars.Values.Take(40)
                    .Select(bar =>
                        (
                            bar.Label,
                            (
                                $"{new string('▇', longest <= 0 || bar.Value <= 0 ? 0 : Math.Max(1, (int)Math.Round(BarLength * bar.Value / longest)))}"
                                + $" {bar.Words}"
                            ).Trim()
                        )
                    ),
                200
            ),
        ];
    }

    private static JsonObject Choice(CardPart.Select select)
    {
        var input = new JsonObject
        {
            ["type"] = "Input.ChoiceSet",
            ["id"] = select.Id,
            ["label"] = select.Label,
            ["style"] = "compact",
            ["choices"] = CardJson.Array(
                select.Options.Select(option => new JsonObject { ["title"] = option.Title, ["value"] = option.Value })
            ),
        };
        if (select.Chosen is { } chosen)
        {
            input["value"] = chosen;
        }
        return input;
    }

    private static JsonObject Row(List<CardButton> buttons) =>
        new() { ["type"] = "ActionSet", ["actions"] = CardJson.Array(buttons.Select(Button)) };

    private static JsonObject Button(CardButton button)
    {
        var opensDialog = button.OpensForm || button.Menu is not null;
        var action = new JsonObject
        {
            ["type"] = opensDialog ? "Action.Submit" : "Action.Execute",
            ["title"] = ShortText.Of(button.Title.Trim().Length > 0 ? button.Title : button.Action, LongestTitle),
        };
        if (!opensDialog)
        {
            action["verb"] = button.Action;
        }
        var data = button.Menu is not null ? Carried.WriteMenu(button) : Carried.Write(button.Action, button.Data);
        if (opensDialog)
        {
            data["msteams"] = new JsonObject { ["type"] = "task/fetch" };
            action["associatedInputs"] = "none";
        }
        action["data"] = data;
        if (button.Style is not ButtonStyle.Default)
        {
            action["style"] = button.Style is ButtonStyle.Primary ? "positive" : "destructive";
        }
        return action;
    }
}
