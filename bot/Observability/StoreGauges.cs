using System.Diagnostics.Metrics;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Queues;

namespace EscalationBot.Bot.Observability;

/// <summary>
/// Counts of stored rows as gauges: what waits and for how long, what was given up, open cases, questions by verdict. A scrape reads what was counted before: rows that wait at most some seconds ago, which an
/// index over them alone answers; totals, whose counting reads every row, at most a minute ago.
/// </summary>
internal sealed class StoreGauges
{
    /// <summary>How old counts may be.</summary>
    public static TimeSpan WaitingAge { get; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc cref="WaitingAge"/>
    public static TimeSpan TotalsAge { get; } = TimeSpan.FromMinutes(1);

    private readonly Inbox inbox;
    private readonly Outbox outbox;
    private readonly Measures measures;
    private readonly UsageCounts usage;
    private readonly SemaphoreSlim oneAtATime = new(1);
    private volatile Waitings waitings = Waitings.Nothing;
    private volatile Totals totals = Totals.Nothing;

    public StoreGauges(BotMetrics metrics, Inbox inbox, Outbox outbox, Measures measures, UsageCounts usage)
    {
        (this.inbox, this.outbox, this.measures, this.usage) = (inbox, outbox, measures, usage);
        var meter = metrics.Meter;
        meter.CreateObservableGauge("escalationbot.inbox.waiting", () => waitings.Inbox.Select(row => Of(row.Count, "channel", row.Channel)), "{row}", "Received rows that are not handled yet.");
        meter.CreateObservableGauge("escalationbot.inbox.oldest", () => waitings.Inbox.Select(row => Of(waitings.AgeOf(row), "channel", row.Channel)), "s", "Age of the oldest received row that is not handled yet.");
        meter.CreateObservableGauge("escalationbot.inbox.failed", () => totals.Failed is { } failed ? [new Measurement<long>(failed)] : Array.Empty<Measurement<long>>(), "{row}", "Received rows that were given up in the last day.");
        meter.CreateObservableGauge("escalationbot.outbox.waiting", () => waitings.Outbox.Select(row => Of(row.Count, "channel", row.Channel)), "{row}", "Rows that are not sent yet.");
        meter.CreateObservableGauge("escalationbot.outbox.oldest", () => waitings.Outbox.Select(row => Of(waitings.AgeOf(row), "channel", row.Channel)), "s", "Age of the oldest row that is not sent yet.");
        meter.CreateObservableGauge("escalationbot.cases.open", () => totals.Cases.Select(row => Of(row, "queue")), "{case}", "Cases that somebody still has to do something about.");
        meter.CreateObservableGauge("escalationbot.limits.refused", () => totals.Refused is { } refused ? [new Measurement<long>(refused)] : Array.Empty<Measurement<long>>(), "{row}", "What people sent in the last day that was over a limit (Limits:*) and not taken.");
        meter.CreateObservableGauge("escalationbot.questions", () => totals.Questions.Select(row => Of(row, "verdict")), "{question}", "Stored questions by verdict and state.");
    }

    /// <summary>Counts again what is too old. A database that does not answer leaves no counts: old numbers would look like good ones.</summary>
    public async Task RefreshAsync(CancellationToken ct)
    {
        await oneAtATime.WaitAsync(ct);
        try
        {
            var now = inbox.Now;
            if (now - waitings.At >= WaitingAge)
            {
                waitings = new(now, await inbox.WaitingAsync(ct), await outbox.WaitingAsync(ct));
            }

            if (now - totals.At >= TotalsAge)
            {
                totals = new(now, await inbox.FailedAsync(now.AddDays(-1), ct), await measures.OpenCasesAsync(ct), await measures.QuestionsByVerdictAsync(ct), (await usage.RefusedAsync(now.AddDays(-1), ct)).Times);
            }
        }
        catch (StoreException)
        {
            (waitings, totals) = (Waitings.Nothing, Totals.Nothing);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    private static Measurement<T> Of<T>(T value, string label, string text)
        where T : struct => new(value, new KeyValuePair<string, object?>(label, text.Length > 0 ? text : "none"));

    private static Measurement<long> Of(Tallied row, string label) => new(row.Count, new KeyValuePair<string, object?>(label, row.Group), new KeyValuePair<string, object?>("state", row.State));

    private sealed record Waitings(DateTimeOffset At, IReadOnlyList<Waiting> Inbox, IReadOnlyList<Waiting> Outbox)
    {
        public static Waitings Nothing { get; } = new(default, [], []);

        public double AgeOf(Waiting row) => Math.Max(0, (At - row.Since).TotalSeconds);
    }

    private sealed record Totals(DateTimeOffset At, long? Failed, IReadOnlyList<Tallied> Cases, IReadOnlyList<Tallied> Questions, long? Refused)
    {
        public static Totals Nothing { get; } = new(default, null, [], [], null);
    }
}
