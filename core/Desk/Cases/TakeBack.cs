using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>A specialist takes back what was just sent to the rep.</summary>
internal static class TakeBack
{
    /// <summary>Its row in <see cref="CaseActions"/>.</summary>
    public static CaseAction Action { get; } =
        new(Actions.TakeBack, DeskAction.ReplyToRep)
        {
            Do = (draft, theCase, input) => Apply(draft, theCase, input.Data.GetValueOrDefault(DataKeys.Slot)),
        };

    /// <summary>How long a message to the rep can be taken back.</summary>
    public static TimeSpan Within { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Takes back what was just sent to the rep.</summary>
    private static void Apply(DecisionBuilder draft, Case theCase, string? slot)
    {
        if (
            theCase.Conversation.LastOrDefault(turn => turn.MessageKey is not null && turn.MessageKey == slot && !turn.Deleted)
            is not { } turn
        )
        {
            draft.Whisper("taken_back_already");
            return;
        }

        // Measured between the two acts of the person, not by when we got to it.
        if (draft.Inbound.At - turn.At > Within)
        {
            draft.Whisper("too_late_to_take_back", theCase.Rep.Name);
            return;
        }

        Apply(draft, theCase, turn);
    }

    /// <summary>Removes words from the rep's chat, however long they stood there.</summary>
    public static void Apply(DecisionBuilder draft, Case theCase, Turn turn)
    {
        // What was promised in it is taken back with it.
        var without = theCase.OpenPromise?.At == turn.At ? theCase.WithPromise(PromiseState.Moved) : theCase;
        var kept = draft.Keep(without.Changing(turn, turn with { Deleted = true }));
        draft.Note("taken_back", kept, ShortText.Of(turn.Text, RelayCards.LongestDetail));
        draft.RemoveFromRep(kept, turn.MessageKey!);
        draft.TellThreadPlainly(kept, "thread_taken_back", draft.By.Name);
        draft.Whisper("taken_back", kept.Rep.Name);
    }
}
