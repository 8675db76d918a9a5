using System.Diagnostics.Metrics;
using System.Globalization;
using EscalationBot.Bot.Observability;

namespace EscalationBot.Bot.Ai;

/// <summary>What is measured of all models.</summary>
internal sealed class ModelMetrics
{
    private readonly Counter<long> _calls;
    private readonly Counter<long> _tokens;
    private readonly Histogram<double> _duration;

    public ModelMetrics(BotMetrics metrics, TokenBudget budget)
    {
        _calls = metrics.Meter.CreateCounter<long>(
            "escalationbot.model.calls",
            "{call}",
            "Calls of the language model; result is ok or what was wrong."
        );
        _tokens = metrics.Meter.CreateCounter<long>("escalationbot.model.tokens", "{token}", "Tokens used by this process, in and out.");
        _duration = metrics.Meter.CreateHistogram(
            "escalationbot.model.duration",
            "s",
            "Time to the end of an answer of the model.",
            null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [.1, .25, .5, 1, 2, 4, 8, 16, 30] }
        );
        metrics.Meter.CreateObservableGauge(
            "escalationbot.model.budget.used",
            () => budget.Used,
            "{token}",
            "Tokens used today (UTC) by all replicas, as far as this one knows."
        );
        metrics.Meter.CreateObservableGauge(
            "escalationbot.model.budget.limit",
            () => budget.PerDay,
            "{token}",
            "Tokens that may be used in a day."
        );
    }

    public void Called(ModelUse use, string result, long used, TimeSpan took)
    {
        _calls.Add(1, new("use", ModelState.NameOf(use)), new("result", result));
        if (used > 0)
        {
            _tokens.Add(used, new KeyValuePair<string, object?>("use", ModelState.NameOf(use)));
        }
        _duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("use", ModelState.NameOf(use)));
    }
}

/// <summary>How one model is doing: for /health/ready, the start-up report and the managers' console.</summary>
internal sealed class ModelState(ModelMetrics metrics, TokenBudget budget, TimeProvider time)
{
    private volatile Failure? _last;
    private long _leftAloneUntil;

    /// <summary>Asking makes sense now.</summary>
    public bool IsUsable => !budget.IsSpent && !IsLeftAlone;

    /// <summary>The circuit is open.</summary>
    public bool IsLeftAlone => time.GetUtcNow().UtcTicks < Volatile.Read(ref _leftAloneUntil);

    /// <summary>The circuit opened: nobody asks for so long. (The circuit itself would only tell when it is tried.)</summary>
    public void LeaveAlone(TimeSpan span) => Volatile.Write(ref _leftAloneUntil, (time.GetUtcNow() + span).UtcTicks);

    public void Succeeded(ModelUse use, long used, TimeSpan took)
    {
        _last = null;
        metrics.Called(use, "ok", used, took);
    }

    public void Failed(ModelUse use, ModelTrouble why, TimeSpan took)
    {
        // One filtered or odd answer says nothing of the service.
        if (why is not (ModelTrouble.Filtered or ModelTrouble.Unreadable or ModelTrouble.BudgetSpent or ModelTrouble.CircuitOpen))
        {
            _last = new Failure(why);
        }
        metrics.Called(use, NameOf(why), 0, took);
    }

    /// <summary>ok, or degraded and why.</summary>
    /// <param name="what">"gpt-4o at host".</param>
    /// <param name="without">What the bot does without it.</param>
    public async ValueTask<PartState> LookAsync(string what, string without, CancellationToken ct)
    {
        var used = await budget.ReadAsync(ct);
        var spent = string.Create(CultureInfo.InvariantCulture, $"{used:N0} of {budget.PerDay:N0} tokens used today");
        if (budget.IsSpent)
        {
            return PartState.Degraded($"{what}: {ModelTroubles.Sentence(ModelTrouble.BudgetSpent)} {without} until midnight UTC. {spent}.");
        }
        if (IsLeftAlone)
        {
            return PartState.Degraded(
                $"{what}: {ModelTroubles.Sentence(ModelTrouble.CircuitOpen)} "
                    + $"{(_last is { } trouble ? ModelTroubles.Sentence(trouble.Why) + " " : "")}{without}."
            );
        }
        if (_last is { } failure)
        {
            return PartState.Degraded($"{what}: {ModelTroubles.Sentence(failure.Why)} {without} while it lasts.");
        }
        return PartState.Ok($"{what}; {spent}");
    }

    /// <summary>As in metrics: "too_slow".</summary>
    public static string NameOf(Enum value) =>
        string.Concat(value.ToString().Select((c, i) => char.IsUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));

    private sealed record Failure(ModelTrouble Why);
}
