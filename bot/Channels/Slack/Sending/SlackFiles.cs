using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Slack.Sending;

/// <summary>
/// Files in both directions: read by their id (files.info, then the private address with the bot's token), shared by Slack's three steps
/// (https://docs.slack.dev/messaging/working-with-files).
/// </summary>
internal sealed class SlackFiles(IHttpClientFactory clients, SlackApi api, SlackOptions options, SlackSenses senses) : IFileSource
{
    /// <summary>The HTTP client of the bytes: they may take longer than a call.</summary>
    public const string ClientName = "slack-files";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    public string Channel => ChannelNames.Slack;

    public async Task<FileOpening> OpenAsync(FileSource file, CancellationToken ct)
    {
        var told = await api.ReadAsync("files.info", [new("file", file.Address)], ct);
        if (told.Outcome == SlackOutcome.Later)
        {
            return new FileOpening.Later(told.After, told.Why);
        }
        if (!told.Ok || told.Body.Object("file") is not { } info)
        {
            return new FileOpening.Refused(
                told.Error switch
                {
                    "missing_scope" =>
                        "The bot may not read files on Slack. An administrator adds the scope files:read and installs the app again.",
                    "file_not_found" or "file_deleted" => "It is no longer there. Send it once more.",
                    _ => $"{told.Why} Send it in a channel or chat that the bot is in.",
                }
            );
        }
        if ((info.Text("url_private_download") ?? info.Text("url_private")) is not { } url || !IsSlack(url, out var address))
        {
            return new FileOpening.Refused("It does not lie on Slack itself. Open it by its link.");
        }
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.BotToken);
        var answer = await clients.CreateClient(ClientName).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        // Whoever may not read a file is sent to a page for signing in.
        if (
            answer.IsSuccessStatusCode && (answer.Content.Headers.ContentType?.MediaType != "text/html" || info.Is("mimetype", "text/html"))
        )
        {
            return new FileOpening.Opened(answer);
        }
        var status = answer.StatusCode;
        answer.Dispose();
        return status is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError
            ? new FileOpening.Later(Pause, $"Slack answered {(int)status} for the file.")
            : new FileOpening.Refused("Slack does not give it to the bot. Send it in a channel or chat that the bot is in.");
    }

    /// <summary>Shares a file in a place.</summary>
    /// <param name="lookSince">Not null: an earlier try may have arrived since then.</param>
    public async Task<Delivery> ShareAsync(Place place, CarriedFile file, DateTimeOffset? lookSince, CancellationToken ct)
    {
        if (lookSince is { } since && await IsThereAsync(place, file.Name, since, ct))
        {
            return new Delivery.Sent(null, null);
        }
        var asked = await api.ReadAsync(
            "files.getUploadURLExternal",
            [new("filename", file.Name), new("length", file.Length.ToString(CultureInfo.InvariantCulture))],
            ct
        );
        if (!asked.Ok)
        {
            return Refusal(asked);
        }
        if (
            asked.Body.Text("upload_url") is not { } url
            || !IsSlack(url, out var address)
            || asked.Body.Text("file_id") is not { Length: > 0 } id
        )
        {
            return new Delivery.Drop(ChannelWords.Say("slack_no_upload"));
        }
        using var bytes = new StreamContent(file.Stream);
        bytes.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        bytes.Headers.ContentLength = file.Length;
        using var taken = await clients.CreateClient(ClientName).PostAsync(address, bytes, ct);
        if (!taken.IsSuccessStatusCode)
        {
            return new Delivery.Retry(Pause, ChannelWords.Say("slack_upload_answer", (int)taken.StatusCode), MayHaveArrived: false);
        }
        var share = new JsonObject
        {
            ["files"] = new JsonArray(new JsonObject { ["id"] = id, ["title"] = file.Name }),
            ["channel_id"] = place.Conversation,
        };
        if (place.Thread is not null)
        {
            share["thread_ts"] = place.Thread;
        }
        var shared = await api.WriteAsync("files.completeUploadExternal", share, ct);
        return shared.Ok ? new Delivery.Sent(null, null) : Refusal(shared);
    }

    private static Delivery Refusal(SlackResult result) =>
        result.Error == "missing_scope" ? new Delivery.Drop(ChannelWords.Say("slack_no_file_scope")) : result.ToDelivery();

    /// <summary>A file of that name that we shared there since.</summary>
    private async Task<bool> IsThereAsync(Place place, string name, DateTimeOffset since, CancellationToken ct)
    {
        List<KeyValuePair<string, string>> arguments =
        [
            new("channel", place.Conversation),
            new("oldest", string.Create(CultureInfo.InvariantCulture, $"{since.AddMinutes(-1).ToUnixTimeSeconds()}.000000")),
            new("limit", "200"),
        ];
        if (place.Thread is not null)
        {
            arguments.Add(new("ts", place.Thread));
        }
        var page = await api.ReadAsync(place.Thread is null ? "conversations.history" : "conversations.replies", arguments, ct);
        return page.Ok
            && page.Body.List("messages")
                .Where(message => senses.Identity.Self is { } self && message.Text("user") == self.UserId)
                .SelectMany(message => message.List("files"))
                .Any(file => (file.Text("title") ?? file.Text("name")) == name);
    }

    /// <summary>Slack's own hosts, or the one of <c>Slack:ApiUrl</c>: nobody else gets the token or the bytes.</summary>
    private bool IsSlack(string url, out Uri address) =>
        Uri.TryCreate(url, UriKind.Absolute, out address!)
        && address.UserInfo.Length == 0
        && (
            (
                address.Scheme == Uri.UriSchemeHttps
                && address.IsDefaultPort
                && (IsBelow(address.Host, "slack.com") || IsBelow(address.Host, "slack-gov.com"))
            ) || (address.Scheme == options.ApiBase.Scheme && address.Authority == options.ApiBase.Authority)
        );

    private static bool IsBelow(string host, string domain) => host == domain || host.EndsWith("." + domain, StringComparison.Ordinal);
}
