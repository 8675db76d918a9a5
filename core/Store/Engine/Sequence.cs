namespace EscalationBot.Core.Store.Engine;

/// <summary>
/// Ids of rows: they sort by time and no two replicas make the same one. Milliseconds in the upper bits, then 10 bits that count within a
/// millisecond, then the 10 bits of the replica's number (counted up in the database at each start). More than 1,024 in a millisecond
/// borrow from the next one.
/// </summary>
public sealed class Sequence(TimeProvider time)
{
    private const int CounterBits = 10,
        ReplicaBits = 10;
    private long _replica;
    private long _last;

    /// <summary>The next id.</summary>
    public long Next()
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds() << CounterBits;
        long seen,
            next;
        do
        {
            seen = Volatile.Read(ref _last);
            next = Math.Max(seen + 1, now);
        } while (Interlocked.CompareExchange(ref _last, next, seen) != seen);
        return (next << ReplicaBits) | Volatile.Read(ref _replica);
    }

    /// <summary>The moment that an id was made.</summary>
    public static DateTimeOffset TimeOf(long id) => DateTimeOffset.FromUnixTimeMilliseconds(id >> (CounterBits + ReplicaBits));

    /// <summary>The smallest id of a moment, for comparisons.</summary>
    public static long FirstOf(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds() << (CounterBits + ReplicaBits);

    internal void UseReplica(long number) => Volatile.Write(ref _replica, number & ((1 << ReplicaBits) - 1));
}
