using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Unicode;
using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Channels.Slack.Protocol;

namespace EscalationBot.Bot.Channels.Slack.Receiving;

/// <summary>
/// One connection of Socket Mode. Each envelope is acknowledged after what it holds is kept; what fails is not acknowledged and comes again. The connection says when it
/// wants a successor and goes on working until it is retired.
/// </summary>
internal sealed partial class SlackSocket : IAsyncDisposable
{
    private const int LargestMessage = 4 * 1024 * 1024;
    private const int MostAtOnce = 64;
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);
    private readonly ClientWebSocket socket = new();
    private readonly SemaphoreSlim sending = new(1, 1);
    private readonly SemaphoreSlim handling = new(MostAtOnce, MostAtOnce);
    private readonly CancellationTokenSource stop = new();
    private readonly TaskCompletionSource hello = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> leaving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SlackIntake intake;
    private readonly SlackSenses senses;
    private readonly ILogger log;
    private readonly CancellationToken stopping;
    private Task reading = Task.CompletedTask;

    public SlackSocket(SlackIntake intake, SlackSenses senses, ILogger log)
    {
        (this.intake, this.senses, this.log) = (intake, senses, log);
        stopping = stop.Token;
    }

    /// <summary>Slack announced the end of this connection, or it ended; the reason.</summary>
    public Task<string> Leaving => leaving.Task;

    /// <summary>Connects and waits for Slack's hello; before it nothing is delivered here.</summary>
    public async Task ConnectAsync(Uri address, CancellationToken ct)
    {
        // Slack pings; we ping, too, and a connection without an answer is given up.
        socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(10);
        socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(20);
        await socket.ConnectAsync(address, ct);
        reading = ReadAsync();
        await hello.Task.WaitAsync(ct);
    }

    /// <summary>A successor is at work: what still comes here is acknowledged, then the connection is closed.</summary>
    public async Task RetireAsync()
    {
        await Task.WhenAny(reading, Task.Delay(LastWords));
        // All that was begun gets its acknowledgement.
        for (var i = 0; i < MostAtOnce && await handling.WaitAsync(LastWords); i++) { }
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (socket.State == WebSocketState.Open)
            {
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // It is gone already, which is what was wanted.
        }
        await stop.CancelAsync();
        socket.Abort();
        await reading;
        socket.Dispose();
        stop.Dispose();
    }

    private async Task ReadAsync()
    {
        var message = new ArrayBufferWriter<byte>(16 * 1024);
        var why = "closed";
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(message.GetMemory(8 * 1024), stopping);
                if (part.MessageType == WebSocketMessageType.Close) break;
                message.Advance(part.Count);
                if (message.WrittenCount > LargestMessage) break;
                if (!part.EndOfMessage) continue;
                await TakeAsync(message.WrittenMemory);
                message.ResetWrittenCount();
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            why = "lost";
        }
        finally
        {
            hello.TrySetException(new WebSocketException("Slack closed the connection before its hello."));
            _ = hello.Task.Exception;
            leaving.TrySetResult(why);
        }
    }

    private async Task TakeAsync(ReadOnlyMemory<byte> message)
    {
        if (!Utf8.IsValid(message.Span) || SlackJson.HasHalfSurrogates(message.Span)) return;
        JsonDocument document;
        try
        {
            // Parsed from a copy: the buffer is used again while this is handled.
            document = JsonDocument.Parse(message.ToArray(), SlackJson.Reading);
        }
        catch (JsonException)
        {
            LogUnreadable(log);
            return;
        }
        var envelope = document.RootElement;
        switch (envelope.Text("type"))
        {
            case "hello":
                if (envelope.Object("connection_info")?.Text("app_id") is { } app) senses.Identity.LearnApp(app);
                hello.TrySetResult();
                break;
            case "disconnect":
                leaving.TrySetResult(envelope.Text("reason") ?? "disconnect");
                break;
            case "events_api" or "interactive" or "slash_commands" when envelope.Text("envelope_id") is { } id && envelope.Object("payload") is { } payload:
                await handling.WaitAsync(stopping);
                _ = HandleAsync(document, envelope, id, payload);
                return;
            default:
                break;
        }
        document.Dispose();
    }

    private async Task HandleAsync(JsonDocument document, JsonElement envelope, string id, JsonElement payload)
    {
        try
        {
            // What Slack sent is kept even when the connection ends meanwhile: it would come again and be known.
            var reply = envelope.Is("type", "slash_commands") ? await intake.TakeCommandAsync(name => payload.Text(name), CancellationToken.None) : await intake.TakeAsync(payload, CancellationToken.None);
            await AcknowledgeAsync(id, envelope.IsTrue("accepts_response_payload") ? reply.Json : null);
        }
        // The edge of this channel, as ASP.NET's handler is for HTTP: without an acknowledgement Slack delivers again.
        catch (Exception error)
        {
            LogFailed(log, error, id);
        }
        finally
        {
            document.Dispose();
            handling.Release();
        }
    }

    private async Task AcknowledgeAsync(string id, byte[]? payload)
    {
        var message = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(message))
        {
            json.WriteStartObject();
            json.WriteString("envelope_id", id);
            if (payload is not null)
            {
                json.WritePropertyName("payload");
                json.WriteRawValue(payload);
            }
            json.WriteEndObject();
        }
        await sending.WaitAsync(stopping);
        try
        {
            await socket.SendAsync(message.WrittenMemory, WebSocketMessageType.Text, endOfMessage: true, stopping);
        }
        finally
        {
            sending.Release();
        }
    }

    [LoggerMessage(5050, LogLevel.Warning, "Slack: a Socket Mode message cannot be read")]
    private static partial void LogUnreadable(ILogger log);

    [LoggerMessage(5051, LogLevel.Error, "Slack: envelope {Envelope} was not handled; it will come again")]
    private static partial void LogFailed(ILogger log, Exception error, string envelope);
}
