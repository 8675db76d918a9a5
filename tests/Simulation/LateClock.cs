namespace EscalationBot.Tests.Simulation;

/// <summary>A clock that is a little behind another one.</summary>
internal sealed class LateClock(TimeProvider other, TimeSpan by) : TimeProvider
{
    public override long TimestampFrequency => other.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => other.GetUtcNow() - by;

    public override long GetTimestamp() => other.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        other.CreateTimer(callback, state, dueTime, period);
}
