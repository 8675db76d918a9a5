using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EscalationBot.Bot.Channels.Teams.Sending;

/// <summary>
/// Small pieces of Adaptive Card JSON (https://adaptivecards.io/explorer), version 1.5: the newest that Teams shows everywhere.
/// </summary>
internal static class CardJson
{
    public const string ContentType = "application/vnd.microsoft.card.adaptive";
    private const string Version = "1.5";

    /// <summary>It travels as application/json and never inside HTML: letters of all languages stay as they are.</summary>
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Bytes(JsonNode json)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, Writing))
        {
            json.WriteTo(writer);
        }
        return buffer.WrittenSpan.ToArray();
    }

    public static JsonObject Card(IEnumerable<JsonObject> body, IEnumerable<JsonObject> actions, string fallback)
    {
        var card = new JsonObject
        {
            ["type"] = "AdaptiveCard",
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
            ["version"] = Version,
        };
        if (fallback.Length > 0)
        {
            (card["fallbackText"], card["speak"]) = (fallback, fallback);
        }
        card["body"] = Array(body);
        if (Array(actions) is { Count: > 0 } buttons)
        {
            card["actions"] = buttons;
        }
        return card;
    }

    public static JsonObject Attachment(JsonObject card) => new() { ["contentType"] = ContentType, ["content"] = card };

    /// <summary>A text block; the text is Markdown, so words of people are escaped before.</summary>
    public static JsonObject TextBlock(string markdown, string? weight = null, string? size = null, bool subtle = false)
    {
        var block = new JsonObject
        {
            ["type"] = "TextBlock",
            ["text"] = markdown,
            ["wrap"] = true,
        };
        if (weight is not null)
        {
            block["weight"] = weight;
        }
        if (size is not null)
        {
            block["size"] = size;
        }
        if (subtle)
        {
            block["isSubtle"] = true;
        }
        return block;
    }

    public static JsonObject Container(IEnumerable<JsonObject> items) =>
        new()
        {
            ["type"] = "Container",
            ["style"] = "emphasis",
            ["items"] = Array(items),
        };

    public static JsonArray Array(IEnumerable<JsonObject> items) => [.. items];
}
