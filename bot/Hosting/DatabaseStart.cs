using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Queues;

namespace EscalationBot.Bot.Hosting;

/// <summary>
/// Opens the database before any other part of the bot starts. On SQLite it first makes sure that no other bot works on the file: until
/// then nothing may be written, neither schema nor knowledge. Then it takes back what a killed bot had in hand. A
/// server that does not answer is waited for.
/// </summary>
internal sealed partial class DatabaseStart(
    Database database,
    Inbox inbox,
    Outbox outbox,
    WorkersState state,
    TimeProvider time,
    ILogger<DatabaseStart> logger
) : IHostedService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5),
        LongestPause = TimeSpan.FromSeconds(5);

    private Task? _opening;

    /// <summary>Again is harmless: <c>serve</c> opens it before the host starts, so that a refusal is a sentence and no trace.</summary>
    /// <exception cref="StoreException">Why it cannot be opened, in words.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => _opening ??= OpenAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task OpenAsync(CancellationToken ct)
    {
        await WaitForServerAsync(ct);
        if (database.Engine is DatabaseEngine.Sqlite)
        {
            await inbox.ClearLeasesAsync(ct);
            await outbox.ClearLeasesAsync(ct);
        }
        state.IsDatabaseOpen = true;
    }

    /// <summary>
    /// After a reboot the database may come later than the bot. Ending would not help: a supervisor that does not start again what ended
    /// with 2 (wrong settings) would leave it down.
    /// </summary>
    private async Task WaitForServerAsync(CancellationToken ct)
    {
        for (var pause = FirstPause; ; pause = pause < LongestPause ? pause * 2 : pause)
        {
            try
            {
                await database.OpenAsync(OpenMode.Alone, ct);
                return;
            }
            catch (StoreException away) when (away.IsAway)
            {
                LogWaits(logger, away.Message);
                await Task.Delay(pause, time, ct);
            }
        }
    }

    [LoggerMessage(1005, LogLevel.Warning, "The start waits for the database: {Why}")]
    private static partial void LogWaits(ILogger logger, string why);
}
