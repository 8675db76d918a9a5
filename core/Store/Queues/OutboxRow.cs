using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Store.Queues;

/// <summary>A row leased for sending. From here on it counts as "may have been sent" until its result is recorded.</summary>
/// <param name="Id">Its id.</param>
/// <param name="What">What to do.</param>
/// <param name="Channel">Name of the channel; empty when nothing tells (a thread whose message was never sent).</param>
/// <param name="Attempt">1 for the first try.</param>
/// <param name="CreatedAt">When it was decided.</param>
/// <param name="LookSince">Not null: an earlier try may have arrived since then.</param>
/// <param name="TraceParent">W3C traceparent of what caused it, or null.</param>
public sealed record OutboxRow(
    long Id,
    Outbound What,
    string Channel,
    int Attempt,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LookSince,
    string? TraceParent
)
{
    /// <summary>The message that the slot has already.</summary>
    public SlotMessage? Message { get; init; }

    /// <summary>
    /// For <see cref="Destination.ThreadOf"/>: the message in whose thread it goes; null when there is none and none is coming.
    /// </summary>
    public SlotMessage? Root { get; init; }

    /// <summary>The slot it fills or empties, or null.</summary>
    public string? Slot => SlotOf(What);

    /// <summary>The slot in whose thread it goes, or null.</summary>
    public string? WaitsFor => WaitsForOf(What);

    internal static string? SlotOf(Outbound what) =>
        what switch
        {
            Outbound.Show show => show.Slot,
            Outbound.Remove remove => remove.Slot,
            _ => null,
        };

    internal static string? WaitsForOf(Outbound what) => what is Outbound.Show { To: Destination.ThreadOf root } ? root.Slot : null;
}
