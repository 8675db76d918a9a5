using System.Net;
using System.Net.Sockets;
using EscalationBot.Bot.Cache;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Cache;

public sealed class RedisCacheTests
{
    private const string RedisVariable = "ESCALATIONBOT_TEST_REDIS";
    private static readonly DistributedCacheEntryOptions Hour = new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(1) };

    [RedisFact]
    public async Task Values_come_back_on_every_replica_and_go_when_removed()
    {
        using var link = Link();
        using var other = Link();
        var (here, there) = (Cache(link), Cache(other));
        var key = Guid.CreateVersion7().ToString();

        await here.SetAsync(key, [1, 2, 3], Hour);

        (await there.GetAsync(key)).ShouldBe([1, 2, 3]);
        await there.RemoveAsync(key);
        (await here.GetAsync(key)).ShouldBeNull();
        await here.SetAsync(key, [], Hour);
        (await there.GetAsync(key)).ShouldBe([]);
        link.Trouble.ShouldBeNull();
    }

    [RedisFact]
    public async Task A_sliding_value_lives_on_while_it_is_read_but_not_past_its_end()
    {
        using var link = Link();
        var key = Guid.CreateVersion7().ToString();
        await Cache(link).SetAsync(key, [1], new DistributedCacheEntryOptions { SlidingExpiration = TimeSpan.FromMinutes(10), AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(15) });
        (await LifeAsync(link, key)).ShouldBeInRange(TimeSpan.FromMinutes(9.9), TimeSpan.FromMinutes(10));

        var later = new TestClock(DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().AddMinutes(9).ToUnixTimeMilliseconds()));
        using var laterLink = Link();
        await Cache(laterLink, later).RefreshAsync(key);

        (await LifeAsync(link, key)).ShouldBeInRange(TimeSpan.FromMinutes(5.9), TimeSpan.FromMinutes(6));
    }

    [Fact]
    public async Task Without_Redis_the_cache_lives_here_and_says_so()
    {
        using var link = new RedisLink($"127.0.0.1:{FreePort()},connectTimeout=200", TimeProvider.System);
        var cache = Cache(link);

        await cache.SetAsync("key", [1], Hour);

        (await cache.GetAsync("key")).ShouldBe([1]);
        link.Trouble.ShouldNotBeNull().ShouldContain("does not answer");
        await cache.RemoveAsync("key");
        (await cache.GetAsync("key")).ShouldBeNull();
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("localhost:6379,ssl=true", true)]
    [InlineData("ssl=true", false)]
    [InlineData("localhost:6379,nonsense=1", false)]
    public void A_useless_connection_string_is_told_before_anything_starts(string connectionString, bool good) =>
        new RedisOptions.Validation().Validate(null, new RedisOptions { ConnectionString = connectionString }).Succeeded.ShouldBe(good);

    private static RedisLink Link() => new(Environment.GetEnvironmentVariable(RedisVariable)!, TimeProvider.System);

    private static RedisCache Cache(RedisLink link, TimeProvider? time = null) => new(link, new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions())), time ?? TimeProvider.System);

    private static async Task<TimeSpan> LifeAsync(RedisLink link, string key) => (await link.TryAsync(redis => redis.KeyTimeToLiveAsync("escalationbot:" + key))).Result!.Value;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class RedisFactAttribute : FactAttribute
    {
        public RedisFactAttribute()
        {
            if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(RedisVariable))) Skip = $"{RedisVariable} names no Redis; tests/run starts one and sets it.";
        }
    }
}
