using System.Globalization;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Queues;

/// <summary>Moments at which the bot tells itself that time has passed. Set and cancelled by decisions; each fires once.</summary>
public sealed class Timers(Database database)
{
    /// <summary>Turns timers that are due into <see cref="Inbound.TimePassed"/> rows, in the transaction that deletes them.</summary>
    /// <returns>How many; as many as <paramref name="max"/> means that more may be due.</returns>
    public async Task<int> PassAsync(int max, CancellationToken ct)
    {
        var now = database.Time.GetUtcNow();
        var fired = await database.WriteAsync(session => PassAsync(session, max, now), ct);
        if (fired > 0)
        {
            database.Signals.Inbox.Set();
        }
        return fired;
    }

    /// <summary>When the next one is due, or null.</summary>
    public Task<DateTimeOffset?> NextDueAsync(CancellationToken ct) =>
        database.ReadAsync(session => session.FindAsync("SELECT MIN(due_at) FROM timers", row => row.TimeOrNull(0)), ct);

    /// <summary>Sets one of the host's own (a digest's next time); decisions carry theirs.</summary>
    public async Task SetAsync(string subject, string timer, DateTimeOffset? dueAt, CancellationToken ct)
    {
        await database.WriteAsync(session => ChangeAsync(session, subject, timer, dueAt), ct);
        database.Signals.Timers.Set();
    }

    /// <summary>When a timer is due; null when it is not set.</summary>
    public Task<DateTimeOffset?> FindAsync(string subject, string timer, CancellationToken ct) =>
        database.ReadAsync(
            session =>
                session.FindAsync(
                    "SELECT due_at FROM timers WHERE subject = @subject AND timer = @timer",
                    row => row.TimeOrNull(0),
                    subject,
                    timer
                ),
            ct
        );

    internal static Task<int> ChangeAsync(Session session, string subject, string timer, DateTimeOffset? dueAt) =>
        dueAt is { } due
            ? session.ExecuteAsync(
                "INSERT INTO timers (subject, timer, due_at) VALUES (@subject, @timer, @due) ON CONFLICT "
                    + "(subject, timer) DO UPDATE SET due_at = excluded.due_at",
                subject,
                timer,
                due
            )
            : session.ExecuteAsync("DELETE FROM timers WHERE subject = @subject AND timer = @timer", subject, timer);

    private async Task<int> PassAsync(Session session, int max, DateTimeOffset now)
    {
        var due = await session.QueryAsync(
            $"SELECT subject, timer, due_at FROM timers WHERE due_at <= @now ORDER BY due_at, subject, timer LIMIT @max{session.SkipLocked}",
            row => (Subject: row.Text(0), Timer: row.Text(1), DueAt: row.Time(2)),
            now,
            max
        );
        foreach (var (subject, timer, dueAt) in due)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"clock:{subject}:{timer}:{dueAt.ToUnixTimeMilliseconds()}");
            var passed = new Inbound.TimePassed(subject, timer, dueAt)
            {
                Origin = new Origin
                {
                    DeliveryKey = key,
                    MessageKey = key,
                    From = new PersonKey("clock", "timer"),
                    Place = new Place("clock", subject),
                    At = now,
                },
            };
            await Inbox.InsertAsync(session, new NewRow(database.Sequence.Next(), passed, InboundJson.Write(passed), now));
            await ChangeAsync(session, subject, timer, null);
        }
        return due.Count;
    }
}
