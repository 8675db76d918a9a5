using EscalationBot.Bot.Observability;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Cache;

/// <summary>
/// The cache (<see cref="Microsoft.Extensions.Caching.Hybrid.HybridCache"/>): this process first, and Redis, which replicas share, where
/// Redis:ConnectionString names one. Without Redis the bot loses speed, never data: a use of the cache that fails counts as "not there".
/// </summary>
internal static class CacheSetup
{
    private const long MostBytesHere = 64 * 1024 * 1024;

    public static IServiceCollection AddCache(this IServiceCollection services)
    {
        services.AddOptions<RedisOptions>().BindConfiguration("Redis").ValidateOnStart();
        services.AddSingleton<IValidateOptions<RedisOptions>>(new RedisOptions.Validation());
        services.AddSingleton<RedisLink>();
        services.AddMemoryCache(memory => memory.SizeLimit = MostBytesHere);
        // One that lives in memory is no second level: HybridCache leaves it aside.
        services.AddSingleton<IDistributedCache>(provider =>
            IsRedis(provider)
                ? provider.GetRequiredService<RedisLink>().MakeCache()
                : new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions { SizeLimit = MostBytesHere }))
        );
        services.AddHybridCache();
        return services.AddSingleton(provider => new HealthPart("redis", Needed: false, _ => LookAsync(provider)));
    }

    private static async ValueTask<PartState> LookAsync(IServiceProvider provider)
    {
        if (!IsRedis(provider))
        {
            return PartState.Off("No Redis:ConnectionString; the cache lives in this process.");
        }
        return await provider.GetRequiredService<RedisLink>().FindTroubleAsync() is { } trouble
            ? PartState.Degraded(trouble)
            : PartState.Ok();
    }

    private static bool IsRedis(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<RedisOptions>>().Value.ConnectionString.Length > 0;
}
