using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace EscalationBot.Bot.Cache;

/// <summary>
/// The one connection to Redis, made at first use. While Redis is away, every use fails at once instead of waiting for it; the connection
/// comes back by itself.
/// </summary>
internal sealed class RedisLink(IOptions<RedisOptions> options) : IAsyncDisposable
{
    private const string Prefix = "escalationbot:";

    /// <summary>A cache that is slower than this is no help.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lazy<Task<IConnectionMultiplexer>> _connecting = new(() => ConnectAsync(options.Value.ConnectionString));

    /// <summary>Redis as .NET's cache.</summary>
    public RedisCache MakeCache() =>
        new(Options.Create(new RedisCacheOptions { InstanceName = Prefix, ConnectionMultiplexerFactory = () => _connecting.Value }));

    /// <summary>Asks Redis for a sign of life. Null when it gives one, else a sentence that says what is wrong.</summary>
    public async Task<string?> FindTroubleAsync()
    {
        try
        {
            var connection = await _connecting.Value.WaitAsync(Patience * 2);
            await connection.GetDatabase().PingAsync().WaitAsync(Patience);
            return null;
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            return $"Redis does not answer ({error.Message.Split('\n')[0].TrimEnd('.')}); the cache lives in this process meanwhile.";
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connecting is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await _connecting.Value).DisposeAsync();
        }
    }

    private static async Task<IConnectionMultiplexer> ConnectAsync(string connectionString)
    {
        var settings = ConfigurationOptions.Parse(connectionString);
        settings.AbortOnConnectFail = false;
        settings.BacklogPolicy = BacklogPolicy.FailFast;
        settings.ConnectRetry = 1;
        settings.ConnectTimeout = settings.AsyncTimeout = settings.SyncTimeout = (int)Patience.TotalMilliseconds;
        // The details are counters of threads and queues, which say nothing to the reader of a health page.
        settings.IncludeDetailInExceptions = false;
        settings.ClientName = "escalationbot";
        return await ConnectionMultiplexer.ConnectAsync(settings);
    }
}
