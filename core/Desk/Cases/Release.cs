using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>The owner gives the case back to its queue.</summary>
internal static class Release
{
    /// <summary>Its row in <see cref="CaseActions"/>.</summary>
    public static CaseAction Action { get; } =
        new(Actions.Release, DeskAction.Release)
        {
            WhyNot = (state, theCase) =>
                theCase.State is CaseState.Unclaimed ? state.Refusal("not_claimed", theCase.Id) : CaseStates.MustBeWorkedOn(state, theCase),
            Form = (forms, _, _) => forms.Make("form_release", forms.Paragraph(FormFields.Text, "form_note")),
            Do = (draft, theCase, input) => Apply(draft, theCase, input.Text),
        };

    private static void Apply(DecisionBuilder draft, Case theCase, string note)
    {
        var released = draft.Keep(theCase.BackToQueue(theCase.Queue, movesPlace: false, draft.Now));
        draft.Note("released", released, note);
        draft.ShowEverywhere(released);
        draft.TellThread(released, RelayCards.Handover(draft, draft.Words.Say("thread_released", draft.By.Name), note));
        draft.TellReps(released, "rep_told_released", draft.Cards.QueueTitle(released));
    }
}
