using System.Collections.Concurrent;
using EscalationBot.Core.Privacy;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace EscalationBot.Core.Store.Engine;

/// <summary>The SQLite file: opens connections with our settings and keeps those for reading.</summary>
internal sealed class SqliteFile : IAsyncDisposable
{
    /// <summary>
    /// Idle connections kept, each with its prepared texts. Reads never wait, so there are rarely more at once than threads.
    /// </summary>
    private const int MostIdle = 16;

    private readonly ConcurrentBag<Session> _idle = [];
    private readonly SqliteConnectionStringBuilder _settings;
    private volatile bool _closed;

    /// <summary>
    /// Each connection of ours is used by one thread at a time and nobody asks how much memory SQLite has: its locks for both cost more
    /// than a tenth of its time.
    /// </summary>
    static SqliteFile()
    {
        Batteries_V2.Init();
        // Where SQLite was started by somebody else before, both are refused and all is as before.
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    public SqliteFile(string connectionString) => _settings = Read(connectionString);

    /// <summary>Our settings on top of the connection string's.</summary>
    public static SqliteConnectionStringBuilder Read(string connectionString)
    {
        SqliteConnectionStringBuilder settings;
        try
        {
            settings = new SqliteConnectionStringBuilder(connectionString);
        }
        catch (ArgumentException error)
        {
            throw new StoreException(
                $"Database:ConnectionString is not one for SQLite ({error.Message}). An example: Data Source=data/escalation.db",
                error
            );
        }
        if (
            settings.DataSource.Length == 0
            || settings.DataSource.Contains(":memory:", StringComparison.Ordinal)
            || settings.Mode is SqliteOpenMode.Memory
        )
        {
            throw new StoreException("Database:ConnectionString names no file (Data Source=…): what people write must survive a restart.");
        }
        settings.DataSource = System.IO.Path.GetFullPath(settings.DataSource);
        settings.Pooling = false; // ours keeps prepared statements
        settings.DefaultTimeout = 5; // seconds; the driver tries a busy file again until then
        return settings;
    }

    /// <summary>Full path.</summary>
    public string Path => _settings.DataSource;

    /// <summary>Makes the folder, for us alone.</summary>
    /// <exception cref="StoreException">The system does not let us.</exception>
    public void CreateFolder() => PrivateFiles.CreateFolder(System.IO.Path.GetDirectoryName(Path)!);

    /// <summary>
    /// Takes from others what they might do with files of an earlier version of the program, and with the folder, where it holds nothing
    /// but these files.
    /// </summary>
    public void Close()
    {
        var name = System.IO.Path.GetFileName(Path);
        var folder = System.IO.Path.GetDirectoryName(Path)!;
        var entries = System.IO.Directory.EnumerateFileSystemEntries(folder).ToList();
        foreach (var file in entries.Where(IsOurs))
        {
            PrivateFiles.Close(file);
        }
        if (entries.TrueForAll(IsOurs))
        {
            PrivateFiles.Close(folder);
        }

        bool IsOurs(string path) =>
            System.IO.Path.GetFileName(path) is var other
            && (
                other.StartsWith(name, StringComparison.Ordinal)
                || other == System.IO.Path.ChangeExtension(name, ".index")
                || other == System.IO.Path.ChangeExtension(name, ".key")
            );
    }

    /// <summary>
    /// Makes a missing file. It appears whole, so that an empty one is never ours: something cut it off, and it is not taken for a new one.
    /// </summary>
    public void MakeIfMissing()
    {
        var path = SqliteClaim.RealPath(Path);
        if (File.Exists(path))
        {
            return;
        }

        var fresh = $"{path}.{System.IO.Path.GetRandomFileName()}";
        // SQLite gives the files that it makes beside this one the same rights.
        MakeEmpty(fresh);
        using (
            var connection = new SqliteConnection(
                new SqliteConnectionStringBuilder(_settings.ConnectionString)
                {
                    DataSource = fresh,
                    Mode = SqliteOpenMode.ReadWrite,
                }.ConnectionString
            )
        )
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = WAL";
            command.ExecuteNonQuery();
        }

        try
        {
            File.Move(fresh, path);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(fresh); // somebody was faster
        }
    }

    /// <summary>The connection that writes. The file exists.</summary>
    public Session OpenWriter()
    {
        var session = Open(SqliteOpenMode.ReadWrite);
        // WAL lets readers read while we write; FULL makes each commit survive power loss. A large step between checkpoints: a page that
        // many commits change is copied once.
        Pragmas(
            session,
            "PRAGMA busy_timeout = 5000; PRAGMA cache_size = -8192; PRAGMA journal_mode = WAL; PRAGMA "
                + "synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 10000; PRAGMA "
                + "journal_size_limit = 67108864; PRAGMA temp_store = MEMORY;"
        );
        return session;
    }

    /// <summary>A connection for reading; give it back.</summary>
    public Session Rent()
    {
        if (_idle.TryTake(out var session))
        {
            return session;
        }
        session = Open(SqliteOpenMode.ReadWrite);
        Pragmas(session, "PRAGMA busy_timeout = 5000; PRAGMA cache_size = -8192; PRAGMA query_only = ON; PRAGMA temp_store = MEMORY;");
        return session;
    }

    public async ValueTask ReturnAsync(Session session)
    {
        if (_closed || _idle.Count >= MostIdle)
        {
            await session.DisposeAsync();
        }
        else
        {
            _idle.Add(session);
        }
    }

    /// <summary>Writes a consistent copy, also while others read and write.</summary>
    public async Task CopyAsync(string target)
    {
        // It writes into an empty file as well as into one that it makes; ours is closed to others from its first byte on.
        MakeEmpty(target);
        try
        {
            await using var session = Open(SqliteOpenMode.ReadWrite);
            await session.ExecuteAsync("VACUUM INTO @target", target);
        }
        catch
        {
            File.Delete(target);
            throw;
        }
    }

    /// <summary>
    /// Folds the log into the file; and, when no bot holds the file, writes it anew without the pages that are no longer used.
    /// </summary>
    public async Task<bool> ScrubAsync()
    {
        await using var session = Open(SqliteOpenMode.ReadWrite);
        var alone = IsAlone();
        if (alone)
        {
            await session.ExecuteAsync("VACUUM");
        }

        await session.QueryAsync("PRAGMA wal_checkpoint(TRUNCATE)", _ => 0);
        return alone;
    }

    /// <summary>A bot that runs holds this lock for as long as it runs.</summary>
    private bool IsAlone()
    {
        try
        {
            using var free = PrivateFiles.OpenOrCreate(SqliteClaim.RealPath(Path) + ".lock", FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _closed = true;
        while (_idle.TryTake(out var session))
        {
            await session.DisposeAsync();
        }
    }

    private static void MakeEmpty(string path)
    {
        try
        {
            PrivateFiles.CreateNew(path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(
                $"The file {path} cannot be made: {refused.Message} Let this user write there, or name another place.",
                refused
            );
        }
    }

    private Session Open(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder(_settings.ConnectionString) { Mode = mode }.ConnectionString
        );
        connection.Open();
        return new Session(connection);
    }

    private static void Pragmas(Session session, string sql)
    {
        using var command = session.Connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
