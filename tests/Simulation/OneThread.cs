using System.Collections.Concurrent;

namespace EscalationBot.Tests.Simulation;

/// <summary>
/// The one thread of a history: whatever goes on after an <c>await</c> waits in its queue. Nothing runs beside it but a database's writer,
/// and then it waits for that. The same draws so give the same history.
/// </summary>
internal sealed class OneThread : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<(SendOrPostCallback What, object? State)> _queue = [];
    private int _inTransaction;

    public override void Post(SendOrPostCallback d, object? state) => _queue.Add((d, state));

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Nothing here waits for itself.");

    /// <summary>Runs a transaction; until it has ended, nothing else goes on.</summary>
    public async Task TransactAsync(Func<Task> transaction)
    {
        _inTransaction++;
        try
        {
            await transaction();
        }
        finally
        {
            _inTransaction--;
        }
    }

    /// <summary>Runs all that can go on by itself.</summary>
    public void RunUntilIdle()
    {
        while (_queue.TryTake(out var next, _inTransaction > 0 ? Timeout.Infinite : 0))
        {
            next.What(next.State);
        }
    }

    /// <summary>Runs something to its end.</summary>
    public T Complete<T>(Func<Task<T>> work)
    {
        var task = WrapAsync();
        while (!task.IsCompleted)
        {
            var (what, state) = _queue.Take();
            what(state);
        }

        return task.GetAwaiter().GetResult();

        async Task<T> WrapAsync() => await work();
    }

    /// <summary>Runs something to its end.</summary>
    public void Complete(Func<Task> work) =>
        Complete(async () =>
        {
            await work();
            return true;
        });

    public void Dispose() => _queue.Dispose();
}
