using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Teams.Sending;

/// <summary>What is done and known once a message is out.</summary>
internal sealed class TeamsAfterwards(TypingSigns typing, ShownCards shown, TeamsStreams streams, CardReaders readers, TeamsWords words)
{
    public CardReaders Readers => readers;

    public TeamsStreams Streams => streams;

    public string SentAgain => words["teams_sent_again"];

    public void Sent(Place place, string message, Card card)
    {
        typing.Answered(place);
        shown.Keep(place.Conversation, message, card);
    }
}
