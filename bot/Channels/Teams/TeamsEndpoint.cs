using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Messages;
using Microsoft.AspNetCore.Http.Features;

namespace EscalationBot.Bot.Channels.Teams;

/// <summary><c>POST /api/messages</c>: who sends, then what; an answer only after it is kept. Each refusal has its own status, and nothing is read before the sender is known.</summary>
internal sealed partial class TeamsEndpoint(TeamsGate gate, TeamsIntake intake, BotMetrics metrics, TimeProvider time, ILogger<TeamsEndpoint> logger)
{
    private const int LargestBody = 1024 * 1024, LargestSwallowed = 16 * 1024 * 1024;

    public async Task HandleAsync(HttpContext http)
    {
        var (status, token) = await gate.AdmitAsync(http);
        if (status != StatusCodes.Status200OK)
        {
            http.Response.StatusCode = status;
            return;
        }

        if (http.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        if (await ReadBodyAsync(http) is not { } body)
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        if (Parse(body) is not { Type.Length: > 0 } activity)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        status = gate.Judge(activity, token);
        if (status != StatusCodes.Status200OK)
        {
            LogRefused(status, activity.Type);
            metrics.Refused(ChannelNames.Teams, status == StatusCodes.Status403Forbidden ? "tenant" : "token");
            http.Response.StatusCode = status;
            return;
        }

        if (await intake.TakeInAsync(activity, time.GetUtcNow(), http.RequestAborted) is { } answer) await WriteAsync(http, answer);
    }

    /// <summary>The bytes, or null when there are too many.</summary>
    private static async Task<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpContext http)
    {
        if (http.Request.ContentLength > LargestBody)
        {
            await SwallowAsync(http);
            return null;
        }
        using var kept = new MemoryStream((int)(http.Request.ContentLength ?? 4096));
        var piece = new byte[16 * 1024];
        for (int read; (read = await http.Request.Body.ReadAsync(piece, http.RequestAborted)) > 0;)
        {
            if (kept.Length + read > LargestBody) return null;
            kept.Write(piece, 0, read);
        }
        return kept.GetBuffer().AsMemory(0, (int)kept.Length);
    }

    /// <summary>The sender is verified: what it has under way is read to its end, so that it gets to read the answer instead of a broken connection.</summary>
    private static async Task SwallowAsync(HttpContext http)
    {
        if (http.Request.ContentLength > LargestSwallowed) return;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = LargestSwallowed;
        await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
    }

    private static Activity? Parse(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span)) return null;
        try
        {
            return JsonSerializer.Deserialize(body.Span, TeamsJson.Default.Activity);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task WriteAsync(HttpContext http, JsonObject answer)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        await http.Response.BodyWriter.WriteAsync(CardJson.Bytes(answer), http.RequestAborted);
    }

    [LoggerMessage(2103, LogLevel.Information, "An activity of type {Type} was refused with {Status}")]
    private partial void LogRefused(int status, string type);
}
