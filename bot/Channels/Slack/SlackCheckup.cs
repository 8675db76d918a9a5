using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Bot.Channels.Slack.Sending;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Slack;

/// <summary>Tries what the channel will need: the token, its scopes, and the way into each queue's channel. For <c>doctor</c>.</summary>
internal sealed class SlackCheckup(SlackApi api, SlackIdentityWorker identity, SlackAddresses places, SlackChannel channel)
{
    /// <summary>What is wrong, in sentences that say how to fix it; empty = fine.</summary>
    /// <param name="conversations">Queue places on Slack: <c>#name</c> or an id.</param>
    public async Task<IReadOnlyList<string>> LookAsync(IReadOnlyCollection<string> conversations, CancellationToken ct)
    {
        if (!await identity.AskAsync(ct))
        {
            return [channel.State.Why];
        }
        var problems = new List<string>();
        var missing = SlackManifest.Scopes.Except(api.Scopes, StringComparer.Ordinal).ToList();
        // Without the header nothing is known of the scopes.
        if (api.Scopes.Count > 0 && missing.Count > 0)
        {
            problems.Add(
                $"The bot token lacks the scopes {string.Join(", ", missing)}: add them on the app's page and install the app again."
            );
        }
        foreach (var conversation in conversations)
        {
            var found = await places.FindAsync(new Destination.At(new Place(ChannelNames.Slack, conversation)), ct);
            if (found.Place is not { } place)
            {
                problems.Add(found.Failure is Delivery.Retry retry ? retry.Why : $"The Slack channel {conversation} cannot be reached.");
                continue;
            }
            var told = await api.ReadAsync("conversations.info", [new("channel", place.Conversation)], ct);
            if (!told.Ok)
            {
                problems.Add($"{conversation}: {told.Why}");
            }
            else if (told.Body.Object("channel") is { } info && !info.IsTrue("is_member"))
            {
                problems.Add(
                    $"The bot is not in the Slack channel {conversation}: it joins a public one at the first post; in "
                        + $"a private one type /invite @bot."
                );
            }
        }
        return problems;
    }
}
