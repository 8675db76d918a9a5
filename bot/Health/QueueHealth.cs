using System.Globalization;
using EscalationBot.Bot.Hosting;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Queues;

namespace EscalationBot.Bot.Health;

/// <summary>What /health/ready says of the database, the workers and the rows that wait.</summary>
internal sealed class QueueHealth(Database database, WorkersState state, Inbox inbox, Outbox outbox)
{
    /// <summary>A row that waits longer says that something is in its way.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    /// <summary>What was given up so long ago has been looked at.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    /// <summary>Lists are read at least once an hour (<see cref="Reconciler"/>): what was not met again since then is repaired.</summary>
    private static readonly TimeSpan MetWithin = TimeSpan.FromHours(2);

    private const int MostNamed = 5;

    /// <summary>Who asks more often than this gets the last answer: each look is a write that reaches the disk.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private volatile Look? _last;

    /// <summary>Writes: a database that can only be read cannot acknowledge anything.</summary>
    /// <exception cref="StoreException">It cannot be written, or is damaged; the message says why.</exception>
    public async ValueTask<PartState> DatabaseAsync(CancellationToken ct)
    {
        if (!state.IsDatabaseOpen)
        {
            return PartState.Off("It is being opened.");
        }
        if (database.Damage is { } damage)
        {
            return PartState.Off(damage);
        }
        if (_last is not { } known || known.Written.IsFaulted || database.Time.GetElapsedTime(known.At) >= Fresh)
        {
            _last = known = new Look(database.Time.GetTimestamp(), new Counters(database).AddAsync("health", 1, CancellationToken.None));
        }

        await known.Written.WaitAsync(ct);
        var unreadable = database.Unreadable.Since(database.Time.GetUtcNow() - MetWithin);
        if (unreadable.Count > 0)
        {
            return PartState.Degraded(
                $"The stored text of {string.Join(", ", unreadable.Take(MostNamed))}{(unreadable.Count > MostNamed ? ", …" : "")} cannot be "
                    + "read: lists and digests leave it out, and nothing is decided about it. Restore it from a backup."
            );
        }
        return PartState.Ok($"{(database.Engine is DatabaseEngine.Sqlite ? "SQLite" : "PostgreSQL")} at {database.Where}");
    }

    public PartState Workers()
    {
        var stopped = state.All.Where(worker => !worker.IsRunning).Select(worker => worker.Name).ToList();
        if (stopped.Count > 0)
        {
            return PartState.Off($"Not running: {string.Join(", ", stopped)}.");
        }
        // Trouble of a row or of the database passes and is told, but it is no reason to take the bot out of service.
        var trouble = state.All.Where(worker => worker.Trouble is not null).Select(worker => $"{worker.Name}: {worker.Trouble}").ToList();
        return PartState.Ok(string.Join(' ', trouble));
    }

    public async ValueTask<PartState> WaitingAsync(CancellationToken ct)
    {
        if (!state.IsDatabaseOpen)
        {
            return PartState.Ok();
        }
        var now = database.Time.GetUtcNow();
        var received = await inbox.WaitingAsync(ct);
        var toSend = await outbox.WaitingAsync(ct);
        var words = string.Join(
            ", ",
            received.Select(waiting => Words(waiting, "to handle", now)).Concat(toSend.Select(waiting => Words(waiting, "to send", now)))
        );
        var (dropped, why) = await outbox.DroppedOfCasesAsync(now - Recent, ct);
        if (dropped > 0)
        {
            return PartState.Degraded(
                string.Create(
                        CultureInfo.InvariantCulture,
                        $"{dropped} messages about cases could not be delivered in the last hour: {why} {words}"
                    )
                    .TrimEnd()
            );
        }

        return received.Concat(toSend).Any(waiting => now - waiting.Since > Long) ? PartState.Degraded(words) : PartState.Ok(words);
    }

    private static string Words(Waiting waiting, string what, DateTimeOffset now) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{waiting.Count} {what} on {(waiting.Channel.Length == 0 ? "no channel" : waiting.Channel)} "
                + $"(oldest {(now - waiting.Since).TotalSeconds:0} s{(waiting.Why is null ? "" : $": {waiting.Why}")})"
        );

    private sealed record Look(long At, Task<long> Written);
}
