using System.Diagnostics;
using System.Diagnostics.Metrics;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Observability;

/// <summary>Names under which everything measured is found.</summary>
internal static class Telemetry
{
    /// <summary>Name of the one meter and the one activity source.</summary>
    public const string Name = "EscalationBot";

    /// <summary>Starts spans: <c>handle</c>, <c>send</c>. Free of cost while nobody listens.</summary>
    public static ActivitySource Source { get; } = new(Name);
}

/// <summary>
/// The bot's own instruments. Names follow OpenTelemetry; /metrics shows them as Prometheus spells them
/// (<c>escalationbot_inbox_handled_total</c>).
/// </summary>
internal sealed class BotMetrics
{
    private static readonly InstrumentAdvice<double> Durations = new()
    {
        HistogramBucketBoundaries = [.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30],
    };
    private static readonly InstrumentAdvice<double> Lateness = new()
    {
        HistogramBucketBoundaries = [.1, .5, 1, 5, 15, 60, 300, 900, 3600],
    };

    private const string AcceptedObjective = "accepted",
        DeliveredObjective = "delivered";

    /// <summary>What is delivered so soon after it was written is in time (infra/RUNBOOK.md, "Service objectives").</summary>
    public static TimeSpan InTime { get; } = TimeSpan.FromMinutes(5);

    private readonly Counter<long> _received;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _recovered;
    private readonly Counter<long> _handled;
    private readonly Histogram<double> _handleDuration;
    private readonly Histogram<double> _waited;
    private readonly Counter<long> _sends;
    private readonly Histogram<double> _sendDuration;
    private readonly Histogram<double> _lateness;
    private readonly Counter<long> _compared;
    private readonly Counter<long> _objective;

    public BotMetrics(IMeterFactory factory)
    {
        Meter = factory.Create(Telemetry.Name);
        _received = Meter.CreateCounter<long>(
            "escalationbot.inbox.received",
            "{row}",
            "Deliveries that channels handed in; result is new or repeated."
        );
        _refused = Meter.CreateCounter<long>(
            "escalationbot.inbox.refused",
            "{delivery}",
            "Genuine deliveries that were not taken, since they are meant for another app, workspace or tenant."
        );
        _recovered = Meter.CreateCounter<long>(
            "escalationbot.inbox.recovered",
            "{message}",
            "Messages that were said while there was no connection and were read from the platform's history."
        );
        _handled = Meter.CreateCounter<long>(
            "escalationbot.inbox.handled",
            "{row}",
            "Inbox rows that the desk handled; result is done, raced, waiting or failed."
        );
        _handleDuration = Meter.CreateHistogram(
            "escalationbot.inbox.handle.duration",
            "s",
            "Time to load, decide and commit one row.",
            null,
            Durations
        );
        _waited = Meter.CreateHistogram(
            "escalationbot.inbox.wait.duration",
            "s",
            "Time a row waited between its receipt and its commit.",
            null,
            Durations
        );
        _sends = Meter.CreateCounter<long>(
            "escalationbot.outbox.sends",
            "{send}",
            "Tries to send; result is sent, retry, drop or vanished."
        );
        _sendDuration = Meter.CreateHistogram("escalationbot.outbox.send.duration", "s", "Time one try to send took.", null, Durations);
        _compared = Meter.CreateCounter<long>(
            "escalationbot.reconciler.compared",
            "{card}",
            "Cards of cases that were compared with their platform; result is stands, gone, left, behind, unsure, found, unreadable or unsent."
        );
        _objective = Meter.CreateCounter<long>(
            "escalationbot.objective",
            "{message}",
            "Messages by service objective: accepted (kept, and not given up) or delivered (within five minutes); met is yes or no."
        );
        _lateness = Meter.CreateHistogram(
            "escalationbot.clock.lateness",
            "s",
            "How late timers of cases and questions were handled.",
            null,
            Lateness
        );
    }

    /// <summary>
    /// What alerts watch for growth. Prometheus sees growth only between two values: a counter that is born with 1 has not grown, and its
    /// first event, often the only one, would never fire. So these stand at zero from the start.
    /// </summary>
    public IEnumerable<(Instrument Instrument, KeyValuePair<string, object?>[] Labels)> Expected()
    {
        yield return (_lateness, []);
        yield return (_waited, []);
        yield return (_recovered, [new("channel", ChannelNames.Slack)]);
        foreach (
            var (channel, reason) in new[]
            {
                (ChannelNames.Slack, "app"),
                (ChannelNames.Slack, "workspace"),
                (ChannelNames.Teams, "tenant"),
                (ChannelNames.Teams, "token"),
            }
        )
        {
            yield return (_refused, [new("channel", channel), new("reason", reason)]);
        }
        foreach (var channel in new[] { ChannelNames.Slack, ChannelNames.Teams, ChannelNames.Web, ChannelNames.Webhook })
        {
            foreach (
                var (counter, results) in new (Instrument, string[])[]
                {
                    (_received, ["new", "repeated"]),
                    (_sends, ["sent", "retry", "drop", "vanished"]),
                    (_compared, ["gone", "left", "found", "unreadable", "unsent"]),
                }
            )
            {
                foreach (var result in results)
                {
                    yield return (counter, [new("channel", channel), new("result", result)]);
                }
            }
        }
        foreach (var objective in new[] { AcceptedObjective, DeliveredObjective })
        {
            foreach (var met in new[] { "yes", "no" })
            {
                yield return (_objective, [new("objective", objective), new("met", met)]);
            }
        }
        foreach (var kind in new[] { "said", "pressed", "timepassed" })
        {
            foreach (var result in new[] { "done", "waiting", "failed" })
            {
                yield return (_handled, [new("kind", kind), new("result", result)]);
            }
        }
    }

    /// <summary>A case's card was compared with its platform, or words were found unsent.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="result">stands, gone, left, behind, unsure, found, unreadable or unsent.</param>
    public void Compared(string channel, string result) => _compared.Add(1, new("channel", channel), new("result", result));

    /// <summary>The meter, for gauges that other features observe.</summary>
    public Meter Meter { get; }

    /// <summary>A delivery was kept (<paramref name="isNew"/>) or was there already.</summary>
    public void Received(string channel, bool isNew) =>
        _received.Add(1, new("channel", channel), new("result", isNew ? "new" : "repeated"));

    /// <summary>A genuine delivery was kept; or it was not, for trouble of ours, or was given up later.</summary>
    public void Accepted(bool met) => Count(AcceptedObjective, met);

    /// <summary>Something was delivered within <see cref="InTime"/>; or it came later, or never will.</summary>
    public void Delivered(bool met) => Count(DeliveredObjective, met);

    private void Count(string objective, bool met) => _objective.Add(1, new("objective", objective), new("met", met ? "yes" : "no"));

    /// <summary>So many messages were read from the history of a channel.</summary>
    public void Recovered(string channel, int count) => _recovered.Add(count, new KeyValuePair<string, object?>("channel", channel));

    /// <summary>A genuine delivery was not taken.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="why">Whose it is: app, workspace, tenant.</param>
    public void Refused(string channel, string why) => _refused.Add(1, new("channel", channel), new("reason", why));

    /// <summary>An inbox row was handled, successfully or not.</summary>
    /// <param name="kind">Name of the inbound case in lower case ("said").</param>
    /// <param name="result">done, raced, waiting or failed.</param>
    /// <param name="took">Load, decide, commit.</param>
    /// <param name="sinceReceipt">Age of the row at its end; null when it is not done yet.</param>
    public void Handled(string kind, string result, TimeSpan took, TimeSpan? sinceReceipt)
    {
        _handled.Add(1, new("kind", kind), new("result", result));
        _handleDuration.Record(took.TotalSeconds);
        if (sinceReceipt is { } age)
        {
            _waited.Record(age.TotalSeconds);
        }
    }

    /// <summary>A send was tried.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="result">sent, retry, drop or vanished.</param>
    /// <param name="took">The try's duration.</param>
    public void Sent(string channel, string result, TimeSpan took)
    {
        _sends.Add(1, new("channel", channel), new("result", result));
        _sendDuration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("channel", channel));
    }

    /// <summary>A timer was handled so long after it was due.</summary>
    public void TimerHandled(TimeSpan late) => _lateness.Record(Math.Max(0, late.TotalSeconds));
}
