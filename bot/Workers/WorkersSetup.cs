using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Hosting;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Bot.Workers;

/// <summary>
/// What works on its own while the bot runs, and the reception that feeds it. Needs AddStore, AddDatabaseStart, AddObservability and an
/// IDesk.
/// </summary>
internal static class WorkersSetup
{
    /// <summary>
    /// Opens the database. The first of all hosted services: they are started in the order in which they are registered, and stopped in the
    /// opposite one.
    /// </summary>
    public static IServiceCollection AddDatabaseStart(this IServiceCollection services) =>
        services
            .AddSingleton<WorkersState>()
            .AddSingleton<DatabaseStart>()
            .AddHostedService(provider => provider.GetRequiredService<DatabaseStart>());

    public static IServiceCollection AddWorkers(this IServiceCollection services)
    {
        services.AddSingleton<Completions>();
        services.AddSingleton<InboxSurroundings>();
        services.AddSingleton<OutboxSurroundings>();
        services.AddSingleton<ClockSurroundings>();
        services.AddSingleton<ReceptionSurroundings>();
        services.AddSingleton<UninstallNotice>();
        services.AddSingleton(provider => new HealthPart(
            "uninstalled",
            Needed: false,
            provider.GetRequiredService<UninstallNotice>().LookAsync
        ));
        services.AddSingleton<InboxQueue>();
        services.AddSingleton<OutboxQueue>();
        services.AddSingleton<ReplicaWakeups>();
        services.AddSingleton<IReception, Reception>();
        services.AddHostedService<WakeupWorker>();
        services.AddHostedService<OutboxWorker>();
        services.AddHostedService<InboxWorker>();
        services.AddHostedService<ClockWorker>();
        services.AddHostedService<ForgettingWorker>();
        services.AddSingleton<AuditWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<AuditWorker>());
        services.AddSingleton(provider => new HealthPart(
            "audit",
            Needed: false,
            _ => ValueTask.FromResult(provider.GetRequiredService<AuditWorker>().State)
        ));
        return services;
    }
}
