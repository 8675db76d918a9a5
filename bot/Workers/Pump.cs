using System.Collections.Concurrent;
using EscalationBot.Bot.Hosting;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Bot.Workers;

/// <summary>
/// Works on a durable queue: many rows at once, never more than the queue wants in hand (all that is leased is being worked on), no waiting
/// while there is work. Whoever adds a row hands it over (see <see cref="HandOver{TRow}"/>) or sets the signal; rows for later, of other
/// replicas, or of a channel that has just become ready are found by looking again after a second.
/// </summary>
internal sealed partial class Pump<TRow>(
    IQueue<TRow> queue,
    Signal wake,
    HandOver<TRow> handOver,
    WorkerState state,
    TimeProvider time,
    ILogger logger
) : IReceiver<TRow>
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(5),
        AlmostNothing = TimeSpan.FromMilliseconds(20);

    /// <summary>What is in hand when the host stops may end by itself for so long.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<long, Task> _inHand = new();
    private readonly CancellationTokenSource _abandon = new();
    private volatile bool _full;

    /// <summary>Rows in hand, and room that is kept for others.</summary>
    private int _taken;

    /// <summary>As many as fit.</summary>
    public int Reserve(int most)
    {
        while (true)
        {
            var taken = Volatile.Read(ref _taken);
            var fit = Math.Min(most, queue.MostAtOnce - taken);
            if (fit <= 0)
            {
                return 0;
            }
            if (Interlocked.CompareExchange(ref _taken, taken + fit, taken) == taken)
            {
                return fit;
            }
        }
    }

    /// <inheritdoc />
    public void Release(int count) => Interlocked.Add(ref _taken, -count);

    /// <inheritdoc />
    public void Take(TRow row) => Begin(row);

    /// <inheritdoc />
    public bool Serves(string channel) => queue.Serves(channel);

    /// <summary>Runs until stopped, then finishes what is in hand.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var renewing = CancellationTokenSource.CreateLinkedTokenSource(_abandon.Token);
        var renewal = RenewAsync(renewing.Token);
        handOver.Attach(this);
        state.Start();
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await StepAsync(stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop.
        }
        state.Stop();
        handOver.Attach(null);
        _abandon.CancelAfter(Grace);
        // Also what a transaction hands over that had its room before. It is looked at by the machine's own clock, as the grace is: a clock
        // that stands still (a test's) must not keep the host from stopping.
        while (Volatile.Read(ref _taken) > 0 && !(_inHand.IsEmpty && _abandon.IsCancellationRequested))
        {
            await Task.WhenAny([.. _inHand.Values, Task.Delay(AlmostNothing, TimeProvider.System, CancellationToken.None)]);
        }
        await renewing.CancelAsync();
        await renewal;
        _abandon.Dispose();
    }

    private async Task StepAsync(CancellationToken stop)
    {
        var capacity = queue.MostAtOnce;
        var free = Reserve(capacity);
        // Under load a quarter or more is leased at a time, by one statement; with little to do each row at once.
        _full = free * 4 < capacity;
        if (_full)
        {
            Release(free);
            if (capacity - Volatile.Read(ref _taken) <= free)
            {
                await wake.WaitAsync(LookAgain, time, stop);
            }
            return;
        }
        try
        {
            var rows = await LeaseAsync(free, stop);
            state.Succeeded();
            if (rows == free)
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

    /// <summary>Takes rows and begins them, in room that was reserved; how many there were.</summary>
    private async Task<int> LeaseAsync(int room, CancellationToken stop)
    {
        var unused = room;
        try
        {
            var rows = await queue.LeaseAsync(room, stop);
            // A lease may have run out while the database was away or the clock was set: what is in hand is never begun a second time.
            foreach (var row in rows.Where(row => !_inHand.ContainsKey(queue.IdOf(row))))
            {
                unused--;
                Begin(row);
            }
            return rows.Count;
        }
        finally
        {
            Release(unused);
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

    private void Begin(TRow row)
    {
        var id = queue.IdOf(row);
        // What the request behind a row carries along (its scopes, its trace) ends with the request.
        using (ExecutionContext.SuppressFlow())
        {
            // A thread of the pool each: loading and deciding are work for the processor.
            var work = new Task<Task>(() => WorkAsync(id, row), CancellationToken.None);
            _inHand[id] = work.Unwrap();
            work.Start(TaskScheduler.Default);
        }
        state.InHand = Volatile.Read(ref _taken);
    }

    private async Task WorkAsync(long id, TRow row)
    {
        try
        {
            await queue.WorkAsync(row, _abandon.Token);
        }
        catch (Exception error)
        {
            state.Failed(error.Message);
            LogNotRecorded(logger, error, state.Name, id);
        }
        finally
        {
            _inHand.TryRemove(id, out _);
            Release(1);
            state.InHand = Volatile.Read(ref _taken);
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
