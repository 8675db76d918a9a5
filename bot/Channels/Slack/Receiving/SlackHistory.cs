using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Slack.Receiving;

/// <summary>What people said on Slack and the bot took in since a moment, as long as its rows are kept (two days).</summary>
internal delegate Task<IReadOnlyList<Inbound.Said>> ReadHeard(DateTimeOffset since, CancellationToken ct);

/// <summary>
/// Reads what was said while there was no connection: in the channels and chats that the bot is in, and in their threads. What was edited
/// meanwhile says so itself; what was deleted is missing where the bot heard it before. Each has the identity that its event would have
/// had, so that what did arrive is not taken twice.
/// </summary>
internal sealed partial class SlackHistory(
    SlackApi api,
    IReception reception,
    SlackSenses senses,
    ReadHeard heard,
    BotMetrics metrics,
    ILogger<SlackHistory> log
)
{
    /// <summary>Nobody waits any more for an answer to what is older.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromHours(24);

    /// <summary>Threads that began so long before may have gone on meanwhile.</summary>
    private static readonly TimeSpan ThreadsBegan = TimeSpan.FromDays(7);
    private const int MostConversations = 300,
        MostPages = 5,
        MostThreads = 50;

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
        var before = (await heard(since - Longest, ct))
            .Where(said => said is { Command: null, Privately: false } && IsTs(said.MessageId))
            .ToLookup(said => said.Place.Conversation, StringComparer.Ordinal);
        var missed = new List<Inbound>();
        foreach (var place in places.Select(place => place.Text("id")).OfType<string>().Take(MostConversations))
        {
            if (await ReadAsync(new Gap(place, since, self, [.. before[place]]), ct) is not { } found)
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

    /// <summary>What is looked at in one conversation.</summary>
    /// <param name="Heard">What the bot had heard there, within <see cref="Longest"/> before the gap or since.</param>
    private sealed record Gap(string Channel, DateTimeOffset Since, SlackSelf Self, IReadOnlyList<Inbound.Said> Heard);

    /// <summary>A list as far as it was read.</summary>
    /// <param name="Whole">There is nothing more in the range.</param>
    private sealed record Pages(List<JsonElement> Messages, bool Whole)
    {
        /// <summary>Of what is still there; a deleted message with answers leaves its place behind.</summary>
        public IEnumerable<string> Standing =>
            Messages.Where(message => !message.Is("subtype", "tombstone")).Select(message => message.Text("ts")).OfType<string>();
    }

    private async Task<List<Inbound>?> ReadAsync(Gap gap, CancellationToken ct)
    {
        var (channel, since) = (gap.Channel, gap.Since);
        if (await ReadPagesAsync("conversations.history", Range(channel, since - ThreadsBegan), "messages", ct) is not { } top)
        {
            return null;
        }
        var read = new List<Inbound>();
        foreach (var message in top.Messages)
        {
            Add(read, message, gap);
        }
        // Newest first: what was read is whole down to its oldest message.
        var from = top.Whole ? since - Longest : top.Messages.Select(TimeOf).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
        AddDeleted(read, gap, gap.Heard.Where(said => !IsReply(said) && SlackReader.TimeOf(said.MessageId) >= from), top);
        var roots = top
            .Messages.Where(message => message.Text("latest_reply") is { } latest && SlackReader.TimeOf(latest) >= since)
            .Select(message => message.Text("ts"))
            .OfType<string>()
            .Concat(gap.Heard.Where(IsReply).Select(said => said.Place.Thread!).Reverse())
            .Distinct(StringComparer.Ordinal)
            .Take(MostThreads);
        foreach (var root in roots)
        {
            if (
                await ReadPagesAsync("conversations.replies", [.. Range(channel, since - Longest), new("ts", root)], "messages", ct)
                is not { } thread
            )
            {
                return null;
            }
            foreach (var reply in thread.Messages.Where(reply => reply.Text("ts") != root))
            {
                Add(read, reply, gap);
            }
            if (thread.Whole && thread.Messages.Count > 0)
            {
                AddDeleted(read, gap, gap.Heard.Where(said => IsReply(said) && said.Place.Thread == root), thread);
            }
        }
        return read;
    }

    /// <summary>What was said in the gap; and what was changed in it, when the bot may have heard it before.</summary>
    private void Add(List<Inbound> read, JsonElement message, Gap gap)
    {
        if (message.Text("ts") is not { } ts)
        {
            return;
        }
        var (isNew, known) = (SlackReader.TimeOf(ts) >= gap.Since, gap.Heard.FirstOrDefault(said => said.MessageId == ts));
        if (isNew && Read(What(message, gap), gap, ts) is Inbound.Said said)
        {
            read.Add(said);
        }
        if (
            (known is not null || !isNew)
            && message.Object("edited")?.Text("ts") is { } edited
            && SlackReader.TimeOf(edited) >= gap.Since
            && Read(
                new JsonObject
                {
                    ["type"] = "message",
                    ["subtype"] = "message_changed",
                    ["channel"] = gap.Channel,
                    ["event_ts"] = edited,
                    ["message"] = JsonObject.Create(message),
                },
                gap,
                $"{ts}:{edited}"
            )
                is Inbound.Edited changed
            && changed.Text != known?.Text
        )
        {
            read.Add(changed);
        }
    }

    private void AddDeleted(List<Inbound> read, Gap gap, IEnumerable<Inbound.Said> heardThere, Pages pages)
    {
        if (!pages.Whole && pages.Messages.Count == 0)
        {
            return;
        }
        var standing = pages.Standing.ToHashSet(StringComparer.Ordinal);
        foreach (var said in heardThere.Where(said => !standing.Contains(said.MessageId)))
        {
            read.Add(
                new Inbound.Deleted(said.MessageId)
                {
                    Origin = said.Origin with
                    {
                        DeliveryKey = $"slack:history:{gap.Channel}:{said.MessageId}:deleted",
                        MessageKey = $"slack:{gap.Self.TeamId}:{gap.Channel}:{said.MessageId}:deleted",
                        At = senses.Now,
                    },
                }
            );
        }
    }

    private Inbound? Read(JsonObject what, Gap gap, string key)
    {
        using var json = JsonDocument.Parse(what.ToUtf8(), SlackJson.Reading);
        var (self, channel) = (gap.Self, gap.Channel);
        return SlackMessageReader.Read(
            json.RootElement,
            new SlackReader.Frame($"slack:history:{channel}:{key}", $"slack:{self.TeamId}:", self.UserId, senses.Recent.NameOf)
            {
                OwnBot = self.BotId,
            }
        );
    }

    /// <summary>A message of the history lacks what its event says of the place.</summary>
    private static JsonObject What(JsonElement message, Gap gap)
    {
        var what = JsonObject.Create(message)!;
        what["channel"] = gap.Channel;
        return what;
    }

    private static bool IsReply(Inbound.Said said) => said.Place.Thread is { } thread && thread != said.MessageId;

    private static bool IsTs(string id) => id.Length > 2 && id.All(one => char.IsAsciiDigit(one) || one == '.') && id.Contains('.');

    private static DateTimeOffset TimeOf(JsonElement message) =>
        message.Text("ts") is { } ts ? SlackReader.TimeOf(ts) : DateTimeOffset.MaxValue;

    private static List<KeyValuePair<string, string>> Range(string channel, DateTimeOffset since) =>
        [new("channel", channel), new("oldest", string.Create(CultureInfo.InvariantCulture, $"{since.ToUnixTimeSeconds()}.000000"))];

    private async Task<List<JsonElement>?> ReadAllAsync(
        string method,
        List<KeyValuePair<string, string>> arguments,
        string list,
        CancellationToken ct
    ) => (await ReadPagesAsync(method, arguments, list, ct))?.Messages;

    /// <summary>All pages; what Slack refuses for good (the bot was removed) is nothing, null means not now.</summary>
    private async Task<Pages?> ReadPagesAsync(
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
                return new Pages(found, Whole: false);
            }
            found.AddRange(told.Body.List(list));
            cursor = told.Body.Object("response_metadata")?.Text("next_cursor") ?? "";
        }
        return new Pages(found, Whole: cursor.Length == 0);
    }

    private static IEnumerable<KeyValuePair<string, string>> Cursor(string cursor) => cursor.Length > 0 ? [new("cursor", cursor)] : [];

    [LoggerMessage(
        5070,
        LogLevel.Information,
        "Slack: {Count} messages that were said without a connection since {Since:O} were read from the history"
    )]
    private static partial void LogCaughtUp(ILogger log, int count, DateTimeOffset since);
}
