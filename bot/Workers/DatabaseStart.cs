using EscalationBot.Core;
using EscalationBot.Core.Store;

namespace EscalationBot.Bot.Workers;

/// <summary>Opens the database before anything listens or works. On SQLite it also makes sure that no other bot works on the file, and takes back what a killed one had in hand.</summary>
internal sealed class DatabaseStart(Database database, Inbox inbox, Outbox outbox, WorkersState state) : IHostedService, IDisposable
{
    private FileStream? claim;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await database.OpenAsync(OpenMode.Create, cancellationToken);
        if (database.Engine is DatabaseEngine.Sqlite)
        {
            claim = Claim(database.Where);
            await inbox.ClearLeasesAsync(cancellationToken);
            await outbox.ClearLeasesAsync(cancellationToken);
        }
        state.IsDatabaseOpen = true;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => claim?.Dispose();

    /// <summary>The system takes the lock back when the process ends, however it ends.</summary>
    private static FileStream Claim(string file)
    {
        try
        {
            return PrivateFiles.OpenOrCreate(file + ".lock", FileShare.None);
        }
        catch (IOException taken)
        {
            throw new StoreException($"Another bot runs on the database {file}. Stop it first, or use PostgreSQL for replicas.", taken);
        }
    }
}
