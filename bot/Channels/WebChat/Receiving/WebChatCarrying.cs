using System.Globalization;
using EscalationBot.Bot.Channels.WebChat.Auth;
using EscalationBot.Bot.Channels.WebChat.Protocol;
using EscalationBot.Bot.Channels.WebChat.Sending;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Privacy;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace EscalationBot.Bot.Channels.WebChat.Receiving;

/// <summary>
/// Files in both directions. What a person uploads is written to disk as it comes; what a message shows is passed on as it is read, from
/// our own folder or from the platform on which it was sent.
/// </summary>
internal sealed class WebChatCarrying(WebChatFiles files, CarriedFiles carried, FileReaders readers, WebChatActors actors)
{
    /// <summary>The one type that is taken: a page of another site cannot send it without being asked about it.</summary>
    private const string Bytes = "application/octet-stream";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>POST /webchat/files?as=&amp;name=[&amp;type=], the body is the file.</summary>
    public async Task UploadAsync(HttpContext http, string? email, string? name, string? type)
    {
        if (http.Request.ContentType != Bytes)
        {
            await JsonBody.RefuseAsync(http, StatusCodes.Status415UnsupportedMediaType, ChannelWords.Say("web_file_bytes", Bytes));
            return;
        }
        if (await actors.WhoAsync(http, email) is not { } who)
        {
            return;
        }
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = CarriedFiles.Largest + 1;
        }
        using var late = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        late.CancelAfter(Patience);
        try
        {
            var (file, status, why) = await files.KeepAsync(
                who.Email,
                Masking.MaskName(FileNames.Clean(name)),
                IsMediaType(type) ? type!.ToLowerInvariant() : null,
                http.Request.Body,
                http.Request.ContentLength,
                late.Token
            );
            await (
                file is null
                    ? JsonBody.RefuseAsync(http, status, why)
                    : JsonBody.WriteAsync(http, new Uploaded(file.Address, file.Name, file.Size), WebChatJson.Default.Uploaded)
            );
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            http.Response.Headers.Connection = "close";
            await JsonBody.RefuseAsync(http, StatusCodes.Status408RequestTimeout, ChannelWords.Say("web_file_late"));
        }
    }

    /// <summary>GET /webchat/files/{message}/{number}?as=: the file that a message shows there, counted from 0.</summary>
    public async Task DownloadAsync(HttpContext http, string message, string number, string? email)
    {
        if (await actors.UponAsync(http, email, message) is not { Message: { } shown } by)
        {
            return;
        }
        var links = PersonCards.FilesOf(shown.Card);
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= links.Count)
        {
            await RefuseAsync(http, StatusCodes.Status404NotFound, ChannelWords.Say("web_file_none"));
            return;
        }
        if (!await readers.MayAsync(by.Who, shown, http.RequestAborted))
        {
            await RefuseAsync(http, StatusCodes.Status403Forbidden, ChannelWords.Say("web_file_not_yours"));
            return;
        }
        var (name, link) = (FileNames.Clean(links[index].Name), links[index]);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        limit.CancelAfter(Patience);
        try
        {
            var (bytes, instead) = await carried.OpenAsync(link, limit.Token);
            if (bytes is null)
            {
                var (status, why) = instead is Delivery.Retry later
                    ? (StatusCodes.Status503ServiceUnavailable, ChannelWords.Say("web_file_again", name, later.Why))
                    : (StatusCodes.Status404NotFound, ChannelWords.Say("web_file_refused", name, ((Delivery.Drop)instead!).Why));
                await RefuseAsync(http, status, why);
                return;
            }
            using (bytes)
            {
                await PassOnAsync(http, name, bytes, limit.Token);
            }
        }
        catch (Exception failed)
            when (failed is HttpRequestException or IOException
                || (failed is OperationCanceledException && !http.RequestAborted.IsCancellationRequested)
            )
        {
            if (http.Response.HasStarted)
            {
                // A half file must not look like a whole one.
                http.Abort();
                return;
            }
            await RefuseAsync(
                http,
                StatusCodes.Status503ServiceUnavailable,
                ChannelWords.Say("web_file_again", name, ChannelWords.Say("file_cut"))
            );
        }
    }

    /// <summary>Whatever it is, the browser keeps it as a file and shows nothing of it as a page of ours.</summary>
    private static async Task PassOnAsync(HttpContext http, string name, HttpResponseMessage bytes, CancellationToken ct)
    {
        var headers = http.Response.Headers;
        http.Response.ContentType = Bytes;
        http.Response.ContentLength = bytes.Content.Headers.ContentLength;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(name);
        headers.ContentDisposition = disposition.ToString();
        if (HttpMethods.IsHead(http.Request.Method))
        {
            return;
        }
        await using var stream = await bytes.Content.ReadAsStreamAsync(ct);
        var buffer = new byte[64 * 1024];
        long passed = 0;
        for (int read; (read = await stream.ReadAsync(buffer, ct)) > 0; )
        {
            if ((passed += read) > CarriedFiles.Largest)
            {
                http.Abort();
                return;
            }
            await http.Response.Body.WriteAsync(buffer.AsMemory(0, read), ct);
        }
    }

    /// <summary>A person follows the link with their browser: a sentence to read, no JSON.</summary>
    private static Task RefuseAsync(HttpContext http, int status, string sentence)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsync(sentence + "\n", http.RequestAborted);
    }

    private static bool IsMediaType(string? type) =>
        type is { Length: > 2 and <= 100 }
        && System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(type, out var read)
        && read.Parameters.Count == 0;
}
