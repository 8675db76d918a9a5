using System.Text.Json;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Bot.Channels.Slack.Sending;
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
            var queues in organisation
                .Queues.Where(queue => queue.Place.Channel == ChannelNames.Slack)
                .GroupBy(queue => queue.Place.Id, StringComparer.Ordinal)
        )
        {
            var channel = await ChannelAsync(api, queues.Key, ct);
            found.Add(Place(channel, queues.Key));
            if (channel is { } seen && Readers(seen, queues.Key, [.. queues.Select(queue => queue.Id)], organisation.Criteria) is { } open)
            {
                found.Add(open);
            }
        }
        return found;
    }

    /// <summary>A channel with restricted cases that more people read than the organisation lists; null: none of that.</summary>
    private static Finding? Readers(JsonElement channel, string place, IReadOnlyList<string> queues, CriteriaPolicy criteria)
    {
        if (SlackPlaceReaders.IsShared(channel))
        {
            return new(
                Level.Warn,
                "slack",
                $"{place} is shared with another organisation: restricted cases show no words there.",
                "Give queues with restricted cases a channel that is not shared."
            );
        }
        var mayBeRestricted = criteria.Criteria.Any(criterion =>
            criterion.Then.Restricted && (criterion.Then.Queue is null || queues.Contains(criterion.Then.Queue, StringComparer.Ordinal))
        );
        return mayBeRestricted && !channel.IsTrue("is_private")
            ? new(
                Level.Warn,
                "slack",
                $"{place} is public: every member of the workspace can read the restricted cases that are posted there.",
                "Make the channel private, and invite those who work on these cases."
            )
            : null;
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

    private static async Task<JsonElement?> ChannelAsync(SlackApi api, string place, CancellationToken ct) =>
        place.StartsWith('#') ? await FindAsync(api, place[1..], ct)
        : await api.ReadAsync("conversations.info", [new("channel", place)], ct) is { Ok: true } told ? told.Body.Object("channel")
        : null;

    private static Finding Place(JsonElement? channel, string place)
    {
        if (channel is not { } found)
        {
            return new(
                Level.Fail,
                "slack",
                $"The bot cannot see {place}.",
                "Create or un-archive it; if it is private, type /invite @bot there."
            );
        }
        if (found.IsTrue("is_archived"))
        {
            return new(
                Level.Fail,
                "slack",
                $"{place} is archived: cases wait.",
                "Un-archive it, or name another channel in organisation.yaml."
            );
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
            var page = await api.ReadAsync("conversations.list", SlackAddresses.Listing(cursor), ct);
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
