using EscalationBot.Core.Store;

namespace EscalationBot.Bot.Workers;

/// <summary>Opens the database before anything listens or works, and closes it last.</summary>
internal sealed class DatabaseStart(Database database, Inbox inbox, Outbox outbox, WorkersState state) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await database.OpenAsync(OpenMode.Create, cancellationToken);
        if (database.Engine is DatabaseEngine.Sqlite)
        {
            // A SQLite file has one process: leases found now are those of one that was killed.
            await inbox.ClearLeasesAsync(cancellationToken);
            await outbox.ClearLeasesAsync(cancellationToken);
        }
        state.IsDatabaseOpen = true;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
