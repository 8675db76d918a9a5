using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Bot.Workers;

/// <summary>Keeps wake-ups between replicas going (PostgreSQL only).</summary>
internal sealed partial class WakeupWorker(ReplicaWakeups wakeups, ILogger<WakeupWorker> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        wakeups.RunAsync(error => LogLost(logger, error), stoppingToken);

    [LoggerMessage(3081, LogLevel.Warning, "Wake-ups between replicas are interrupted; the workers look by themselves meanwhile")]
    private static partial void LogLost(ILogger logger, Exception error);
}
