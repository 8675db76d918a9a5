using EscalationBot.Core;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Queues;

namespace EscalationBot.Bot.Channels.Teams.Sending;

/// <summary>
/// The cards that were shown last, for answering a press that changes nothing with the true card. Only a convenience: what is forgotten (a
/// restart, an old card) is answered with words alone.
/// </summary>
internal sealed class ShownCards(TimeProvider time)
{
    private const int Most = 5_000;

    /// <summary>Between our edit and its row in the store; an edit that is newer by more than this was another replica's.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(3);

    private readonly BoundedMemory<(string Conversation, string Message), (Card Card, DateTimeOffset At)> _cards = new(Most);

    public void Keep(string conversation, string message, Card card)
    {
        if (card.Buttons.Count == 0 && !card.Parts.Any(part => part is CardPart.ButtonRow))
        {
            _cards.Forget((conversation, message));
            return;
        }
        _cards.Keep((conversation, message), (card, time.GetUtcNow()));
    }

    /// <summary>The card that we showed in a message, unless somebody else has edited it since.</summary>
    public Card? Find(SlotMessage message) =>
        _cards.TryGet((message.Place.Conversation, message.MessageId), out var kept) && message.UpdatedAt - kept.At < Margin
            ? kept.Card
            : null;
}

/// <summary>
/// What the card of a press shows in truth: what the press changed it to, else what waits to be shown, else what was shown last.
/// </summary>
internal sealed class TrueCards(SlotMessages messages, Outbox outbox, ShownCards shown)
{
    /// <returns>The card, or null when it is not known; and whether this very press changed it.</returns>
    public async Task<(Card? Card, bool IsNew)> FindAsync(Inbound.Pressed press, Handled handled, CancellationToken ct)
    {
        if (
            press.CardMessageId is null
            || await messages.FindBindingAsync(ChannelNames.Teams, press.Place.Conversation, press.CardMessageId, ct) is not { } message
        )
        {
            return (null, false);
        }
        if (handled.Outbound.OfType<Outbound.Show>().LastOrDefault(show => show.Slot == message.Slot) is { } change)
        {
            return (change.Card, true);
        }
        return (await outbox.FindWaitingCardAsync(message.Slot, ct) ?? shown.Find(message), false);
    }
}
