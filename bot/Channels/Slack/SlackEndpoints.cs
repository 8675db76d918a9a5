using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace EscalationBot.Bot.Channels.Slack;

/// <summary>The HTTP side: reads the raw body, checks the signature over it, then parses. Each address takes every kind of body and decides by its content type.</summary>
internal sealed partial class SlackEndpoints(SlackOptions options, SlackIntake intake, TimeProvider time, ILogger<SlackEndpoints> log)
{
    private const int LargestBody = 1024 * 1024;
    private const int FirstRent = 16 * 1024;
    private readonly byte[] secret = Encoding.UTF8.GetBytes(options.SigningSecret);

    public async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentLength > LargestBody)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }
        var buffer = ArrayPool<byte>.Shared.Rent(SlackSignature.Headroom + (int)Math.Max(request.ContentLength ?? 0, FirstRent));
        // A buffer whose reading failed is left to the garbage collector: it may already have been swapped for a larger one.
        (buffer, var length) = await ReadAsync(request, buffer, context.RequestAborted);
        try
        {
            if (length > LargestBody)
            {
                context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
                return;
            }
            var reply = await AnswerAsync(request, buffer, length, context.RequestAborted);
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
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<SlackReply> AnswerAsync(HttpRequest request, byte[] buffer, int length, CancellationToken ct)
    {
        var body = buffer.AsMemory(SlackSignature.Headroom, length);
        var contentType = request.ContentType ?? "";
        var isForm = contentType.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);
        var signed = SlackSignature.IsValid(secret, request.Headers["X-Slack-Request-Timestamp"], request.Headers["X-Slack-Signature"], buffer.AsSpan(0, SlackSignature.Headroom + length), time.GetUtcNow().ToUnixTimeSeconds());
        if (!signed)
        {
            // Slack checks certificates with an unsigned form. It is answered and runs nothing, whatever else it carries.
            if (isForm && Utf8.IsValid(body.Span) && SlackForm.Parse(body.Span)?.Find("ssl_check") == "1") return SlackReply.Ok;
            LogForged(log, request.Path);
            return new SlackReply(StatusCodes.Status401Unauthorized);
        }
        if (!Utf8.IsValid(body.Span)) return SlackReply.Unreadable;
        try
        {
            if (isForm) return await TakeFormAsync(body, ct);
            if (!contentType.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) || SlackJson.HasHalfSurrogates(body.Span)) return SlackReply.Unreadable;
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
        if (SlackForm.Parse(body.Span) is not { } form) return SlackReply.Unreadable;
        if (form.Find("ssl_check") == "1") return SlackReply.Ok;
        if (form.Find("payload") is { } payload)
        {
            var json = Encoding.UTF8.GetBytes(payload);
            if (SlackJson.HasHalfSurrogates(json)) return SlackReply.Unreadable;
            using var parsed = JsonDocument.Parse(json, SlackJson.Reading);
            return await intake.TakeAsync(parsed.RootElement, ct);
        }
        return form.Find("command") is null ? SlackReply.Unreadable : await intake.TakeCommandAsync(form.Find, ct);
    }

    /// <summary>The body behind the headroom, in a rented buffer that grows as needed; one byte over the limit is enough to know.</summary>
    private static async Task<(byte[] Buffer, int Length)> ReadAsync(HttpRequest request, byte[] buffer, CancellationToken ct)
    {
        var end = SlackSignature.Headroom;
        while (true)
        {
            var read = await request.Body.ReadAsync(buffer.AsMemory(end), ct);
            if (read == 0) return (buffer, end - SlackSignature.Headroom);
            end += read;
            if (end - SlackSignature.Headroom > LargestBody) return (buffer, end - SlackSignature.Headroom);
            if (end < buffer.Length) continue;
            var larger = ArrayPool<byte>.Shared.Rent(Math.Min(buffer.Length * 2, SlackSignature.Headroom + LargestBody + 1));
            buffer.AsSpan(0, end).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }
    }

    [LoggerMessage(5020, LogLevel.Warning, "Slack: a request to {Path} without a valid signature was refused")]
    private static partial void LogForged(ILogger log, string path);

    [LoggerMessage(5021, LogLevel.Warning, "Slack: a signed request to {Path} cannot be read")]
    private static partial void LogMalformed(ILogger log, string path);
}
