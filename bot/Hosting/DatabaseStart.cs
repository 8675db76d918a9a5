using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Queues;

namespace EscalationBot.Bot.Hosting;

/// <summary>
/// Opens the database before any other part of the bot starts. On SQLite it first makes sure that no other bot works on the file: until
/// then nothing may be written, neither schema nor knowledge. Then it takes back what a killed bot had in hand.
/// </summary>
internal sealed class DatabaseStart(Database database, Inbox inbox, Outbox outbox, WorkersState state) : IHostedService
{
    private Task? _opening;

    /// <summary>Again is harmless: <c>serve</c> opens it before the host starts, so that a refusal is a sentence and no trace.</summary>
    /// <exception cref="StoreException">Why it cannot be opened, in words.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => _opening ??= OpenAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task OpenAsync(CancellationToken ct)
    {
        await database.OpenAsync(OpenMode.Alone, ct);
        if (database.Engine is DatabaseEngine.Sqlite)
        {
            await inbox.ClearLeasesAsync(ct);
            await outbox.ClearLeasesAsync(ct);
        }
        state.IsDatabaseOpen = true;
    }
}
