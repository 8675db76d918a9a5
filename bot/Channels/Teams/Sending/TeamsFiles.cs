using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Teams.Auth;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Bot.Hosting;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Teams.Sending;

/// <summary>
/// Files in both directions. Pictures lie at the connector and want the bot's token; files lie on SharePoint, at an address that is good
/// for some minutes without one (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4).
/// </summary>
internal sealed class TeamsFiles(
    IHttpClientFactory clients,
    AccessTokens tokens,
    ServiceUrls connectors,
    OwnAddresses own,
    FileOffers offers
) : IFileSource
{
    /// <summary>A picture travels within the message, which holds 100 KB at most; in Base64 it grows by a third.</summary>
    private const long LargestPicture = 60 * 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private static readonly string[] Pictures = ["image/png", "image/jpeg", "image/gif"];
    private static readonly string[] Drives = [".sharepoint.com", ".sharepoint.us", ".sharepoint-mil.us", ".sharepoint.de", ".svc.ms"];

    public string Channel => ChannelNames.Teams;

    public async Task<FileOpening> OpenAsync(FileSource file, CancellationToken ct)
    {
        if (!Uri.TryCreate(file.Address, UriKind.Absolute, out var address) || address.UserInfo.Length > 0)
        {
            return new FileOpening.Refused("Its address cannot be read. Send it once more.");
        }
        var isConnector = connectors.AllowsAttachment(file.Address, file.Home) && !own.Has(address);
        var isDrive =
            address.Scheme == Uri.UriSchemeHttps
            && address.IsDefaultPort
            && Array.Exists(Drives, drive => address.Host.EndsWith(drive, StringComparison.OrdinalIgnoreCase));
        if (!isConnector && !isDrive)
        {
            return new FileOpening.Refused(
                $"It lies on {address.Host}, which the bot does not read. Attach it to a message in the chat with the bot."
            );
        }
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        try
        {
            if (isConnector && await tokens.GetAsync(ct) is { } token)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }
        }
        catch (NoTokenException none)
        {
            return new FileOpening.Later(Pause, none.Message);
        }
        var answer = await clients.CreateClient(TeamsSetup.FilesHttp).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (answer.IsSuccessStatusCode && answer.Content.Headers.ContentType?.MediaType != "text/html")
        {
            return new FileOpening.Opened(answer);
        }
        var status = answer.StatusCode;
        answer.Dispose();
        return status is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError
            ? new FileOpening.Later(Pause, $"Teams answered {(int)status} for the file.")
            : new FileOpening.Refused("Teams does not give it to the bot. Attach it to a message in the 1:1 chat with the bot.");
    }

    /// <summary>The message that hands a file over; null, and why, when Teams has no way for it.</summary>
    /// <param name="link">The file as it was sent.</param>
    /// <param name="file">Its bytes.</param>
    /// <param name="place">Where to.</param>
    /// <param name="key">Key of the outbox row: names an offer that waits for consent.</param>
    public async Task<(JsonObject? Message, string Why)> MessageAsync(
        FileLink link,
        CarriedFile file,
        Place place,
        string key,
        CancellationToken ct
    )
    {
        if (!Pictures.Contains(file.MediaType, StringComparer.OrdinalIgnoreCase) || file.Length > LargestPicture)
        {
            // Only in a 1:1 chat may a bot ask for a place in somebody's OneDrive.
            return place is { Thread: null, Conversation: ['a', ':', ..] }
                ? (await offers.MakeAsync(key, link, file, place, ct), "")
                : (
                    null,
                    "In channels Teams takes small pictures only from the bot. Put it into a folder that both may read, and send the link."
                );
        }
        var bytes = new byte[file.Length];
        await file.Stream.ReadExactlyAsync(bytes, ct);
        return (
            new JsonObject
            {
                ["type"] = "message",
                ["text"] = CardText.Escape(file.Name),
                ["attachments"] = new JsonArray(
                    new JsonObject
                    {
                        ["contentType"] = file.MediaType.ToLowerInvariant(),
                        ["contentUrl"] = $"data:{file.MediaType.ToLowerInvariant()};base64,{Convert.ToBase64String(bytes)}",
                        ["name"] = file.Name,
                    }
                ),
            },
            ""
        );
    }
}
