using System.Collections.Concurrent;

namespace EscalationBot.Core.Store.Engine;

/// <summary>How a database is opened.</summary>
public enum OpenMode
{
    /// <summary>
    /// As <see cref="Create"/>, and by one process at a time where the engine is for one (<c>serve</c>): nothing is written before that is
    /// certain, and a damaged file is refused.
    /// </summary>
    Alone,

    /// <summary>A missing SQLite file and its folder are made.</summary>
    Create,

    /// <summary>A missing database is an error that says where we looked (every other verb).</summary>
    Existing,
}

/// <summary>
/// The one way to stored state. Writes are transactions; on SQLite waiting writes share one commit. Reads see all that was committed before
/// they began. Errors of the world are <see cref="StoreException"/>s with words for people.
/// </summary>
public sealed partial class Database : IAsyncDisposable
{
    private readonly SqliteFile? _file;
    private readonly PostgresServer? _server;
    private SqliteWriter? _writer;
    private Session? _writing;
    private Task? _opening;
    private SqliteClaim? _claim;
    private readonly ConcurrentDictionary<Type, object> _handOvers = new();
    private volatile FoundDamage? _damage;
    private long _reads;

    /// <summary>Nothing is opened yet: see <see cref="OpenAsync"/>.</summary>
    /// <exception cref="StoreException">The connection string is none for the engine.</exception>
    public Database(DatabaseOptions options, TimeProvider time)
    {
        Engine = options.Engine;
        Time = time;
        Clock = new QueueClock(time);
        Unreadable = new UnreadableRows(time);
        Sequence = new Sequence(Engine is DatabaseEngine.Sqlite ? time.GetUtcNow : () => Clock.Now);
        if (Engine is DatabaseEngine.Sqlite)
        {
            _file = new SqliteFile(options.ConnectionString);
        }
        else
        {
            _server = new PostgresServer(options.ConnectionString);
        }
    }

    /// <summary>Which engine.</summary>
    public DatabaseEngine Engine { get; }

    /// <summary>Makes the ids of rows.</summary>
    public Sequence Sequence { get; }

    /// <summary>Wakes the workers.</summary>
    public StoreSignals Signals { get; } = new();

    /// <summary>Hands the rows of a queue to the worker of this process.</summary>
    /// <typeparam name="TRow">Rows of that queue.</typeparam>
    public HandOver<TRow> ToWorker<TRow>() => (HandOver<TRow>)_handOvers.GetOrAdd(typeof(TRow), _ => new HandOver<TRow>(Engine));

    /// <summary>Where it is, for people: the file's full path, or host, port and name.</summary>
    public string Where => _file?.Path ?? _server!.Where;

    /// <summary>The clock that rows are stamped with.</summary>
    public TimeProvider Time { get; }

    /// <summary>The clock of leases and pauses.</summary>
    public QueueClock Clock { get; }

    /// <summary>Rows that lists were read without.</summary>
    public UnreadableRows Unreadable { get; }

    internal PostgresServer? Server => _server;

    /// <summary>How many reads were begun, for tests that count them.</summary>
    internal long Reads => Interlocked.Read(ref _reads);

    /// <summary>Opens it, brings its schema up to date and takes a replica number. Again is harmless; a failure is tried anew.</summary>
    /// <exception cref="StoreException">It is missing, unreachable, locked, or made by a newer version of the program.</exception>
    public Task OpenAsync(OpenMode mode, CancellationToken ct) =>
        _opening is { IsFaulted: false } opening ? opening : _opening = OpenOnceAsync(mode, ct);

    private async Task OpenOnceAsync(OpenMode mode, CancellationToken ct)
    {
        try
        {
            if (_file is not null)
            {
                await OpenFileAsync(mode);
            }
            await new Migrator(this).ApplyAsync(mode, ct);
            await FollowServerAsync(ct);
            var (replica, newest) = await WriteAsync(NextReplicaAsync, ct);
            Sequence.GoOnAfter(newest);
            Sequence.UseReplica(replica);
        }
        catch (Exception error) when (StoreException.Explain(error, Where) is { } words)
        {
            throw StoreException.Of(words, error);
        }
    }

    /// <summary>
    /// Runs a write in a transaction and returns when it survives power loss. It may run again (after a conflict between replicas, or with
    /// another write that failed), so it changes nothing but the database. An exception, or <see cref="Session.Undo"/>, takes back this
    /// write only.
    /// </summary>
    public Task<T> WriteAsync<T>(Func<Session, Task<T>> work, CancellationToken ct) => WriteAsync(work, first: false, ct);

    private async Task<T> WriteNowAsync<T>(Func<Session, Task<T>> work, bool first, CancellationToken ct)
    {
        // What is written into a damaged database may be lost with it: nothing more is promised.
        if (Damage is { } found)
        {
            throw new StoreException(found) { IsDamage = true };
        }
        try
        {
            return _file is null ? await _server!.WriteAsync(work, ct) : await (_writer ?? throw Closed()).WriteAsync(work, first, ct);
        }
        catch (Exception error) when (Explain(error) is { } words)
        {
            throw StoreException.Of(words, error);
        }
    }

    private async Task<T> ReadNowAsync<T>(Func<Session, Task<T>> read, CancellationToken ct)
    {
        Interlocked.Increment(ref _reads);
        try
        {
            return _file is null ? await _server!.ReadAsync(read, ct) : await ReadFileAsync(read, ct);
        }
        catch (Exception error) when (Explain(error) is { } words)
        {
            throw StoreException.Of(words, error);
        }
    }

    /// <summary>
    /// Looks for damage in a SQLite file; what was found, at most ten sentences. Empty for a sound file, and for PostgreSQL, which has its
    /// own checks (<c>amcheck</c>, checksums).
    /// </summary>
    /// <exception cref="StoreException">It cannot be read at all.</exception>
    public async Task<IReadOnlyList<string>> CheckAsync(Thoroughness thoroughness, CancellationToken ct)
    {
        if (_file is null)
        {
            return [];
        }
        IReadOnlyList<string> found;
        try
        {
            found = await ReadAsync(session => SqliteCheck.RunAsync(session, SqliteClaim.RealPath(_file.Path), thoroughness), ct);
        }
        catch (StoreException damaged) when (damaged.IsDamage)
        {
            found = [damaged.InnerException?.Message ?? damaged.Message];
        }
        if (found.Count > 0)
        {
            _damage ??= new FoundDamage(SqliteCheck.Words(_file.Path, found[0]), Time.GetUtcNow());
        }
        return found;
    }

    /// <summary>
    /// What is wrong, when the database was found damaged: of a SQLite file until it is opened again, of PostgreSQL for a minute.
    /// </summary>
    public string? Damage =>
        _damage is { } found && (_file is not null || Time.GetUtcNow() - found.At < TimeSpan.FromMinutes(1)) ? found.Words : null;

    /// <summary>
    /// Writes a consistent copy of a SQLite file while the bot runs. Both are looked through first and last: a damaged copy is worth
    /// nothing when it is needed.
    /// </summary>
    /// <exception cref="StoreException">The target exists, the file is damaged, or the engine is PostgreSQL (which has
    /// pg_dump).</exception>
    public async Task BackupAsync(string path)
    {
        if (_file is null)
        {
            throw new StoreException("The verb backup copies SQLite files. For PostgreSQL use pg_dump.");
        }
        var target = Path.GetFullPath(path);
        if (File.Exists(target))
        {
            throw new StoreException($"{target} exists already. Name a new file.");
        }
        if (await CheckAsync(Thoroughness.Whole, CancellationToken.None) is [var damaged, ..])
        {
            throw new StoreException(SqliteCheck.Words(_file.Path, damaged)) { IsDamage = true };
        }
        try
        {
            await _file.CopyAsync(target);
        }
        catch (Exception error) when (StoreException.Explain(error, target) is { } words)
        {
            File.Delete(target); // half of a copy
            throw new StoreException(words, error);
        }
        await using var copy = new SqliteFile($"Data Source={target}");
        var session = copy.Rent();
        var broken = await SqliteCheck.RunAsync(session, target, Thoroughness.Whole);
        await copy.ReturnAsync(session);
        if (broken is not [var first, ..])
        {
            return;
        }
        File.Delete(target);
        throw new StoreException($"The copy {target} could not be read back ({first}), so it was removed. Check the disk.");
    }

    /// <summary>
    /// Leaves nothing readable of what was removed from a SQLite file: the log of changes is folded into the file, and pages that are no
    /// longer used are given up. The second only while no bot works on the file; false: one does, or the engine is PostgreSQL, whose vacuum
    /// does this by itself.
    /// </summary>
    public async Task<bool> ScrubAsync()
    {
        if (_file is null)
        {
            return false;
        }
        try
        {
            return await _file.ScrubAsync();
        }
        catch (Exception error) when (StoreException.Explain(error, Where) is { } words)
        {
            throw StoreException.Of(words, error);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _writer?.Dispose();
        _writer = null;
        if (_writing is not null)
        {
            await _writing.DisposeAsync();
        }
        if (_file is not null)
        {
            await _file.DisposeAsync();
        }
        _claim?.Dispose(); // after the connections
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
        Signals.Dispose();
    }

    private async Task OpenFileAsync(OpenMode mode)
    {
        if (mode is not OpenMode.Existing)
        {
            _file!.CreateFolder();
        }
        if (mode is OpenMode.Alone)
        {
            _claim = SqliteClaim.Take(_file!.Path);
        }
        if (mode is not OpenMode.Existing)
        {
            _file!.MakeIfMissing();
        }
        else if (!File.Exists(_file!.Path))
        {
            throw new StoreException(
                $"There is no database at {_file.Path} (Database:ConnectionString, relative to the folder you are "
                    + $"in). The verb serve makes it."
            )
            {
                IsMissing = true,
            };
        }
        _file.Close();
        _claim?.LockFile(_file.Path);
        if (new FileInfo(SqliteClaim.RealPath(_file.Path)).Length == 0)
        {
            throw new StoreException(SqliteCheck.Empty(_file.Path)) { IsDamage = true };
        }
        _writing = _file.OpenWriter();
        // Before the schema is touched: a damaged file is not made worse.
        if (
            mode is OpenMode.Alone
            && await SqliteCheck.RunAsync(_writing, SqliteClaim.RealPath(_file.Path), Thoroughness.AtStart) is [var found, ..]
        )
        {
            throw new StoreException(SqliteCheck.Words(_file.Path, found)) { IsDamage = true };
        }
        _writer = new SqliteWriter(_writing, _file.Path);
    }

    private async Task<T> ReadFileAsync<T>(Func<Session, Task<T>> read, CancellationToken ct)
    {
        if (_writer is null)
        {
            throw Closed();
        }
        ct.ThrowIfCancellationRequested();
        var session = _file!.Rent();
        try
        {
            session.Begin(ct);
            return await read(session);
        }
        finally
        {
            await _file.ReturnAsync(session);
        }
    }

    /// <summary>
    /// Replicas agree about the time of their common server, whatever their own clocks say; not more often than every few seconds. A file
    /// has one process, which has a clock of its own.
    /// </summary>
    internal async Task FollowServerAsync(CancellationToken ct)
    {
        if (_server is null || (_followed is { } last && Time.GetElapsedTime(last) < FollowEvery))
        {
            return;
        }

        _followed = Time.GetTimestamp();
        var asked = TimeProvider.System.GetTimestamp();
        var server = await _server.ReadAsync(
            session => session.FindAsync("SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::BIGINT", row => row.Time(0)),
            ct
        );
        var took = TimeProvider.System.GetElapsedTime(asked);
        Clock.Follow(server + (took / 2) - TimeProvider.System.GetUtcNow(), Tolerance + took);
    }

    private static readonly TimeSpan FollowEvery = TimeSpan.FromSeconds(5),
        Tolerance = TimeSpan.FromMilliseconds(20);
    private long? _followed;

    private static async Task<(long Replica, long Newest)> NextReplicaAsync(Session session) =>
        (
            await session.FindAsync(
                "INSERT INTO counters (name, value) VALUES ('replica', 1) ON CONFLICT (name) DO UPDATE SET value "
                    + "= counters.value + 1 RETURNING value",
                row => row.Long(0)
            ),
            await session.FindAsync(
                "SELECT MAX(newest) FROM (SELECT MAX(id) AS newest FROM inbox UNION ALL SELECT MAX(id) FROM outbox "
                    + "UNION ALL SELECT MAX(id) FROM history UNION ALL SELECT MAX(id) FROM feedback) all_ids",
                row => row.LongOrNull(0) ?? 0
            )
        );

    /// <summary>Words for an error of the world; null for one of ours, or that is told in words already. Damage is noted.</summary>
    private string? Explain(Exception error)
    {
        var words = StoreException.Explain(error, Where);
        if (StoreException.IsDamaging(error) && (_damage is null || _file is null))
        {
            _damage = new FoundDamage(words ?? error.Message, Time.GetUtcNow());
        }
        return words;
    }

    private sealed record FoundDamage(string Words, DateTimeOffset At);

    private static InvalidOperationException Closed() => new("The database is not open.");
}
