using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels;

/// <summary>
/// Where endpoints hand in what they read. Returning means that it survives power loss: only then is the platform acknowledged.
/// </summary>
internal interface IReception
{
    /// <summary>Keeps one row. False: it was delivered before, nothing was kept.</summary>
    Task<bool> AcceptAsync(Inbound inbound, CancellationToken ct);

    /// <summary>
    /// Keeps one row and waits until it was handled, for card presses that are answered with the true card. Null: not handled in time, or
    /// delivered before; it will be handled all the same.
    /// </summary>
    Task<Handled?> AcceptAndWaitAsync(Inbound inbound, TimeSpan patience, CancellationToken ct);

    /// <summary>
    /// Claims a waiting outbox row for the caller, who has shown it another way (an invoke's answer). False: the outbox has it already.
    /// </summary>
    Task<bool> TakeAsync(string outboundKey, CancellationToken ct);
}

/// <summary>What a handled row caused, in order.</summary>
internal sealed record Handled(IReadOnlyList<Outbound> Outbound);
