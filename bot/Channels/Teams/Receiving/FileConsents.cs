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
    ILogger<FileConsents> logger
)
{
    /// <summary>Teams waits for the answer; a large file goes on behind it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);
    private static readonly string[] Drives = [".sharepoint.com", ".sharepoint.us", ".sharepoint-mil.us", ".sharepoint.de", ".svc.ms"];

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
        var uploading = UploadAsync(activity.ServiceUrl!, place, key, offer.File, Member(value, "uploadInfo").Clone());
        await Task.WhenAny(uploading, Task.Delay(Patience, ct));
        return Done();
    }

    private async Task UploadAsync(string serviceUrl, Place place, string key, FileLink file, JsonElement info)
    {
        try
        {
            var why = await PutAsync(file, info);
            if (why is null)
            {
                await offers.ForgetAsync(key, CancellationToken.None);
            }
            await connector.PostAsync(
                serviceUrl,
                TeamsApi.ConversationOf(place),
                why is null ? FileCard(file, info) : MessageJson.Write(Card.Of(words.Say("file_not_come", file.Name, why))),
                CancellationToken.None
            );
        }
        catch (Exception failed)
        {
            // The offer stands: it can be allowed once more.
            LogFailed(failed);
        }
    }

    /// <summary>Null: it is there; otherwise why not.</summary>
    private async Task<string?> PutAsync(FileLink file, JsonElement info)
    {
        if (
            !Uri.TryCreate(Text(info, "uploadUrl"), UriKind.Absolute, out var address)
            || address.Scheme != Uri.UriSchemeHttps
            || address.UserInfo.Length > 0
            || !Array.Exists(Drives, drive => address.Host.EndsWith(drive, StringComparison.OrdinalIgnoreCase))
        )
        {
            return words["file_no_drive"];
        }
        var (fetched, instead) = await carried.FetchAsync(file, CancellationToken.None);
        if (fetched is null)
        {
            return instead is Delivery.Drop drop ? drop.Why : (instead as Delivery.Retry)?.Why;
        }
        await using (fetched)
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, address) { Content = new StreamContent(fetched.Stream) };
            request.Content.Headers.ContentLength = fetched.Length;
            request.Content.Headers.ContentRange = new ContentRangeHeaderValue(0, fetched.Length - 1, fetched.Length);
            using var answer = await clients.CreateClient(TeamsSetup.FilesHttp).SendAsync(request);
            return answer.IsSuccessStatusCode ? null : words["file_no_drive"];
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

    [LoggerMessage(2120, LogLevel.Warning, "A file that somebody allowed was not put into their drive; the offer stands")]
    private partial void LogFailed(Exception failed);
}
