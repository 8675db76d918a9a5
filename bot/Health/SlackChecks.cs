using System.Text.Json;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Bot.Health;

/// <summary>The doctor's questions to Slack: the token, its scopes, the app-level token in Socket Mode, and the queues' channels.</summary>
internal static class SlackChecks
{
    public static async Task<IReadOnlyList<Finding>> RunAsync(
        IServiceProvider services,
        OrganisationSnapshot organisation,
        CancellationToken ct
    )
    {
        var options = services.GetRequiredService<SlackOptions>();
        if (options.IsOff)
        {
            return [Finding.Off("slack", "No credentials.")];
        }
        var api = services.GetRequiredService<SlackApi>();
        var told = await api.ReadAsync("auth.test", [], ct);
        if (!told.Ok)
        {
            return
            [
                new(
                    Level.Fail,
                    "slack",
                    $"auth.test: {told.Error}.",
                    told.Outcome == SlackOutcome.NoAccess ? "Check Slack:BotToken." : "Check the network and Slack:ApiUrl."
                ),
            ];
        }
        List<Finding> found = [Finding.Ok("slack", $"{told.Body.Text("user")} in {told.Body.Text("team")}."), Scopes(api)];
        if (options.IsSocket)
        {
            var opened = await api.OpenConnectionAsync(ct);
            found.Add(
                opened.Ok
                    ? Finding.Ok("slack", "Socket Mode connects.")
                    : new(
                        Level.Fail,
                        "slack",
                        $"Socket Mode: {opened.Error}.",
                        "Check Slack:AppToken (scope connections:write) and that Socket Mode is switched on in the app."
                    )
            );
        }
        foreach (
            var place in organisation
                .Queues.Select(queue => queue.Place)
                .Where(place => place.Channel == ChannelNames.Slack)
                .Select(place => place.Id)
                .Distinct(StringComparer.Ordinal)
        )
        {
            found.Add(await PlaceAsync(api, place, ct));
        }
        return found;
    }

    private static Finding Scopes(SlackApi api)
    {
        if (api.Scopes.Count == 0)
        {
            return new(Level.Warn, "slack", "Slack did not tell the token's scopes.", "");
        }
        var missing = SlackManifest.Scopes.Except(api.Scopes, StringComparer.Ordinal).ToList();
        if (missing.Exists(scope => scope is "users:read" or "users:read.email"))
        {
            return new(
                Level.Fail,
                "slack",
                $"The token lacks {string.Join(", ", missing)}. Without users:read and users:read.email nobody on "
                    + $"Slack is recognised: everybody reads that they could not be looked up.",
                "Paste the manifest of pack into the app's page and install it again."
            );
        }
        if (missing.Count == 0 && !api.Scopes.Contains(SlackManifest.TeamScope, StringComparer.Ordinal))
        {
            return Finding.Ok(
                "slack",
                $"The token has all scopes that are needed. Without {SlackManifest.TeamScope}, which is optional, "
                    + $"people of shared channels are named with the domain of their address instead of their "
                    + $"organisation."
            );
        }
        return missing.Count == 0
            ? Finding.Ok("slack", "The token has all scopes.")
            : new(
                Level.Fail,
                "slack",
                $"The token lacks {string.Join(", ", missing)}.",
                "Paste the manifest of pack into the app's page and install it again."
            );
    }

    private static async Task<Finding> PlaceAsync(SlackApi api, string place, CancellationToken ct)
    {
        var channel =
            place.StartsWith('#') ? await FindAsync(api, place[1..], ct)
            : await api.ReadAsync("conversations.info", [new("channel", place)], ct) is { Ok: true } told ? told.Body.Object("channel")
            : null;
        if (channel is not { } found)
        {
            return new(Level.Fail, "slack", $"The bot cannot see {place}.", "Create it; if it is private, type /invite @bot there.");
        }
        if (found.IsTrue("is_member"))
        {
            return Finding.Ok("slack", $"The bot is in {place}.");
        }
        return found.IsTrue("is_private")
            ? new(Level.Fail, "slack", $"The bot is not in the private channel {place}.", "Type /invite @bot there.")
            : Finding.Ok("slack", $"The bot joins {place} when it first posts there.");
    }

    private static async Task<JsonElement?> FindAsync(SlackApi api, string name, CancellationToken ct)
    {
        var cursor = "";
        do
        {
            var page = await api.ReadAsync(
                "conversations.list",
                [
                    new("types", "public_channel,private_channel"),
                    new("exclude_archived", "true"),
                    new("limit", "1000"),
                    new("cursor", cursor),
                ],
                ct
            );
            if (!page.Ok)
            {
                return null;
            }
            foreach (var channel in page.Body.List("channels"))
            {
                if (string.Equals(channel.Text("name"), name, StringComparison.OrdinalIgnoreCase))
                {
                    return channel;
                }
            }
            cursor = page.Body.Object("response_metadata")?.Text("next_cursor") ?? "";
        } while (cursor.Length > 0);
        return null;
    }
}
