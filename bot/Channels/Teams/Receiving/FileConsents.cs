using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Bot.Channels.Teams.Sending;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Teams.Receiving;

/// <summary>
/// Files that a person lets the bot put into their OneDrive: offered by a card, uploaded when they allow it, shown as a file
/// (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4#message-requesting-permission-to-upload).
/// </summary>
internal sealed partial class FileConsents(
    FileOffers offers,
    CarriedFiles carried,
    TeamsApi connector,
    IHttpClientFactory clients,
    TeamsWords words,
    TimeProvider time,
    ILogger<FileConsents> logger
)
{
    /// <summary>Teams waits for the answer; a large file goes on behind it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    /// <summary>Longer than all tries together last: whoever carried it then is gone.</summary>
    private static readonly TimeSpan Interrupted = TimeSpan.FromMinutes(15);

    /// <summary>Before each further try; the drive's own upload session lasts for minutes.</summary>
    private static readonly TimeSpan[] Pauses = [TimeSpan.Zero, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10)];
    private static readonly string[] Drives = [".sharepoint.com", ".sharepoint.us", ".sharepoint-mil.us", ".sharepoint.de", ".svc.ms"];

    /// <summary>What became of one try.</summary>
    /// <param name="Why">Null: the file is there.</param>
    /// <param name="Again">The same address may take it at the next try.</param>
    /// <param name="Anew">It may be allowed once more, for a new address.</param>
    private sealed record Tried(string? Why, bool Again = false, bool Anew = false);

    /// <summary><c>fileConsent/invoke</c>.</summary>
    public async Task<JsonObject> AnswerAsync(Activity activity, CancellationToken ct)
    {
        var (value, place) = (activity.Value, ActivityPlaces.Of(activity));
        // What the card carries is never trusted: the offer is looked up, and is good in its own chat alone.
        if (
            Text(Member(value, "context"), FileOffers.KeyName) is not { } key
            || await offers.FindAsync(key, ct) is not { } offer
            || offer.Conversation != place.Conversation
        )
        {
            return Done();
        }
        if (Text(value, "action") != "accept")
        {
            await offers.ForgetAsync(key, ct);
            return Done();
        }
        // A second press while the bytes are on their way.
        if (offer.AcceptedAt is { } accepted && time.GetUtcNow() - accepted < Interrupted)
        {
            return Done();
        }
        await offers.AcceptAsync(key, offer, activity.ServiceUrl!, ct);
        var uploading = UploadAsync(activity.ServiceUrl!, place, key, offer, Member(value, "uploadInfo").Clone(), activity.ReplyToId);
        await Task.WhenAny(uploading, Task.Delay(Patience, ct));
        return Done();
    }

    /// <summary>
    /// Tells of files whose bytes were on their way when the process that carried them ended; each may be allowed once more.
    /// </summary>
    public async Task<int> RecoverAsync(CancellationToken ct)
    {
        var told = 0;
        foreach (var (key, offer) in await offers.InterruptedAsync(Interrupted, ct))
        {
            // What is not told now is told at the next look.
            if (
                offer.ServiceUrl is { } serviceUrl
                && await TellAsync(serviceUrl, offer.Conversation, offer.File, words["file_interrupted"])
            )
            {
                await connector.PostAsync(serviceUrl, offer.Conversation, await offers.OpenAgainAsync(key, offer, ct), ct);
                told++;
            }
        }
        return told;
    }

    private async Task UploadAsync(
        string serviceUrl,
        Place place,
        string key,
        FileOffers.Offer offer,
        JsonElement info,
        string? cardMessage
    )
    {
        try
        {
            var tried = await PutAsync(offer.File, info);
            foreach (var pause in Pauses)
            {
                if (!tried.Again)
                {
                    break;
                }
                await Task.Delay(pause, time);
                tried = await PutAsync(offer.File, info);
            }
            var conversation = TeamsApi.ConversationOf(place);
            if (tried.Why is null)
            {
                await offers.ForgetAsync(key, CancellationToken.None);
                await connector.PostAsync(serviceUrl, conversation, FileCard(offer.File, info), CancellationToken.None);
            }
            else
            {
                await TellAsync(serviceUrl, conversation, offer.File, tried.Why);
                var next = await offers.OpenAgainAsync(key, offer, CancellationToken.None);
                if (!tried.Anew)
                {
                    return;
                }
                await connector.PostAsync(serviceUrl, conversation, next, CancellationToken.None);
            }
            // What it asked was answered, or is asked anew.
            if (cardMessage is { Length: > 0 })
            {
                await connector.DeleteAsync(serviceUrl, conversation, cardMessage, CancellationToken.None);
            }
        }
        catch (Exception failed)
        {
            // The next look of the recovery tells of it.
            LogFailed(failed);
        }
    }

    private async Task<bool> TellAsync(string serviceUrl, string conversation, FileLink file, string why) =>
        await connector.PostAsync(
            serviceUrl,
            conversation,
            MessageJson.Write(Card.Of(words.Say("file_not_come", file.Name, why))),
            CancellationToken.None
        )
            is TeamsResult.Done
                or TeamsResult.Lost;

    private async Task<Tried> PutAsync(FileLink file, JsonElement info)
    {
        if (
            !Uri.TryCreate(Text(info, "uploadUrl"), UriKind.Absolute, out var address)
            || address.Scheme != Uri.UriSchemeHttps
            || address.UserInfo.Length > 0
            || !Array.Exists(Drives, drive => address.Host.EndsWith(drive, StringComparison.OrdinalIgnoreCase))
        )
        {
            return new Tried(words["file_no_drive"]);
        }
        var (fetched, instead) = await carried.FetchAsync(file, CancellationToken.None);
        if (fetched is null)
        {
            return instead is Delivery.Retry later
                ? new Tried(later.Why, Again: true, Anew: true)
                : new Tried(((Delivery.Drop)instead!).Why);
        }
        await using (fetched)
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, address) { Content = new StreamContent(fetched.Stream) };
            request.Content.Headers.ContentLength = fetched.Length;
            request.Content.Headers.ContentRange = new ContentRangeHeaderValue(0, fetched.Length - 1, fetched.Length);
            try
            {
                using var answer = await clients.CreateClient(TeamsSetup.FilesHttp).SendAsync(request);
                return (int)answer.StatusCode switch
                {
                    // 202: the drive misses bytes that it did not tell us of.
                    202 => new Tried(words["file_drive_busy"], Again: true, Anew: true),
                    >= 200 and < 300 => new Tried(Why: null),
                    408 or 429 or >= 500 => new Tried(words["file_drive_busy"], Again: true, Anew: true),
                    // The address is good for some minutes, and once.
                    401 or 403 or 404 or 409 or 410 or 412 or 416 => new Tried(words["file_drive_closed"], Anew: true),
                    _ => new Tried(words["file_no_drive"]),
                };
            }
            catch (Exception broken) when (broken is HttpRequestException or OperationCanceledException)
            {
                return new Tried(words["file_drive_busy"], Again: true, Anew: true);
            }
        }
    }

    private static JsonObject FileCard(FileLink file, JsonElement info) =>
        new()
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(
                new JsonObject
                {
                    ["contentType"] = "application/vnd.microsoft.teams.card.file.info",
                    ["contentUrl"] = Text(info, "contentUrl"),
                    ["name"] = Text(info, "name") ?? file.Name,
                    ["content"] = new JsonObject { ["uniqueId"] = Text(info, "uniqueId"), ["fileType"] = Text(info, "fileType") },
                }
            ),
        };

    private static JsonObject Done() => new() { ["statusCode"] = 200 };

    private static JsonElement Member(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var member) ? member : default;

    private static string? Text(JsonElement holder, string name) =>
        Member(holder, name) is { ValueKind: JsonValueKind.String } member && member.GetString() is { Length: > 0 } text ? text : null;

    [LoggerMessage(2120, LogLevel.Warning, "A file that somebody allowed was not put into their drive; they are told of it")]
    private partial void LogFailed(Exception failed);
}
