using System.Globalization;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Teams.Sending;

/// <summary>The Universal Action by which a card asks for its present state.</summary>
internal static class CardRefreshAction
{
    /// <summary>The verb of the action, and the name under which its data travels.</summary>
    public const string Verb = "refresh_card";

    /// <summary>Names of its data.</summary>
    public const string SlotName = "slot",
        VersionName = "version";

    /// <summary>The action for a card, whose readers are resolved.</summary>
    public static JsonObject Write(CardRefresh refresh)
    {
        var data = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [SlotName] = refresh.Slot,
            [VersionName] = refresh.Version.ToString(CultureInfo.InvariantCulture),
        };
        var written = new JsonObject
        {
            ["action"] = new JsonObject
            {
                ["type"] = "Action.Execute",
                ["title"] = Verb,
                ["verb"] = Verb,
                ["data"] = Carried.Write(Verb, data),
            },
        };
        // Without names Teams asks for everybody in a small conversation.
        if (refresh.Readers.Select(reader => reader.Key?.Id).OfType<string>().ToList() is { Count: > 0 } ids)
        {
            written["userIds"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]);
        }
        return written;
    }
}
