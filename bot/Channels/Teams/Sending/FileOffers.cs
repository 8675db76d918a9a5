using System.Text.Json;
using System.Text.Json.Nodes;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.People;

namespace EscalationBot.Bot.Channels.Teams.Sending;

/// <summary>Files that were offered to a person and wait for their consent; kept in the store, so that a restart forgets none.</summary>
internal sealed class FileOffers(ChannelMemory memory, TeamsWords words, TimeProvider time)
{
    /// <summary>The member of the card's context that names the offer.</summary>
    public const string KeyName = "file";
    private const string Prefix = "file:";

    /// <summary>Nobody allows any more what was offered so long ago.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    /// <summary>One offer: the file, and the chat in which it was made.</summary>
    public sealed record Offer(FileLink File, string Conversation)
    {
        /// <summary>When it was allowed, while its bytes are on their way.</summary>
        public DateTimeOffset? AcceptedAt { get; init; }

        /// <summary>Of the conversation in which it was allowed.</summary>
        public string? ServiceUrl { get; init; }

        /// <summary>When it was made; null for one of an earlier version of the program.</summary>
        public DateTimeOffset? At { get; init; }
    }

    /// <summary>The card that asks, remembered under a key.</summary>
    public async Task<JsonObject> MakeAsync(string key, FileLink file, CarriedFile fetched, Place place, CancellationToken ct)
    {
        var sized = file with { Source = file.Source! with { Size = fetched.Length } };
        await KeepAsync(key, new Offer(sized, place.Conversation) { At = time.GetUtcNow() }, ct);
        return CardOf(key, sized);
    }

    /// <summary>It was allowed: until <see cref="OpenAgainAsync"/> or <see cref="ForgetAsync"/> its bytes are on their way.</summary>
    public Task AcceptAsync(string key, Offer offer, string serviceUrl, CancellationToken ct) =>
        KeepAsync(key, offer with { AcceptedAt = time.GetUtcNow(), ServiceUrl = serviceUrl }, ct);

    /// <summary>It did not work out: it may be allowed once more, by this card.</summary>
    public async Task<JsonObject> OpenAgainAsync(string key, Offer offer, CancellationToken ct)
    {
        await KeepAsync(key, offer with { AcceptedAt = null }, ct);
        return CardOf(key, offer.File);
    }

    /// <summary>
    /// Offers that were allowed so long ago that whoever carried them cannot be at it any more. What was offered long ago is forgotten.
    /// </summary>
    public async Task<IReadOnlyList<(string Key, Offer Offer)>> InterruptedAsync(TimeSpan after, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        List<(string, Offer)> interrupted = [];
        foreach (var (name, value) in await memory.AllAsync(ChannelNames.Teams, Prefix, ct))
        {
            var (key, offer) = (name[Prefix.Length..], Read(value));
            if (offer.AcceptedAt is { } accepted && now - accepted >= after)
            {
                interrupted.Add((key, offer));
            }
            else if (offer.At is { } at && now - at >= KeptFor)
            {
                await ForgetAsync(key, ct);
            }
        }
        return interrupted;
    }

    private Task KeepAsync(string key, Offer offer, CancellationToken ct)
    {
        var source = offer.File.Source!;
        var kept = new JsonObject
        {
            ["name"] = offer.File.Name,
            ["conversation"] = offer.Conversation,
            ["channel"] = source.Channel,
            ["address"] = source.Address,
            ["type"] = source.MediaType,
            ["size"] = source.Size,
            ["home"] = source.Home,
            ["at"] = offer.At?.ToUnixTimeMilliseconds(),
            ["accepted"] = offer.AcceptedAt?.ToUnixTimeMilliseconds(),
            ["service"] = offer.ServiceUrl,
        };
        return memory.SetAsync(ChannelNames.Teams, Prefix + key, kept.ToJsonString(), ct);
    }

    private JsonObject CardOf(string key, FileLink file) =>
        new()
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(
                new JsonObject
                {
                    ["contentType"] = "application/vnd.microsoft.teams.card.file.consent",
                    ["name"] = file.Name,
                    ["content"] = new JsonObject
                    {
                        ["description"] = words["file_offer"],
                        ["sizeInBytes"] = file.Source!.Size ?? 0,
                        ["acceptContext"] = new JsonObject { [KeyName] = key },
                        ["declineContext"] = new JsonObject { [KeyName] = key },
                    },
                }
            ),
        };

    /// <summary>The offer of a key; null when there is none any more.</summary>
    public async Task<Offer?> FindAsync(string key, CancellationToken ct) =>
        await memory.FindAsync(ChannelNames.Teams, Prefix + key, ct) is { Length: > 0 } kept ? Read(kept) : null;

    /// <summary>It was carried, or declined.</summary>
    public Task ForgetAsync(string key, CancellationToken ct) => memory.SetAsync(ChannelNames.Teams, Prefix + key, null, ct);

    private static Offer Read(string kept)
    {
        using var json = JsonDocument.Parse(kept);
        var offer = json.RootElement;
        return new Offer(
            new FileLink(Text(offer, "name")!, "")
            {
                Source = new FileSource(Text(offer, "channel")!, Text(offer, "address")!)
                {
                    MediaType = Text(offer, "type"),
                    Size = Number(offer, "size"),
                    Home = Text(offer, "home"),
                },
            },
            Text(offer, "conversation")!
        )
        {
            At = Moment(offer, "at"),
            AcceptedAt = Moment(offer, "accepted"),
            ServiceUrl = Text(offer, "service"),
        };
    }

    private static DateTimeOffset? Moment(JsonElement holder, string name) =>
        Number(holder, name) is { } moment ? DateTimeOffset.FromUnixTimeMilliseconds(moment) : null;

    private static long? Number(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            ? number
            : null;

    private static string? Text(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
