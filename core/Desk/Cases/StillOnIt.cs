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

        var told = draft.Keep(theCase with { RepToldAt = draft.Now, LadderStep = 0 });
        draft.Note("still_on_it", told);
        draft.TellReps(told, "rep_told_still_on_it", draft.By.Name);
        draft.Whisper("sent_to_rep", told.Rep.Name);
        draft.ShowEverywhere(told);
    }
}
