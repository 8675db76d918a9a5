namespace EscalationBot.Bot.Channels.WebChat.Sending;

/// <summary>Every few minutes deletes files that were kept long enough, and what a process that died left half-way.</summary>
internal sealed partial class FileSweeper(WebChatFiles files, TimeProvider time, ILogger<FileSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                CarriedFiles.Sweep();
                if (files.Sweep() is > 0 and var deleted)
                {
                    LogDeleted(logger, deleted);
                }
            }
            catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
            {
                LogFailed(logger, failed);
            }
            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(2210, LogLevel.Information, "{Count} attached files were kept long enough and deleted")]
    private static partial void LogDeleted(ILogger logger, int count);

    [LoggerMessage(2211, LogLevel.Warning, "Attached files could not be looked through; tried again in ten minutes")]
    private static partial void LogFailed(ILogger logger, Exception failed);
}
