using System.Text.Json;
using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Channels.Slack.Protocol;

namespace EscalationBot.Bot.Channels.Slack.Receiving;

/// <summary>
/// For which installation of the app a payload was sent. In a channel shared by Slack Connect the ids that stand first in a payload name
/// the workspace of whoever acts, or the one that hosts the channel: neither tells whether the payload is ours
/// (https://docs.slack.dev/apis/slack-connect).
/// </summary>
internal static class SlackInstallation
{
    /// <summary>
    /// Ids of the workspace and the organisation of an event: of its authorization, else of its context, else its own. Empty when it names
    /// none.
    /// </summary>
    public static IReadOnlyList<string> OfEvent(JsonElement envelope)
    {
        // Slack lists one installation that may see the event.
        foreach (var authorization in envelope.List("authorizations"))
        {
            if (Ids(authorization, "team_id", "enterprise_id") is { Count: > 0 } authorized)
            {
                return authorized;
            }
        }
        // A list that names none says that the event is nobody's by authorization: then only its own workspace counts.
        var isListed = envelope.TryGetProperty("authorizations", out var listed) && listed.ValueKind is JsonValueKind.Array;
        return !isListed && Ids(envelope, "context_team_id", "context_enterprise_id") is { Count: > 0 } context
            ? context
            : Ids(envelope, "team_id", "enterprise_id");
    }

    /// <summary>
    /// The same of a press, a form, a shortcut or a type-ahead. A view says where its app is installed, and a card of ours is ours, whoever
    /// presses it in a shared channel. Otherwise one of the ids of the person's workspace and organisation must be: in a Grid organisation
    /// <c>team</c> may be null, and <c>user.team_id</c> names the workspace.
    /// </summary>
    public static IReadOnlyList<string> OfInteraction(JsonElement payload, SlackSelf? self)
    {
        if (payload.Object("view") is { } view && Ids(view, "app_installed_team_id") is { Count: > 0 } installed)
        {
            return installed;
        }
        if (
            self is not null
            && payload.Object("message") is { } message
            && (message.Text("user") == self.UserId || (self.BotId.Length > 0 && message.Text("bot_id") == self.BotId))
        )
        {
            return [];
        }
        return
        [
            .. Ids(payload.Object("team") ?? default, "id", "enterprise_id"),
            .. Ids(payload.Object("enterprise") ?? default, "id"),
            .. Ids(payload.Object("user") ?? default, "team_id", "enterprise_id"),
        ];
    }

    /// <summary>The same of a slash command: where it was typed, which must have the app.</summary>
    public static IReadOnlyList<string> OfCommand(Func<string, string?> field) =>
        [.. new[] { field("team_id"), field("enterprise_id") }.OfType<string>().Where(id => id.Length > 0)];

    private static IReadOnlyList<string> Ids(JsonElement holder, params ReadOnlySpan<string> names)
    {
        var ids = new List<string>(2);
        foreach (var name in names)
        {
            if (holder.Text(name) is { Length: > 0 } id)
            {
                ids.Add(id);
            }
        }
        return ids;
    }
}
