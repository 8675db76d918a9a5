namespace EscalationBot.Bot.Channels.Teams.Receiving;

/// <summary>
/// Looks every few minutes for files that were allowed and whose bytes never arrived, because a process ended.
/// </summary>
internal sealed partial class FileConsentWorker(FileConsents consents, TimeProvider time, ILogger<FileConsentWorker> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            try
            {
                await consents.RecoverAsync(stoppingToken);
            }
            catch (Exception failed) when (failed is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                LogFailed(failed);
            }
        }
    }

    [LoggerMessage(2121, LogLevel.Warning, "Files that were allowed and did not arrive could not be looked for; tried again")]
    private partial void LogFailed(Exception failed);
}
