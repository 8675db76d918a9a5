using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Channels.Slack;
using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Desk;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.People;
using EscalationBot.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Slack;

/// <summary>The addresses that Slack calls, through ASP.NET's own pipeline.</summary>
public sealed class SlackEndpointTests : IAsyncLifetime
{
    private const string Json = "application/json";
    private const string FormType = "application/x-www-form-urlencoded";
    private readonly FakeReception _reception = new();
    private TestDatabase _database = null!;
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.OpenAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Slack:SigningSecret"] = "test-signing-secret",
                ["Slack:BotToken"] = "xoxb-test-token",
                ["Slack:ApiUrl"] = "http://127.0.0.1:9/api/",
            }
        );
        builder
            .Services.AddSingleton<TimeProvider>(_database.Clock)
            .AddSingleton<IReception>(_reception)
            .AddSingleton<IForms>(new FakeForms())
            .AddSingleton(new ChannelMemory(_database.Database))
            .AddSingleton(new Identities(_database.Database))
            .AddSingleton(new People(_database.Database))
            .AddSingleton<BotMetrics>()
            .AddSingleton<WorkplaceHolder>()
            .AddMetrics();
        builder.Services.AddSlack(builder.Configuration);
        foreach (
            var worker in builder
                .Services.Where(service => service.ServiceType == typeof(IHostedService) && service.ImplementationFactory is not null)
                .ToList()
        )
        {
            builder.Services.Remove(worker);
        }
        _app = builder.Build();
        _app.MapSlack();
        _app.Services.GetRequiredService<SlackIdentity>().Learn(SlackWorld.Self);
        await _app.StartAsync();
        _http = _app.GetTestClient();
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData("/slack/events")]
    [InlineData("/slack/interactivity")]
    [InlineData("/slack/commands")]
    public async Task Every_address_takes_every_kind_of_body(string address)
    {
        var json = SlackFixtures.Event("message_in_direct_chat").GetRawText();
        (await PostAsync(json, Json, address)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (
            await PostAsync("payload=" + Uri.EscapeDataString(SlackFixtures.Interaction("claim").GetRawText()), FormType, address)
        ).StatusCode.ShouldBe(HttpStatusCode.OK);
        (
            await PostAsync(
                "command=%2Fcase&text=ESC-1001+now&user_id=U0ALICE&channel_id=C0HELP&trigger_id=1.2&team_id=T000000001",
                FormType + "; charset=utf-8",
                address
            )
        ).StatusCode.ShouldBe(HttpStatusCode.OK);
        _reception
            .Kept.Select(inbound => inbound.GetType())
            .ShouldBe([typeof(Inbound.Said), typeof(Inbound.Pressed), typeof(Inbound.Said)]);
        ((Inbound.Said)_reception.Kept[2]).Text.ShouldBe("ESC-1001 now");
    }

    [Fact]
    public async Task A_redelivered_event_is_kept_once_and_acknowledged_twice()
    {
        var json = SlackFixtures.Event("message_in_direct_chat").GetRawText();
        (await PostAsync(json)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PostAsync(json)).StatusCode.ShouldBe(HttpStatusCode.OK);
        _reception.Kept.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_mention_that_comes_as_two_events_is_one_row()
    {
        await PostAsync(SlackFixtures.Event("message_of_that_mention").GetRawText());
        await PostAsync(SlackFixtures.Event("mention_in_channel").GetRawText());
        _reception.Kept.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_acknowledgement_waits_for_the_row_to_be_kept()
    {
        var kept = new TaskCompletionSource();
        _reception.Before = () => kept.Task;
        var answer = PostAsync(SlackFixtures.Event("message_in_direct_chat").GetRawText());
        answer.IsCompleted.ShouldBeFalse();
        kept.SetResult();
        var response = await answer;
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Url_verification_answers_the_challenge_only_when_signed()
    {
        const string body = """{"token":"x","challenge":"3eZbrw1a","type":"url_verification"}""";
        (await (await PostAsync(body)).Content.ReadAsStringAsync()).ShouldBe("""{"challenge":"3eZbrw1a"}""");
        (await PostAsync(body, signature: "v0=" + new string('0', 64))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task What_is_not_signed_is_refused_without_a_word()
    {
        using var bare = new HttpRequestMessage(HttpMethod.Post, "/slack/events")
        {
            Content = new StringContent(SlackFixtures.Event("message_in_direct_chat").GetRawText(), Encoding.UTF8, Json),
        };
        var response = await _http.SendAsync(bare);
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await response.Content.ReadAsStringAsync()).ShouldBeEmpty();
        (await PostAsync("{not json", signature: "v0=1")).StatusCode.ShouldBe(
            HttpStatusCode.Unauthorized,
            "the signature is checked before anything is parsed"
        );
        (await PostAsync("{}", at: _database.Clock.GetUtcNow().AddSeconds(-301))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        _reception.Kept.ShouldBeEmpty();
    }

    [Fact]
    public async Task Repeated_signature_headers_are_refused()
    {
        using var request = Signed("/slack/events", SlackFixtures.Event("message_in_direct_chat").GetRawText(), Json, null, null);
        request.Headers.Add("X-Slack-Signature", request.Headers.GetValues("X-Slack-Signature").ToList());
        (await _http.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_certificate_check_is_answered_and_runs_nothing()
    {
        const string smuggled = "ssl_check=1&command=%2Fcase&user_id=U0ALICE&channel_id=C0HELP&payload=%7B%7D";
        (await PostAsync(smuggled, FormType, signature: "v0=none")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PostAsync(smuggled, FormType)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PostAsync("command=%2Fcase&user_id=U0ALICE&channel_id=C0HELP", FormType, signature: "v0=none")).StatusCode.ShouldBe(
            HttpStatusCode.Unauthorized
        );
        _reception.Kept.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("null", Json)]
    [InlineData("[]", Json)]
    [InlineData("7", Json)]
    [InlineData("", Json)]
    [InlineData("{\"type\":", Json)]
    [InlineData(
        "{\"type\":\"event_callback\",\"event_id\":\"Ev1\",\"event\":{\"type\":\"message\",\"channel\":\"D1\",\"user\":\"U1\",\"ts\":\"1.0\",\"text\":\"\\ud83d\"}}",
        Json
    )]
    [InlineData("payload=null", FormType)]
    [InlineData("payload=%7Bnot", FormType)]
    [InlineData("payload=%ff%fe", FormType)]
    [InlineData("a=b", FormType)]
    [InlineData("", FormType)]
    [InlineData("{}", "text/plain")]
    [InlineData("{}", "multipart/form-data; boundary=x")]
    public async Task Signed_nonsense_is_a_bad_request(string body, string type)
    {
        (await PostAsync(body, type)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        _reception.Kept.ShouldBeEmpty();
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF8_are_a_bad_request()
    {
        byte[] body = [.. "{\"type\":\"event_callback\",\"x\":\""u8, 0xC3, 0x28, .. "\"}"u8];
        (await PostAsync(body, Json)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_deeply_nested_body_is_a_bad_request() =>
        (await PostAsync("{\"a\":" + new string('[', 5000) + new string(']', 5000) + "}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_body_over_one_megabyte_is_too_large()
    {
        (await PostAsync("{\"a\":\"" + new string('x', 1024 * 1024) + "\"}")).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await PostAsync("{\"type\":\"app_rate_limited\",\"a\":\"" + new string('x', 1024 * 1000) + "\"}")).StatusCode.ShouldBe(
            HttpStatusCode.OK
        );
        _reception.Kept.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_emoji_written_as_escapes_is_read()
    {
        await PostAsync(
            """{"type":"event_callback","event_id":"Ev1","event":{"type":"message","channel":"D1","user":"U1","ts":"1.0","text":"\ud83d\ude00 \\ud83d"}}"""
        );
        _reception.Kept.Single().ShouldBeOfType<Inbound.Said>().Text.ShouldBe("😀 \\ud83d");
    }

    [Fact]
    public async Task Only_POST_is_answered() =>
        (await _http.GetAsync(new Uri("/slack/events", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);

    private Task<HttpResponseMessage> PostAsync(
        string body,
        string type = Json,
        string address = "/slack/events",
        string? signature = null,
        DateTimeOffset? at = null
    ) => PostAsync(Encoding.UTF8.GetBytes(body), type, address, signature, at);

    private async Task<HttpResponseMessage> PostAsync(
        byte[] body,
        string type,
        string address = "/slack/events",
        string? signature = null,
        DateTimeOffset? at = null
    )
    {
        using var request = Signed(address, body, type, signature, at);
        return await _http.SendAsync(request);
    }

    private HttpRequestMessage Signed(string address, string body, string type, string? signature, DateTimeOffset? at) =>
        Signed(address, Encoding.UTF8.GetBytes(body), type, signature, at);

    private HttpRequestMessage Signed(string address, byte[] body, string type, string? signature, DateTimeOffset? at)
    {
        var seconds = (at ?? _database.Clock.GetUtcNow()).ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        request.Headers.Add("X-Slack-Request-Timestamp", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture));
        request.Headers.Add(
            "X-Slack-Signature",
            signature
                ?? "v0="
                    + Convert.ToHexStringLower(
                        HMACSHA256.HashData("test-signing-secret"u8, (byte[])[.. Encoding.UTF8.GetBytes($"v0:{seconds}:"), .. body])
                    )
        );
        return request;
    }
}
