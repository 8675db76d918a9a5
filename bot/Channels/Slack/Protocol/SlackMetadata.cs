using System.Text.Json;
using System.Text.Json.Nodes;
using EscalationBot.Core.Desk.Context;

namespace EscalationBot.Bot.Channels.Slack.Protocol;

/// <summary>
/// What travels with each message of ours, where apps of the workspace can read it (https://docs.slack.dev/messaging/message-metadata): the
/// key of its row, and of a case's card which one it is. Nothing of people.
/// </summary>
internal static class SlackMetadata
{
    private const string Type = "escalationbot";

    /// <summary>For a message that is sent.</summary>
    /// <param name="key">Key of the outbox row.</param>
    /// <param name="slot">Our name for the message; it travels with cards of cases alone.</param>
    public static JsonObject Of(string key, string? slot)
    {
        var payload = new JsonObject { ["key"] = key };
        if (slot is not null && Slots.IsCaseCard(slot))
        {
            payload["slot"] = slot;
        }
        return new JsonObject { ["event_type"] = Type, ["event_payload"] = payload };
    }

    /// <summary>What a message of Slack's history carries; null when that is not of this kind.</summary>
    public static JsonElement? In(JsonElement message) =>
        message.Object("metadata") is { } metadata && metadata.Is("event_type", Type) ? metadata.Object("event_payload") : null;

    /// <summary>Which case's card a message of the history says it is; null for every other one.</summary>
    public static string? SlotIn(JsonElement message) => In(message)?.Text("slot") is { } slot && Slots.IsCaseCard(slot) ? slot : null;
}
