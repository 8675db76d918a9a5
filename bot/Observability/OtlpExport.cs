using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace EscalationBot.Bot.Observability;

/// <summary>
/// Traces, metrics and logs to an OpenTelemetry collector, when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one; the exporter reads its other
/// standard variables itself. The providers start before every other service of the host and send what is left when it stops.
/// </summary>
internal static class OtlpExport
{
    /// <summary>The standard variable; empty = no export.</summary>
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    // The path of a response_url is a secret of its own: who has it may post.
    private const string HooksHost = "hooks.slack.com";

    public static void AddOtlpExport(this WebApplicationBuilder builder)
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration[EndpointVariable]))
        {
            return;
        }
        builder
            .Services.AddOpenTelemetry()
            // The variables come last: who runs the bot may name it otherwise.
            .ConfigureResource(resource =>
                resource
                    .AddService("escalationbot", serviceVersion: typeof(OtlpExport).Assembly.GetName().Version?.ToString(3))
                    .AddEnvironmentVariableDetector()
            )
            .WithTracing(traces =>
                traces
                    .AddSource(Telemetry.Name)
                    .AddAspNetCoreInstrumentation(requests => requests.Filter = IsWorthATrace)
                    .AddHttpClientInstrumentation(calls =>
                        calls.EnrichWithHttpRequestMessage = (activity, request) =>
                        {
                            if (request.RequestUri is { Host: HooksHost })
                            {
                                activity.SetTag("url.full", $"https://{HooksHost}/");
                            }
                        }
                    )
                    .AddNpgsql()
            )
            .WithMetrics(metrics =>
                metrics
                    .AddMeter(Telemetry.Name)
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
                    .AddRuntimeInstrumentation()
                    .AddNpgsqlInstrumentation()
            )
            .WithLogging(null, logs => (logs.IncludeFormattedMessage, logs.IncludeScopes) = (true, false))
            .UseOtlpExporter();
        builder.Services.AddHostedService<GaugeRefresh>();
    }

    /// <summary>Probes and scrapes come every few seconds and say nothing.</summary>
    private static bool IsWorthATrace(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/health") && !context.Request.Path.StartsWithSegments("/metrics");
}

/// <summary>
/// Reads the counts of stored rows for the export: metrics are collected every minute, and counts must not be older than the last.
/// </summary>
internal sealed class GaugeRefresh(StoreGauges gauges, TimeProvider time, IHostApplicationLifetime lifetime) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The database is open from then on.
        var started = new TaskCompletionSource();
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await gauges.RefreshAsync(stoppingToken);
            await Task.Delay(Every, time, stoppingToken);
        }
    }
}
