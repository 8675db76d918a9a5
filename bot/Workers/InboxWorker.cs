using System.Diagnostics;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Hosting;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Queues;

namespace EscalationBot.Bot.Workers;

/// <summary>
/// Hands inbox rows to the desk. What throws is tried again, with pauses, and given up in the end with a word to the asker: never silently.
/// </summary>
internal sealed partial class InboxQueue(Inbox inbox, CaseStore cases, IDesk desk, InboxSurroundings around) : IQueue<InboxRow>
{
    public const int MostTries = 5;

    /// <summary>Enough at once that commits are shared and a slow row (a platform that is asked who somebody is) holds nobody up.</summary>
    private const int Most = 96;

    /// <summary>
    /// In a rush the processor belongs to the acknowledgements: platforms give up after 3 s and send again, and what is kept can wait.
    /// </summary>
    private const int MostInRush = 20;

    /// <summary>
    /// While a platform cannot be asked: the first pause, and the longest of ours; what it asks for itself counts when that is longer.
    /// </summary>
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1),
        LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>After so long the person hears that their message is kept; after a day it is given up.</summary>
    private static readonly TimeSpan TellAfter = TimeSpan.FromSeconds(30),
        LongestWait = TimeSpan.FromDays(1);

    public int MostAtOnce => inbox.IsRush ? MostInRush : Most;

    public Task<IReadOnlyList<InboxRow>> LeaseAsync(int max, CancellationToken ct) =>
        inbox.LeaseAsync(max, [.. around.Channels.Where(channel => !channel.IsReady).Select(channel => channel.Name)], ct);

    public bool Serves(string channel) => around.Channels.All(one => one.IsReady || one.Name != channel);

    public Task RenewAsync(IReadOnlyCollection<long> ids, CancellationToken ct) => inbox.RenewAsync(ids, ct);

    public Task<TimeSpan?> NextDueInAsync(CancellationToken ct) => inbox.NextDueInAsync(ct);

    public long IdOf(InboxRow row) => row.Id;

    public async Task WorkAsync(InboxRow row, CancellationToken ct)
    {
        using var activity = Telemetry.Source.StartActivity("handle", ActivityKind.Consumer, row.TraceParent);
        var kind = row.Inbound.GetType().Name.ToLowerInvariant();
        var began = around.Time.GetTimestamp();
        try
        {
            var caused = await desk.HandleAsync(row.Id, row.Inbound, ct);
            around.Completions.Complete(row.Id, caused);
            if (row.Inbound is Inbound.TimePassed passed)
            {
                around.Metrics.TimerHandled(around.Time.GetUtcNow() - passed.DueAt);
            }
            around.Metrics.Handled(kind, "done", around.Time.GetElapsedTime(began), inbox.AgeOf(row.Id));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await inbox.ReleaseAsync(row.Id, TimeSpan.Zero, null, CancellationToken.None);
        }
        catch (PlatformUnavailableException busy)
        {
            around.Metrics.Handled(kind, "waiting", around.Time.GetElapsedTime(began), null);
            await WaitAsync(row, kind, busy);
        }
        catch (Exception error)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            around.Metrics.Handled(kind, "failed", around.Time.GetElapsedTime(began), null);
            await FailAsync(row, kind, error);
        }
    }

    /// <summary>
    /// Nothing is wrong with the row: it waits as long as the platform asks, keeps its lane, and whoever waits for it hears of it when that
    /// takes a while.
    /// </summary>
    private async Task WaitAsync(InboxRow row, string kind, PlatformUnavailableException busy)
    {
        var waited = inbox.AgeOf(row.Id);
        if (waited > LongestWait)
        {
            await FailAsync(row with { Attempt = MostTries }, kind, busy);
            return;
        }

        var own =
            waited / 4 < LongestPause
                ? waited / 4 < ShortestPause
                    ? ShortestPause
                    : waited / 4
                : LongestPause;
        var after = busy.After > own ? busy.After : own;
        LogWaits(around.Logger, row.Id, kind, busy.Message, (int)after.TotalSeconds);
        await inbox.PostponeAsync(
            row.Id,
            after,
            busy.Message,
            waited + after >= TellAfter ? desk.TellWaiting(row.Id, row.Inbound) : [],
            CancellationToken.None
        );
    }

    private async Task FailAsync(InboxRow row, string kind, Exception error)
    {
        // While the database is unwell no try counts: nothing is wrong with the row.
        if (error is StoreException)
        {
            LogTryAgain(around.Logger, error, row.Id, kind, row.Attempt);
            await inbox.PostponeAsync(row.Id, ShortestPause, error.GetType().Name, [], CancellationToken.None);
            return;
        }

        if (row.Attempt < MostTries)
        {
            LogTryAgain(around.Logger, error, row.Id, kind, row.Attempt);
            await inbox.ReleaseAsync(row.Id, Pause(row.Attempt), error.GetType().Name, CancellationToken.None);
            return;
        }
        LogGivenUp(around.Logger, error, row.Id, kind, row.Attempt);
        around.Metrics.Accepted(met: false);
        try
        {
            var apology = desk.Apologise(row.Id, row.Inbound);
            await cases.GiveUpAsync(row.Id, new Decision { Outbound = apology }, error.ToString(), CancellationToken.None);
            around.Completions.Complete(row.Id, apology);
        }
        catch (Exception again) when (again is not StoreException)
        {
            // Not even the apology: the row must not hold up its lane for ever.
            LogNoApology(around.Logger, again, row.Id);
            await inbox.GiveUpAsync(row.Id, error.ToString(), CancellationToken.None);
        }
    }

    /// <summary>0.5, 1.5, 4.5, 13.5 s: an asker waits at most 20 s for the word that it failed.</summary>
    private static TimeSpan Pause(int attempt) => TimeSpan.FromSeconds(0.5 * Math.Pow(3, Math.Min(attempt, 4) - 1));

    [LoggerMessage(3011, LogLevel.Warning, "Inbox row {Id} ({Kind}) failed at try {Attempt}; it is tried again")]
    private static partial void LogTryAgain(ILogger logger, Exception error, long id, string kind, int attempt);

    [LoggerMessage(3014, LogLevel.Warning, "Inbox row {Id} ({Kind}) waits for {Seconds} s: {Why}")]
    private static partial void LogWaits(ILogger logger, long id, string kind, string why, int seconds);

    [LoggerMessage(3012, LogLevel.Error, "Inbox row {Id} ({Kind}) is given up after {Attempt} tries; the asker is told")]
    private static partial void LogGivenUp(ILogger logger, Exception error, long id, string kind, int attempt);

    [LoggerMessage(3013, LogLevel.Error, "No word could be left for the asker of inbox row {Id}")]
    private static partial void LogNoApology(ILogger logger, Exception error, long id);
}

/// <summary>What the inbox's queue looks at beside its stores.</summary>
internal sealed record InboxSurroundings(
    IEnumerable<IChannel> Channels,
    Completions Completions,
    BotMetrics Metrics,
    TimeProvider Time,
    ILogger<InboxQueue> Logger
);

/// <summary>Runs the inbox's pump.</summary>
internal sealed class InboxWorker(InboxQueue queue, Database database, WorkersState state, InboxSurroundings around) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new Pump<InboxRow>(queue, database.Signals.Inbox, database.ToWorker<InboxRow>(), state.Inbox, around.Time, around.Logger).RunAsync(
            stoppingToken
        );
}
