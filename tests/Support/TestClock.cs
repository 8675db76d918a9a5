namespace EscalationBot.Tests.Support;

/// <summary>A clock that stands still until a test moves it; timers fire while it moves, in order.</summary>
public sealed class TestClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<TestTimer> _timers = [];
    private DateTimeOffset _now = start;
    private TimeSpan _set;

    /// <summary>Monday 23 November 2026, 09:00 UTC.</summary>
    public TestClock()
        : this(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero)) { }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now + _set;
        }
    }

    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _now.Ticks;
        }
    }

    /// <summary>Somebody sets the machine's clock; time itself goes on as before.</summary>
    public void SetBy(TimeSpan by)
    {
        lock (_gate)
        {
            _set += by;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new TestTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock; every timer that comes due on the way fires at its own moment.</summary>
    public void Advance(TimeSpan by)
    {
        var end = new DateTimeOffset(GetTimestamp(), TimeSpan.Zero) + by;
        while (true)
        {
            TestTimer? next;
            lock (_gate)
            {
                next = _timers.Where(timer => timer.DueAt <= end).MinBy(timer => timer.DueAt);
                if (next is null)
                {
                    _now = end;
                    return;
                }
                if (next.DueAt > _now)
                {
                    _now = next.DueAt.Value;
                }
                next.Rearm();
            }
            next.Fire();
        }
    }

    /// <summary>Moves the clock to a moment.</summary>
    public void AdvanceTo(DateTimeOffset moment) => Advance(moment - GetUtcNow());

    private sealed class TestTimer(TestClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public DateTimeOffset? DueAt { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod)
        {
            var fireNow = false;
            lock (clock._gate)
            {
                _period = newPeriod;
                clock._timers.Remove(this);
                DueAt = null;
                if (dueTime == TimeSpan.Zero)
                {
                    fireNow = true;
                    if (HasPeriod)
                    {
                        Add(clock._now + _period);
                    }
                }
                else if (dueTime > TimeSpan.Zero)
                {
                    Add(clock._now + dueTime);
                }
            }
            if (fireNow)
            {
                Fire();
            }
            return true;
        }

        public void Rearm()
        {
            var due = DueAt;
            clock._timers.Remove(this);
            DueAt = null;
            if (HasPeriod && due is { } last)
            {
                Add(last + _period);
            }
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
                DueAt = null;
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private bool HasPeriod => _period > TimeSpan.Zero;

        private void Add(DateTimeOffset due)
        {
            DueAt = due;
            clock._timers.Add(this);
        }
    }
}
