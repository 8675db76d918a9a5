using System.Globalization;
using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.People;

namespace EscalationBot.Bot.Channels.Slack.Receiving;

/// <summary>
/// Notes every minute that the bot hears. A gap means that it did not: the host slept or stood still, Socket Mode was down. What was said
/// meanwhile is read from the history. It also tells when sending works and hearing does not.
/// </summary>
internal sealed partial class SlackHearingWorker(
    SlackHistory history,
    ChannelMemory memory,
    SlackOptions options,
    SlackSenses senses,
    ILogger<SlackHearingWorker> log
) : BackgroundService
{
    private const string Heard = "heard";
    private static readonly TimeSpan Beat = TimeSpan.FromMinutes(1),
        Gap = TimeSpan.FromSeconds(150);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception failed) when (failed is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // The note is not moved on: the next look reads the same.
                LogFailed(log, failed);
            }
            await Task.Delay(senses.Identity.Self is null ? TimeSpan.FromSeconds(2) : Beat, senses.Time, stoppingToken);
        }
    }

    /// <summary>One look. True: the note is up to date.</summary>
    public async Task<bool> LookAsync(CancellationToken ct)
    {
        senses.Echo.Look(senses.Now, senses.Health);
        await memory.SetAsync(ChannelNames.Slack, SlackEcho.Memory, senses.Echo.Problem, ct);
        if (senses.Identity.Self is null || (options.IsSocket && !senses.IsConnected))
        {
            return false;
        }
        var now = senses.Now;
        var last =
            long.TryParse(await memory.FindAsync(ChannelNames.Slack, Heard, ct), CultureInfo.InvariantCulture, out var noted) && noted > 0
                ? DateTimeOffset.FromUnixTimeMilliseconds(noted)
                : now;
        // The overlap costs nothing: what arrived is known.
        if (now - last > Gap && await history.CatchUpAsync(last - Beat, ct) is null)
        {
            return false;
        }
        await memory.SetAsync(ChannelNames.Slack, Heard, now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), ct);
        return true;
    }

    [LoggerMessage(5071, LogLevel.Warning, "Slack: what was said without a connection could not be read; tried again")]
    private static partial void LogFailed(ILogger log, Exception failed);
}
