using EscalationBot.Bot.Observability;

namespace EscalationBot.Bot.Commands;

/// <summary>The doctor's questions, for the doctor and for every day.</summary>
internal static class CheckupSetup
{
    public static IServiceCollection AddCheckup(this IServiceCollection services)
    {
        services.AddHttpClient(Checks.Http, client => client.Timeout = TimeSpan.FromSeconds(10))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }).RemoveAllLoggers();
        services.AddSingleton<CheckupSurroundings>().AddSingleton<CanaryCheck>().AddSingleton<DailyCheckup>();
        services.AddHostedService(provider => provider.GetRequiredService<DailyCheckup>());
        services.AddSingleton(provider => new HealthPart("canary", Needed: false, _ => ValueTask.FromResult(provider.GetRequiredService<CanaryCheck>().State)));
        return services.AddSingleton(provider => new HealthPart("checkup", Needed: false, _ => ValueTask.FromResult(provider.GetRequiredService<DailyCheckup>().State)));
    }
}
