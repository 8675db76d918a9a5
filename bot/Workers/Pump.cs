using System.Collections.Concurrent;
using EscalationBot.Bot.Hosting;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Bot.Workers;

/// <summary>
/// Works on a durable queue: many rows at once, never more than the queue wants in hand (all that is leased is being worked on), no waiting
/// while there is work. Whoever adds a row sets the signal; rows for later, of other replicas, or of a channel that has just become ready
/// are found by looking again after a second.
/// </summary>
internal sealed partial class Pump<TRow>(IQueue<TRow> queue, Signal wake, WorkerState state, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(5);

    /// <summary>What is in hand when the host stops may end by itself for so long.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<long, Task> _inHand = new();
    private volatile bool _full;

    /// <summary>Runs until stopped, then finishes what is in hand.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var abandon = new CancellationTokenSource();
        using var renewing = CancellationTokenSource.CreateLinkedTokenSource(abandon.Token);
        var renewal = RenewAsync(renewing.Token);
        state.Start();
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await StepAsync(abandon.Token, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop.
        }
        state.Stop();
        abandon.CancelAfter(Grace);
        await Task.WhenAll(_inHand.Values);
        await renewing.CancelAsync();
        await renewal;
    }

    private async Task StepAsync(CancellationToken abandon, CancellationToken stop)
    {
        var capacity = queue.MostAtOnce;
        var free = capacity - _inHand.Count;
        // Under load a quarter or more is leased at a time, by one statement; with little to do each row at once.
        _full = free * 4 < capacity;
        if (_full && capacity - _inHand.Count == free)
        {
            await wake.WaitAsync(LookAgain, time, stop);
            return;
        }
        try
        {
            var rows = await queue.LeaseAsync(free, stop);
            // A lease may have run out while the database was away or the clock was set: what is in hand is never begun a second time.
            foreach (var row in rows.Where(row => !_inHand.ContainsKey(queue.IdOf(row))))
            {
                Begin(row, abandon);
            }
            state.Succeeded();
            if (rows.Count == free)
            {
                return;
            }
            await wake.WaitAsync(await PauseAsync(stop), time, stop);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // The database: it says what is wrong in words; we look again until it is well.
            state.Failed(error.Message);
            LogCannotLease(logger, error, state.Name);
            await Task.Delay(LookAgain, time, stop);
        }
    }

    private async Task<TimeSpan> PauseAsync(CancellationToken ct)
    {
        if (await queue.NextDueInAsync(ct) is not { } pause)
        {
            return LookAgain;
        }
        return pause < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1)
            : pause < LookAgain ? pause
            : LookAgain;
    }

    private void Begin(TRow row, CancellationToken abandon)
    {
        var id = queue.IdOf(row);
        // A thread of the pool each: loading and deciding are work for the processor.
        var work = new Task<Task>(() => WorkAsync(id, row, abandon), CancellationToken.None);
        _inHand[id] = work.Unwrap();
        work.Start(TaskScheduler.Default);
        state.InHand = _inHand.Count;
    }

    private async Task WorkAsync(long id, TRow row, CancellationToken abandon)
    {
        try
        {
            await queue.WorkAsync(row, abandon);
        }
        catch (Exception error)
        {
            state.Failed(error.Message);
            LogNotRecorded(logger, error, state.Name, id);
        }
        finally
        {
            _inHand.TryRemove(id, out _);
            state.InHand = _inHand.Count;
            if (_full)
            {
                wake.SetHere();
            }
        }
    }

    private async Task RenewAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Renewal, time, ct);
                var ids = _inHand.Keys.ToList();
                if (ids.Count > 0)
                {
                    await queue.RenewAsync(ids, ct);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception error)
            {
                LogNotRenewed(logger, error, state.Name);
            }
        }
    }

    [LoggerMessage(3001, LogLevel.Error, "The {Worker} worker cannot take rows")]
    private static partial void LogCannotLease(ILogger logger, Exception error, string worker);

    [LoggerMessage(3002, LogLevel.Error, "The {Worker} worker could not record the end of row {Id}; it comes back")]
    private static partial void LogNotRecorded(ILogger logger, Exception error, string worker, long id);

    [LoggerMessage(3003, LogLevel.Warning, "The {Worker} worker could not renew its leases")]
    private static partial void LogNotRenewed(ILogger logger, Exception error, string worker);
}
