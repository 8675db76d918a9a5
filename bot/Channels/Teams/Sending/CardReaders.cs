using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.People;

namespace EscalationBot.Bot.Channels.Teams.Sending;

/// <summary>Turns the readers of a card into people as Teams knows them.</summary>
internal sealed class CardReaders(People people)
{
    /// <summary>Teams asks for at most so many people by itself.</summary>
    private const int Most = 60;

    public async Task<Card> ResolveAsync(Card card, CancellationToken ct)
    {
        if (card.Refresh is not { } refresh)
        {
            return card;
        }
        var ids = await people.IdsAsync(
            ChannelNames.Teams,
            refresh.Readers.Where(reader => reader.Key?.Channel != ChannelNames.Teams).Select(reader => reader.Email).OfType<string>(),
            ct
        );
        List<CardReader> known =
        [
            .. refresh
                .Readers.Select(reader =>
                    reader.Key?.Channel == ChannelNames.Teams ? reader.Key.Id
                    : reader.Email is { } email ? ids.GetValueOrDefault(email)
                    : null
                )
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
                .Take(Most)
                .Select(id => new CardReader(new PersonKey(ChannelNames.Teams, id), null)),
        ];
        return card with { Refresh = refresh with { Readers = known } };
    }
}
