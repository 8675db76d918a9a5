using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>Somebody becomes the owner; exactly one does.</summary>
internal static class Claim
{
    /// <summary>Its row in <see cref="CaseActions"/>.</summary>
    public static CaseAction Action { get; } = new(Actions.Claim, DeskAction.Claim) { Do = (draft, theCase, _) => Apply(draft, theCase) };

    private static void Apply(DecisionBuilder draft, Case theCase)
    {
        if (theCase.State is CaseState.Claimed)
        {
            if (theCase.Owner!.Is(draft.By))
            {
                draft.Whisper("yours_already", theCase.Id);
            }
            else
            {
                draft.Whisper(
                    "claimed_by_other",
                    theCase.Id,
                    theCase.Owner.Name,
                    draft.When.Span(draft.Now - (theCase.ClaimedAt ?? draft.Now))
                );
            }

            return;
        }

        if (PermissionCheck.IsOver(draft, theCase))
        {
            return;
        }

        var claimed = draft.Keep(theCase.ClaimedBy(draft.By, draft.Now));
        draft.Note("claimed", claimed);
        LiveAccounts.Ask(draft, claimed);
        draft.ShowEverywhere(claimed);
        draft.TellReps(claimed, "rep_told_claimed", draft.By.Name);
    }
}
