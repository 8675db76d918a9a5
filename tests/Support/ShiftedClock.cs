namespace EscalationBot.Tests.Support;

/// <summary>
/// Runs as fast as the real clock, from a working hour of a Monday on: clocks on cards and pictures read the same on every day, and no
/// article of the sample passes its review date.
/// </summary>
internal sealed class ShiftedClock : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 9, 3, 0, TimeSpan.Zero);
    private readonly long _began = System.GetTimestamp();

    private long _more;

    public override DateTimeOffset GetUtcNow() => Start + System.GetElapsedTime(_began) + TimeSpan.FromTicks(Interlocked.Read(ref _more));

    /// <summary>Jumps ahead.</summary>
    public void Shift(TimeSpan by) => Interlocked.Add(ref _more, by.Ticks);
}
