using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>More words of the rep's side reach the specialists' thread.</summary>
internal static class AddToCase
{
    /// <summary>From the rep to the specialists' thread; answers the open question to the rep that it fits.</summary>
    public static void Said(DecisionBuilder draft, Inbound.Said said, Case theCase, string text)
    {
        if (PermissionCheck.Refuses(draft, DeskAction.AddToCase, theCase))
        {
            return;
        }

        var turn = new Turn(said.At, draft.By.Name, text, Slots.Relay(said.Place, said.MessageId)) { Files = said.Files, ToRep = false };
        if (theCase.Rep.Is(draft.By) && AnswerRepAsk.AskFor(theCase, text) is { } open)
        {
            AnswerRepAsk.Apply(draft, theCase, open, turn);
            return;
        }

        if (theCase is { AwaitsFacts: true, IsWorkedOn: true } && theCase.Rep.Is(draft.By))
        {
            MissingDetails.FromWords(draft, theCase, turn);
            return;
        }

        Apply(draft, theCase, turn, turn.MessageKey!);
        if (said.Addressed)
        {
            draft.Reply(Card.Of(draft.Words.Say("added", theCase.Id, theCase.Owner?.Name ?? draft.Cards.QueueTitle(theCase))), theCase.Id);
        }
    }

    /// <summary>More words of the rep's side.</summary>
    public static void Apply(DecisionBuilder draft, Case theCase, Turn turn, string slot)
    {
        var added = draft.Keep(LaterFacts.Fill(draft, SnoozeCase.Heard(draft, theCase).Saying(turn), turn));
        draft.Note("added", added, ShortText.Of(turn.Text, RelayCards.LongestDetail));
        draft.TellThread(added, RelayCards.ForThread(draft, added, turn), slot);
        draft.ShowEverywhere(added);
    }
}
