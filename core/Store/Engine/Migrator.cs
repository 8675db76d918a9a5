using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace EscalationBot.Core.Store.Engine;

/// <summary>
/// Brings the schema up to date: the embedded files <c>V001_*.sql</c>, …, each once, in order, in one transaction that replicas starting
/// together wait for. What was applied must not have changed since. A database of a newer program is left alone, unless its steps say that
/// this one may start on them: so that two versions run side by side during an update, and a rollback is possible.
/// </summary>
internal sealed class Migrator(Database database)
{
    private const string Folder = ".Store.Migrations.";

    /// <summary>Any number of ours: all replicas lock the same one.</summary>
    private const long LockNumber = 0x455343424F54;

    /// <summary>From this step on it is kept which programs may start on a step.</summary>
    private const int KeepsOldest = 20;

    private static readonly Lazy<IReadOnlyList<Migration>> Ours = new(Embedded);

    private readonly IReadOnlyList<Migration> _migrations = Ours.Value;

    /// <summary>For tests of newer and changed schemas.</summary>
    internal Migrator(Database database, IReadOnlyList<Migration> migrations)
        : this(database) => _migrations = migrations;

    /// <summary>Applies what is missing; how many steps that was.</summary>
    /// <exception cref="StoreException">Newer, changed, or missing where it must exist.</exception>
    public Task<int> ApplyAsync(OpenMode mode, CancellationToken ct) => database.WriteAsync(session => ApplyAsync(session, mode), ct);

    /// <summary>The embedded files, in order.</summary>
    internal static IReadOnlyList<Migration> Embedded()
    {
        var assembly = typeof(Migrator).Assembly;
        return
        [
            .. assembly
                .GetManifestResourceNames()
                .Where(name => name.Contains(Folder, StringComparison.Ordinal) && name.EndsWith(".sql", StringComparison.Ordinal))
                .Select(name => Read(assembly, name))
                .OrderBy(migration => migration.Version),
        ];
    }

    private async Task<int> ApplyAsync(Session session, OpenMode mode)
    {
        if (session.Engine is DatabaseEngine.Postgres)
        {
            await session.QueryAsync("SELECT pg_advisory_xact_lock(@number)", _ => 0, LockNumber);
        }
        if (mode is OpenMode.Existing && !await IsOursAsync(session))
        {
            throw new StoreException(
                $"The database at {database.Where} holds nothing of ours yet (Database:ConnectionString). The verb serve makes its tables."
            )
            {
                IsMissing = true,
            };
        }
        await session.ExecuteAsync(
            "CREATE TABLE IF NOT EXISTS schema_versions (version BIGINT PRIMARY KEY, name TEXT NOT NULL, "
                + "hash TEXT NOT NULL, applied_at BIGINT NOT NULL)"
        );
        var applied = (
            await session.QueryAsync(
                "SELECT version, name, hash FROM schema_versions ORDER BY version",
                row => new Applied(row.Int(0), row.Text(1), row.Text(2))
            )
        ).ToDictionary(one => one.Version);
        CheckHashes(applied);
        await CheckNewerAsync(session, applied.Keys.DefaultIfEmpty().Max());
        var missing = _migrations.Where(migration => !applied.ContainsKey(migration.Version)).ToList();
        foreach (var migration in missing)
        {
            await RunAsync(session, migration.Sql);
            await session.ExecuteAsync(
                "INSERT INTO schema_versions (version, name, hash, applied_at) VALUES (@version, @name, @hash, @at)",
                migration.Version,
                migration.Name,
                migration.Hash,
                database.Time.GetUtcNow()
            );
            if (migration.Oldest is { } oldest)
            {
                await session.ExecuteAsync(
                    "UPDATE schema_versions SET oldest = @oldest WHERE version = @version",
                    oldest,
                    migration.Version
                );
            }
        }
        return missing.Count;
    }

    private async Task CheckNewerAsync(Session session, int stored)
    {
        var newest = _migrations[^1].Version;
        if (stored <= newest)
        {
            return;
        }
        var oldest =
            newest < KeepsOldest
                ? stored
                : await session.FindAsync(
                    "SELECT MAX(COALESCE(oldest, version)) FROM schema_versions WHERE version > @newest",
                    row => row.Int(0),
                    newest
                );
        if (oldest > newest)
        {
            throw new StoreException(
                $"The database {database.Where} was made by a newer version of this program (schema {stored}, "
                    + $"this one knows {newest}). Run that version, or restore a backup from before the update."
            );
        }
    }

    private void CheckHashes(Dictionary<int, Applied> applied)
    {
        foreach (var migration in _migrations)
        {
            if (applied.TryGetValue(migration.Version, out var one) && one.Hash != migration.Hash)
            {
                throw new StoreException(
                    $"Schema step {migration.Name} was changed after the database {database.Where} had applied "
                        + $"{one.Name}. Steps are never changed once used: run the program that made the database, or start "
                        + $"with a new one."
                );
            }
        }
    }

    private static Task<bool> IsOursAsync(Session session) =>
        session.Engine is DatabaseEngine.Sqlite
            ? session.FindAsync("SELECT 1 FROM sqlite_master WHERE name = 'schema_versions'", _ => true)
            : session.FindAsync(
                "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'schema_versions'",
                _ => true
            );

    /// <summary>Many statements in one text, without values.</summary>
    private static async Task RunAsync(Session session, string sql)
    {
        await using var command = session.Connection.CreateCommand();
        command.Transaction = session.Transaction;
        // The same 64-bit number, but in SQLite only under this name the row itself: a tree less to keep for each table.
        command.CommandText =
            session.Engine is DatabaseEngine.Sqlite
                ? sql.Replace("id BIGINT PRIMARY KEY", "id INTEGER PRIMARY KEY", StringComparison.Ordinal)
                : sql;
        await command.ExecuteNonQueryAsync(session.Cancellation);
    }

    private static Migration Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        var file = resource[(resource.IndexOf(Folder, StringComparison.Ordinal) + Folder.Length)..^".sql".Length];
        return Migration.Of(file, reader.ReadToEnd());
    }

    private sealed record Applied(int Version, string Name, string Hash);
}

/// <summary>One step of the schema.</summary>
/// <param name="Version">1, 2, …</param>
/// <param name="Name"><c>V001_first</c>.</param>
/// <param name="Sql">Portable statements.</param>
/// <param name="Hash">Of the text with plain line ends, so that a checkout with others is the same.</param>
internal sealed partial record Migration(int Version, string Name, string Sql, string Hash)
{
    /// <summary>
    /// The oldest program that may start on it, by the number of its newest step: from the line <c>-- Started by programs from V020 on.</c>
    /// Null = none but those that know it. A step may say so when it only adds: tables, indexes, columns that may be empty.
    /// </summary>
    public int? Oldest =>
        StartedBy.Match(Sql) is { Success: true } line
            ? int.Parse(line.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)
            : null;

    [GeneratedRegex(@"^-- Started by programs from V(\d{3}) on\.$", RegexOptions.Multiline, 5_000)]
    private static partial Regex StartedBy { get; }

    public static Migration Of(string name, string sql)
    {
        var plain = sql.ReplaceLineEndings("\n");
        return new(
            int.Parse(name.AsSpan(1, 3), System.Globalization.CultureInfo.InvariantCulture),
            name,
            plain,
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(plain)))
        );
    }
}
