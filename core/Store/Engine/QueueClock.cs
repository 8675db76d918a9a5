namespace EscalationBot.Core.Store.Engine;

/// <summary>
/// The clock of leases and pauses. It runs on evenly, whatever is done to the clock of the machine: nobody's lease ends early and no pause
/// gets longer. All replicas of a PostgreSQL database follow its server's clock.
/// </summary>
public sealed class QueueClock
{
    private readonly TimeProvider _time;
    private readonly long _began;
    private long _offset;

    /// <summary>Starts at the present time of <paramref name="time"/>.</summary>
    public QueueClock(TimeProvider time)
    {
        _time = time;
        _began = time.GetTimestamp();
        _offset = time.GetUtcNow().UtcTicks;
    }

    /// <summary>The present moment. It may differ from the machine's time: compare it with moments of this clock only.</summary>
    public DateTimeOffset Now => new(Volatile.Read(ref _offset) + Elapsed, TimeSpan.Zero);

    private long Elapsed => _time.GetElapsedTime(_began).Ticks;

    /// <summary>From here on it shows the server's time.</summary>
    /// <param name="ahead">How far the server's clock is ahead of the machine's at this moment.</param>
    /// <param name="unsure">How much of that may be the way to the server.</param>
    public void Follow(TimeSpan ahead, TimeSpan unsure)
    {
        var moment = _time.GetUtcNow() + (ahead.Duration() <= unsure ? TimeSpan.Zero : ahead);
        if ((moment - Now).Duration() > unsure)
        {
            Volatile.Write(ref _offset, moment.UtcTicks - Elapsed);
        }
    }
}
