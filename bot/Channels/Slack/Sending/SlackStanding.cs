using System.Text.Json;
using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Slack.Sending;

/// <summary>Which messages stand in a channel, as its history tells.</summary>
internal sealed class SlackStanding(SlackApi api, SlackAddresses places, SlackSenses senses) : IStandingMessages
{
    /// <summary>A page of <c>conversations.history</c>, as Slack recommends it at most.</summary>
    private const string PageSize = "200";

    public async Task<Place?> FindAsync(Place named, CancellationToken ct) => (await places.FindAsync(new Destination.At(named), ct)).Place;

    public async Task<Standing> LookAsync(Place place, CancellationToken ct)
    {
        var info = await api.ReadAsync("conversations.info", [new("channel", place.Conversation)], ct);
        if (info.Outcome is SlackOutcome.Later or SlackOutcome.NoAccess)
        {
            return Unreadable(place, info);
        }
        var isArchived = info.Ok && info.Body.Object("channel")?.IsTrue("is_archived") == true;
        if (info.Ok && !isArchived)
        {
            return new Standing.Open();
        }
        return await places.HasMovedAsync(place.Conversation, ct) || !await places.IsNamedAsync(place.Conversation, ct)
            ? new Standing.Left()
            : new Standing.Unreadable(
                ChannelWords.Say(isArchived ? "slack_archived" : "slack_not_invited", place.Conversation),
                IsEverywhere: false
            );
    }

    public async Task<Standing> ReadAsync(Place place, string? from, CancellationToken ct)
    {
        List<KeyValuePair<string, string>> arguments =
        [
            new("channel", place.Conversation),
            new("include_all_metadata", "true"),
            new("limit", PageSize),
        ];
        if (from is not null)
        {
            arguments.AddRange([new("latest", from), new("inclusive", "true")]);
        }
        var page = await api.ReadAsync("conversations.history", arguments, ct);
        return page.Ok
            ? new Standing.Messages(
                [
                    .. page
                        .Body.List("messages")
                        // What is left of a deleted message that has answers.
                        .Where(message => !message.Is("subtype", "tombstone"))
                        .Select(message => message.Text("ts") is { } ts ? new StandingMessage(ts, SlotOf(message)) : null)
                        .OfType<StandingMessage>(),
                ],
                !page.Body.IsTrue("has_more")
            )
            : Unreadable(place, page);
    }

    /// <summary>Metadata may be written by any app: only of a message that this bot posted it says what that is.</summary>
    private string? SlotOf(JsonElement message) =>
        senses.Identity.Self is { } self && message.Is("bot_id", self.BotId) ? SlackMetadata.SlotIn(message) : null;

    private static Standing.Unreadable Unreadable(Place place, SlackResult result) =>
        new(
            result.Error is "not_in_channel" or "channel_not_found"
                ? ChannelWords.Say("slack_not_invited", place.Conversation)
                : result.Why,
            result.Outcome is SlackOutcome.Later or SlackOutcome.NoAccess
        );
}
