using System.Diagnostics.Metrics;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Queues;

namespace EscalationBot.Bot.Observability;

/// <summary>
/// Counts of stored rows as gauges: what waits and for how long, what was given up, open cases, questions by verdict. A scrape reads what
/// was counted before: rows that wait at most some seconds ago, which an index over them alone answers; totals, whose counting reads every
/// row, at most a minute ago.
/// </summary>
internal sealed class StoreGauges
{
    /// <summary>How old counts may be.</summary>
    public static TimeSpan WaitingAge { get; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc cref="WaitingAge"/>
    public static TimeSpan TotalsAge { get; } = TimeSpan.FromMinutes(1);

    private readonly Inbox _inbox;
    private readonly Outbox _outbox;
    private readonly Measures _measures;
    private readonly UsageCounts _usage;
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private volatile Waitings _waitings = Waitings.Nothing;
    private volatile Totals _totals = Totals.Nothing;
    private int? _answers;

    public StoreGauges(BotMetrics metrics, Inbox inbox, Outbox outbox, Measures measures, UsageCounts usage)
    {
        (_inbox, _outbox, _measures, _usage) = (inbox, outbox, measures, usage);
        var meter = metrics.Meter;
        meter.CreateObservableGauge(
            "escalationbot.inbox.waiting",
            () => _waitings.Inbox.Select(row => Of(row.Count, "channel", row.Channel)),
            "{row}",
            "Received rows that are not handled yet."
        );
        meter.CreateObservableGauge(
            "escalationbot.inbox.oldest",
            () => _waitings.Inbox.Select(row => Of(_waitings.AgeOf(row), "channel", row.Channel)),
            "s",
            "Age of the oldest received row that is not handled yet."
        );
        meter.CreateObservableGauge(
            "escalationbot.inbox.failed",
            () => _totals.Failed is { } failed ? [new Measurement<long>(failed)] : Array.Empty<Measurement<long>>(),
            "{row}",
            "Received rows that were given up in the last day."
        );
        meter.CreateObservableGauge(
            "escalationbot.outbox.waiting",
            () => _waitings.Outbox.Select(row => Of(row.Count, "channel", row.Channel)),
            "{row}",
            "Rows that are not sent yet."
        );
        meter.CreateObservableGauge(
            "escalationbot.outbox.oldest",
            () => _waitings.Outbox.Select(row => Of(_waitings.AgeOf(row), "channel", row.Channel)),
            "s",
            "Age of the oldest row that is not sent yet."
        );
        meter.CreateObservableGauge(
            "escalationbot.database.answers",
            () => _answers is { } answers ? [new Measurement<int>(answers)] : Array.Empty<Measurement<int>>(),
            "{database}",
            "1 while the database answers, else 0; then there are no counts of rows."
        );
        meter.CreateObservableGauge(
            "escalationbot.cases.open",
            () => _totals.Cases.Select(row => Of(row, "queue")),
            "{case}",
            "Cases that somebody still has to do something about."
        );
        meter.CreateObservableGauge(
            "escalationbot.limits.refused",
            () => _totals.Refused is { } refused ? [new Measurement<long>(refused)] : Array.Empty<Measurement<long>>(),
            "{row}",
            "What people sent in the last day that was over a limit (Limits:*) and not taken."
        );
        meter.CreateObservableGauge(
            "escalationbot.questions",
            () => _totals.Questions.Select(row => Of(row, "verdict")),
            "{question}",
            "Stored questions by verdict and state."
        );
    }

    /// <summary>
    /// Counts again what is too old. A database that does not answer leaves no counts: old numbers would look like good ones.
    /// </summary>
    public async Task RefreshAsync(CancellationToken ct)
    {
        await _oneAtATime.WaitAsync(ct);
        try
        {
            var now = _inbox.Now;
            if (IsOld(_waitings.At, WaitingAge, now))
            {
                _waitings = new(now, await _inbox.WaitingAsync(ct), await _outbox.WaitingAsync(ct));
            }

            if (IsOld(_totals.At, TotalsAge, now))
            {
                _totals = new(
                    now,
                    await _inbox.FailedAsync(now.AddDays(-1), ct),
                    await _measures.OpenCasesAsync(ct),
                    await _measures.QuestionsByVerdictAsync(ct),
                    (await _usage.RefusedAsync(now.AddDays(-1), ct)).Times
                );
            }
            _answers = 1;
        }
        catch (StoreException)
        {
            (_waitings, _totals, _answers) = (Waitings.Nothing, Totals.Nothing, 0);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Also when the clock was set back: what was counted then would stand until the clock is there again.</summary>
    private static bool IsOld(DateTimeOffset at, TimeSpan age, DateTimeOffset now) => now - at >= age || now < at;

    private static Measurement<T> Of<T>(T value, string label, string text)
        where T : struct => new(value, new KeyValuePair<string, object?>(label, text.Length > 0 ? text : "none"));

    private static Measurement<long> Of(Tallied row, string label) =>
        new(row.Count, new KeyValuePair<string, object?>(label, row.Group), new KeyValuePair<string, object?>("state", row.State));

    private sealed record Waitings(DateTimeOffset At, IReadOnlyList<Waiting> Inbox, IReadOnlyList<Waiting> Outbox)
    {
        public static Waitings Nothing { get; } = new(default, [], []);

        public double AgeOf(Waiting row) => Math.Max(0, (At - row.Since).TotalSeconds);
    }

    private sealed record Totals(
        DateTimeOffset At,
        long? Failed,
        IReadOnlyList<Tallied> Cases,
        IReadOnlyList<Tallied> Questions,
        long? Refused
    )
    {
        public static Totals Nothing { get; } = new(default, null, [], [], null);
    }
}
