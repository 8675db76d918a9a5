using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>The case goes to another queue; the words of a restricted one stay with its readers unless somebody opens them.</summary>
internal static class Transfer
{
    /// <summary>Its row in <see cref="CaseActions"/>.</summary>
    public static CaseAction Action { get; } =
        new(Actions.Transfer, DeskAction.Transfer)
        {
            Form = (forms, theCase, _) =>
                forms.Make(
                    "form_transfer",
                    [
                        forms.Choice(
                            FormFields.Queue,
                            "form_queue",
                            [
                                .. forms
                                    .Organisation.Queues.Where(queue => queue.Id != theCase.Queue)
                                    .Select(queue => new Option(queue.Id, ShortText.Of(queue.Title, 75))),
                            ]
                        ) with
                        {
                            Required = false,
                            RequiredUnless = [FormFields.Person],
                        },
                        .. Colleagues(forms, theCase),
                        .. Readers(forms, theCase),
                        forms.Paragraph(FormFields.Text, "form_note"),
                    ]
                ) with
                {
                    Intro = theCase.Restricted ? forms.Words.Say("form_transfer_restricted", theCase.Id) : "",
                },
            Do = (draft, theCase, input) => Apply(draft, theCase, input.Values),
        };

    /// <summary>A restricted case moves with its words kept back, unless somebody says otherwise.</summary>
    private static FormField[] Readers(FormMaker forms, Case theCase) =>
        theCase.Restricted && forms.MayRead
            ?
            [
                forms.Choice(
                    FormFields.Readers,
                    "form_readers",
                    [
                        new Option(FormFields.KeepBack, forms.Words["form_readers_keep"]),
                        new Option(FormFields.OpenToQueue, forms.Words["form_readers_open"]),
                    ],
                    FormFields.KeepBack
                ) with
                {
                    Required = false,
                },
            ]
            : [];

    /// <summary>Whoever could have it: those of its own queue first. A menu holds 100.</summary>
    private static FormField[] Colleagues(FormMaker forms, Case theCase)
    {
        Option[] people =
        [
            .. forms
                .Organisation.People.Where(person =>
                    person.Is(Roles.Specialist) && person.Email != theCase.Owner?.Email && person.Queues.Count > 0
                )
                .OrderBy(person => person.Queues.Contains(theCase.Queue, StringComparer.Ordinal) ? 0 : 1)
                .ThenBy(person => forms.AwayUntil?.ContainsKey(person.Email) == true ? 1 : 0)
                .Take(100)
                .Select(forms.PersonOption),
        ];
        return people.Length == 0 ? [] : [forms.Choice(FormFields.Person, "form_colleague", people) with { Required = false }];
    }

    private static void Apply(DecisionBuilder draft, Case theCase, IReadOnlyDictionary<string, string> values)
    {
        var organisation = draft.Loaded.Organisation;
        var (wanted, email) = (values.GetValueOrDefault(FormFields.Queue), values.GetValueOrDefault(FormFields.Person));
        var colleague = email is null ? null : organisation.FindPerson(email);
        if ((email is not null || wanted is null) && colleague?.Is(Roles.Specialist) != true)
        {
            draft.Refuse("unknown_person");
            return;
        }

        // Without a queue the case stays in its own when the colleague works there.
        wanted ??=
            colleague!.Queues.Contains(theCase.Queue, StringComparer.Ordinal) ? theCase.Queue
            : colleague.Queues is [var first, ..] ? first
            : null;
        if (organisation.FindQueue(wanted) is not { } queue)
        {
            draft.Refuse("unknown_queue");
            return;
        }

        if (colleague is not null && !colleague.Queues.Contains(queue.Id, StringComparer.Ordinal))
        {
            draft.Refuse("not_in_queue", colleague.Name, queue.Title);
            return;
        }

        var moved = queue.Id == theCase.Queue ? theCase : ToQueue(draft, theCase, queue, values);
        if (colleague is null)
        {
            Suggestion.Offer(draft, moved, draft.By.Email);
        }
        else
        {
            Reassign.HandTo(draft, moved, colleague, queue.Id == theCase.Queue ? values.GetValueOrDefault(FormFields.Text) ?? "" : "");
        }
    }

    private static Case ToQueue(DecisionBuilder draft, Case theCase, Queue queue, IReadOnlyDictionary<string, string> values)
    {
        var organisation = draft.Loaded.Organisation;
        var note = values.GetValueOrDefault(FormFields.Text) ?? "";

        var moves = organisation.FindQueue(theCase.Queue)?.Place != queue.Place;
        // Only who may read its words shows them to others.
        var opened =
            values.GetValueOrDefault(FormFields.Readers) == FormFields.OpenToQueue
            && Visibility.May(organisation, draft.Loaded.Asker.Reader, theCase);
        var moved = theCase.MovedTo(queue.Id, moves, opened, draft.Now);
        var kept = moved.Restricted && !moved.Readers.Contains(queue.Id, StringComparer.Ordinal);
        // Where the thread holds no words, whoever claims the case finds the note in it.
        moved = draft.Keep(
            kept && note.Length > 0
                ? moved with
                {
                    Conversation = [.. moved.Conversation, new Turn(draft.Now, draft.By.Name, note, null)],
                }
                : moved
        );
        draft.Note(
            "transferred",
            moved,
            $"{theCase.Queue} → {queue.Id}{(!moved.Restricted ? "" : kept ? ", words kept back" : ", opened to its people")}: {note}"
        );
        if (moves)
        {
            // The old card stays where it is, without buttons, and says where the case went.
            var gone = draft.Words.Say("card_moved", theCase.Id, queue.Title, draft.By.Name);
            draft.ShowPlainly(
                Slots.CaseCard(theCase),
                new Destination.At(CasePlace.Of(organisation, theCase)),
                $"case:{theCase.Id}:card",
                new Card(gone, [new CardPart.Heading(theCase.Id), new CardPart.Text(gone)], []),
                theCase.Id
            );
        }

        draft.ShowEverywhere(moved);
        draft.TellThread(moved, RelayCards.Handover(draft, draft.Words.Say("thread_transferred", draft.By.Name, queue.Title), note));
        draft.TellReps(
            moved,
            !moved.Restricted ? "rep_told_transferred"
                : kept ? "rep_told_transferred_kept"
                : "rep_told_transferred_opened",
            queue.Title
        );
        if (moved.Restricted)
        {
            draft.Whisper(kept ? "transferred_kept" : "transferred_opened", moved.Id, queue.Title);
        }

        return moved;
    }
}
