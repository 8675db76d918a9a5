using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>How the client was told, and who: asked when the case is closed, so that closing it stays one press.</summary>
internal static class ToldHow
{
    /// <summary>Its row in <see cref="CaseActions"/>.</summary>
    public static CaseAction Action { get; } =
        new(Actions.ToldHow, DeskAction.ClientTold)
        {
            WhyNot = (state, theCase) =>
                theCase is { State: CaseState.Closed, Resolution: not null } ? null : state.Refusal("told_how_not_closed", theCase.Id),
            Form = (forms, theCase, _) =>
                forms.Make(
                    "form_told_how",
                    forms.Choice(
                        FormFields.How,
                        "form_told_how_which",
                        [.. ClientContact.Ways.Select(way => new Option(way, forms.Words["told_way_" + way]))],
                        theCase.ToldHow?.How
                    ),
                    new FormField(FormFields.Text, forms.Words["form_told_how_whom"], FieldKind.Line) { MaxLength = 200 }
                ),
            Do = (draft, theCase, input) => Apply(draft, theCase, input.Values.GetValueOrDefault(FormFields.How), input.Text.Trim()),
        };

    private static void Apply(DecisionBuilder draft, Case theCase, string? way, string whom)
    {
        if (theCase.State is not CaseState.Closed || theCase.Resolution is null || way is null || !ClientContact.Ways.Contains(way))
        {
            draft.Refuse("told_how_not_closed", theCase.Id);
            return;
        }

        var kept = draft.Keep(theCase with { ToldHow = new ClientContact(way, whom, draft.By, draft.Now) });
        draft.Note("told_how", kept, whom.Length == 0 ? way : $"{way}: {whom}");
        draft.ShowEverywhere(kept);
        draft.TellRep(kept, draft.Cards.Outcome(kept), Slots.Outcome(kept));
    }
}
