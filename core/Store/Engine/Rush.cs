namespace EscalationBot.Core.Store.Engine;

/// <summary>
/// Tells a rush from ordinary days: the last few arrivals came within a tenth of a second. Safe for many threads; a lost count changes
/// nothing.
/// </summary>
internal sealed class Rush
{
    private const int Few = 16;
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);

    private readonly long[] _times = new long[Few];
    private int _next;

    /// <summary>One arrived.</summary>
    /// <param name="timestamp">Of <see cref="TimeProvider.GetTimestamp"/>.</param>
    public void Count(long timestamp) => Volatile.Write(ref _times[(uint)Interlocked.Increment(ref _next) % Few], timestamp);

    /// <summary>The oldest of the last <see cref="Few"/> came a moment ago.</summary>
    public bool IsOn(TimeProvider time) =>
        Volatile.Read(ref _times[(uint)(Volatile.Read(ref _next) + 1) % Few]) is var oldest
        && oldest != 0
        && time.GetElapsedTime(oldest) < Short;
}
