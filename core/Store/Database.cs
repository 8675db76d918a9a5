namespace EscalationBot.Core.Store;

/// <summary>How a database is opened.</summary>
public enum OpenMode
{
    /// <summary>A missing SQLite file and its folder are made (<c>serve</c>).</summary>
    Create,
    /// <summary>A missing database is an error that says where we looked (every other verb).</summary>
    Existing,
}

/// <summary>
/// The one way to stored state. Writes are transactions; on SQLite waiting writes share one commit. Reads see all that was committed before they began.
/// Errors of the world are <see cref="StoreException"/>s with words for people.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    private readonly SqliteFile? file;
    private readonly PostgresServer? server;
    private SqliteWriter? writer;
    private Session? writing;
    private Task? opening;

    /// <summary>Nothing is opened yet: see <see cref="OpenAsync"/>.</summary>
    /// <exception cref="StoreException">The connection string is none for the engine.</exception>
    public Database(DatabaseOptions options, TimeProvider time)
    {
        Engine = options.Engine;
        Time = time;
        Sequence = new Sequence(time);
        if (Engine is DatabaseEngine.Sqlite) file = new SqliteFile(options.ConnectionString);
        else server = new PostgresServer(options.ConnectionString);
    }

    /// <summary>Which engine.</summary>
    public DatabaseEngine Engine { get; }

    /// <summary>Makes the ids of rows.</summary>
    public Sequence Sequence { get; }

    /// <summary>Wakes the workers.</summary>
    public StoreSignals Signals { get; } = new();

    /// <summary>Where it is, for people: the file's full path, or host, port and name.</summary>
    public string Where => file?.Path ?? server!.Where;

    /// <summary>The clock that rows are stamped with.</summary>
    public TimeProvider Time { get; }
    internal PostgresServer? Server => server;

    /// <summary>Opens it, brings its schema up to date and takes a replica number. Before anything else; again is harmless.</summary>
    /// <exception cref="StoreException">It is missing, unreachable, locked, or made by a newer version of the program.</exception>
    public Task OpenAsync(OpenMode mode, CancellationToken ct) => opening ??= OpenOnceAsync(mode, ct);

    private async Task OpenOnceAsync(OpenMode mode, CancellationToken ct)
    {
        try
        {
            if (file is not null) OpenFile(mode);
            await new Migrator(this).ApplyAsync(mode, ct);
            Sequence.UseReplica(await WriteAsync(NextReplicaAsync, ct));
        }
        catch (Exception error) when (StoreException.Explain(error, Where) is { } words)
        {
            throw new StoreException(words, error);
        }
    }

    /// <summary>
    /// Runs a write in a transaction and returns when it survives power loss. It may run again (after a conflict between replicas, or with another write that failed), so it changes nothing but the database.
    /// An exception, or <see cref="Session.Undo"/>, takes back this write only.
    /// </summary>
    public Task<T> WriteAsync<T>(Func<Session, Task<T>> work, CancellationToken ct) => WriteAsync(work, first: false, ct);

    /// <summary>As <see cref="WriteAsync{T}(Func{Session, Task{T}}, CancellationToken)"/>; <paramref name="first"/>: before the writes that nobody waits for.</summary>
    internal async Task<T> WriteAsync<T>(Func<Session, Task<T>> work, bool first, CancellationToken ct)
    {
        try
        {
            return file is null ? await server!.WriteAsync(work, ct) : await (writer ?? throw Closed()).WriteAsync(work, first, ct);
        }
        catch (Exception error) when (StoreException.Explain(error, Where) is { } words)
        {
            throw new StoreException(words, error);
        }
    }

    /// <summary>Runs reads on a connection of their own.</summary>
    public async Task<T> ReadAsync<T>(Func<Session, Task<T>> read, CancellationToken ct)
    {
        try
        {
            return file is null ? await server!.ReadAsync(read, ct) : await ReadFileAsync(read, ct);
        }
        catch (Exception error) when (StoreException.Explain(error, Where) is { } words)
        {
            throw new StoreException(words, error);
        }
    }

    /// <summary>Writes a consistent copy of a SQLite file while the bot runs.</summary>
    /// <exception cref="StoreException">The target exists, or the engine is PostgreSQL (which has pg_dump).</exception>
    public async Task BackupAsync(string path)
    {
        if (file is null) throw new StoreException("The verb backup copies SQLite files. For PostgreSQL use pg_dump.");
        var target = Path.GetFullPath(path);
        if (File.Exists(target)) throw new StoreException($"{target} exists already. Name a new file.");
        try
        {
            await file.CopyAsync(target);
        }
        catch (Exception error) when (StoreException.Explain(error, target) is { } words)
        {
            throw new StoreException(words, error);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        writer?.Dispose();
        writer = null;
        if (writing is not null) await writing.DisposeAsync();
        if (file is not null) await file.DisposeAsync();
        if (server is not null) await server.DisposeAsync();
        Signals.Dispose();
    }

    private void OpenFile(OpenMode mode)
    {
        if (mode is OpenMode.Create) file!.Create();
        else if (!File.Exists(file!.Path)) throw new StoreException($"There is no database at {file.Path} (Database:ConnectionString, relative to the folder you are in). The verb serve makes it.") { IsMissing = true };
        file.Close();
        writing = file.OpenWriter(create: mode is OpenMode.Create);
        writer = new SqliteWriter(writing, file.Path);
    }

    private async Task<T> ReadFileAsync<T>(Func<Session, Task<T>> read, CancellationToken ct)
    {
        if (writer is null) throw Closed();
        ct.ThrowIfCancellationRequested();
        var session = file!.Rent();
        try
        {
            session.Begin(ct);
            return await read(session);
        }
        finally
        {
            await file.ReturnAsync(session);
        }
    }

    private static Task<long> NextReplicaAsync(Session session) =>
        session.FindAsync("INSERT INTO counters (name, value) VALUES ('replica', 1) ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value", row => row.Long(0));

    private static InvalidOperationException Closed() => new("The database is not open.");
}
