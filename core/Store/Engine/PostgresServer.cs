using Npgsql;

namespace EscalationBot.Core.Store.Engine;

/// <summary>PostgreSQL: pooled connections, each write a transaction of its own, conflicts between replicas tried again.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const int Tries = 4;

    /// <summary>
    /// The queues' tables are empty when PostgreSQL looks at them and full when it matters. A plan kept from then, or one that reads and
    /// sorts all that waits before it takes the first 64, cost 170-250 ms a lease with 11,000 rows waiting; reading in index order and
    /// stopping early cost 20 (same busy machine).
    /// </summary>
    private const string QueuePlans = "-c plan_cache_mode=force_custom_plan -c enable_sort=off -c enable_bitmapscan=off";

    /// <summary>
    /// A replica whose network is cut in the middle of a transaction holds its rows until the server gives the connection up: without
    /// these after two hours, and cases that it had in hand wait as long.
    /// </summary>
    private const string CutConnections =
        "-c idle_in_transaction_session_timeout=10s -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 "
        + "-c tcp_keepalives_count=2 -c tcp_user_timeout=10s";

    private readonly NpgsqlDataSource _source;

    public PostgresServer(string connectionString)
    {
        var settings = Read(connectionString);
        Where = $"{settings.Host}:{settings.Port}/{settings.Database ?? settings.Username}";
        _source = NpgsqlDataSource.Create(settings);
    }

    /// <summary>Our settings below the connection string's.</summary>
    public static NpgsqlConnectionStringBuilder Read(string connectionString)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (ArgumentException error)
        {
            throw new StoreException(
                $"Database:ConnectionString is not one for PostgreSQL ({error.Message}). An example: "
                    + $"Host=localhost;Username=bot;Password=…;Database=escalation",
                error
            );
        }
        if (string.IsNullOrEmpty(settings.Host))
        {
            throw new StoreException(
                "Database:ConnectionString names no Host. An example: Host=localhost;Username=bot;Password=…;Database=escalation"
            );
        }
        settings.ApplicationName ??= "escalationbot";
        if (settings.MaxAutoPrepare == 0)
        {
            (settings.MaxAutoPrepare, settings.AutoPrepareMinUsages) = (200, 2);
        }
        if (!connectionString.Contains("Pool Size", StringComparison.OrdinalIgnoreCase))
        {
            settings.MaxPoolSize = 20;
        }
        settings.Options = $"{QueuePlans} {CutConnections} {settings.Options}".TrimEnd(); // the user's own come later and win
        if (settings.KeepAlive == 0)
        {
            settings.KeepAlive = 30;
        }
        return settings;
    }

    public string Where { get; }

    public NpgsqlDataSource Source => _source;

    public Task<T> WriteAsync<T>(Func<Session, Task<T>> work, CancellationToken ct) => AgainAsync(() => TryWriteAsync(work, ct), ct);

    public Task<T> ReadAsync<T>(Func<Session, Task<T>> read, CancellationToken ct) => AgainAsync(() => TryReadAsync(read, ct), ct);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task<T> TryWriteAsync<T>(Func<Session, Task<T>> work, CancellationToken ct)
    {
        var connection = await _source.OpenConnectionAsync(ct);
        await using var session = new Session(connection);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        session.Transaction = transaction;
        session.Begin(ct);
        var result = await work(session);
        if (session.Undone)
        {
            await transaction.RollbackAsync(CancellationToken.None);
        }
        else
        {
            await transaction.CommitAsync(CancellationToken.None); // a commit that is under way is not given up halfway
        }
        return result;
    }

    private async Task<T> TryReadAsync<T>(Func<Session, Task<T>> read, CancellationToken ct)
    {
        await using var session = new Session(await _source.OpenConnectionAsync(ct));
        session.Begin(ct);
        return await read(session);
    }

    /// <summary>
    /// A serialization failure, a deadlock, a server that went away under a pooled connection: works are written to be run again.
    /// </summary>
    private static async Task<T> AgainAsync<T>(Func<Task<T>> run, CancellationToken ct)
    {
        var tried = 0;
        while (true)
        {
            try
            {
                return await run();
            }
            catch (NpgsqlException error) when (error.IsTransient && ++tried < Tries)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20 * tried * tried), ct);
            }
        }
    }
}
