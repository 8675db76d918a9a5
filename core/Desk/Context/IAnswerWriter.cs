using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Context;

/// <summary>
/// Words what the engine has decided. Nobody waits for it: the quotes are in the outbox before it begins, held back for a moment where that
/// is worth while, and what it writes comes in as <see cref="Inbound.Written"/>. A crash, a slow model or none leaves the quotes.
/// </summary>
public interface IAnswerWriter
{
    /// <summary>
    /// How long the answer to this may be held back for better words; zero = shown at once and edited later; null = nobody writes now, and
    /// the quotes stand as they are.
    /// </summary>
    TimeSpan? HoldFor(Inbound inbound);

    /// <summary>Begins to write about what was committed with <see cref="Outbound.Show.HeldFor"/>, and returns at once.</summary>
    void Begin(Outbound.Show shown);
}

/// <summary>Quoted passages only: the bot without a language model.</summary>
public sealed class QuotesOnly : IAnswerWriter
{
    /// <inheritdoc/>
    public TimeSpan? HoldFor(Inbound inbound) => null;

    /// <inheritdoc/>
    public void Begin(Outbound.Show shown)
    {
        // The quotes are what is shown.
    }
}
