using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using EscalationBot.Core.Privacy;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.People;

namespace EscalationBot.Core.Store;

/// <summary>One table of a dump.</summary>
/// <param name="Name">The table.</param>
/// <param name="Rows">How many rows.</param>
public sealed record TableCount(string Name, long Rows);

/// <summary>
/// Everything that is stored, table by table as jsonl, in a form that every engine reads: one file per table, one object per row, column
/// names as keys. <c>dump.json</c> says the schema's version and the number of rows, so that a reader knows that nothing is missing.
/// </summary>
public sealed class WholeDatabase(Database database)
{
    private const string Manifest = "dump.json",
        Versions = "schema_versions";

    /// <summary>Writes all tables as of one moment, while the bot may run.</summary>
    /// <param name="folder">Exists; files of these names are replaced.</param>
    public Task<IReadOnlyList<TableCount>> DumpAsync(string folder, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<TableCount>>(
            async session =>
            {
                // One snapshot for all tables.
                await session.ExecuteAsync(
                    session.Engine is DatabaseEngine.Sqlite ? "BEGIN" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
                );
                try
                {
                    var counts = new List<TableCount>();
                    foreach (var table in await TablesAsync(session))
                    {
                        counts.Add(new TableCount(table, await WriteTableAsync(session, table, Path.Combine(folder, table + ".jsonl"))));
                    }
                    WriteManifest(Path.Combine(folder, Manifest), await SchemaAsync(session), counts);
                    return counts;
                }
                finally
                {
                    await session.ExecuteAsync("COMMIT");
                }
            },
            ct
        );

    /// <summary>Looks whether a folder holds a dump, without a database.</summary>
    /// <exception cref="StoreException">It does not.</exception>
    public static void Check(string folder) => _ = ReadManifest(folder);

    /// <summary>Replaces everything by a dump, all or nothing. Stop the bot first.</summary>
    /// <exception cref="StoreException">The folder holds no whole dump of this schema, or questions or cases are stored here
    /// already.</exception>
    public Task<IReadOnlyList<TableCount>> LoadAsync(string folder, CancellationToken ct)
    {
        var (schema, expected) = ReadManifest(folder);
        return database.WriteAsync<IReadOnlyList<TableCount>>(session => LoadAsync(session, folder, schema, expected), ct);
    }

    private async Task<IReadOnlyList<TableCount>> LoadAsync(Session session, string folder, long schema, IReadOnlyList<TableCount> expected)
    {
        var own = await SchemaAsync(session);
        if (own != schema)
        {
            throw new StoreException(
                $"The dump was made at schema {Text(schema)} and this program has schema {Text(own)}. Use the "
                    + $"version of the program that made it, then update."
            );
        }
        if (
            await session.FindAsync("SELECT COUNT(*) FROM questions", row => row.Long(0))
                + await session.FindAsync("SELECT COUNT(*) FROM cases", row => row.Long(0))
            > 0
        )
        {
            throw new StoreException(
                $"The database {database.Where} holds questions or cases already. A dump is loaded into a new "
                    + $"database only: name one with Database:ConnectionString, and import all makes it."
            );
        }
        var tables = await TablesAsync(session);
        var counts = new List<TableCount>();
        foreach (var (table, rows) in expected)
        {
            if (!tables.Contains(table, StringComparer.Ordinal))
            {
                throw new StoreException($"The dump has a table {table} that this program does not know.");
            }
            var read = await ReadTableAsync(session, table, Path.Combine(folder, table + ".jsonl"));
            if (read != rows)
            {
                throw new StoreException(
                    $"{table}.jsonl has {Text(read)} rows, dump.json says {Text(rows)}: the dump is not whole. Nothing was changed."
                );
            }
            counts.Add(new TableCount(table, read));
        }
        return counts;
    }

    private static async Task<IReadOnlyList<string>> TablesAsync(Session session)
    {
        var names = await session.QueryAsync(
            session.Engine is DatabaseEngine.Sqlite
                ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
                : "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND "
                    + "table_type = 'BASE TABLE' ORDER BY table_name",
            row => row.Text(0)
        );
        // Who is signed in, and the keys that make cookies, stay where they are.
        return
        [
            .. names
                .Where(name =>
                    name != Versions && name != HiddenWords.Table && !name.StartsWith(SignInStore.TablePrefix, StringComparison.Ordinal)
                )
                .Order(StringComparer.Ordinal),
        ];
    }

    private static Task<long> SchemaAsync(Session session) =>
        session.FindAsync("SELECT MAX(version) FROM schema_versions", row => row.Long(0));

    private static async Task<long> WriteTableAsync(Session session, string table, string path)
    {
        await using var file = PrivateFiles.Create(path);
        // no HTML around it
        await using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        var rows = await session.QueryAsync($"SELECT * FROM {table} ORDER BY 1", row => WriteRow(file, json, row));
        return rows.Count;
    }

    private static bool WriteRow(FileStream file, Utf8JsonWriter json, Row row)
    {
        row.WriteTo(json, _ => false);
        json.Flush();
        json.Reset();
        file.WriteByte((byte)'\n');
        return true;
    }

    private static async Task<long> ReadTableAsync(Session session, string table, string path)
    {
        if (!File.Exists(path))
        {
            throw new StoreException($"There is no file {path}.");
        }
        var columns = await ColumnsAsync(session, table);
        var insert =
            $"INSERT INTO {table} ({string.Join(", ", columns.Select(column => column.Name))}) VALUES ({Statement.Places(columns.Count)})";
        await session.ExecuteAsync($"DELETE FROM {table}");
        long rows = 0;
        foreach (var line in File.ReadLines(path))
        {
            rows++;
            await session.ExecuteAsync(insert, Values(columns, line, $"{table}.jsonl:{Text(rows)}"));
        }
        return rows;
    }

    private static async Task<IReadOnlyList<(string Name, bool IsReal)>> ColumnsAsync(Session session, string table) =>
        await session.QueryAsync(
            session.Engine is DatabaseEngine.Sqlite
                ? "SELECT name, type FROM pragma_table_info(@table) ORDER BY cid"
                : "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = "
                    + "current_schema() AND table_name = @table ORDER BY ordinal_position",
            row => (row.Text(0), row.Text(1).StartsWith("double", StringComparison.OrdinalIgnoreCase)),
            table
        );

    private static object?[] Values(IReadOnlyList<(string Name, bool IsReal)> columns, string line, string place)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            if (
                json.RootElement.EnumerateObject().FirstOrDefault(member => columns.All(column => column.Name != member.Name)) is
                { Value.ValueKind: not JsonValueKind.Undefined } stranger
            )
            {
                throw new StoreException($"{place}: this program has no column {stranger.Name}.");
            }
            return
            [
                .. columns.Select(column =>
                    json.RootElement.TryGetProperty(column.Name, out var value) ? Value(value, column.IsReal) : null
                ),
            ];
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or FormatException)
        {
            throw new StoreException($"{place}: the line cannot be read ({broken.Message}). Nothing was changed.", broken);
        }
    }

    private static object? Value(JsonElement value, bool isReal) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => null,
            // Two lines: one conditional expression would turn the integer into a double and lose its last digits.
            JsonValueKind.Number when isReal => value.GetDouble(),
            JsonValueKind.Number => value.GetInt64(),
            _ => value.GetString(),
        };

    private static void WriteManifest(string path, long schema, IReadOnlyList<TableCount> counts)
    {
        using var file = PrivateFiles.Create(path);
        using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("schema", schema);
        json.WriteStartObject("rows");
        foreach (var (table, rows) in counts)
        {
            json.WriteNumber(table, rows);
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static (long Schema, IReadOnlyList<TableCount> Counts) ReadManifest(string folder)
    {
        var path = Path.Combine(folder, Manifest);
        if (!File.Exists(path))
        {
            throw new StoreException($"There is no {Manifest} in {folder}. Make a dump with: export --out DIR --all");
        }
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            return (
                json.RootElement.GetProperty("schema").GetInt64(),
                [
                    .. json
                        .RootElement.GetProperty("rows")
                        .EnumerateObject()
                        .Select(table => new TableCount(table.Name, table.Value.GetInt64())),
                ]
            );
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new StoreException($"{path} cannot be read ({broken.Message}).", broken);
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
