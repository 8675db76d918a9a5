using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>
/// Whom a case was offered to first says "not me": it is offered to the next one, and after three its managers hear of it.
/// </summary>
internal static class NotMe
{
    private const int MostOffers = 3;

    /// <summary>Its row in <see cref="CaseActions"/>.</summary>
    public static CaseAction Action { get; } =
        new(Actions.NotMe, DeskAction.Claim)
        {
            WhyNot = (state, theCase) =>
                CaseStates.MustBeWorkedOn(state, theCase)
                ?? (
                    theCase is { State: CaseState.Unclaimed, OfferedTo: not null }
                        ? null
                        : state.Refusal("not_me_gone", theCase.Id, state.LineOf(theCase))
                ),
            Form = (forms, _, _) => forms.Make("form_not_me", forms.Paragraph(FormFields.Text, "form_not_me_why", required: true)),
            Do = (draft, theCase, input) => Apply(draft, theCase, input.Text.Trim()),
        };

    private static void Apply(DecisionBuilder draft, Case theCase, string why)
    {
        if (theCase.OfferedTo is not { } email || theCase.State is not CaseState.Unclaimed)
        {
            draft.Refuse("not_me_gone", theCase.Id, draft.Cards.StateLine(theCase));
            return;
        }

        if (draft.By.Email != email)
        {
            draft.Refuse("not_me_other", theCase.Id, draft.Loaded.Organisation.FindPerson(email)?.Name ?? email);
            return;
        }

        var told = draft.Words.Say("thread_not_me", draft.By.Name);
        draft.Show(
            Suggestion.Slot(theCase),
            new Destination.ThreadOf(Slots.CaseCard(theCase)),
            $"case:{theCase.Id}:thread",
            new Card($"{told} {why}", [new CardPart.Text(told), new CardPart.Quote(why, draft.By.Name)], []),
            theCase.Id
        );
        var kept = draft.Keep(
            theCase with
            {
                OfferedTo = null,
                TurnedDown = [.. theCase.TurnedDown, new TurnedDown(email, draft.By.Name, why, draft.Now)],
            }
        );
        draft.Note("not_me", kept, why);
        var next = kept.TurnedDown.Count < MostOffers && Suggestion.All(draft, kept) is [var first, ..] ? first : null;
        if (next?.Tell(draft, kept).OfferedTo is null)
        {
            Suggestion.TellManagers(
                draft,
                kept,
                draft.Words.Say("manager_not_me", kept.Id, string.Join(", ", kept.TurnedDown.Select(one => one.Name))),
                Slots.Thread(kept) + ":not_me"
            );
        }
    }
}
