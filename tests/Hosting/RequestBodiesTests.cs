using System.Net.Sockets;
using System.Text;
using EscalationBot.Bot.Hosting;
using EscalationBot.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Hosting;

/// <summary>What senders can make the bot hold in memory before it knows who they are.</summary>
public sealed class RequestBodiesTests
{
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public async Task Memory_follows_the_bytes_that_came_not_the_length_that_was_claimed()
    {
        var bodies = Of(new LimitsOptions());
        using var gate = new SemaphoreSlim(0);
        var reading = bodies.ReadAsync(Request(new SlowStream(10, gate), claimed: Megabyte));
        bodies.Held.ShouldBeLessThanOrEqualTo(8 * 1024);
        gate.Release();
        using var body = await reading;
        (body.Status, body.Length).ShouldBe((200, 10));
    }

    [Theory]
    [InlineData(0, 24)]
    [InlineData(1, 0)]
    [InlineData(4096, 24)]
    [InlineData(100_000, 24)]
    [InlineData(Megabyte, 24)]
    public async Task A_body_is_read_whole_behind_its_headroom_and_given_back(int length, int headroom)
    {
        var bodies = Of(new LimitsOptions());
        var sent = new byte[length];
        for (var i = 0; i < length; i++)
        {
            sent[i] = (byte)(i * 31 % 251);
        }
        using (var body = await bodies.ReadAsync(Request(new MemoryStream(sent)), headroom))
        {
            (body.Status, body.Length, body.WithHeadroom.Length).ShouldBe((200, length, length + headroom));
            body.Bytes.Span.SequenceEqual(sent).ShouldBeTrue();
            body.WithHeadroom[headroom..].SequenceEqual(sent).ShouldBeTrue();
            bodies.Held.ShouldBeGreaterThanOrEqualTo(length);
        }

        bodies.Held.ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_byte_too_many_is_too_large_whether_it_was_announced_or_not(bool announced)
    {
        var bodies = Of(new LimitsOptions());
        using var body = await bodies.ReadAsync(Request(new MemoryStream(new byte[Megabyte + 1]), announced ? Megabyte + 1 : null));
        body.Status.ShouldBe(413);
        bodies.Held.ShouldBe(0);
    }

    [Fact]
    public async Task A_body_that_is_said_to_be_too_large_is_not_begun()
    {
        using var stream = new MemoryStream(new byte[Megabyte + 1]);
        using var body = await Of(new LimitsOptions()).ReadAsync(Request(stream, Megabyte + 1));
        (body.Status, stream.Position).ShouldBe((413, 0));
    }

    [Fact]
    public async Task Many_large_bodies_are_refused_when_the_budget_is_used_up_and_small_ones_still_pass()
    {
        var bodies = Of(new LimitsOptions { BodiesMegabytes = 4 });
        var held = new List<RequestBody>();
        for (var i = 0; i < 4; i++)
        {
            held.Add(await bodies.ReadAsync(Request(new MemoryStream(new byte[Megabyte - 1]))));
        }
        held.Count(body => body.Status == 200).ShouldBe(3);
        held.Count(body => body.Status == 503).ShouldBe(1);
        using (var small = await bodies.ReadAsync(Request(new MemoryStream(new byte[3000]))))
        {
            small.Status.ShouldBe(200);
        }
        held.ForEach(body => body.Dispose());
        bodies.Held.ShouldBe(0);
        using var again = await bodies.ReadAsync(Request(new MemoryStream(new byte[Megabyte - 1])));
        again.Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_body_that_does_not_arrive_in_time_is_given_up()
    {
        var clock = new TestClock();
        var bodies = new RequestBodies(Options.Create(new LimitsOptions { BodySeconds = 15 }), clock);
        using var never = new SemaphoreSlim(0);
        var http = Request(new SlowStream(10, never));
        var reading = bodies.ReadAsync(http);
        clock.Advance(TimeSpan.FromSeconds(14));
        reading.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(2));
        using var body = await reading;
        body.Status.ShouldBe(408);
        bodies.Held.ShouldBe(0);
    }

    [Fact]
    public async Task A_sender_who_leaves_ends_the_reading_and_gives_the_memory_back()
    {
        var bodies = Of(new LimitsOptions());
        using var never = new SemaphoreSlim(0);
        using var left = new CancellationTokenSource();
        var http = Request(new SlowStream(10, never));
        http.RequestAborted = left.Token;
        var reading = bodies.ReadAsync(http);
        await left.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => reading);
        bodies.Held.ShouldBe(0);
    }

    /// <summary>
    /// The attack: hundreds of sockets that claim a megabyte each, send most of it and then nothing. The real host, over real sockets.
    /// </summary>
    [Fact]
    public async Task Hundreds_of_sockets_with_unfinished_bodies_hold_no_more_than_the_budget_and_an_honest_message_passes()
    {
        const int sockets = 240,
            budget = 8;
        await using var bot = await RunningBot.StartAsync(
            new Dictionary<string, string?>
            {
                ["Slack:SigningSecret"] = "test-signing-secret",
                ["Slack:BotToken"] = "xoxb-test",
                ["Slack:ApiUrl"] = "http://127.0.0.1:9/api/",
                ["Limits:BodiesMegabytes"] = "8",
                ["Organisation:Folder"] = OrganisationFixture.SampleFolder,
            }
        );
        var bodies = bot.Services.GetRequiredService<RequestBodies>();
        var address = bot.Http.BaseAddress!;
        var head = Encoding.ASCII.GetBytes(
            $"POST /slack/events HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: "
                + $"application/json\r\nContent-Length: {Megabyte}\r\nX-Slack-Request-Timestamp: "
                + $"{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}\r\nX-Slack-Signature: v0={new string('0', 64)}"
                + $"\r\n\r\n"
        );
        var piece = new byte[900_000];
        var open = new List<TcpClient>();
        var most = 0L;
        try
        {
            for (var i = 0; i < sockets; i++)
            {
                var client = new TcpClient();
                open.Add(client);
                await client.ConnectAsync(address.Host, address.Port);
                _ = SendAsync(client.GetStream(), head, piece);
                most = Math.Max(most, bodies.Held);
            }

            for (var i = 0; i < 50; i++)
            {
                await Task.Delay(20);
                most = Math.Max(most, bodies.Held);
            }

            most.ShouldBeGreaterThan(Megabyte);
            most.ShouldBeLessThanOrEqualTo(budget * (long)Megabyte);
            using var content = new StringContent("{}", Encoding.UTF8, "application/json");
            using var honest = await bot.Http.PostAsync("/slack/events", content);
            ((int)honest.StatusCode).ShouldBe(401);
            using var live = await bot.Http.GetAsync("/health/live");
            ((int)live.StatusCode).ShouldBe(200);
        }
        finally
        {
            open.ForEach(client => client.Dispose());
        }

        for (var i = 0; i < 200 && bodies.Held > 0; i++)
        {
            await Task.Delay(25);
        }
        bodies.Held.ShouldBe(0);
    }

    private static async Task SendAsync(NetworkStream stream, byte[] head, byte[] piece)
    {
        try
        {
            await stream.WriteAsync(head);
            await stream.WriteAsync(piece);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // Refused while it was sending, or the test is over.
        }
    }

    private static RequestBodies Of(LimitsOptions limits) => new(Options.Create(limits), TimeProvider.System);

    private static DefaultHttpContext Request(Stream body, long? claimed = null)
    {
        var http = new DefaultHttpContext();
        http.Request.Body = body;
        http.Request.ContentLength = claimed;
        return http;
    }

    /// <summary>Gives some bytes, then nothing until it is let go.</summary>
    private sealed class SlowStream(int length, SemaphoreSlim gate) : Stream
    {
        private int _left = length;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left == 0)
            {
                await gate.WaitAsync(cancellationToken);
                return 0;
            }

            var read = Math.Min(_left, buffer.Length);
            _left -= read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
