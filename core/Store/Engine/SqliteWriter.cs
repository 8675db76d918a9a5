using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace EscalationBot.Core.Store.Engine;

/// <summary>
/// The one writer of a SQLite file. It takes the works that wait and commits them together: one flush to the disk for all, so that
/// durability costs nearly nothing under load. A batch runs in one plain transaction; only when a work of it fails or takes itself back is
/// it done again with a savepoint for each, so that this work takes back only itself. (A savepoint makes SQLite copy every page that it
/// changes: a tenth of all time when each work had one.)
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    /// <summary>
    /// So many acknowledgements share a commit, and so many other works beside them: somebody waits for each of the former, nobody for the
    /// latter.
    /// </summary>
    private const int MostUrgent = 256,
        MostOthers = 64;

    private readonly Queue<Work> _urgent = [],
        _others = []; // both under the lock of the first
    private readonly Session _session;
    private readonly string _path;
    private readonly Thread _thread;
    private bool _closed;

    public SqliteWriter(Session session, string path)
    {
        _session = session;
        _path = path;
        // A thread of its own: flushing blocks, and the pool has only as many threads as the machine has cores.
        _thread = new Thread(Run) { IsBackground = true, Name = "database writer" };
        _thread.Start();
    }

    /// <param name="first">Ahead of the others: a platform waits for it.</param>
    public Task<T> WriteAsync<T>(Func<Session, Task<T>> work, bool first, CancellationToken ct)
    {
        var one = new Work<T>(work, ct);
        lock (_urgent)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            (first ? _urgent : _others).Enqueue(one);
            Monitor.Pulse(_urgent);
        }
        return one.Result;
    }

    /// <summary>Finishes what waits, then ends.</summary>
    public void Dispose()
    {
        lock (_urgent)
        {
            _closed = true;
            Monitor.Pulse(_urgent);
        }
        _thread.Join();
    }

    private void Run()
    {
        var batch = new List<Work>();
        while (Take(batch))
        {
            Commit(batch);
            batch.Clear();
        }
    }

    /// <summary>Waits for works; false when there will be no more.</summary>
    private bool Take(List<Work> batch)
    {
        lock (_urgent)
        {
            while (_urgent.Count + _others.Count == 0)
            {
                if (_closed)
                {
                    return false;
                }
                Monitor.Wait(_urgent);
            }
            while (batch.Count < MostUrgent && _urgent.TryDequeue(out var work))
            {
                batch.Add(work);
            }
            for (var i = 0; i < MostOthers && _others.TryDequeue(out var work); i++)
            {
                batch.Add(work);
            }
            return true;
        }
    }

    private void Commit(List<Work> batch)
    {
        try
        {
            if (!TryTogether(batch))
            {
                OneByOne(batch);
            }
        }
        catch (Exception error)
        {
            // The disk is full, the file is locked, …: nothing of this batch is stored.
            var told = StoreException.Explain(error, _path) is { } words
                ? new StoreException(words, error) { IsDamage = StoreException.IsDamaging(error) }
                : error;
            if (InTransaction)
            {
                TryRollBack();
            }
            foreach (var work in batch)
            {
                work.Fail(told);
            }
            return;
        }
        foreach (var work in batch)
        {
            work.Complete();
        }
    }

    /// <summary>False: a work wants its writes taken back, and nothing of the batch is stored yet.</summary>
    private bool TryTogether(List<Work> batch)
    {
        Execute("BEGIN IMMEDIATE");
        foreach (var work in batch)
        {
            if (!work.IsWanted || Keeps(work))
            {
                continue;
            }
            Execute("ROLLBACK");
            return false;
        }
        Execute("COMMIT");
        return true;
    }

    private void OneByOne(List<Work> batch)
    {
        Execute("BEGIN IMMEDIATE");
        foreach (var work in batch)
        {
            if (!work.IsWanted)
            {
                continue;
            }
            Execute("SAVEPOINT work");
            if (!Keeps(work))
            {
                Execute("ROLLBACK TO work");
            }
            Execute("RELEASE work");
        }
        Execute("COMMIT");
    }

    private bool Keeps(Work work)
    {
        _session.Begin(CancellationToken.None);
        var keep = work.Run(_session) && !_session.Undone;
        // Some errors (a full disk, an I/O error) end the whole transaction by themselves: https://www.sqlite.org/lang_transaction.html
        return InTransaction ? keep : throw work.Error ?? new InvalidOperationException("The work ended the transaction of the others.");
    }

    private bool InTransaction => raw.sqlite3_get_autocommit(((SqliteConnection)_session.Connection).Handle) == 0;

    private void TryRollBack()
    {
        try
        {
            Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // The connection is beyond repair; the next batch says so.
        }
    }

    private void Execute(string sql) => _session.ExecuteAsync(sql).GetAwaiter().GetResult();

    /// <summary>Something to write and who waits for it.</summary>
    private abstract class Work
    {
        public abstract bool IsWanted { get; }
        public Exception? Error { get; protected set; }
        public abstract bool Run(Session session);
        public abstract void Complete();
        public abstract void Fail(Exception error);
    }

    private sealed class Work<T>(Func<Session, Task<T>> work, CancellationToken ct) : Work
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;

        public Task<T> Result => _done.Task;

        public override bool IsWanted
        {
            get
            {
                if (!ct.IsCancellationRequested)
                {
                    return true;
                }
                Error = new OperationCanceledException(ct);
                return false;
            }
        }

        public override bool Run(Session session)
        {
            try
            {
                Error = null;
                _result = work(session).GetAwaiter().GetResult();
                return true;
            }
            catch (Exception error)
            {
                Error = error;
                return false;
            }
        }

        public override void Complete()
        {
            if (Error is OperationCanceledException)
            {
                _done.TrySetCanceled(ct);
            }
            else if (Error is not null)
            {
                _done.TrySetException(Error);
            }
            else
            {
                _done.TrySetResult(_result!);
            }
        }

        public override void Fail(Exception error)
        {
            if (Error is OperationCanceledException)
            {
                _done.TrySetCanceled(ct);
            }
            else
            {
                _done.TrySetException(error);
            }
        }
    }
}
