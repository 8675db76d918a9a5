using System.Text.Json.Nodes;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Slack.Protocol;

/// <summary>
/// The app's description that an administrator pastes into Slack ("Create an app from a manifest"); Slack's own schema, version 2.
/// </summary>
internal static class SlackManifest
{
    /// <summary>What the bot token must be allowed; <c>doctor</c> compares them with the token's.</summary>
    public static IReadOnlyList<string> Scopes { get; } =
    [
        "app_mentions:read",
        "channels:history",
        "channels:join",
        "channels:read",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "mpim:history",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "reactions:read",
        "users:read",
        "users:read.email",
    ];

    /// <summary>Names the organisations of people from outside. The bot works without it.</summary>
    public const string TeamScope = "team:read";

    private static readonly string[] Events =
    [
        "app_home_opened",
        "app_mention",
        "app_uninstalled",
        "member_joined_channel",
        "member_left_channel",
        "message.channels",
        "message.groups",
        "message.im",
        "message.mpim",
        "reaction_added",
        "reaction_removed",
        "tokens_revoked",
        "user_change",
    ];

    private static readonly (string Name, string Description, string Hint)[] Commands =
    [
        ("/escalate", "Hand a question over to a specialist", "[what happened]"),
        ("/case", "Show a case", "[ESC-1001]"),
        ("/cases", "Your open cases", ""),
        ("/digest", "Your queues in numbers", ""),
    ];

    /// <summary>The manifest of one deployment.</summary>
    /// <param name="baseUrl">Where Slack reaches the bot, e.g. <c>https://bot.example.com</c>; not used with Socket Mode.</param>
    /// <param name="socket">Socket Mode: the bot connects to Slack, no public address is needed.</param>
    public static JsonObject Build(Uri baseUrl, bool socket) =>
        new()
        {
            ["_metadata"] = new JsonObject { ["major_version"] = 2, ["minor_version"] = 1 },
            ["display_information"] = new JsonObject
            {
                ["name"] = "EscalationBot",
                ["description"] = "Answers from your knowledge base, or the right specialist",
                ["background_color"] = "#1a1d21",
            },
            ["features"] = new JsonObject
            {
                ["app_home"] = new JsonObject
                {
                    ["home_tab_enabled"] = true,
                    ["messages_tab_enabled"] = true,
                    ["messages_tab_read_only_enabled"] = false,
                },
                ["bot_user"] = new JsonObject { ["display_name"] = "EscalationBot", ["always_online"] = true },
                ["slash_commands"] = new JsonArray([.. Commands.Select(command => SlashCommand(command, baseUrl, socket))]),
                ["shortcuts"] = new JsonArray(
                    new JsonObject
                    {
                        ["name"] = "Escalate this",
                        ["type"] = "message",
                        ["callback_id"] = Actions.EscalateMessage,
                        ["description"] = "Hand this message over to a specialist",
                    }
                ),
            },
            ["oauth_config"] = new JsonObject { ["scopes"] = new JsonObject { ["bot"] = Names(Scopes) } },
            ["settings"] = Settings(baseUrl, socket),
        };

    private static JsonObject SlashCommand((string Name, string Description, string Hint) command, Uri baseUrl, bool socket)
    {
        var json = new JsonObject
        {
            ["command"] = command.Name,
            ["description"] = command.Description,
            ["should_escape"] = true,
        };
        if (command.Hint.Length > 0)
        {
            json["usage_hint"] = command.Hint;
        }
        if (!socket)
        {
            json["url"] = Address(baseUrl, "slack/commands");
        }
        return json;
    }

    private static JsonObject Settings(Uri baseUrl, bool socket)
    {
        var events = new JsonObject { ["bot_events"] = Names(Events) };
        var interactivity = new JsonObject { ["is_enabled"] = true };
        if (!socket)
        {
            events["request_url"] = Address(baseUrl, "slack/events");
            interactivity["request_url"] = Address(baseUrl, "slack/interactivity");
            interactivity["message_menu_options_url"] = Address(baseUrl, "slack/interactivity");
        }
        return new JsonObject
        {
            ["event_subscriptions"] = events,
            ["interactivity"] = interactivity,
            ["org_deploy_enabled"] = false,
            ["socket_mode_enabled"] = socket,
            ["token_rotation_enabled"] = false,
        };
    }

    private static string Address(Uri baseUrl, string path) => new Uri(new Uri(baseUrl.AbsoluteUri.TrimEnd('/') + "/"), path).AbsoluteUri;

    private static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(name => JsonValue.Create(name))]);
}
