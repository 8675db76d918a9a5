using EscalationBot.Bot.Hosting.Access;
using Microsoft.Extensions.Logging.Console;

namespace EscalationBot.Bot.Observability;

/// <summary>Logs, metrics and traces.</summary>
internal static class ObservabilitySetup
{
    public static void AddObservability(this WebApplicationBuilder builder)
    {
        // "simple" or "json" by Logging:Console:FormatterName. Set here again: the slim builder has chosen "simple" in code, which would
        // win over the setting.
        builder
            .Logging.ClearProviders()
            .AddConfiguration(builder.Configuration.GetSection("Logging"))
            .AddConsole(console => console.FormatterName = builder.Configuration["Logging:Console:FormatterName"]);
        // Every line goes through the escaping one; the console itself is its own business.
        builder.Services.Remove(builder.Services.Single(service => service.ServiceType == typeof(ILoggerProvider)));
        builder.Services.AddSingleton<ConsoleLoggerProvider>().AddSingleton<ILoggerProvider, EscapingLoggerProvider>();
        // People read times of day, machines whole moments.
        builder.Services.Configure<JsonConsoleFormatterOptions>(json => json.TimestampFormat = "o");
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<BotMetrics>().AddSingleton<PrometheusText>().AddSingleton<StoreGauges>();
        builder.AddOtlpExport();
    }

    public static void MapObservability(this WebApplication app)
    {
        // Created now, so that nothing is missed between start and the first scrape.
        var text = app.Services.GetRequiredService<PrometheusText>();
        foreach (var (instrument, labels) in app.Services.GetRequiredService<BotMetrics>().Expected())
        {
            text.Expect(instrument, labels);
        }
        ProcessMetrics.AddTo(app.Services.GetRequiredService<BotMetrics>().Meter);
        app.Services.GetRequiredService<RequestLimits>().CountIn(app.Services.GetRequiredService<BotMetrics>().Meter);
        app.MapRead("/metrics", AnswerMetricsAsync).For(AccessGroup.Operator);
    }

    private static async Task AnswerMetricsAsync(HttpContext context)
    {
        var services = context.RequestServices;
        await services.GetRequiredService<StoreGauges>().RefreshAsync(context.RequestAborted);
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync(services.GetRequiredService<PrometheusText>().Write(), context.RequestAborted);
    }
}
