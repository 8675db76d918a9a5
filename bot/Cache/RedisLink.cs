using StackExchange.Redis;

namespace EscalationBot.Bot.Cache;

/// <summary>
/// The connection to Redis. It is made in the background and nothing waits for it; while Redis is away, uses are skipped for a moment instead of timing out one by one.
/// Only asynchronous calls: in this version of the client synchronous ones time out when the pool is starved.
/// </summary>
internal sealed class RedisLink(string connectionString, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Skip = TimeSpan.FromSeconds(2);
    /// <summary>A cache that is slower than this is no help.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Task<ConnectionMultiplexer>? connecting;
    private long skipUntil;

    /// <summary>Why Redis is not used now; null while it answers. Empty until it was first used.</summary>
    public string? Trouble { get; private set; } = "";

    /// <summary>Does something with Redis. False: it is not there now, and the caller goes on without it.</summary>
    public async Task<(bool Done, T? Result)> TryAsync<T>(Func<IDatabase, Task<T>> use)
    {
        if (time.GetTimestamp() < Volatile.Read(ref skipUntil)) return (false, default);
        try
        {
            var connection = await Connection().WaitAsync(Patience, time);
            var result = await use(connection.GetDatabase()).WaitAsync(Patience, time);
            Trouble = null;
            return (true, result);
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            Trouble = $"Redis does not answer ({error.Message.Split('\n')[0]}); the cache lives in this process meanwhile.";
            Volatile.Write(ref skipUntil, time.GetTimestamp() + (long)(Skip.TotalSeconds * time.TimestampFrequency));
            return (false, default);
        }
    }

    public void Dispose()
    {
        if (connecting is { IsCompletedSuccessfully: true } made) made.Result.Dispose();
    }

    private Task<ConnectionMultiplexer> Connection()
    {
        lock (gate)
        {
            // A connection that was made mends itself; one that failed to be made is tried again.
            if (connecting is null or { IsFaulted: true }) connecting = ConnectAsync();
            return connecting;
        }
    }

    private Task<ConnectionMultiplexer> ConnectAsync()
    {
        var options = ConfigurationOptions.Parse(connectionString);
        options.AbortOnConnectFail = false;
        options.ConnectRetry = 1;
        options.ConnectTimeout = (int)Patience.TotalMilliseconds;
        options.ClientName = "escalationbot";
        return Task.Run(() => ConnectionMultiplexer.ConnectAsync(options));
    }
}
