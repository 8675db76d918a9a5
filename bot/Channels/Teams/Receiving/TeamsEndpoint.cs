using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using EscalationBot.Bot.Channels.Teams.Auth;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Bot.Channels.Teams.Sending;
using EscalationBot.Bot.Hosting;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Teams.Receiving;

/// <summary>
/// <c>POST /api/messages</c>: who sends, then what; an answer only after it is kept. Each refusal has its own status, and nothing is read
/// before the sender is known.
/// </summary>
internal sealed partial class TeamsEndpoint(
    TeamsGate gate,
    TeamsHearing hearing,
    TeamsIntake intake,
    RequestBodies bodies,
    BotMetrics metrics,
    TimeProvider time,
    ILogger<TeamsEndpoint> logger
)
{
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

        using var body = await bodies.ReadAsync(http, swallow: true);
        if (body.Status != StatusCodes.Status200OK)
        {
            RequestBodies.Refuse(http, body);
            return;
        }

        if (Parse(body.Bytes) is not { Type.Length: > 0 } activity)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        status = gate.Judge(activity, token);
        if (status != StatusCodes.Status200OK)
        {
            LogRefused(status, activity.Type);
            hearing.Refused();
            metrics.Refused(ChannelNames.Teams, status == StatusCodes.Status403Forbidden ? "tenant" : "token");
            http.Response.StatusCode = status;
            return;
        }

        var taken = await intake.TakeInAsync(activity, time.GetUtcNow(), http.RequestAborted);
        await hearing.HeardAsync(http.RequestAborted);
        if (taken is { } answer)
        {
            await WriteAsync(http, answer);
        }
    }

    private static Activity? Parse(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span))
        {
            return null;
        }
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
