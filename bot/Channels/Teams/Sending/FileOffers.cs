using System.Text.Json;
using System.Text.Json.Nodes;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.People;

namespace EscalationBot.Bot.Channels.Teams.Sending;

/// <summary>Files that were offered to a person and wait for their consent; kept in the store, so that a restart forgets none.</summary>
internal sealed class FileOffers(ChannelMemory memory, TeamsWords words)
{
    /// <summary>The member of the card's context that names the offer.</summary>
    public const string KeyName = "file";
    private const string Prefix = "file:";

    /// <summary>One offer: the file, and the chat in which it was made.</summary>
    public sealed record Offer(FileLink File, string Conversation);

    /// <summary>The card that asks, remembered under a key.</summary>
    public async Task<JsonObject> MakeAsync(string key, FileLink file, CarriedFile fetched, Place place, CancellationToken ct)
    {
        var kept = new JsonObject
        {
            ["name"] = file.Name,
            ["conversation"] = place.Conversation,
            ["channel"] = file.Source!.Channel,
            ["address"] = file.Source.Address,
            ["type"] = file.Source.MediaType,
        };
        await memory.SetAsync(ChannelNames.Teams, Prefix + key, kept.ToJsonString(), ct);
        return new JsonObject
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
                        ["sizeInBytes"] = fetched.Length,
                        ["acceptContext"] = new JsonObject { [KeyName] = key },
                        ["declineContext"] = new JsonObject { [KeyName] = key },
                    },
                }
            ),
        };
    }

    public async Task<Offer?> FindAsync(string key, CancellationToken ct)
    {
        if (await memory.FindAsync(ChannelNames.Teams, Prefix + key, ct) is not { Length: > 0 } kept)
        {
            return null;
        }
        using var json = JsonDocument.Parse(kept);
        var offer = json.RootElement;
        return new Offer(
            new FileLink(Text(offer, "name")!, "")
            {
                Source = new FileSource(Text(offer, "channel")!, Text(offer, "address")!) { MediaType = Text(offer, "type") },
            },
            Text(offer, "conversation")!
        );
    }

    public Task ForgetAsync(string key, CancellationToken ct) => memory.SetAsync(ChannelNames.Teams, Prefix + key, null, ct);

    private static string? Text(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
