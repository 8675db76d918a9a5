using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>The specialists do not take the case; the rep hears why and may reopen it.</summary>
internal static class Decline
{
    /// <summary>Its row in <see cref="CaseActions"/>.</summary>
    public static CaseAction Action { get; } =
        new(Actions.Decline, DeskAction.Decline)
        {
            Form = (forms, _, _) => forms.Make("form_decline", forms.Paragraph(FormFields.Text, "form_decline_why", required: true)),
            Do = (draft, theCase, input) => Apply(draft, theCase, input.Text),
        };

    /// <summary>Declines it with a reason.</summary>
    public static void Apply(DecisionBuilder draft, Case theCase, string why)
    {
        var declined = CaseEnd.Withdraw(draft, draft.Keep(theCase.DeclinedWith(why, draft.Now) with { DeclinedBy = draft.By }));
        draft.Note("declined", declined, why);
        draft.EndQuestion(declined);
        draft.ShowEverywhere(declined);
        var title = draft.Words.Say("rep_told_declined", declined.Id, draft.By.Name);
        draft.TellRep(
            declined,
            new Card(
                $"{title}: {why}",
                [new CardPart.Text(title, Strong: true), new CardPart.Quote(why, draft.By.Name)],
                [draft.Cards.Button(Actions.Reopen, declined) with { OpensForm = true }]
            )
        );
    }
}
