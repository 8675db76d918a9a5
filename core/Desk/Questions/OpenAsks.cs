using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Questions;

/// <summary>Which question of a specialist the rep's next words may answer.</summary>
internal static class OpenAsks
{
    /// <summary>Nothing was asked for so short a time that more words of an answer are still that.</summary>
    private static readonly TimeSpan StillAnswering = TimeSpan.FromMinutes(15);

    /// <summary>A question to the rep is open, or was answered a moment ago.</summary>
    public static bool MayBeAnswered(Case theCase, DateTimeOffset now) =>
        Clocks.WaitsForRep(theCase) || theCase.Asks.Any(ask => now - ask.RepliedAt <= StillAnswering);

    /// <summary>
    /// The case of which a specialist asked something in this chat, and what: of several the one whose words fit, else the newest. A
    /// question that files alone answered a moment ago, or that the words name, is still being answered.
    /// </summary>
    public static (Case Case, RepAsk Ask)? Find(DecisionBuilder draft, Inbound.Said said)
    {
        List<(Case Case, RepAsk Ask)> open =
        [
            .. draft
                .Loaded.OwnCases.Where(own => own.Rep.Is(draft.By))
                .Select(own => (own, Ask: AnswerRepAsk.AskFor(own, said.Text)))
                .Where(pair => pair.Ask is not null && (IsAskedHere(draft, pair.own, said) || NamesIt(pair.own, pair.Ask, said)))
                .Select(pair => (pair.own, pair.Ask!)),
        ];
        if (open.Count > 0)
        {
            return open.OrderByDescending(pair => ContentWords.Shared(said.Text, pair.Ask.Text))
                .ThenByDescending(pair => ContentWords.Shared(said.Text, pair.Case.Question))
                .ThenByDescending(pair => pair.Ask.At)
                .First();
        }

        return draft
            .Loaded.OwnCases.Where(own => own.IsWorkedOn && own.Rep.Is(draft.By) && IsAskedHere(draft, own, said))
            .Select(own => (Case: own, Ask: own.Asks.Count > 0 ? own.Asks[^1] : null))
            .Where(pair =>
                pair.Ask?.RepliedAt is { } at
                && draft.Now - at <= StillAnswering
                && (draft.Loaded.Question is not { } last || last.AskedAt <= at)
                && (
                    ContentWords.Shared(said.Text, pair.Ask.Text) > 0
                    || pair.Case.Conversation is [.., { Text.Length: 0, Files.Count: > 0 }]
                )
            )
            .Select(pair => ((Case, RepAsk)?)(pair.Case, pair.Ask!))
            .FirstOrDefault();
    }

    private static bool IsAskedHere(DecisionBuilder draft, Case own, Inbound.Said said) =>
        own.RepPlace.Lane == said.Place.Lane || IsToldHere(draft, own, said);

    /// <summary>
    /// In another thread of the same 1:1 chat, where an answer may have said that the specialist still waits: words that name what was
    /// asked are for the specialist.
    /// </summary>
    private static bool NamesIt(Case own, RepAsk ask, Inbound.Said said) =>
        said.Direct
        && (own.RepPlace.Channel, own.RepPlace.Conversation) == (said.Place.Channel, said.Place.Conversation)
        && ContentWords.Shared(said.Text, ask.Text) > 0;

    /// <summary>What concerns a restricted case is told in the rep's 1:1 chat, wherever it was asked for.</summary>
    public static bool IsToldHere(DecisionBuilder draft, Case own, Inbound.Said said) =>
        said.Direct && !Visibility.MayHold(draft.Loaded.Organisation, own.RepPlace, own);
}
