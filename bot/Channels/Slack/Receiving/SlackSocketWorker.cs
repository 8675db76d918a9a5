using System.Net.WebSockets;
using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Channels.Slack.Protocol;

namespace EscalationBot.Bot.Channels.Slack.Receiving;

/// <summary>
/// Keeps two Socket Mode connections, so that one is always there while the other is refreshed. A connection that Slack is about to end is
/// replaced first and closed afterwards.
/// </summary>
internal sealed partial class SlackSocketWorker(
    SlackApi api,
    SlackIntake intake,
    SlackSenses senses,
    IHostApplicationLifetime lifetime,
    ILogger<SlackSocketWorker> log
) : BackgroundService
{
    private const int Connections = 2;
    private const string Problem = "socket";
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>A connection that lasted this long was a good one: the next try is made at once.</summary>
    private static readonly TimeSpan GoodLife = TimeSpan.FromSeconds(30);
    private int _live;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var whenStarted = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => KeepAsync(stoppingToken)));
    }

    /// <summary>One place of the two: always holds a working connection, as far as Slack lets it.</summary>
    private async Task KeepAsync(CancellationToken ct)
    {
        SlackSocket? current = null;
        var pause = TimeSpan.Zero;
        try
        {
            while (!ct.IsCancellationRequested)
            {
                if (pause > TimeSpan.Zero)
                {
                    await Task.Delay(pause, senses.Time, ct);
                }
                var (next, wait) = await OpenAsync(pause, ct);
                if (next is null)
                {
                    if (wait == Timeout.InfiniteTimeSpan)
                    {
                        return;
                    }
                    pause = wait;
                    continue;
                }
                if (current is not null)
                {
                    _ = current.RetireAsync();
                }
                current = next;
                Count(1);
                var since = senses.Now;
                var why = await current.Leaving.WaitAsync(ct);
                Count(-1);
                LogLeaving(log, why);
                pause =
                    senses.Now - since >= GoodLife || why is "refresh_requested" or "warning" ? TimeSpan.Zero
                    : pause == TimeSpan.Zero ? FirstPause
                    : Longer(pause);
                if (why == "link_disabled")
                {
                    senses.Health.Raise(Problem, "Socket Mode is switched off on the app's page at Slack.");
                }
            }
        }
        finally
        {
            if (current is not null)
            {
                await current.DisposeAsync();
            }
        }
    }

    /// <summary>A connection that has said hello; otherwise how long to wait, for ever when only an administrator can help.</summary>
    private async Task<(SlackSocket? Socket, TimeSpan Wait)> OpenAsync(TimeSpan lastPause, CancellationToken ct)
    {
        var opened = await api.OpenConnectionAsync(ct);
        if (opened.Outcome == SlackOutcome.NoAccess)
        {
            senses.Health.Raise(Problem, $"Slack refuses the app-level token ({opened.Error}): check Slack:AppToken and start again.");
            LogRefused(log, opened.Error);
            return (null, Timeout.InfiniteTimeSpan);
        }
        if (!opened.Ok || !Uri.TryCreate(opened.Body.Text("url"), UriKind.Absolute, out var address) || !IsAllowed(address))
        {
            return (null, Failed(opened.Error, opened.After, lastPause));
        }

        var socket = new SlackSocket(intake, senses, log);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(ConnectLimit);
        try
        {
            await socket.ConnectAsync(address, limit.Token);
            return (socket, TimeSpan.Zero);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or HttpRequestException or IOException)
        {
            await socket.DisposeAsync();
            ct.ThrowIfCancellationRequested();
            return (null, Failed("no connection", TimeSpan.Zero, lastPause));
        }
    }

    private TimeSpan Failed(string error, TimeSpan asked, TimeSpan lastPause)
    {
        LogNotConnected(log, error);
        if (Volatile.Read(ref _live) == 0)
        {
            senses.Health.Raise(Problem, "Socket Mode is not connected.");
        }
        var own = lastPause == TimeSpan.Zero ? FirstPause : Longer(lastPause);
        return asked > own ? asked : own;
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 > LongestPause ? LongestPause : pause * 2;

    private void Count(int change)
    {
        var live = Interlocked.Add(ref _live, change);
        senses.IsConnected = live > 0;
        if (live > 0)
        {
            senses.Health.Clear(Problem);
        }
    }

    /// <summary>Encrypted, or on this machine.</summary>
    private static bool IsAllowed(Uri address) =>
        address.Scheme == Uri.UriSchemeWss || (address.Scheme == Uri.UriSchemeWs && address.IsLoopback);

    [LoggerMessage(5060, LogLevel.Information, "Slack: a Socket Mode connection ends ({Reason}); its successor is opened")]
    private static partial void LogLeaving(ILogger log, string reason);

    [LoggerMessage(5061, LogLevel.Error, "Slack: Socket Mode is refused ({Error})")]
    private static partial void LogRefused(ILogger log, string error);

    [LoggerMessage(5062, LogLevel.Warning, "Slack: Socket Mode cannot connect ({Error}); tried again")]
    private static partial void LogNotConnected(ILogger log, string error);
}
