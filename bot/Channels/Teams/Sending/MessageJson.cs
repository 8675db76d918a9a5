using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Teams.Sending;

/// <summary>
/// A card as the message activity that carries it: plain words when it is nothing but words, else an Adaptive Card with a sentence for
/// notifications.
/// </summary>
internal static class MessageJson
{
    private const int LongestText = 24_000;

    /// <param name="note">A small line under it, or null.</param>
    /// <param name="largest">Most bytes of the card.</param>
    public static JsonObject Write(Card card, string? note = null, int largest = TeamsCardRenderer.LargestCard)
    {
        if (note is not null)
        {
            card = card with { Parts = [.. card.Parts, new CardPart.Note(note)] };
        }
        var mentions = card.Parts.OfType<CardPart.Mention>().ToList();
        // A card that loses its last button stays a card: the copy that another message holds must be able to ask.
        var isPlain =
            card.Buttons.Count == 0
            && card.Refresh is null
            && card.Parts.Count > 0
            && card.Parts.All(part => part is CardPart.Text { Strong: false } or CardPart.Note or CardPart.Mention);
        var message = new JsonObject { ["type"] = "message" };
        if (isPlain)
        {
            WriteWords(message, card, mentions, Math.Min(LongestText, largest / 4));
            return message;
        }

        if (mentions.Count > 0)
        {
            message["text"] = string.Join(
                "\n\n",
                mentions.Select(mention => $"{Tag(mention)} {CardText.Escape(ShortText.Of(mention.Words, 2000))}".Trim())
            );
            message["textFormat"] = "markdown";
            message["entities"] = Entities(mentions);
        }
        message["summary"] = ShortText.Of(card.Fallback.ReplaceLineEndings(" "), 300);
        message["attachments"] = new JsonArray(
            CardJson.Attachment(TeamsCardRenderer.Render(card, mentions: mentions.Count > 0, largest: largest))
        );
        return message;
    }

    private static void WriteWords(JsonObject message, Card card, List<CardPart.Mention> mentions, int longest)
    {
        var isMarkdown = mentions.Count > 0;
        var words = string.Join(
            "\n\n",
            card.Parts.Select(part =>
                    part switch
                    {
                        CardPart.Text text => Say(text.Content),
                        CardPart.Note note => Say(note.Content),
                        CardPart.Mention mention => $"{Tag(mention)} {Say(mention.Words)}".Trim(),
                        _ => "",
                    }
                )
                .Where(words => words.Length > 0)
        );
        // A message without any text is refused by Teams.
        message["text"] =
            words.Length > 0
                ? ShortText.Of(words, longest)
                : ShortText.Of(card.Fallback.Trim().Length > 0 ? Say(card.Fallback) : "…", longest);
        message["textFormat"] = isMarkdown ? "markdown" : "plain";
        if (isMarkdown)
        {
            message["entities"] = Entities(mentions);
        }

        string Say(string text) => isMarkdown ? CardText.Escape(text.Trim()) : text.Trim();
    }

    private static string Tag(CardPart.Mention mention) => $"<at>{Name(mention)}</at>";

    /// <summary>Without what would end the tag.</summary>
    private static string Name(CardPart.Mention mention) =>
        mention
            .Name.Replace("<", "", StringComparison.Ordinal)
            .Replace(">", "", StringComparison.Ordinal)
            .Replace("&", "and", StringComparison.Ordinal)
            .ReplaceLineEndings(" ");

    private static JsonArray Entities(List<CardPart.Mention> mentions) =>
        CardJson.Array(
            mentions.Select(mention => new JsonObject
            {
                ["type"] = "mention",
                ["text"] = Tag(mention),
                ["mentioned"] = new JsonObject { ["id"] = mention.Person.Id, ["name"] = Name(mention) },
            })
        );
}
