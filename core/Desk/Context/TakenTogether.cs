using EscalationBot.Core.Cases;

namespace EscalationBot.Core.Desk.Context;

/// <summary>Questions that were read with the one before them.</summary>
internal static class TakenTogether
{
    /// <summary>The first words of the question before, when a question was read with it; null when it stands alone.</summary>
    public static string? EarlierOf(AskedQuestion asked) =>
        asked is { Direct: true, MessageId: { } id, Turns: [{ MessageKey: { } first } turn, _, ..] }
        && first != Slots.Relay(asked.Place, id)
        && asked.Turns.Any(other => other.MessageKey == Slots.Relay(asked.Place, id))
            ? turn.Text
            : null;
}
