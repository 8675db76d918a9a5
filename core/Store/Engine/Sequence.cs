namespace EscalationBot.Core.Store.Engine;

/// <summary>
/// Ids of rows: they sort by time and no two replicas make the same one. They go on rising when the clock is set back, also after a
/// restart. Milliseconds in the upper bits, then 10 bits that count within a
/// millisecond, then the 10 bits of the replica's number (counted up in the database at each start). More than 1,024 in a millisecond
/// borrow from the next one.
/// </summary>
/// <param name="now">The clock: of the machine, or of the server that replicas share.</param>
public sealed class Sequence(Func<DateTimeOffset> now)
{
    private const int CounterBits = 10,
        ReplicaBits = 10;
    private long _replica;
    private long _last;

    /// <summary>The next id.</summary>
    public long Next()
    {
        var present = now().ToUnixTimeMilliseconds() << CounterBits;
        long seen,
            next;
        do
        {
            seen = Volatile.Read(ref _last);
            next = Math.Max(seen + 1, present);
        } while (Interlocked.CompareExchange(ref _last, next, seen) != seen);
        return (next << ReplicaBits) | Volatile.Read(ref _replica);
    }

    /// <summary>The moment that an id was made.</summary>
    public static DateTimeOffset TimeOf(long id) => DateTimeOffset.FromUnixTimeMilliseconds(id >> (CounterBits + ReplicaBits));

    /// <summary>How long ago an id was made, by the clock that made it.</summary>
    public TimeSpan AgeOf(long id) => now() - TimeOf(id);

    /// <summary>The smallest id of a moment, for comparisons.</summary>
    public static long FirstOf(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds() << (CounterBits + ReplicaBits);

    /// <summary>All ids from here on are greater than this one.</summary>
    internal void GoOnAfter(long id)
    {
        var last = id >> ReplicaBits;
        long seen;
        do
        {
            seen = Volatile.Read(ref _last);
        } while (seen < last && Interlocked.CompareExchange(ref _last, last, seen) != seen);
    }

    internal void UseReplica(long number) => Volatile.Write(ref _replica, number & ((1 << ReplicaBits) - 1));
}
