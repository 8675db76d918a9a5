using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Bot.Hosting;

namespace EscalationBot.Bot.Channels.Slack.Receiving;

/// <summary>
/// The HTTP side: reads the raw body, checks the signature over it, then parses. Each address takes every kind of body and decides by its
/// content type.
/// </summary>
internal sealed partial class SlackEndpoints(
    SlackOptions options,
    SlackIntake intake,
    RequestBodies bodies,
    TimeProvider time,
    ILogger<SlackEndpoints> log
)
{
    /// <summary>Slack's own check of the certificate is a form of a few dozen bytes; more is not parsed without a signature.</summary>
    private const int LargestUnsigned = 4 * 1024;
    private readonly byte[] _secret = Encoding.UTF8.GetBytes(options.SigningSecret);

    public async Task HandleAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        var most = SlackSignature.IsPlausible(
            headers["X-Slack-Request-Timestamp"],
            headers["X-Slack-Signature"],
            time.GetUtcNow().ToUnixTimeSeconds()
        )
            ? RequestBodies.Largest
            : LargestUnsigned;
        using var body = await bodies.ReadAsync(context, SlackSignature.Headroom, most: most);
        if (
            body.Status == StatusCodes.Status413PayloadTooLarge
            && most == LargestUnsigned
            && context.Request.ContentLength is not > RequestBodies.Largest
        )
        {
            LogForged(log, context.Request.Path);
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        if (body.Status != StatusCodes.Status200OK)
        {
            RequestBodies.Refuse(context, body);
            return;
        }
        var reply = await AnswerAsync(context.Request, body, context.RequestAborted);
        context.Response.StatusCode = reply.Status;
        if (reply.Json is null)
        {
            context.Response.ContentLength = 0;
            return;
        }
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = reply.Json.Length;
        await context.Response.Body.WriteAsync(reply.Json, context.RequestAborted);
    }

    private async Task<SlackReply> AnswerAsync(HttpRequest request, RequestBody read, CancellationToken ct)
    {
        var body = read.Bytes;
        var contentType = request.ContentType ?? "";
        var isForm = contentType.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);
        var signed = SlackSignature.IsValid(
            _secret,
            request.Headers["X-Slack-Request-Timestamp"],
            request.Headers["X-Slack-Signature"],
            read.WithHeadroom,
            time.GetUtcNow().ToUnixTimeSeconds()
        );
        if (!signed)
        {
            // Slack checks certificates with an unsigned form. It is answered and runs nothing, whatever else it carries.
            if (isForm && body.Length <= LargestUnsigned && Utf8.IsValid(body.Span) && SlackForm.Parse(body.Span)?.Find("ssl_check") == "1")
            {
                return SlackReply.Ok;
            }
            LogForged(log, request.Path);
            return new SlackReply(StatusCodes.Status401Unauthorized);
        }
        if (!Utf8.IsValid(body.Span))
        {
            return SlackReply.Unreadable;
        }
        try
        {
            if (isForm)
            {
                return await TakeFormAsync(body, ct);
            }
            if (!contentType.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) || SlackJson.HasHalfSurrogates(body.Span))
            {
                return SlackReply.Unreadable;
            }
            using var payload = JsonDocument.Parse(body, SlackJson.Reading);
            return await intake.TakeAsync(payload.RootElement, ct);
        }
        catch (JsonException)
        {
            LogMalformed(log, request.Path);
            return SlackReply.Unreadable;
        }
    }

    private async Task<SlackReply> TakeFormAsync(ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        if (SlackForm.Parse(body.Span) is not { } form)
        {
            return SlackReply.Unreadable;
        }
        if (form.Find("ssl_check") == "1")
        {
            return SlackReply.Ok;
        }
        if (form.Find("payload") is { } payload)
        {
            var json = Encoding.UTF8.GetBytes(payload);
            if (SlackJson.HasHalfSurrogates(json))
            {
                return SlackReply.Unreadable;
            }
            using var parsed = JsonDocument.Parse(json, SlackJson.Reading);
            return await intake.TakeAsync(parsed.RootElement, ct);
        }
        return form.Find("command") is null ? SlackReply.Unreadable : await intake.TakeCommandAsync(form.Find, ct);
    }

    [LoggerMessage(5020, LogLevel.Warning, "Slack: a request to {Path} without a valid signature was refused")]
    private static partial void LogForged(ILogger log, string path);

    [LoggerMessage(5021, LogLevel.Warning, "Slack: a signed request to {Path} cannot be read")]
    private static partial void LogMalformed(ILogger log, string path);
}
