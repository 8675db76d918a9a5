using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Unicode;
using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Channels.Slack.Protocol;

namespace EscalationBot.Bot.Channels.Slack.Receiving;

/// <summary>
/// One connection of Socket Mode. Each envelope is acknowledged after what it holds is kept; what fails is not acknowledged and comes
/// again. The connection says when it wants a successor and goes on working until it is retired.
/// </summary>
internal sealed partial class SlackSocket : IAsyncDisposable
{
    private const int LargestMessage = 4 * 1024 * 1024;
    private const int MostAtOnce = 64;
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);
    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly SemaphoreSlim _handling = new(MostAtOnce, MostAtOnce);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _hello = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _leaving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SlackIntake _intake;
    private readonly SlackSenses _senses;
    private readonly ILogger _log;
    private readonly CancellationToken _stopping;
    private Task _reading = Task.CompletedTask;

    public SlackSocket(SlackIntake intake, SlackSenses senses, ILogger log)
    {
        (_intake, _senses, _log) = (intake, senses, log);
        _stopping = _stop.Token;
    }

    /// <summary>Slack announced the end of this connection, or it ended; the reason.</summary>
    public Task<string> Leaving => _leaving.Task;

    /// <summary>Connects and waits for Slack's hello; before it nothing is delivered here.</summary>
    public async Task ConnectAsync(Uri address, CancellationToken ct)
    {
        // Slack pings; we ping, too, and a connection without an answer is given up.
        _socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(10);
        _socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(20);
        await _socket.ConnectAsync(address, ct);
        _reading = ReadAsync();
        await _hello.Task.WaitAsync(ct);
    }

    /// <summary>A successor is at work: what still comes here is acknowledged, then the connection is closed.</summary>
    public async Task RetireAsync()
    {
        await Task.WhenAny(_reading, Task.Delay(LastWords));
        // All that was begun gets its acknowledgement.
        for (var i = 0; i < MostAtOnce && await _handling.WaitAsync(LastWords); i++) { }
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_socket.State == WebSocketState.Open)
            {
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // It is gone already, which is what was wanted.
        }
        await _stop.CancelAsync();
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task ReadAsync()
    {
        var message = new ArrayBufferWriter<byte>(16 * 1024);
        var why = "closed";
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(message.GetMemory(8 * 1024), _stopping);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    break;
                }
                message.Advance(part.Count);
                if (message.WrittenCount > LargestMessage)
                {
                    break;
                }
                if (!part.EndOfMessage)
                {
                    continue;
                }
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
            _hello.TrySetException(new WebSocketException("Slack closed the connection before its hello."));
            _ = _hello.Task.Exception;
            _leaving.TrySetResult(why);
        }
    }

    private async Task TakeAsync(ReadOnlyMemory<byte> message)
    {
        if (!Utf8.IsValid(message.Span) || SlackJson.HasHalfSurrogates(message.Span))
        {
            return;
        }
        JsonDocument document;
        try
        {
            // Parsed from a copy: the buffer is used again while this is handled.
            document = JsonDocument.Parse(message.ToArray(), SlackJson.Reading);
        }
        catch (JsonException)
        {
            LogUnreadable(_log);
            return;
        }
        var envelope = document.RootElement;
        switch (envelope.Text("type"))
        {
            case "hello":
                if (envelope.Object("connection_info")?.Text("app_id") is { } app)
                {
                    _senses.Identity.LearnApp(app);
                }
                _hello.TrySetResult();
                break;
            case "disconnect":
                _leaving.TrySetResult(envelope.Text("reason") ?? "disconnect");
                break;
            case "events_api"
            or "interactive"
            or "slash_commands" when envelope.Text("envelope_id") is { } id && envelope.Object("payload") is { } payload:
                await _handling.WaitAsync(_stopping);
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
            var reply = envelope.Is("type", "slash_commands")
                ? await _intake.TakeCommandAsync(name => payload.Text(name), CancellationToken.None)
                : await _intake.TakeAsync(payload, CancellationToken.None);
            await AcknowledgeAsync(id, envelope.IsTrue("accepts_response_payload") ? reply.Json : null);
        }
        // The edge of this channel, as ASP.NET's handler is for HTTP: without an acknowledgement Slack delivers again.
        catch (Exception error)
        {
            LogFailed(_log, error, id);
        }
        finally
        {
            document.Dispose();
            _handling.Release();
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
        await _sending.WaitAsync(_stopping);
        try
        {
            await _socket.SendAsync(message.WrittenMemory, WebSocketMessageType.Text, endOfMessage: true, _stopping);
        }
        finally
        {
            _sending.Release();
        }
    }

    [LoggerMessage(5050, LogLevel.Warning, "Slack: a Socket Mode message cannot be read")]
    private static partial void LogUnreadable(ILogger log);

    [LoggerMessage(5051, LogLevel.Error, "Slack: envelope {Envelope} was not handled; it will come again")]
    private static partial void LogFailed(ILogger log, Exception error, string envelope);
}
