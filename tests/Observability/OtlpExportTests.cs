using System.Collections.Concurrent;
using System.Text;
using EscalationBot.Bot;
using EscalationBot.Bot.Observability;
using EscalationBot.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Trace;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Observability;

public sealed class OtlpExportTests
{
    [Fact]
    public async Task Traces_metrics_and_logs_reach_the_collector_with_the_first_spans_of_the_start()
    {
        await using var collector = await Collector.StartAsync();
        using var folder = new TemporaryFolder();
        await using (
            var app = BotSetup.Build(
                Settings(
                    folder,
                    new(OtlpExport.EndpointVariable, collector.Address),
                    new("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
                    new("OTEL_SERVICE_NAME", "named-by-its-owner")
                )
            )
        )
        {
            app.Services.GetServices<IHostedService>().First().GetType().Namespace.ShouldStartWith("OpenTelemetry");
            await app.StartAsync();
            // Without a propagator its own calls make no spans.
            using var http = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null })
            {
                BaseAddress = new Uri(
                    app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()
                ),
            };
            using var page = await http.GetAsync("/?key=not-for-the-collector");
            using var probe = await http.GetAsync("/health/live");
            app.Services.GetRequiredService<ILogger<OtlpExportTests>>().LogWarning("a line {Of} the log", "42-of");
            await app.StopAsync();
        }

        collector.Bodies.Keys.Order().ShouldBe(["/v1/logs", "/v1/metrics", "/v1/traces"]);
        collector.Bodies.Values.ShouldAllBe(body => body.Contains("named-by-its-owner", StringComparison.Ordinal));
        collector.Bodies["/v1/logs"].ShouldContain("a line 42-of the log");
        collector.Bodies["/v1/metrics"].ShouldContain("escalationbot.inbox.failed");
        collector.Bodies["/v1/metrics"].ShouldContain("dotnet.gc.collections");
        collector.Bodies["/v1/traces"].ShouldContain("url.path");
        collector.Bodies["/v1/traces"].ShouldNotContain("/health/live");
        collector.Bodies.Values.ShouldAllBe(body => !body.Contains("not-for-the-collector", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_its_variable_nothing_is_exported()
    {
        using var folder = new TemporaryFolder();
        await using var app = BotSetup.Build(Settings(folder));
        app.Services.GetService<TracerProvider>().ShouldBeNull();
    }

    private static Dictionary<string, string?> Settings(TemporaryFolder folder, params KeyValuePair<string, string?>[] more) =>
        new(more) { ["Urls"] = "http://127.0.0.1:0", ["Database:ConnectionString"] = $"Data Source={folder.File("escalation.db")}" };

    /// <summary>Keeps what it is sent, as text: names and values stand in protobuf as they are.</summary>
    private sealed class Collector(WebApplication app) : IAsyncDisposable
    {
        public ConcurrentDictionary<string, string> Bodies { get; } = new();

        public string Address => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            var collector = new Collector(app);
            app.Run(collector.TakeAsync);
            await app.StartAsync();
            return collector;
        }

        public async ValueTask DisposeAsync() => await app.DisposeAsync();

        private async Task TakeAsync(HttpContext http)
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            Bodies.AddOrUpdate(
                http.Request.Path,
                _ => Encoding.UTF8.GetString(body.ToArray()),
                (_, before) => before + Encoding.UTF8.GetString(body.ToArray())
            );
        }
    }
}
