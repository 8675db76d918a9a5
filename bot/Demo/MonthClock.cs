namespace EscalationBot.Bot.Demo;

/// <summary>The clock of a month in compressed time: it stands still until it is moved. Its timers never fire: nothing waits.</summary>
internal sealed class MonthClock(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    /// <summary>Moves it on; never back.</summary>
    public void MoveTo(DateTimeOffset at)
    {
        if (at > GetUtcNow())
        {
            Interlocked.Exchange(ref _ticks, at.UtcTicks);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Silent();

    private sealed class Silent : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
