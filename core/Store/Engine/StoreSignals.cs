namespace EscalationBot.Core.Store.Engine;

/// <summary>Wake-ups from the store to the workers. They only save waiting: a lost one costs the workers' next look, never a row.</summary>
public sealed class StoreSignals : IDisposable
{
    /// <summary>The inbox has a row that may be handled now.</summary>
    public Signal Inbox { get; } = new();

    /// <summary>The outbox has a row that may be sent now.</summary>
    public Signal Outbox { get; } = new();

    /// <summary>The timers changed.</summary>
    public Signal Timers { get; } = new();

    /// <summary>
    /// The audit has rows that are not chained yet. For this process only: each replica chains its own, and finds what others left.
    /// </summary>
    public Signal Audit { get; } = new();

    /// <inheritdoc />
    public void Dispose()
    {
        Inbox.Dispose();
        Outbox.Dispose();
        Timers.Dispose();
        Audit.Dispose();
    }
}
