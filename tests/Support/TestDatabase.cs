using EscalationBot.Core.Store.Engine;
using Npgsql;

namespace EscalationBot.Tests.Support;

/// <summary>
/// A fresh database of one engine for one test: a file in a folder of its own, or a schema of its own in the PostgreSQL that
/// <c>tests/run</c> starts.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    /// <summary>Connection string of a PostgreSQL to test on.</summary>
    public const string PostgresVariable = "ESCALATIONBOT_TEST_POSTGRES";

    private readonly Func<ValueTask> _remove;

    private TestDatabase(DatabaseOptions options, TestClock clock, Database database, Func<ValueTask> remove)
    {
        (Options, Clock, Database) = (options, clock, database);
        _remove = remove;
    }

    /// <summary>Opens the same database again.</summary>
    public DatabaseOptions Options { get; }

    public TestClock Clock { get; }

    public Database Database { get; }

    /// <summary>SQLite always; PostgreSQL where there is one.</summary>
    public static bool HasPostgres => Environment.GetEnvironmentVariable(PostgresVariable) is { Length: > 0 };

    /// <summary>Opens a fresh SQLite file.</summary>
    public static Task<TestDatabase> OpenAsync() => OpenAsync(DatabaseEngine.Sqlite);

    /// <summary>Opens a fresh database.</summary>
    public static async Task<TestDatabase> OpenAsync(DatabaseEngine engine)
    {
        var clock = new TestClock();
        var (options, remove) = await PrepareAsync(engine);
        var database = new Database(options, clock);
        await database.OpenAsync(OpenMode.Create, CancellationToken.None);
        return new TestDatabase(options, clock, database, remove);
    }

    /// <summary>An empty place for a database, and what removes it again.</summary>
    public static async Task<(DatabaseOptions Options, Func<ValueTask> Remove)> PrepareAsync(DatabaseEngine engine)
    {
        if (engine is DatabaseEngine.Sqlite)
        {
            var folder = System.IO.Directory.CreateTempSubdirectory("escalationbot-").FullName;
            return (
                new DatabaseOptions { ConnectionString = $"Data Source={Path.Combine(folder, "test.db")}" },
                () =>
                {
                    System.IO.Directory.Delete(folder, recursive: true);
                    return ValueTask.CompletedTask;
                }
            );
        }
        var server = Environment.GetEnvironmentVariable(PostgresVariable)!;
        var schema = "test_" + Guid.CreateVersion7().ToString("n");
        await RunAsync(server, $"CREATE SCHEMA {schema}");
        var settings = new NpgsqlConnectionStringBuilder(server) { SearchPath = schema, MaxPoolSize = 10 };
        return (
            new DatabaseOptions { Engine = DatabaseEngine.Postgres, ConnectionString = settings.ConnectionString },
            () => RunAsync(server, $"DROP SCHEMA {schema} CASCADE")
        );
    }

    /// <summary>Another connection to the same database, as another replica or the same one after a restart has it.</summary>
    public async Task<Database> OpenAnotherAsync()
    {
        var database = new Database(Options, Clock);
        await database.OpenAsync(OpenMode.Existing, CancellationToken.None);
        return database;
    }

    /// <summary>One number from SQL, to look behind the scenes.</summary>
    public Task<long> CountAsync(string sql) =>
        Database.ReadAsync(session => session.FindAsync(sql, row => row.Long(0)), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await _remove();
    }

    private static async ValueTask RunAsync(string server, string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server) { Pooling = false });
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
