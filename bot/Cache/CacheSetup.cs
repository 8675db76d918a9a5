using EscalationBot.Bot.Observability;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Cache;

/// <summary>The cache: Redis where Redis:ConnectionString names one, else this process.</summary>
internal static class CacheSetup
{
    public static IServiceCollection AddCache(this IServiceCollection services)
    {
        services.AddOptions<RedisOptions>().BindConfiguration("Redis").ValidateOnStart();
        services.AddSingleton<IValidateOptions<RedisOptions>>(new RedisOptions.Validation());
        services.AddSingleton(provider => new RedisLink(provider.GetRequiredService<IOptions<RedisOptions>>().Value.ConnectionString, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IDistributedCache>(provider =>
        {
            var here = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions { SizeLimit = 64 * 1024 * 1024 }));
            return IsRedis(provider) ? new RedisCache(provider.GetRequiredService<RedisLink>(), here, provider.GetRequiredService<TimeProvider>()) : here;
        });
        return services.AddSingleton(provider => new HealthPart("redis", Needed: false, _ => LookAsync(provider)));
    }

    private static async ValueTask<PartState> LookAsync(IServiceProvider provider)
    {
        if (!IsRedis(provider)) return PartState.Off("No Redis:ConnectionString; the cache lives in this process.");
        var link = provider.GetRequiredService<RedisLink>();
        await link.TryAsync(redis => redis.PingAsync());
        return link.Trouble is { } trouble ? PartState.Degraded(trouble) : PartState.Ok();
    }

    private static bool IsRedis(IServiceProvider provider) => provider.GetRequiredService<IOptions<RedisOptions>>().Value.ConnectionString.Length > 0;
}
