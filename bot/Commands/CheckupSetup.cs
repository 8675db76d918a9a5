using EscalationBot.Bot.Observability;

namespace EscalationBot.Bot.Commands;

/// <summary>The doctor's questions, for the doctor and for every day.</summary>
internal static class CheckupSetup
{
    public static IServiceCollection AddCheckup(this IServiceCollection services)
    {
        services.AddHttpClient(Checks.Http, client => client.Timeout = TimeSpan.FromSeconds(10)).RemoveAllLoggers();
        services.AddSingleton<CheckupSurroundings>().AddSingleton<DailyCheckup>();
        services.AddHostedService(provider => provider.GetRequiredService<DailyCheckup>());
        return services.AddSingleton(provider => new HealthPart("checkup", Needed: false, _ => ValueTask.FromResult(provider.GetRequiredService<DailyCheckup>().State)));
    }
}
