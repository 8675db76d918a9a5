using System.Data.Common;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace EscalationBot.Core.Store.Engine;

/// <summary>
/// One connection while a read or a write uses it. SQL is one text for both engines: values stand in the order in which their <c>@names</c>
/// first appear. Values may be string, long, int, double, bool (stored as 0/1), <see cref="DateTimeOffset"/> (stored as Unix milliseconds)
/// or null. On SQLite every text is prepared once per connection, and all calls finish before they return.
/// </summary>
public sealed class Session : IAsyncDisposable
{
    /// <summary>
    /// More texts than all of ours together; beyond it something builds texts without end, and starting over is the cheap way out.
    /// </summary>
    private const int MostPrepared = 300;

    private readonly DbConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);

    internal Session(DbConnection connection) => _connection = connection;

    /// <summary>The engine, for the one fragment that differs (<see cref="SkipLocked"/>).</summary>
    public DatabaseEngine Engine => _connection is SqliteConnection ? DatabaseEngine.Sqlite : DatabaseEngine.Postgres;

    /// <summary>Ends a SELECT of rows to lease: replicas pass by each other's rows. SQLite has one writer and needs nothing.</summary>
    public string SkipLocked => Engine is DatabaseEngine.Postgres ? " FOR UPDATE SKIP LOCKED" : "";

    internal DbConnection Connection => _connection;
    internal DbTransaction? Transaction { get; set; }
    internal CancellationToken Cancellation { get; set; }
    internal bool Undone { get; private set; }

    /// <summary>Lets the write end normally, with a result, but takes back everything that it wrote.</summary>
    public void Undo() => Undone = true;

    internal void Begin(CancellationToken ct) => (Undone, Cancellation) = (false, ct);

    /// <summary>Runs a statement; how many rows it changed.</summary>
    public async Task<int> ExecuteAsync(string sql, params object?[] values)
    {
        if (_connection is SqliteConnection)
        {
            return Sqlite(sql, values).ExecuteNonQuery();
        }
        await using var command = Postgres(sql, values);
        return await command.ExecuteNonQueryAsync(Cancellation);
    }

    /// <summary>All rows of a query (or of a <c>RETURNING</c>).</summary>
    public async Task<List<T>> QueryAsync<T>(string sql, Func<Row, T> map, params object?[] values)
    {
        var rows = new List<T>();
        if (_connection is SqliteConnection)
        {
            using var reader = Sqlite(sql, values).ExecuteReader();
            var row = new Row(reader);
            while (reader.Read())
            {
                rows.Add(map(row));
            }
            return rows;
        }
        await using var command = Postgres(sql, values);
        await using var remote = await command.ExecuteReaderAsync(Cancellation);
        var current = new Row(remote);
        while (await remote.ReadAsync(Cancellation))
        {
            rows.Add(map(current));
        }
        return rows;
    }

    /// <summary>The first row of a query, or the default when there is none.</summary>
    public async Task<T?> FindAsync<T>(string sql, Func<Row, T> map, params object?[] values)
    {
        if (_connection is SqliteConnection)
        {
            using var reader = Sqlite(sql, values).ExecuteReader();
            return reader.Read() ? map(new Row(reader)) : default;
        }
        await using var command = Postgres(sql, values);
        await using var remote = await command.ExecuteReaderAsync(Cancellation);
        return await remote.ReadAsync(Cancellation) ? map(new Row(remote)) : default;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var command in _prepared.Values)
        {
            await command.DisposeAsync();
        }
        _prepared.Clear();
        await _connection.DisposeAsync();
    }

    private SqliteCommand Sqlite(string sql, object?[] values)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            var statement = Statement.Of(sql);
            Check(statement, values);
            command = (SqliteCommand)_connection.CreateCommand();
            command.CommandText = statement.Named;
            foreach (var name in statement.Names)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = name });
            }
            if (_prepared.Count >= MostPrepared)
            {
                Forget();
            }
            _prepared.Add(sql, command);
        }
        var parameters = command.Parameters;
        if (parameters.Count != values.Length)
        {
            Check(Statement.Of(sql), values);
        }
        for (var i = 0; i < values.Length; i++)
        {
            parameters[i].Value = Stored(values[i]);
        }
        return command;
    }

    private NpgsqlCommand Postgres(string sql, object?[] values)
    {
        var statement = Statement.Of(sql);
        Check(statement, values);
        var command = new NpgsqlCommand(statement.Numbered, (NpgsqlConnection)_connection, (NpgsqlTransaction?)Transaction);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = Stored(value) });
        }
        return command;
    }

    private void Forget()
    {
        foreach (var old in _prepared.Values)
        {
            old.Dispose();
        }
        _prepared.Clear();
    }

    private static void Check(Statement statement, object?[] values)
    {
        if (statement.Names.Count != values.Length)
        {
            throw new ArgumentException(
                $"The statement has {statement.Names.Count} places ({string.Join(", ", statement.Names)}) but "
                    + $"{values.Length} values were given: {statement.Named}",
                nameof(values)
            );
        }
    }

    private static object Stored(object? value) =>
        value switch
        {
            null => DBNull.Value,
            int number => (long)number,
            bool yes => yes ? 1L : 0L,
            DateTimeOffset time => time.ToUnixTimeMilliseconds(),
            string text => Storable(text),
            _ => value,
        };

    /// <summary>
    /// PostgreSQL stores neither U+0000 nor half surrogate pairs, and people's words may hold both: they become U+FFFD on every engine.
    /// </summary>
    private static string Storable(string text)
    {
        if (!text.Contains('\0') && !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return text;
        }
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');
    }
}
