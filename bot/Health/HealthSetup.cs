using EscalationBot.Bot.Hosting.Access;
using EscalationBot.Bot.Observability;
using Microsoft.AspNetCore.Authorization;

namespace EscalationBot.Bot.Health;

/// <summary>How the bot is: what a probe is told, and the doctor's questions, for the doctor and for every day.</summary>
internal static class HealthSetup
{
    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<HealthReport>();
        services.AddSingleton<CardComparisonStores>().AddSingleton<CardComparisonSurroundings>();
        services.AddSingleton<CardComparison>().AddSingleton<UnsentWords>().AddSingleton<Reconciler>();
        services.AddHostedService(provider => provider.GetRequiredService<Reconciler>());
        services.AddSingleton(provider => new HealthPart(
            "cards",
            Needed: false,
            _ => ValueTask.FromResult(provider.GetRequiredService<Reconciler>().State)
        ));
        services.AddSingleton<QueueHealth>();
        services.AddSingleton(provider => new HealthPart(
            "database",
            Needed: true,
            provider.GetRequiredService<QueueHealth>().DatabaseAsync
        ));
        services.AddSingleton(provider => new HealthPart(
            "workers",
            Needed: true,
            _ => ValueTask.FromResult(provider.GetRequiredService<QueueHealth>().Workers())
        ));
        services.AddSingleton(provider => new HealthPart(
            "waiting",
            Needed: false,
            provider.GetRequiredService<QueueHealth>().WaitingAsync
        ));
        services
            .AddHttpClient(ConnectionChecks.Http, client => client.Timeout = TimeSpan.FromSeconds(10))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
            .RemoveAllLoggers();
        services.AddSingleton<CheckupSurroundings>().AddSingleton<CanaryCheck>().AddSingleton<DailyCheckup>();
        services.AddHostedService(provider => provider.GetRequiredService<DailyCheckup>());
        services.AddSingleton(provider => new HealthPart(
            "canary",
            Needed: false,
            _ => ValueTask.FromResult(provider.GetRequiredService<CanaryCheck>().State)
        ));
        services.AddSingleton(provider => new HealthPart(
            "checkup",
            Needed: false,
            _ => ValueTask.FromResult(provider.GetRequiredService<DailyCheckup>().State)
        ));
        return services;
    }

    public static void MapHealth(this WebApplication app)
    {
        app.MapRead(
                "/health/live",
                context =>
                {
                    context.Response.ContentType = "text/plain; charset=utf-8";
                    return context.Response.WriteAsync("alive\n", context.RequestAborted);
                }
            )
            .For(AccessGroup.Public);
        app.MapRead("/health/ready", AnswerReadyAsync).For(AccessGroup.Public);
    }

    /// <summary>Whether it is ready, for everybody; what each part does, for whoever runs it.</summary>
    private static async Task AnswerReadyAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var operates = await services
            .GetRequiredService<IAuthorizationService>()
            .AuthorizeAsync(context.User, context, AccessRules.Operator);
        await services.GetRequiredService<HealthReport>().AnswerReadyAsync(context, operates.Succeeded);
    }
}
