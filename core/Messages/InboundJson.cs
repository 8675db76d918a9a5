using System.Text.Json;
using System.Text.Json.Nodes;

namespace EscalationBot.Core.Messages;

/// <summary>The stored form of an <see cref="Inbound"/>.</summary>
public static class InboundJson
{
    private static readonly string[] OfOrigin =
    [
        "delivery_key",
        "message_key",
        "from",
        "from_name",
        "place",
        "direct",
        "at",
        "locale",
        "service_url",
    ];

    /// <summary>Its JSON.</summary>
    public static string Write(Inbound inbound) => JsonSerializer.Serialize(inbound, MessagesJson.Default.Inbound);

    /// <summary>The row that was written; null for what this version cannot read: a newer one wrote it, or it is damaged.</summary>
    public static Inbound? TryRead(string body)
    {
        try
        {
            return Read(body);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>
    /// The row that was written; null for the word null. What is no row of ours throws <see cref="JsonException"/>. A row of an earlier
    /// version holds the members of its <see cref="Origin"/> beside its own.
    /// </summary>
    public static Inbound? Read(string body)
    {
        if (JsonNode.Parse(body) is not JsonObject row || row.ContainsKey("origin"))
        {
            return JsonSerializer.Deserialize(body, MessagesJson.Default.Inbound);
        }

        var origin = new JsonObject();
        foreach (var name in OfOrigin)
        {
            if (row.TryGetPropertyValue(name, out var value))
            {
                row.Remove(name);
                origin[name] = value;
            }
        }

        // The kind stands first: the reader asks for it there.
        row["origin"] = origin;
        return JsonSerializer.Deserialize(row.ToJsonString(), MessagesJson.Default.Inbound);
    }
}
