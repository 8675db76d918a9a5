using System.Buffers.Binary;
using Microsoft.Extensions.Caching.Distributed;
using StackExchange.Redis;

namespace EscalationBot.Bot.Cache;

/// <summary>
/// A cache in Redis that falls back to one in this process: the bot loses speed without Redis, never data. Microsoft's package of the same purpose replaces it by one registration.
/// A value is stored behind 16 bytes: the absolute end (Unix ms, 0 = none) and the sliding time (ms, 0 = none).
/// </summary>
internal sealed class RedisCache(RedisLink link, IDistributedCache fallback, TimeProvider time) : IDistributedCache
{
    private const string Prefix = "escalationbot:";
    private const int Head = 16;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        var (done, stored) = await link.TryAsync(redis => ReadAsync(redis, key));
        return done ? stored : await fallback.GetAsync(key, token);
    }

    public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        var now = time.GetUtcNow();
        var end = options.AbsoluteExpiration ?? (options.AbsoluteExpirationRelativeToNow is { } relative ? now + relative : null);
        if (end <= now) throw new ArgumentOutOfRangeException(nameof(options), "The absolute end lies in the past.");
        var stored = new byte[Head + value.Length];
        BinaryPrimitives.WriteInt64LittleEndian(stored, end?.ToUnixTimeMilliseconds() ?? 0);
        BinaryPrimitives.WriteInt64LittleEndian(stored.AsSpan(8), (long)(options.SlidingExpiration?.TotalMilliseconds ?? 0));
        value.CopyTo(stored, Head);
        var (done, _) = await link.TryAsync(redis => redis.StringSetAsync(Prefix + key, stored, Life(end, options.SlidingExpiration, now)));
        if (!done) await fallback.SetAsync(key, value, options, token);
    }

    public async Task RefreshAsync(string key, CancellationToken token = default)
    {
        var (done, _) = await link.TryAsync(redis => ReadAsync(redis, key));
        if (!done) await fallback.RefreshAsync(key, token);
    }

    public async Task RemoveAsync(string key, CancellationToken token = default)
    {
        // Both: what was kept here while Redis was away must not come back when it goes away again.
        await fallback.RemoveAsync(key, token);
        await link.TryAsync(redis => redis.KeyDeleteAsync(Prefix + key));
    }

    public byte[]? Get(string key) => GetAsync(key).GetAwaiter().GetResult();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => SetAsync(key, value, options).GetAwaiter().GetResult();

    public void Refresh(string key) => RefreshAsync(key).GetAwaiter().GetResult();

    public void Remove(string key) => RemoveAsync(key).GetAwaiter().GetResult();

    private async Task<byte[]?> ReadAsync(IDatabase redis, string key)
    {
        var stored = (byte[]?)await redis.StringGetAsync(Prefix + key);
        if (stored is null || stored.Length < Head) return null;
        var end = BinaryPrimitives.ReadInt64LittleEndian(stored);
        var sliding = BinaryPrimitives.ReadInt64LittleEndian(stored.AsSpan(8));
        if (sliding > 0) await redis.KeyExpireAsync(Prefix + key, Life(end == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(end), TimeSpan.FromMilliseconds(sliding), time.GetUtcNow()));
        return stored[Head..];
    }

    /// <summary>A value without any end lives a day: a cache that only grows ends as an outage.</summary>
    private static TimeSpan Life(DateTimeOffset? end, TimeSpan? sliding, DateTimeOffset now)
    {
        var left = end - now ?? (sliding is null ? Longest : TimeSpan.MaxValue);
        return sliding < left ? sliding.Value : left;
    }
}
