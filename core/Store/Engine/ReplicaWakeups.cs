using Npgsql;

namespace EscalationBot.Core.Store.Engine;

/// <summary>
/// Carries wake-ups between replicas by PostgreSQL's LISTEN/NOTIFY. Sent after the commit and bundled, since a NOTIFY inside each
/// transaction would make commits wait for one another. One that is lost costs a second: the workers look again by themselves.
/// </summary>
public sealed class ReplicaWakeups(Database database)
{
    private const string Channel = "escalationbot_wakeups";
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    private readonly Signal _toSend = new();
    private int _inbox,
        _outbox,
        _timers;

    /// <summary>Runs until cancelled; on SQLite it ends at once, as there is nobody to tell.</summary>
    /// <param name="lost">Called when the connection is lost; it is made again.</param>
    public async Task RunAsync(Action<Exception> lost, CancellationToken ct)
    {
        if (database.Server is not { } server)
        {
            return;
        }
        var me = database.Sequence.Next().ToString(System.Globalization.CultureInfo.InvariantCulture);
        Attach();
        await Task.WhenAll(KeepAsync(() => ListenAsync(server, me, ct), lost, ct), KeepAsync(() => SendAsync(server, me, ct), lost, ct));
    }

    private void Attach()
    {
        var signals = database.Signals;
        signals.Inbox.Raised = () => Mark(ref _inbox);
        signals.Outbox.Raised = () => Mark(ref _outbox);
        signals.Timers.Raised = () => Mark(ref _timers);
    }

    private void Mark(ref int flag)
    {
        if (Interlocked.Exchange(ref flag, 1) == 0)
        {
            _toSend.SetHere();
        }
    }

    private async Task SendAsync(PostgresServer server, string me, CancellationToken ct)
    {
        while (true)
        {
            await _toSend.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, ct);
            var names = string.Concat(Take(ref _inbox, "i"), Take(ref _outbox, "o"), Take(ref _timers, "t"));
            if (names.Length == 0)
            {
                continue;
            }
            await using var command = server.Source.CreateCommand("SELECT pg_notify($1, $2)");
            command.Parameters.Add(new NpgsqlParameter { Value = Channel });
            command.Parameters.Add(new NpgsqlParameter { Value = $"{me} {names}" });
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    private async Task ListenAsync(PostgresServer server, string me, CancellationToken ct)
    {
        await using var connection = await server.Source.OpenConnectionAsync(ct);
        connection.Notification += (_, told) => Hear(told.Payload, me);
        await using (var command = new NpgsqlCommand("LISTEN " + Channel, connection))
        {
            await command.ExecuteNonQueryAsync(ct);
        }
        WakeAll(); // what was told while nobody listened
        while (true)
        {
            await connection.WaitAsync(ct);
        }
    }

    private void Hear(string payload, string me)
    {
        if (payload.Split(' ') is not [var from, var names] || from == me)
        {
            return;
        }
        if (names.Contains('i'))
        {
            database.Signals.Inbox.SetHere();
        }
        if (names.Contains('o'))
        {
            database.Signals.Outbox.SetHere();
        }
        if (names.Contains('t'))
        {
            database.Signals.Timers.SetHere();
        }
    }

    private void WakeAll()
    {
        database.Signals.Inbox.SetHere();
        database.Signals.Outbox.SetHere();
        database.Signals.Timers.SetHere();
    }

    private static string Take(ref int flag, string name) => Interlocked.Exchange(ref flag, 0) == 1 ? name : "";

    private static async Task KeepAsync(Func<Task> run, Action<Exception> lost, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await run();
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is NpgsqlException or IOException or TimeoutException)
            {
                lost(error);
                await Task.Delay(Again, TimeProvider.System, CancellationToken.None);
            }
        }
    }
}
