using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>The owner says that they are working on it: the rep hears it, and the update clock starts again.</summary>
internal static class StillOnIt
{
    /// <summary>Its row in <see cref="CaseActions"/>.</summary>
    public static CaseAction Action { get; } =
        new(Actions.StillOnIt, DeskAction.ReplyToRep) { Do = (draft, theCase, _) => Apply(draft, theCase) };

    private static void Apply(DecisionBuilder draft, Case theCase)
    {
        if (PermissionCheck.IsOver(draft, theCase))
        {
            return;
        }

        // The reminder stands in the chat of whoever had the case when it was sent: what they say of it now would be untrue.
        if (theCase.Owner is not { } owner || theCase.State is not CaseState.Claimed)
        {
            draft.Whisper("not_claimed", theCase.Id);
            return;
        }

        if (!owner.Is(draft.By))
        {
            draft.Whisper("claimed_by_other", theCase.Id, owner.Name, draft.When.Span(draft.Now - (theCase.ClaimedAt ?? draft.Now)));
            return;
        }

        var told = draft.Keep(theCase with { RepToldAt = draft.Now, LadderStep = 0 });
        draft.Note("still_on_it", told);
        draft.TellReps(told, "rep_told_still_on_it", draft.By.Name);
        draft.Whisper("sent_to_rep", told.Rep.Name);
        draft.ShowEverywhere(told);
    }
}
