using System.Diagnostics.Metrics;
using EscalationBot.Core.Store;

namespace EscalationBot.Bot.Observability;

/// <summary>Counts of stored rows as gauges: what waits and for how long, what was given up, open cases, questions by verdict. Read when somebody asks for metrics.</summary>
internal sealed class StoreGauges
{
    private readonly Inbox inbox;
    private readonly Outbox outbox;
    private readonly Measures measures;
    private readonly UsageCounts usage;
    private volatile Counted counted = Counted.Nothing;

    public StoreGauges(BotMetrics metrics, Inbox inbox, Outbox outbox, Measures measures, UsageCounts usage)
    {
        (this.inbox, this.outbox, this.measures, this.usage) = (inbox, outbox, measures, usage);
        var meter = metrics.Meter;
        meter.CreateObservableGauge("escalationbot.inbox.waiting", () => counted.Inbox.Select(row => Of(row.Count, "channel", row.Channel)), "{row}", "Received rows that are not handled yet.");
        meter.CreateObservableGauge("escalationbot.inbox.oldest", () => counted.Inbox.Select(row => Of(counted.AgeOf(row), "channel", row.Channel)), "s", "Age of the oldest received row that is not handled yet.");
        meter.CreateObservableGauge("escalationbot.inbox.failed", () => counted.Failed is { } failed ? [new Measurement<long>(failed)] : Array.Empty<Measurement<long>>(), "{row}", "Received rows that were given up in the last day.");
        meter.CreateObservableGauge("escalationbot.outbox.waiting", () => counted.Outbox.Select(row => Of(row.Count, "channel", row.Channel)), "{row}", "Rows that are not sent yet.");
        meter.CreateObservableGauge("escalationbot.outbox.oldest", () => counted.Outbox.Select(row => Of(counted.AgeOf(row), "channel", row.Channel)), "s", "Age of the oldest row that is not sent yet.");
        meter.CreateObservableGauge("escalationbot.cases.open", () => counted.Cases.Select(row => Of(row, "queue")), "{case}", "Cases that somebody still has to do something about.");
        meter.CreateObservableGauge("escalationbot.limits.refused", () => counted.Refused is { } refused ? [new Measurement<long>(refused)] : Array.Empty<Measurement<long>>(), "{row}", "What people sent in the last day that was over a limit (Limits:*) and not taken.");
        meter.CreateObservableGauge("escalationbot.questions", () => counted.Questions.Select(row => Of(row, "verdict")), "{question}", "Stored questions by verdict and state.");
    }

    /// <summary>Reads the counts. A database that does not answer leaves none: old numbers would look like good ones.</summary>
    public async Task RefreshAsync(CancellationToken ct)
    {
        try
        {
            var now = inbox.Now;
            counted = new Counted(now, await inbox.WaitingAsync(ct), await outbox.WaitingAsync(ct), await inbox.FailedAsync(now.AddDays(-1), ct), await measures.OpenCasesAsync(ct), await measures.QuestionsByVerdictAsync(ct), (await usage.RefusedAsync(now.AddDays(-1), ct)).Times);
        }
        catch (StoreException)
        {
            counted = Counted.Nothing;
        }
    }

    private static Measurement<T> Of<T>(T value, string label, string text)
        where T : struct => new(value, new KeyValuePair<string, object?>(label, text.Length > 0 ? text : "none"));

    private static Measurement<long> Of(Tallied row, string label) => new(row.Count, new KeyValuePair<string, object?>(label, row.Group), new KeyValuePair<string, object?>("state", row.State));

    private sealed record Counted(DateTimeOffset At, IReadOnlyList<Waiting> Inbox, IReadOnlyList<Waiting> Outbox, long? Failed, IReadOnlyList<Tallied> Cases, IReadOnlyList<Tallied> Questions, long? Refused)
    {
        public static Counted Nothing { get; } = new(default, [], [], null, [], [], null);

        public double AgeOf(Waiting row) => Math.Max(0, (At - row.Since).TotalSeconds);
    }
}
