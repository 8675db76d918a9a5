using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Slack.Receiving;

/// <summary>
/// Reads what was said while there was no connection: in the channels and chats that the bot is in, and in their threads. Each message has
/// the identity that its event would have had, so that what did arrive is not taken twice.
/// </summary>
internal sealed partial class SlackHistory(
    SlackApi api,
    IReception reception,
    SlackSenses senses,
    BotMetrics metrics,
    ILogger<SlackHistory> log
)
{
    /// <summary>Nobody waits any more for an answer to what is older.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromHours(24);

    /// <summary>Threads that began so long before may have gone on meanwhile.</summary>
    private static readonly TimeSpan ThreadsBegan = TimeSpan.FromDays(7);
    private const int MostConversations = 300,
        MostPages = 5;

    /// <summary>Takes in what was said since then.</summary>
    /// <returns>How many messages were new; null when Slack could not be asked: nothing is lost, ask again.</returns>
    public async Task<int?> CatchUpAsync(DateTimeOffset since, CancellationToken ct)
    {
        if (senses.Identity.Self is not { } self)
        {
            return null;
        }
        var now = senses.Now;
        since = since < now - Longest ? now - Longest : since;
        if (
            await ReadAllAsync("users.conversations", [new("types", "public_channel,private_channel,im")], "channels", ct) is not { } places
        )
        {
            return null;
        }
        var missed = new List<Inbound>();
        foreach (var place in places.Select(place => place.Text("id")).OfType<string>().Take(MostConversations))
        {
            if (await ReadAsync(place, since, self, ct) is not { } found)
            {
                return null;
            }
            missed.AddRange(found);
        }
        var taken = 0;
        foreach (var row in missed.OrderBy(row => row.At))
        {
            taken += await reception.AcceptAsync(row, ct) ? 1 : 0;
        }
        metrics.Recovered(ChannelNames.Slack, taken);
        LogCaughtUp(log, taken, since);
        return taken;
    }

    private async Task<List<Inbound>?> ReadAsync(string channel, DateTimeOffset since, SlackSelf self, CancellationToken ct)
    {
        if (await ReadAllAsync("conversations.history", Range(channel, since - ThreadsBegan), "messages", ct) is not { } messages)
        {
            return null;
        }
        var read = new List<Inbound>();
        foreach (var message in messages)
        {
            Add(read, message, channel, since, self);
            if (message.Text("ts") is not { } root || message.Text("latest_reply") is not { } latest || SlackReader.TimeOf(latest) < since)
            {
                continue;
            }
            if (await ReadAllAsync("conversations.replies", [.. Range(channel, since), new("ts", root)], "messages", ct) is not { } replies)
            {
                return null;
            }
            foreach (var reply in replies.Where(reply => reply.Text("ts") != root))
            {
                Add(read, reply, channel, since, self);
            }
        }
        return read;
    }

    private void Add(List<Inbound> read, JsonElement message, string channel, DateTimeOffset since, SlackSelf self)
    {
        if (message.Text("ts") is not { } ts || SlackReader.TimeOf(ts) < since)
        {
            return;
        }
        // A message of the history lacks what its event says of the place.
        var what = JsonObject.Create(message)!;
        what["channel"] = channel;
        using var json = JsonDocument.Parse(what.ToUtf8(), SlackJson.Reading);
        var frame = new SlackReader.Frame($"slack:history:{channel}:{ts}", $"slack:{self.TeamId}:", self.UserId, senses.Recent.NameOf)
        {
            OwnBot = self.BotId,
        };
        if (SlackMessageReader.Read(json.RootElement, frame) is Inbound.Said said)
        {
            read.Add(said);
        }
    }

    private static List<KeyValuePair<string, string>> Range(string channel, DateTimeOffset since) =>
        [new("channel", channel), new("oldest", string.Create(CultureInfo.InvariantCulture, $"{since.ToUnixTimeSeconds()}.000000"))];

    /// <summary>All pages; what Slack refuses for good (the bot was removed) is nothing, null means not now.</summary>
    private async Task<List<JsonElement>?> ReadAllAsync(
        string method,
        List<KeyValuePair<string, string>> arguments,
        string list,
        CancellationToken ct
    )
    {
        var found = new List<JsonElement>();
        var cursor = "";
        for (var page = 0; page < MostPages && (page == 0 || cursor.Length > 0); page++)
        {
            var told = await api.ReadAsync(method, [.. arguments, new("limit", "200"), .. Cursor(cursor)], ct);
            if (told.Outcome is SlackOutcome.Later or SlackOutcome.NoAccess)
            {
                return null;
            }
            if (!told.Ok)
            {
                return found;
            }
            found.AddRange(told.Body.List(list));
            cursor = told.Body.Object("response_metadata")?.Text("next_cursor") ?? "";
        }
        return found;
    }

    private static IEnumerable<KeyValuePair<string, string>> Cursor(string cursor) => cursor.Length > 0 ? [new("cursor", cursor)] : [];

    [LoggerMessage(
        5070,
        LogLevel.Information,
        "Slack: {Count} messages that were said without a connection since {Since:O} were read from the history"
    )]
    private static partial void LogCaughtUp(ILogger log, int count, DateTimeOffset since);
}
