namespace EscalationBot.Core.Store.Engine;

/// <summary>Wakes one waiting loop. Any number of calls before it waits wake it once.</summary>
public sealed class Signal : IDisposable
{
    private readonly SemaphoreSlim _semaphore = new(0, 1);
    private int _set;

    /// <summary>Called at each <see cref="Set"/>: carries the wake-up to other replicas.</summary>
    internal Action? Raised { get; set; }

    /// <summary>Wakes the loop, here and on other replicas.</summary>
    public void Set()
    {
        SetHere();
        Raised?.Invoke();
    }

    /// <summary>Wakes the loop of this process only.</summary>
    public void SetHere()
    {
        if (Interlocked.Exchange(ref _set, 1) == 0)
        {
            _semaphore.Release();
        }
    }

    /// <summary>Waits until it is set or the time is over.</summary>
    public async Task WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken ct)
    {
        using var over = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, over.Token);
        try
        {
            await _semaphore.WaitAsync(either.Token);
            Volatile.Write(ref _set, 0);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // The time is over.
        }
    }

    /// <inheritdoc />
    public void Dispose() => _semaphore.Dispose();
}
