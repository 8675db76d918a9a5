using System.Diagnostics;
using EscalationBot.Bot.Cache;
using EscalationBot.Bot.Observability;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Cache;

public sealed class RedisCacheTests
{
    private static readonly byte[] Value = [1, 2, 3];
    private static readonly HybridCacheEntryOptions OnlyLook = new() { Flags = HybridCacheEntryFlags.DisableUnderlyingData };

    [RedisFact]
    public async Task Values_come_back_on_every_replica_and_go_when_removed()
    {
        await using var redis = await OwnRedis.StartAsync();
        await using var here = Services(redis.ConnectionString);
        await using var there = Services(redis.ConnectionString);

        await Cache(here).SetAsync("key", Value);
        (await FindAsync(there, "key")).ShouldBe(Value);
        (await StateAsync(there)).State.ShouldBe("ok");
        await Cache(there).RemoveAsync("key");
        await using var later = Services(redis.ConnectionString);
        (await FindAsync(later, "key")).ShouldBeNull();
    }

    [RedisFact]
    public async Task A_user_with_a_name_and_a_password_of_its_own_is_let_in()
    {
        await using var redis = await OwnRedis.StartAsync(
            "--user",
            "bot",
            "on",
            ">geheim",
            "~escalationbot:*",
            "&*",
            "+@all",
            "--user",
            "default",
            "off"
        );
        await using var services = Services(redis.ConnectionString + ",user=bot,password=geheim");
        (await StateAsync(services)).State.ShouldBe("ok");
        await Cache(services).SetAsync("key", Value);
        (await services.GetRequiredService<IDistributedCache>().GetAsync("key")).ShouldNotBeNull();
        await using var stranger = Services(redis.ConnectionString + ",user=bot,password=wrong");
        (await StateAsync(stranger)).State.ShouldBe("degraded");
    }

    [RedisFact]
    public async Task A_Redis_that_is_killed_costs_no_time_and_is_used_again_when_it_is_back()
    {
        await using var redis = await OwnRedis.StartAsync();
        await using var services = Services(redis.ConnectionString);
        await Cache(services).SetAsync("before", Value);

        await redis.KillAsync();
        await WhenAsync(async () => (await StateAsync(services)).State == "degraded");
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 50; i++)
        {
            await Cache(services).SetAsync($"during {i}", Value);
            (await FindAsync(services, $"during {i}")).ShouldBe(Value);
            (await FindAsync(services, $"unknown {i}")).ShouldBeNull();
        }
        // 150 uses; each would wait a second for a Redis that does not answer.
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15));
        (await StateAsync(services)).Why.ShouldContain("Redis does not answer");

        await redis.RestartAsync();
        await WhenAsync(async () => (await StateAsync(services)).State == "ok");
        await Cache(services).SetAsync("after", Value);
        await using var there = Services(redis.ConnectionString);
        (await FindAsync(there, "after")).ShouldBe(Value);
    }

    [RedisFact]
    public async Task A_Redis_that_hangs_is_waited_for_briefly_and_not_again_and_again()
    {
        await using var redis = await OwnRedis.StartAsync();
        await using var services = Services(redis.ConnectionString);
        await Cache(services).SetAsync("before", Value);
        redis.Stop();
        var watch = Stopwatch.StartNew();
        (await FindAsync(services, "unknown")).ShouldBeNull();
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        (await FindAsync(services, "before")).ShouldBe(Value);
        (await StateAsync(services)).State.ShouldBe("degraded");
    }

    [Fact]
    public async Task Without_Redis_the_cache_lives_here_and_says_so()
    {
        await using var services = Services("");
        await Cache(services).SetAsync("key", Value);
        (await FindAsync(services, "key")).ShouldBe(Value);
        (await StateAsync(services)).ShouldBe(PartState.Off("No Redis:ConnectionString; the cache lives in this process."));
    }

    [Fact]
    public async Task A_Redis_that_is_not_there_leaves_the_cache_of_this_process()
    {
        await using var services = Services($"127.0.0.1:{OwnRedis.FreePort()}");
        // What is kept before the first failure is known may be lost; it is only a cache.
        await WhenAsync(async () =>
        {
            await Cache(services).SetAsync("key", Value);
            return await FindAsync(services, "key") is not null;
        });
        var state = await StateAsync(services);
        state.State.ShouldBe("degraded");
        state.Why.ShouldContain("does not answer");
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("localhost:6379,ssl=true", true)]
    [InlineData("localhost:6379,user=bot,password=x", true)]
    [InlineData("ssl=true", false)]
    [InlineData("localhost:6379,nonsense=1", false)]
    public void A_useless_connection_string_is_told_before_anything_starts(string connectionString, bool good) =>
        new RedisOptions.Validation().Validate(null, new RedisOptions { ConnectionString = connectionString }).Succeeded.ShouldBe(good);

    private static ServiceProvider Services(string connectionString) =>
        new ServiceCollection()
            .AddSingleton<IConfiguration>(
                new ConfigurationBuilder().AddInMemoryCollection([new("Redis:ConnectionString", connectionString)]).Build()
            )
            .AddLogging()
            .AddCache()
            .BuildServiceProvider();

    private static HybridCache Cache(ServiceProvider services) => services.GetRequiredService<HybridCache>();

    private static async Task<byte[]?> FindAsync(ServiceProvider services, string key) =>
        await Cache(services).GetOrCreateAsync(key, _ => ValueTask.FromResult<byte[]?>(null), OnlyLook);

    private static async Task<PartState> StateAsync(ServiceProvider services) =>
        await services.GetRequiredService<HealthPart>().Look(CancellationToken.None);

    private static async Task WhenAsync(Func<Task<bool>> holds)
    {
        for (var i = 0; !await holds(); i++)
        {
            i.ShouldBeLessThan(100);
            await Task.Delay(200);
        }
    }
}
