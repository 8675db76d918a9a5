using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>A manager gives the case to a named specialist.</summary>
internal static class Reassign
{
    /// <summary>Its row in <see cref="CaseActions"/>.</summary>
    public static CaseAction Action { get; } =
        new(Actions.Reassign, DeskAction.Reassign)
        {
            Form = (forms, theCase, _) =>
                forms.Make(
                    "form_reassign",
                    forms.Choice(
                        FormFields.Person,
                        "form_person",
                        [
                            .. forms
                                .Organisation.With(Roles.Specialist, theCase.Queue)
                                .OrderBy(person => forms.AwayUntil?.ContainsKey(person.Email) == true ? 1 : 0)
                                .Select(forms.PersonOption),
                        ]
                    )
                ),
            Do = (draft, theCase, input) => Apply(draft, theCase, input.Values.GetValueOrDefault(FormFields.Person)),
        };

    private static void Apply(DecisionBuilder draft, Case theCase, string? email)
    {
        if (draft.Loaded.Organisation.FindPerson(email) is not { } person)
        {
            draft.Refuse("unknown_person");
            return;
        }

        HandTo(draft, theCase, person, "");
    }

    /// <summary>A colleague has it from now on, and is told in its thread; with a note, when there is one.</summary>
    public static void HandTo(DecisionBuilder draft, Case theCase, Colleague person, string note)
    {
        var key =
            draft.Loaded.Reachable.GetValueOrDefault(person.Email)
            ?? new PersonKey(CasePlace.Of(draft.Loaded.Organisation, theCase).Channel, person.Email);
        var handed = draft.Keep(theCase.HandedTo(new Party(key, person.Name, person.Email), draft.Now));
        draft.Note("reassigned", handed, person.Email);
        draft.ShowEverywhere(handed);
        var inRoom = draft.StandsInQueue(handed);
        draft.ShowPlainly(
            $"{Slots.Thread(handed)}:reassigned:{draft.Loaded.InboxId.ToString(CultureInfo.InvariantCulture)}",
            new Destination.ThreadOf(Slots.CaseCard(handed)),
            $"case:{handed.Id}:thread",
            new Card(
                draft.Words.Say("thread_reassigned", draft.By.Name, person.Name),
                [
                    new CardPart.Mention(key, person.Name, draft.Words.Say("reassigned_by", draft.By.Name)),
                    .. note.Length > 0 && inRoom ? (CardPart[])[new CardPart.Quote(note, draft.By.Name)] : [],
                ],
                []
            ),
            handed.Id
        );
        if (note.Length > 0)
        {
            draft.Note("handover_note", handed, note);
            if (!inRoom)
            {
                draft.TellThread(handed, RelayCards.Handover(draft, draft.Words.Say("thread_handover_note", draft.By.Name), note));
            }
        }

        draft.TellReps(handed, "rep_told_claimed", person.Name);
        if (draft.Loaded.AwayUntil.TryGetValue(person.Email, out var until))
        {
            draft.Whisper("reassigned_away", handed.Id, person.Name, draft.When.Until(until));
        }
    }
}
