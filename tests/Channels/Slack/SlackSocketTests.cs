using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Slack.Receiving;
using EscalationBot.Core.Messages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Slack;

/// <summary>Socket Mode against a server on loopback that does what Slack's does.</summary>
public sealed class SlackSocketTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Two_connections_are_kept_and_each_envelope_is_acknowledged_after_it_is_kept()
    {
        await using var socket = await RunningSocket.StartAsync();
        var first = await socket.NextAsync();
        var second = await socket.NextAsync();
        await first.SayAsync(Envelope("E1", "events_api", SlackFixtures.Event("message_in_direct_chat").GetRawText()));
        (await first.HearAsync())["envelope_id"]!.GetValue<string>().ShouldBe("E1");
        socket.World.Reception.Kept.Single().ShouldBeOfType<Inbound.Said>();

        // The other connection may bring it again: acknowledged, kept once.
        await second.SayAsync(Envelope("E2", "events_api", SlackFixtures.Event("message_in_direct_chat").GetRawText()));
        (await second.HearAsync()).ToJsonString().ShouldBe("""{"envelope_id":"E2"}""");
        socket.World.Reception.Kept.Count.ShouldBe(1);
        socket.World.Web.Calls.ShouldAllBe(call => call.Authorization == "Bearer xapp-1-test" && call.Body.Length == 0);
    }

    [Fact]
    public async Task What_cannot_be_kept_is_not_acknowledged()
    {
        await using var socket = await RunningSocket.StartAsync();
        var connection = await socket.NextAsync();
        socket.World.Reception.Before = () =>
            !socket.Fixed ? throw new InvalidOperationException("the database is away") : Task.CompletedTask;
        await connection.SayAsync(Envelope("E1", "events_api", SlackFixtures.Event("message_in_direct_chat").GetRawText()));
        await connection.SayAsync(Envelope("E2", "slash_commands", """{"command":"/nothing"}"""));
        (await connection.HearAsync())["envelope_id"]!.GetValue<string>().ShouldBe("E2", "E1 got no acknowledgement");
        socket.Fixed = true;
        await connection.SayAsync(Envelope("E3", "events_api", SlackFixtures.Event("message_in_direct_chat").GetRawText()));
        (await connection.HearAsync())["envelope_id"]!.GetValue<string>().ShouldBe("E3");
    }

    [Fact]
    public async Task Commands_forms_and_type_ahead_work_as_over_HTTP()
    {
        await using var socket = await RunningSocket.StartAsync();
        var connection = await socket.NextAsync();
        await connection.SayAsync(
            Envelope(
                "E1",
                "slash_commands",
                """{"command":"/case","text":"ESC-1001","user_id":"U0ALICE","channel_id":"C0HELP","trigger_id":"1.2"}""",
                accepts: true
            )
        );
        (await connection.HearAsync()).ToJsonString().ShouldBe("""{"envelope_id":"E1"}""");
        socket.World.Reception.Kept.Single().ShouldBeOfType<Inbound.Said>().Command.ShouldBe("status");

        socket.World.Forms.Wrong["fix"] = "Say more.";
        await connection.SayAsync(Envelope("E2", "interactive", SlackFixtures.Interaction("submission").GetRawText(), accepts: true));
        (await connection.HearAsync())
            .ToJsonString()
            .ShouldBe("""{"envelope_id":"E2","payload":{"response_action":"errors","errors":{"fix":"Say more."}}}""");
    }

    [Fact]
    public async Task A_refresh_opens_the_new_connection_before_the_old_one_closes()
    {
        await using var socket = await RunningSocket.StartAsync();
        var old = await socket.NextAsync();
        await socket.NextAsync();
        await old.SayAsync("""{"type":"disconnect","reason":"refresh_requested","debug_info":{}}""");
        var successor = await socket.NextAsync();
        old.IsOpen.ShouldBeTrue("the old one works until the new one does");
        await old.SayAsync(Envelope("E1", "events_api", SlackFixtures.Event("message_in_direct_chat").GetRawText()));
        (await old.HearAsync())["envelope_id"]!.GetValue<string>().ShouldBe("E1");
        await successor.SayAsync(Envelope("E2", "events_api", SlackFixtures.Event("reply_in_thread").GetRawText()));
        (await successor.HearAsync())["envelope_id"]!.GetValue<string>().ShouldBe("E2");
        await old.CloseAsync();
    }

    [Fact]
    public async Task Messages_that_cannot_be_read_do_no_harm()
    {
        await using var socket = await RunningSocket.StartAsync();
        var connection = await socket.NextAsync();
        foreach (
            var odd in new[]
            {
                "not json",
                "null",
                "[]",
                "{}",
                """{"type":"events_api"}""",
                """{"type":"events_api","envelope_id":"E0","payload":7}""",
                """{"type":"something_new","envelope_id":"E0","payload":{}}""",
                "{\"a\":\"\\ud83d\"}",
            }
        )
        {
            await connection.SayAsync(odd);
        }
        await connection.SayAsync(Envelope("E1", "events_api", SlackFixtures.Event("message_in_direct_chat").GetRawText()));
        (await connection.HearAsync())["envelope_id"]!.GetValue<string>().ShouldBe("E1");
    }

    [Fact]
    public async Task Hello_tells_our_app_id()
    {
        await using var socket = await RunningSocket.StartAsync();
        var connection = await socket.NextAsync();
        await connection.SayAsync(Envelope("E1", "events_api", SlackFixtures.Event("talk_in_channel").GetRawText()));
        await connection.HearAsync();
        socket.World.Senses.Identity.Self!.AppId.ShouldBe("A0TRIAGE01");
    }

    [Fact]
    public async Task A_refused_app_token_is_told_and_not_tried_again()
    {
        await using var socket = await RunningSocket.StartAsync("""{"ok":false,"error":"invalid_auth"}""");
        await socket.Worker.ExecuteTask!.WaitAsync(Limit);
        socket.World.Web.Calls.Count.ShouldBe(2, "one try for each connection");
        socket.World.Channel.State.Why.ShouldContain("Slack:AppToken");
    }

    private static string Envelope(string id, string type, string payload, bool accepts = false) =>
        $$"""{"envelope_id":"{{id}}","type":"{{type}}","accepts_response_payload":{{(accepts ? "true" : "false")}},"payload":{{payload}}}""";

    /// <summary>The worker and a server that it connects to.</summary>
    private sealed class RunningSocket : IAsyncDisposable
    {
        private readonly System.Threading.Channels.Channel<Connection> _connections =
            System.Threading.Channels.Channel.CreateUnbounded<Connection>();
        private WebApplication _server = null!;

        public SlackWorld World { get; private set; } = null!;
        public SlackSocketWorker Worker { get; private set; } = null!;
        public bool Fixed { get; set; }

        public static async Task<RunningSocket> StartAsync(string? refusal = null)
        {
            var running = new RunningSocket { World = await SlackWorld.OpenAsync() };
            running.World.Senses.Identity.Learn(SlackWorld.Self with { AppId = null });
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            running._server = builder.Build();
            running._server.UseWebSockets();
            running._server.Map("/link", running.ServeAsync);
            await running._server.StartAsync();
            var address = running._server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            for (var i = 0; i < 4; i++)
            {
                running.World.Web.On(
                    "apps.connections.open",
                    refusal ?? $$"""{"ok":true,"url":"{{address.Replace("http", "ws", StringComparison.Ordinal)}}/link?ticket={{i}}"}"""
                );
            }
            using var started = new CancellationTokenSource();
            await started.CancelAsync();
            var lifetime = Mock.Of<IHostApplicationLifetime>(one => one.ApplicationStarted == started.Token);
            running.Worker = new SlackSocketWorker(
                running.World.Api,
                running.World.Intake,
                running.World.Senses,
                lifetime,
                NullLogger<SlackSocketWorker>.Instance
            );
            await running.Worker.StartAsync(CancellationToken.None);
            return running;
        }

        public async Task<Connection> NextAsync()
        {
            var connection = await _connections.Reader.ReadAsync().AsTask().WaitAsync(Limit);
            await connection.SayAsync(
                """{"type":"hello","num_connections":1,"debug_info":{"host":"applink-1"},"connection_info":{"app_id":"A0TRIAGE01"}}"""
            );
            return connection;
        }

        public async ValueTask DisposeAsync()
        {
            await Worker.StopAsync(CancellationToken.None);
            Worker.Dispose();
            await _server.StopAsync();
            await _server.DisposeAsync();
            await World.DisposeAsync();
        }

        private async Task ServeAsync(Microsoft.AspNetCore.Http.HttpContext context)
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var connection = new Connection(socket);
            await _connections.Writer.WriteAsync(connection);
            await connection.ReadAsync(context.RequestAborted);
        }
    }

    /// <summary>Slack's end of one connection.</summary>
    private sealed class Connection(WebSocket socket)
    {
        private readonly System.Threading.Channels.Channel<JsonObject> _heard =
            System.Threading.Channels.Channel.CreateUnbounded<JsonObject>();

        public bool IsOpen => socket.State == WebSocketState.Open;

        public Task SayAsync(string message) =>
            socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

        public async Task<JsonObject> HearAsync() => await _heard.Reader.ReadAsync().AsTask().WaitAsync(Limit);

        public Task CloseAsync() => socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

        public async Task ReadAsync(CancellationToken ct)
        {
            var buffer = new byte[16 * 1024];
            try
            {
                while (true)
                {
                    var part = await socket.ReceiveAsync(buffer, ct);
                    if (part.MessageType == WebSocketMessageType.Close)
                    {
                        return;
                    }
                    await _heard.Writer.WriteAsync(JsonNode.Parse(buffer.AsSpan(0, part.Count))!.AsObject(), ct);
                }
            }
            catch (Exception error) when (error is WebSocketException or OperationCanceledException)
            {
                // The other side went away.
            }
        }
    }
}
