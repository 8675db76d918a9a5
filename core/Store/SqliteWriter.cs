using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace EscalationBot.Core.Store;

/// <summary>
/// The one writer of a SQLite file. It takes all works that wait (up to 256), runs each under a savepoint and commits them together: one flush to the disk for all,
/// so that durability costs nearly nothing under load. A work that fails takes back only itself.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int MostAtOnce = 256;

    private readonly BlockingCollection<Work> waiting = [];
    private readonly Session session;
    private readonly string path;
    private readonly Thread thread;

    public SqliteWriter(Session session, string path)
    {
        this.session = session;
        this.path = path;
        // A thread of its own: flushing blocks, and the pool has only as many threads as the machine has cores.
        thread = new Thread(Run) { IsBackground = true, Name = "database writer" };
        thread.Start();
    }

    public Task<T> WriteAsync<T>(Func<Session, Task<T>> work, CancellationToken ct)
    {
        var one = new Work<T>(work, ct);
        try
        {
            waiting.Add(one, CancellationToken.None);
        }
        catch (InvalidOperationException closed)
        {
            throw new ObjectDisposedException("The database was closed.", closed);
        }
        return one.Result;
    }

    /// <summary>Finishes what waits, then ends.</summary>
    public void Dispose()
    {
        waiting.CompleteAdding();
        thread.Join();
        waiting.Dispose();
    }

    private void Run()
    {
        var batch = new List<Work>(MostAtOnce);
        foreach (var first in waiting.GetConsumingEnumerable(CancellationToken.None))
        {
            batch.Add(first);
            while (batch.Count < MostAtOnce && waiting.TryTake(out var more)) batch.Add(more);
            Commit(batch);
            batch.Clear();
        }
    }

    private void Commit(List<Work> batch)
    {
        try
        {
            Execute("BEGIN IMMEDIATE");
            foreach (var work in batch) Apply(work);
            Execute("COMMIT");
        }
        catch (Exception error)
        {
            // The disk is full, the file is locked, …: nothing of this batch is stored.
            var told = StoreException.Explain(error, path) is { } words ? new StoreException(words, error) : error;
            if (InTransaction) TryRollBack();
            foreach (var work in batch) work.Fail(told);
            return;
        }
        foreach (var work in batch) work.Complete();
    }

    private void Apply(Work work)
    {
        if (!work.IsWanted) return;
        Execute("SAVEPOINT work");
        session.Begin(CancellationToken.None);
        var keep = work.Run(session);
        // Some errors (a full disk, an I/O error) end the whole transaction by themselves: https://www.sqlite.org/lang_transaction.html
        if (!InTransaction) throw work.Error ?? new InvalidOperationException("The work ended the transaction of the others.");
        if (!keep || session.Undone) Execute("ROLLBACK TO work");
        Execute("RELEASE work");
    }

    private bool InTransaction => raw.sqlite3_get_autocommit(((SqliteConnection)session.Connection).Handle) == 0;

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

    private void Execute(string sql) => session.ExecuteAsync(sql).GetAwaiter().GetResult();

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
        private readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? result;

        public Task<T> Result => done.Task;

        public override bool IsWanted
        {
            get
            {
                if (!ct.IsCancellationRequested) return true;
                Error = new OperationCanceledException(ct);
                return false;
            }
        }

        public override bool Run(Session session)
        {
            try
            {
                result = work(session).GetAwaiter().GetResult();
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
            if (Error is OperationCanceledException) done.TrySetCanceled(ct);
            else if (Error is not null) done.TrySetException(Error);
            else done.TrySetResult(result!);
        }

        public override void Fail(Exception error)
        {
            if (Error is OperationCanceledException) done.TrySetCanceled(ct);
            else done.TrySetException(error);
        }
    }
}
