using System.Collections.Concurrent;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Teams;

/// <summary>
/// The cards that were shown last, for answering a press that changes nothing with the true card. Only a convenience: what is forgotten (a restart, an old card) is answered with words alone.
/// </summary>
internal sealed class ShownCards
{
    private const int Most = 5_000;
    private readonly ConcurrentDictionary<(string Conversation, string Message), Card> cards = new();

    public void Keep(string conversation, string message, Card card)
    {
        if (card.Buttons.Count == 0 && !card.Parts.Any(part => part is CardPart.ButtonRow))
        {
            cards.TryRemove((conversation, message), out _);
            return;
        }
        if (cards.Count >= Most) cards.Clear();
        cards[(conversation, message)] = card;
    }

    public Card? Find(string conversation, string? message) => message is not null && cards.TryGetValue((conversation, message), out var card) ? card : null;
}
