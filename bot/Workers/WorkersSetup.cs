using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Store;

namespace EscalationBot.Bot.Workers;

/// <summary>What works on its own while the bot runs, and the reception that feeds it. Needs AddStore, AddObservability and an IDesk.</summary>
internal static class WorkersSetup
{
    public static IServiceCollection AddWorkers(this IServiceCollection services)
    {
        services.AddSingleton<WorkersState>();
        services.AddSingleton<Completions>();
        services.AddSingleton<InboxSurroundings>();
        services.AddSingleton<OutboxSurroundings>();
        services.AddSingleton<ClockSurroundings>();
        services.AddSingleton<ReceptionSurroundings>();
        services.AddSingleton<InboxQueue>();
        services.AddSingleton<OutboxQueue>();
        services.AddSingleton<ReplicaWakeups>();
        services.AddSingleton<IReception, Reception>();
        // Started in this order, stopped in the opposite one: the database is there before all others.
        services.AddHostedService<DatabaseStart>();
        services.AddHostedService<WakeupWorker>();
        services.AddHostedService<OutboxWorker>();
        services.AddHostedService<InboxWorker>();
        services.AddHostedService<ClockWorker>();
        services.AddHostedService<ForgettingWorker>();
        services.AddSingleton<AuditWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<AuditWorker>());
        services.AddSingleton(provider => new HealthPart("audit", Needed: false, _ => ValueTask.FromResult(provider.GetRequiredService<AuditWorker>().State)));
        services.AddSingleton<CardCheckSurroundings>().AddSingleton<CardCheck>();
        services.AddHostedService(provider => provider.GetRequiredService<CardCheck>());
        services.AddSingleton(provider => new HealthPart("cards", Needed: false, _ => ValueTask.FromResult(provider.GetRequiredService<CardCheck>().State)));
        services.AddSingleton<QueueHealth>();
        services.AddSingleton(provider => new HealthPart("database", Needed: true, provider.GetRequiredService<QueueHealth>().DatabaseAsync));
        services.AddSingleton(provider => new HealthPart("workers", Needed: true, _ => ValueTask.FromResult(provider.GetRequiredService<QueueHealth>().Workers())));
        services.AddSingleton(provider => new HealthPart("waiting", Needed: false, provider.GetRequiredService<QueueHealth>().WaitingAsync));
        return services;
    }
}
