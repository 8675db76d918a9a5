using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Bot.Organisation;

/// <summary>
/// Loads the organisation once the database is open and before the workers start, then looks for changes every two seconds. Registered
/// between the two, because hosted services start in order.
/// </summary>
internal sealed partial class OrganisationWatch(
    Database database,
    WorkplaceLoader loader,
    CriteriaWriter writer,
    ILogger<OrganisationWatch> log
) : BackgroundService
{
    private const int RestAfter = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2),
        LongestPause = TimeSpan.FromSeconds(4);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await loader.RefreshAsync(cancellationToken);
        Tell();
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = Pause;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(pause, database.Time, stoppingToken);
            var began = database.Time.GetTimestamp();
            await LookAsync(stoppingToken);
            // Each "solved" changes what articles teach: with many of them, reading again takes a twentieth of the time at most, and what
            // is imported is in force within five seconds.
            var rest = database.Time.GetElapsedTime(began) * RestAfter;
            pause =
                rest < Pause ? Pause
                : rest < LongestPause ? rest
                : LongestPause;
        }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        try
        {
            await writer.WriteAsync(ct);
            var meddled = loader.Meddling;
            var changed = await loader.RefreshAsync(ct);
            if (loader.Meddling is { } meddling && meddling != meddled)
            {
                LogMeddled(meddling.Words);
            }
            if (!changed)
            {
                return;
            }
            if (!loader.Problems.Any(problem => problem.Level == ProblemLevel.Error))
            {
                LogReloaded();
            }
            Tell();
        }
        catch (Exception failed) when (!ct.IsCancellationRequested)
        {
            // The loop of a worker: the organisation in force stays, the next look is due in two seconds.
            LogFailed(failed);
        }
    }

    private void Tell()
    {
        foreach (var problem in loader.Problems)
        {
            if (problem.Level == ProblemLevel.Error)
            {
                LogError(problem.ToString());
            }
            else
            {
                LogNote(problem.ToString());
            }
        }
    }

    [LoggerMessage(2001, LogLevel.Information, "Organisation or articles changed; the new ones are in force")]
    private partial void LogReloaded();

    [LoggerMessage(2002, LogLevel.Error, "Organisation files are not taken over: {Problem}")]
    private partial void LogError(string problem);

    [LoggerMessage(2003, LogLevel.Warning, "Organisation files: {Problem}")]
    private partial void LogNote(string problem);

    [LoggerMessage(2004, LogLevel.Warning, "Organisation could not be looked at; the one in force stays")]
    private partial void LogFailed(Exception failed);

    [LoggerMessage(2005, LogLevel.Warning, "{Words}")]
    private partial void LogMeddled(string words);
}

/// <summary>The organisation's line of /health/ready.</summary>
internal static class OrganisationHealth
{
    /// <summary>That another program wrote our articles is told for so long.</summary>
    private static readonly TimeSpan Told = TimeSpan.FromHours(1);

    /// <summary>Queues whose place is on a channel that is off: their cases are seen by nobody.</summary>
    public static PartState OfQueues(WorkplaceHolder holder, IEnumerable<IChannel> channels)
    {
        if (!holder.IsLoaded)
        {
            return PartState.Off("Nothing is loaded yet.");
        }
        var on = channels.Where(channel => channel.State.Status != "off").Select(channel => channel.Name).ToHashSet(StringComparer.Ordinal);
        var unseen = holder
            .Current.Organisation.Queues.Where(queue => !on.Contains(queue.Place.Channel))
            .Select(queue => $"Queue {queue.Id} posts to {queue.Place.Text}, and that channel is off: its cases are seen by nobody.")
            .ToList();
        return unseen.Count == 0 ? PartState.Ok() : PartState.Degraded(string.Join(' ', unseen));
    }

    public static PartState Of(WorkplaceHolder holder, WorkplaceLoader loader, DateTimeOffset now)
    {
        if (!holder.IsLoaded)
        {
            return PartState.Off("Nothing is loaded yet.");
        }
        if (loader.Meddling is { } meddling && now - meddling.At < Told)
        {
            return PartState.Degraded(meddling.Words);
        }
        var first = loader.Problems.FirstOrDefault(problem => problem.Level == ProblemLevel.Error);
        return first is null
            ? PartState.Ok($"{holder.Current.Organisation.Name}, {holder.Current.Triage.Data.Knowledge.Count} articles")
            : PartState.Degraded($"The files changed and have errors; the last good ones are in force. {first}");
    }
}
