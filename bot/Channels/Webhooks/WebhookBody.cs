using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Webhooks;

/// <summary>What a webhook is sent, its signature, and what its answer may say. The contract: README.md beside this file.</summary>
internal static class WebhookBody
{
    /// <summary>Unix time in seconds at which the request was signed.</summary>
    public const string TimestampHeader = "X-EscalationBot-Timestamp";

    /// <summary><c>v1=</c> and the HMAC in lower-case hexadecimal digits.</summary>
    public const string SignatureHeader = "X-EscalationBot-Signature";

    /// <summary>The same for every try of one report.</summary>
    public const string KeyHeader = "Idempotency-Key";

    /// <summary>Fewer characters of a secret can be guessed.</summary>
    public const int ShortestSecret = 32;

    private static readonly JsonDocumentOptions Shallow = new() { MaxDepth = 8 };

    /// <summary>The JSON in UTF-8: <c>type</c>, <c>id</c>, and the members of the report in snake case.</summary>
    public static byte[] Of(string key, BugReport report)
    {
        var body = new JsonObject { ["type"] = "department.request", ["id"] = key };
        foreach (var (name, value) in JsonSerializer.SerializeToNode(report, MessagesJson.Default.BugReport)!.AsObject())
        {
            body[name] = value?.DeepClone();
        }

        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    /// <summary>HMAC-SHA256 over the timestamp, a full stop and the body.</summary>
    public static string Sign(string secret, long timestamp, byte[] body) =>
        "v1="
        + Convert.ToHexStringLower(
            HMACSHA256.HashData(
                Encoding.UTF8.GetBytes(secret),
                (byte[])[.. Encoding.ASCII.GetBytes(timestamp.ToString(CultureInfo.InvariantCulture) + "."), .. body]
            )
        );

    /// <summary>
    /// Where the tracker keeps it: <c>{ "url": "https://…", "key": "ENG-12" }</c>. Null for any other answer, which is no fault.
    /// </summary>
    public static TrackerLink? LinkIn(ReadOnlyMemory<byte> answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer, Shallow);
            return json.RootElement.ValueKind == JsonValueKind.Object ? TrackerLink.Of(Text(json, "key"), Text(json, "url")) : null;
        }
        catch (Exception none) when (none is JsonException or InvalidOperationException)
        {
            return null; // an answer that is no JSON, or whose text is no Unicode
        }
    }

    private static string? Text(JsonDocument json, string name) =>
        json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
