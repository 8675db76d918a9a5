using System.Buffers.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EscalationBot.Bot.Channels.Slack.Protocol;

/// <summary>Reads Slack's payloads loosely: what is missing or of another kind is null.</summary>
internal static class SlackJson
{
    /// <summary>Deeper bodies are refused; Slack's own are about ten deep.</summary>
    public static readonly JsonDocumentOptions Reading = new() { MaxDepth = 48 };

    /// <summary>For bodies to Slack, where nothing is HTML: characters stay themselves, so lengths stay small.</summary>
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string? Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    public static JsonElement? Object(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object
            ? value
            : null;

    public static IEnumerable<JsonElement> List(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray()
            : [];

    public static bool IsTrue(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    public static bool Is(this JsonElement element, string name, string text) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.ValueEquals(text);

    /// <summary>
    /// Whether the text of a JSON document escapes half a surrogate pair (<c>\ud83d</c> alone): no text can be read from that.
    /// </summary>
    public static bool HasHalfSurrogates(ReadOnlySpan<byte> json)
    {
        var high = false;
        for (var i = json.IndexOf((byte)'\\'); i >= 0 && i + 1 < json.Length; )
        {
            var unit =
                json[i + 1] == 'u'
                && i + 6 <= json.Length
                && Utf8Parser.TryParse(json.Slice(i + 2, 4), out uint value, out var used, 'x')
                && used == 4
                    ? value
                    : 0;
            if (high != unit is >= 0xDC00 and <= 0xDFFF)
            {
                return true;
            }
            high = unit is >= 0xD800 and <= 0xDBFF;
            i += unit == 0 ? 2 : 6;
            if (high && (i + 1 >= json.Length || json[i] != '\\'))
            {
                return true;
            }
            var next = i < json.Length ? json[i..].IndexOf((byte)'\\') : -1;
            i = next < 0 ? -1 : i + next;
        }
        return high;
    }

    public static byte[] ToUtf8(this JsonNode node)
    {
        using var stream = new MemoryStream(1024);
        using (var writer = new Utf8JsonWriter(stream, Writing))
        {
            node.WriteTo(writer);
        }
        return stream.ToArray();
    }

    /// <summary>A short object as one string (modal metadata).</summary>
    public static string ToText(this JsonNode node) => System.Text.Encoding.UTF8.GetString(node.ToUtf8());
}
