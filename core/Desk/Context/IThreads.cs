using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Context;

/// <summary>Asks the channels what people said in a thread.</summary>
public interface IThreads
{
    /// <summary>
    /// What people said in a thread until now, oldest first, at most some hundred messages; the bot's own words are left out. Null when the
    /// platform does not show it to bots, or cannot now: never a reason to let anybody wait.
    /// </summary>
    /// <param name="thread">A place with a thread.</param>
    /// <param name="ct">Cancels.</param>
    Task<IReadOnlyList<Quoted>?> ReadAsync(Place thread, CancellationToken ct);
}
