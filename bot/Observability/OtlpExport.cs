using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace EscalationBot.Bot.Observability;

/// <summary>Traces and metrics to an OpenTelemetry collector, when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one; the exporter reads its other standard variables itself.</summary>
internal sealed class OtlpExport(StoreGauges gauges, TimeProvider time) : BackgroundService
{
    private static readonly string[] Sources = [Telemetry.Name, "Microsoft.AspNetCore", "System.Net.Http"];
    private static readonly string[] Meters = [Telemetry.Name, "Microsoft.AspNetCore.Hosting", "System.Net.Http", "System.Runtime"];

    private TracerProvider? traces;
    private MeterProvider? metrics;

    /// <summary>Metrics are collected every minute; counts of rows must not be older than the last.</summary>
    private static readonly TimeSpan RefreshEvery = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var resource = ResourceBuilder.CreateDefault().AddService("escalationbot", serviceVersion: typeof(OtlpExport).Assembly.GetName().Version?.ToString(3)).AddEnvironmentVariableDetector();
        traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Sources).AddOtlpExporter().Build();
        metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Meters).AddOtlpExporter().Build();
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(RefreshEvery, time, stoppingToken);
            await gauges.RefreshAsync(stoppingToken);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        traces?.ForceFlush(2000);
        metrics?.ForceFlush(2000);
    }

    public override void Dispose()
    {
        traces?.Dispose();
        metrics?.Dispose();
        base.Dispose();
    }
}

/// <summary>Registers the export.</summary>
internal static class OtlpSetup
{
    /// <summary>The standard variable; empty = no export.</summary>
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void AddOtlpExport(this WebApplicationBuilder builder)
    {
        if (string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(EndpointVariable))) return;
        builder.Services.AddHostedService<OtlpExport>();
    }
}
