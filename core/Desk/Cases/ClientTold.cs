using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>The client knows the outcome: the case closes.</summary>
internal static class ClientTold
{
    /// <summary>Its row in <see cref="CaseActions"/>.</summary>
    public static CaseAction Action { get; } =
        new(Actions.ClientTold, DeskAction.ClientTold) { Do = (draft, theCase, _) => Apply(draft, theCase) };

    private static void Apply(DecisionBuilder draft, Case theCase)
    {
        if (theCase.State is not CaseState.Resolved)
        {
            draft.Whisper(theCase.State is CaseState.Closed ? "closed_already" : "not_resolved_yet", theCase.Id);
            return;
        }

        var closed = draft.Keep(theCase.ClientWasTold(draft.Now));
        draft.Note("client_told", closed);
        draft.EndQuestion(closed);
        draft.ShowEverywhere(closed);
        draft.TellRep(closed, draft.Cards.Outcome(closed), Slots.Outcome(closed));
        draft.TellThreadPlainly(closed, "thread_client_told", draft.By.Name);
    }
}
