using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk;

/// <summary>What the inbox worker calls for each row: load, decide, commit.</summary>
public interface IDesk
{
    /// <summary>
    /// Handles one row to its end, which the commit has recorded when it returns. May be called again for a row whose last try threw or was
    /// cut off.
    /// </summary>
    /// <exception cref="PlatformUnavailableException">The row needs a platform that cannot be asked now; nothing is wrong with
    /// it.</exception>
    /// <returns>What it caused, in order; empty when another replica handled the row.</returns>
    Task<IReadOnlyList<Outbound>> HandleAsync(long inboxId, Inbound inbound, CancellationToken ct);

    /// <summary>What the asker is told when a row waits for a platform that cannot be asked who they are. Pure.</summary>
    IReadOnlyList<Outbound> TellWaiting(long inboxId, Inbound inbound);

    /// <summary>
    /// What the asker is told when a row failed for good: one plain sentence and a way on, for everything that was meant for the bot;
    /// nothing for the rest. Pure.
    /// </summary>
    IReadOnlyList<Outbound> Apologise(long inboxId, Inbound inbound);
}
