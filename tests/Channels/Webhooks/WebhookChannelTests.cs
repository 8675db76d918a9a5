using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Channels.Webhooks;
using EscalationBot.Bot.Commands;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Triage;
using EscalationBot.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Webhooks;

/// <summary>Reports go out signed, to where they may go, and what comes back is not believed.</summary>
public sealed class WebhookChannelTests
{
    private const string Secret = "0123456789abcdef0123456789abcdef";

    /// <summary>What a receiver does: checks the time and the signature, and takes each key once.</summary>
    private sealed class Receiver : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly HashSet<string> _keys = new(StringComparer.Ordinal);

        private Receiver(WebApplication app) => _app = app;

        public List<JsonObject> Taken { get; } = [];
        public int Refused { get; private set; }
        public Func<HttpContext, Task> Answer { get; set; } =
            http => http.Response.WriteAsync("{\"url\":\"https://tracker.example.com/ENG-12\",\"key\":\"ENG-12\"}");

        public Uri Address =>
            new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/hook?key=k");

        public static async Task<Receiver> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.Configuration["Urls"] = "http://127.0.0.1:0";
            var app = builder.Build();
            var receiver = new Receiver(app);
            app.MapPost("/hook", receiver.TakeAsync);
            await app.StartAsync();
            return receiver;
        }

        private async Task TakeAsync(HttpContext http)
        {
            using var buffer = new MemoryStream();
            await http.Request.Body.CopyToAsync(buffer);
            var stamp = http.Request.Headers["X-EscalationBot-Timestamp"].ToString();
            byte[] signed = [.. Encoding.ASCII.GetBytes(stamp + "."), .. buffer.ToArray()];
            var expected = "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), signed));
            var age = TimeProvider.System.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(long.Parse(stamp, CultureInfo.InvariantCulture));
            if (http.Request.Headers["X-EscalationBot-Signature"] != expected || age.Duration() > TimeSpan.FromMinutes(5))
            {
                Refused++;
                http.Response.StatusCode = 401;
                return;
            }
            if (_keys.Add(http.Request.Headers["Idempotency-Key"].ToString()))
            {
                Taken.Add(JsonNode.Parse(buffer.ToArray())!.AsObject());
            }
            await Answer(http);
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();
    }

    [Fact]
    public async Task The_doctor_names_a_department_whose_requests_cannot_be_signed()
    {
        using var fixture = new OrganisationFixture();
        fixture.Write("departments.yaml", Departments("https://tracker.example.com/hook"));
        async Task<string> DoctorAsync(params string[] more)
        {
            using var output = new StringWriter();
            string[] set =
            [
                $"Organisation:Folder={fixture.Folder}",
                $"Database:ConnectionString=Data Source={fixture.Folder}/none.db",
                .. more,
            ];
            await CommandLine.RunAsync(["doctor", .. set.SelectMany(one => new[] { "--set", one })], output, TextWriter.Null);
            return output.ToString();
        }

        (await DoctorAsync("Webhooks:engineering:Secret=short")).ShouldContain("set Webhooks:engineering:Secret to at least 32 characters");
        (await DoctorAsync($"Webhooks:engineering:Secret={Secret}")).ShouldNotContain("Webhooks:engineering:Secret");
    }

    private static string Departments(string webhook) =>
        $"departments:\n  - {{ id: engineering, title: Engineering, place: \"web:engineering\", reply: 4h, template: \"{{case}}\", webhook: \"{webhook}\" }}\n";

    private static (IChannel Channel, ServiceProvider Services) Channel(string webhook, string secret = Secret, string privateHosts = "")
    {
        var organisation = OrganisationFixture.Of(("departments.yaml", Departments(webhook)));
        var holder = new WorkplaceHolder();
        holder.Replace(
            new Workplace(organisation, new TriageEngine(new TriageData { Knowledge = Core.Knowledge.Search.SearchIndex.Of([]) }))
        );
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Webhooks:engineering:Secret", secret), new("Webhooks:PrivateHosts", privateHosts)])
            .Build();
        var services = new ServiceCollection()
            .AddSingleton(holder)
            .AddSingleton<IConfiguration>(settings)
            .AddSingleton(TimeProvider.System)
            .AddWebhooks()
            .BuildServiceProvider();
        return (services.GetRequiredService<IChannel>(), services);
    }

    private static Task<Delivery> SendAsync(IChannel channel, string key = "row-7")
    {
        var to = new Destination.At(new Place(ChannelNames.Webhook, "engineering"));
        var show = new Outbound.Show("case:ESC-1001:request:1:webhook", to, Card.Of("x"))
        {
            Key = key,
            Lane = "l",
            CaseId = "ESC-1001",
            Report = new BugReport("ESC-1001", "1", "engineering", "Look at it: ü", "# ESC-1001") { Steps = "1. Open it" },
        };
        return channel.SendAsync(new Dispatch(show, to, null, null, null), CancellationToken.None);
    }

    [Fact]
    public async Task A_receiver_that_checks_the_signature_takes_a_report_once_and_says_where_it_is()
    {
        await using var receiver = await Receiver.StartAsync();
        var (channel, services) = Channel(receiver.Address.ToString());
        await using var _s = services;
        var sent = (await SendAsync(channel)).ShouldBeOfType<Delivery.Sent>();
        await SendAsync(channel);
        sent.Receipt.ShouldNotBeNull().Link.ShouldBe(new TrackerLink("ENG-12", "https://tracker.example.com/ENG-12"));
        sent.Receipt.Where.ShouldBe($"127.0.0.1:{receiver.Address.Port}");
        var body = receiver.Taken.ShouldHaveSingleItem();
        ((string?)body["type"], (string?)body["id"], (string?)body["case"]).ShouldBe(("department.request", "row-7", "ESC-1001"));
        ((string?)body["text"], (string?)body["asked"], (string?)body["steps"]).ShouldBe(("# ESC-1001", "Look at it: ü", "1. Open it"));
    }

    [Fact]
    public async Task With_another_secret_the_receiver_refuses_it_and_it_is_given_up()
    {
        await using var receiver = await Receiver.StartAsync();
        var (channel, services) = Channel(receiver.Address.ToString(), secret: new string('x', 40));
        await using var _s = services;
        (await SendAsync(channel)).ShouldBe(new Delivery.Drop("The webhook answered 401."));
        (receiver.Refused, receiver.Taken.Count).ShouldBe((1, 0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    public async Task Nothing_goes_out_unsigned(string secret)
    {
        await using var receiver = await Receiver.StartAsync();
        var (channel, services) = Channel(receiver.Address.ToString(), secret);
        await using var _s = services;
        (await SendAsync(channel)).ShouldBeOfType<Delivery.Drop>().Why.ShouldContain("Webhooks:engineering:Secret");
        receiver.Refused.ShouldBe(0);
    }

    [Theory]
    [InlineData(500, true)]
    [InlineData(429, true)]
    [InlineData(404, false)]
    [InlineData(302, false)]
    public async Task What_may_pass_is_tried_again_a_redirect_is_not_followed_and_the_rest_is_given_up(int status, bool again)
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = http =>
        {
            http.Response.StatusCode = status;
            http.Response.Headers.Location = receiver.Address.ToString();
            http.Response.Headers.RetryAfter = "86400";
            return Task.CompletedTask;
        };
        var (channel, services) = Channel(receiver.Address.ToString());
        await using var _s = services;
        var delivery = await SendAsync(channel);
        if (again)
        {
            delivery.ShouldBeOfType<Delivery.Retry>().After.ShouldBe(TimeSpan.FromMinutes(15));
        }
        else
        {
            delivery.ShouldBe(new Delivery.Drop($"The webhook answered {status}."));
        }
        receiver.Taken.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_endpoint_that_asked_for_patience_is_left_alone()
    {
        await using var receiver = await Receiver.StartAsync();
        var calls = 0;
        receiver.Answer = http =>
        {
            calls++;
            http.Response.StatusCode = 429;
            http.Response.Headers.RetryAfter = "60";
            return Task.CompletedTask;
        };
        var (channel, services) = Channel(receiver.Address.ToString());
        await using var _s = services;
        foreach (var _ in Enumerable.Range(0, 3))
        {
            (await SendAsync(channel))
                .ShouldBeOfType<Delivery.Retry>()
                .After.ShouldBeInRange(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60));
        }
        calls.ShouldBe(1);
    }

    [Theory]
    [InlineData("<html>welcome</html>")]
    [InlineData("[1]")]
    [InlineData("{\"url\":\"javascript:alert(1)\"}")]
    [InlineData("{\"url\":12}")]
    [InlineData("{\"url\":\"\\ud800\"}")]
    [InlineData("")]
    [InlineData(null)]
    public async Task An_answer_that_is_nonsense_or_without_end_links_to_nothing(string? answer)
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = http =>
            http.Response.WriteAsync(answer ?? "{\"url\":\"https://t.example/\",\"x\":\"" + new string('a', 20_000) + "\"}");
        var (channel, services) = Channel(receiver.Address.ToString());
        await using var _s = services;
        (await SendAsync(channel)).ShouldBeOfType<Delivery.Sent>().Receipt.ShouldNotBeNull().Link.ShouldBeNull();
    }

    [Fact]
    public async Task An_endpoint_that_is_away_is_tried_again()
    {
        var receiver = await Receiver.StartAsync();
        var address = receiver.Address.ToString();
        await receiver.DisposeAsync();
        var (channel, services) = Channel(address);
        await using var _s = services;
        (await SendAsync(channel)).ShouldBeOfType<Delivery.Retry>().Why.ShouldBe("127.0.0.1 could not be reached.");
    }

    [Fact]
    public async Task A_private_network_is_connected_to_only_where_it_is_named()
    {
        var (channel, services) = Channel("https://10.255.255.1/hook");
        await using var _s = services;
        (await SendAsync(channel)).ShouldBeOfType<Delivery.Drop>().Why.ShouldContain("Webhooks:PrivateHosts");
    }

    [Theory]
    [InlineData("tracker.example.com", "93.184.216.34", true)]
    [InlineData("tracker.example.com", "2606:4700::1111", true)]
    [InlineData("tracker.example.com", "127.0.0.1", false)]
    [InlineData("tracker.example.com", "::1", false)]
    [InlineData("tracker.example.com", "10.0.0.7", false)]
    [InlineData("tracker.example.com", "169.254.169.254", false)]
    [InlineData("tracker.example.com", "172.16.0.1", false)]
    [InlineData("tracker.example.com", "192.168.1.1", false)]
    [InlineData("tracker.example.com", "100.64.0.1", false)]
    [InlineData("tracker.example.com", "0.0.0.0", false)]
    [InlineData("tracker.example.com", "::ffff:10.0.0.7", false)]
    [InlineData("tracker.example.com", "fd00::1", false)]
    [InlineData("tracker.example.com", "fe80::1", false)]
    [InlineData("tracker.example.com", "64:ff9b::a00:7", false)]
    [InlineData("tracker.example.com", "2002:a00:7::1", false)]
    [InlineData("localhost", "127.0.0.1", true)]
    [InlineData("localhost", "10.0.0.7", false)]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("Tracker.internal", "10.0.0.7", true)]
    [InlineData("tracker.internal", "127.0.0.1", false)]
    public void A_host_is_connected_to_where_its_address_is_public_or_meant(string host, string address, bool may)
    {
        IPAddress[] Allowed() => WebhookAddresses.Allowed(host, [IPAddress.Parse(address)], ["tracker.internal"]);
        if (may)
        {
            Allowed().ShouldHaveSingleItem();
        }
        else
        {
            Should.Throw<ForbiddenAddressException>(Allowed);
        }
    }
}
