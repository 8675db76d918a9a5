using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.People;

namespace EscalationBot.Bot.Channels.Teams.Sending;

/// <summary>
/// Answers that Teams shows while they are written: an informative line, then the text as it grows, then the message itself, which ends the
/// stream (https://learn.microsoft.com/microsoftteams/platform/bots/streaming-ux). 1:1 chats only, one update a second, each with all of
/// the text so far. What a stream has shown is remembered in the store: the message that ends it must begin with that, also after a crash.
/// </summary>
internal sealed class TeamsStreams(TeamsApi connector, TeamsAddresses addresses, ChannelMemory memory, TeamsStreamSurroundings around)
    : IPreview
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Open> _open = new(StringComparer.Ordinal);

    public bool IsSeenIn(Place place, bool direct) => direct && place is { Channel: ChannelNames.Teams, Thread: null };

    public async Task ShowAsync(string slot, Place place, string text, CancellationToken ct)
    {
        var now = around.Time.GetUtcNow();
        if (!_open.TryGetValue(slot, out var stream))
        {
            if (_open.Count > 1_000)
            {
                _open.Clear();
            }
            _open[slot] = stream = new Open(null, 0, DateTimeOffset.MinValue);
        }
        else if (stream.Id is null || now - stream.SentAt < Pace)
        {
            // Refused, or too soon: what is left out now stands in the next one, at the latest in the message.
            return;
        }
        if (await addresses.ServiceUrlAsync(ct) is not { } serviceUrl)
        {
            return;
        }
        var sequence = stream.Sequence + 1;
        var isText = text.Length > 0 && stream.Id is not null;
        // Before it is sent: the message that ends the stream may say more than was shown, never less.
        if (isText)
        {
            await memory.SetAsync(ChannelNames.Teams, Key(slot), $"{stream.Id}\n{text}", ct);
        }
        else
        {
            around.Typing.Answered(place);
        }
        var activity = Activity(
            "typing",
            isText ? text : around.Words["teams_writing"],
            stream.Id,
            isText ? "streaming" : "informative",
            sequence
        );
        var result = await connector.PostAsync(serviceUrl, TeamsApi.ConversationOf(place), activity, ct);
        if (result is not TeamsResult.Done done || (stream.Id ?? done.Answer.Id) is not { Length: > 0 } id)
        {
            _open[slot] = new Open(null, sequence, now);
            return;
        }
        _open[slot] = new Open(id, sequence, now);
        if (!isText)
        {
            await memory.SetAsync(ChannelNames.Teams, Key(slot), $"{id}\n", ct);
        }
    }

    /// <summary>
    /// Ends the stream of a message with the message. Null: there is none, or Teams has ended it; the message is posted like any other.
    /// </summary>
    /// <param name="again">An earlier try may have arrived.</param>
    public async Task<(TeamsResult Result, string Id)?> FinishAsync(
        string serviceUrl,
        Place place,
        Outbound.Show show,
        bool again,
        CancellationToken ct
    )
    {
        if (show.HeldFor is null && show.Worded is null)
        {
            return null;
        }
        _open.TryRemove(show.Slot, out _);
        if ((await memory.FindAsync(ChannelNames.Teams, Key(show.Slot), ct))?.Split('\n', 2) is not [var id, var shown])
        {
            return null;
        }
        var result = await connector.PostAsync(serviceUrl, TeamsApi.ConversationOf(place), Message(show, id, shown), ct);
        if (result is TeamsResult.Refused { Status: 400 or 403 or 404 or 413 } refused)
        {
            await ForgetAsync(show.Slot, ct);
            // The first try has arrived: Teams ends a stream once.
            return again && refused.Message.Contains("completed", StringComparison.OrdinalIgnoreCase)
                ? (new TeamsResult.Done(new ConnectorAnswer(id, null, null, null)), id)
                : null;
        }
        if (result is TeamsResult.Done)
        {
            await ForgetAsync(show.Slot, ct);
        }
        return (result, id);
    }

    private Task ForgetAsync(string slot, CancellationToken ct) => memory.SetAsync(ChannelNames.Teams, Key(slot), null, ct);

    /// <summary>
    /// The words that were streamed are the message's own text, and must be its beginning; the card below goes without them.
    /// </summary>
    private static JsonObject Message(Outbound.Show show, string id, string shown)
    {
        var (text, card) =
            show.Worded is { } worded && worded.StartsWith(shown, StringComparison.Ordinal)
                ? (worded, Without(show.Card, part => part is CardPart.Text words && words.Content == worded))
            : shown.Length > 0 ? (shown, show.Card)
            : show.Card.Parts is [CardPart.Heading heading, ..] ? (heading.Title, Without(show.Card, part => part == heading))
            : (show.Card.Fallback, show.Card);
        var message = MessageJson.Write(card);
        foreach (var (name, value) in Activity("message", text, id, "final", sequence: null))
        {
            message[name] = value?.DeepClone();
        }
        return message;
    }

    private static Card Without(Card card, Func<CardPart, bool> that) => card with { Parts = [.. card.Parts.Where(part => !that(part))] };

    /// <summary>Clients read the entity; older ones and the developer tools read the same in the channel's data.</summary>
    private static JsonObject Activity(string type, string text, string? id, string kind, int? sequence)
    {
        var entity = new JsonObject { ["type"] = "streaminfo", ["streamType"] = kind };
        var data = new JsonObject { ["streamType"] = kind };
        if (id is not null)
        {
            (entity["streamId"], data["streamId"]) = (id, id);
        }
        if (sequence is { } number)
        {
            (entity["streamSequence"], data["streamSequence"]) = (number, number);
        }
        return new JsonObject
        {
            ["type"] = type,
            ["text"] = text,
            ["textFormat"] = "plain",
            ["entities"] = new JsonArray(entity),
            ["channelData"] = data,
        };
    }

    private static string Key(string slot) => string.Create(CultureInfo.InvariantCulture, $"stream:{slot}");

    /// <param name="Id">Null when Teams refused it.</param>
    private sealed record Open(string? Id, int Sequence, DateTimeOffset SentAt);
}

/// <summary>What streams look at beside their parts.</summary>
internal sealed record TeamsStreamSurroundings(TypingSigns Typing, TeamsWords Words, TimeProvider Time);
