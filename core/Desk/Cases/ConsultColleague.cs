using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>
/// A specialist, or the rep of the case, asks a colleague or another queue without handing over. Whoever is asked gets a card in their 1:1
/// chat, or in the queue's place; the case stays with its owner, and its clocks run on.
/// </summary>
internal static class ConsultColleague
{
    private const int LongestText = 2000,
        MostAsked = 50;

    /// <summary>Its row in <see cref="CaseActions"/>.</summary>
    public static CaseAction Action { get; } =
        new(Actions.Consult, DeskAction.Consult)
        {
            Whose = (state, acting, theCase, data) =>
                Find(theCase, data) is { } earlier && !IsTheirs(state.Organisation, acting.Asker, theCase, earlier)
                    ? state.Refusal("consult_not_yours")
                    : null,
            Form = (forms, theCase, data) =>
                forms.Make(
                    "form_consult",
                    [
                        .. Whom(
                            forms,
                            Colleagues.For(forms.Organisation, theCase, _ => true, away: forms.AwayUntil),
                            forms.Organisation.Queues.Where(queue => queue.Id != theCase.Queue)
                        ),
                        forms.Paragraph(FormFields.Text, "form_consult_text", required: true) with
                        {
                            MaxLength = LongestText,
                            Value = Find(theCase, data)?.Text,
                        },
                    ]
                ) with
                {
                    Intro = forms.Words[theCase.Restricted ? "form_consult_restricted" : "form_consult_intro"],
                },
            Do = (draft, theCase, input) => Apply(draft, theCase, input),
        };

    /// <summary>The one that a button or form names.</summary>
    public static Consult? Find(Case theCase, IReadOnlyDictionary<string, string> data) =>
        theCase.Consults.FirstOrDefault(consult => consult.Id == data.GetValueOrDefault(DataKeys.Consult));

    /// <summary>Whoever asked it, and who works on the case: what specialists ask each other is not for the rep.</summary>
    public static bool IsTheirs(OrganisationSnapshot organisation, Asker asker, Case theCase, Consult consult) =>
        consult.By.Is(asker.Party) || asker.May(organisation, DeskAction.ReplyToRep, theCase) is Permission.Allowed;

    /// <summary>The cards in the organisation's words.</summary>
    public static ConsultCards CardsOf(DecisionBuilder draft) => new(draft.Loaded.Workplace, draft.Words, draft.Now);

    /// <summary>Shows the card to whoever is asked, as it stands.</summary>
    public static void Show(DecisionBuilder draft, Case theCase, Consult consult)
    {
        var organisation = draft.Loaded.Organisation;
        var slot = Slots.Consult(theCase.Id, consult.Id);
        if (consult.Queue is { } id)
        {
            if (organisation.FindQueue(id) is { } queue)
            {
                var card = CardsOf(draft).ForAsked(theCase, consult, Visibility.MayBeNamedIn(organisation, id, theCase));
                draft.ShowPlainly(slot, new Destination.At(new Place(queue.Place.Channel, queue.Place.Id)), slot, card, theCase.Id);
            }

            return;
        }

        var mayRead = consult.Person is { } person && draft.MayHear(theCase, consult.Key, person);
        draft.ShowPlainly(
            slot,
            Reach(draft, theCase, consult.Key, consult.Person),
            $"person:{consult.Person}",
            CardsOf(draft).ForAsked(theCase, consult, mayRead),
            theCase.Id
        );
    }

    /// <summary>Where somebody is written to who did not ask for it.</summary>
    public static Destination Reach(DecisionBuilder draft, Case theCase, PersonKey? key, string? email) =>
        key is null
            ? new Destination.Direct(CasePlace.Of(draft.Loaded.Organisation, theCase).Channel, null, email)
            : new Destination.Direct(key.Channel, key.Id, email);

    /// <summary>The fields that ask whom: a colleague or a queue, one of both.</summary>
    public static FormField[] Whom(FormMaker forms, IReadOnlyList<Colleague> colleagues, IEnumerable<Queue> queues)
    {
        Option[] people = [.. colleagues.Select(forms.PersonOption)];
        Option[] others = [.. queues.Select(queue => new Option(queue.Id, ShortText.Of(queue.Title, 75)))];
        List<FormField> fields = [];
        if (people.Length > 0)
        {
            fields.Add(
                forms.Choice(FormFields.Person, "form_consult_person", people) with
                {
                    Required = false,
                    RequiredUnless = [FormFields.Queue],
                }
            );
        }

        if (others.Length > 0)
        {
            fields.Add(
                forms.Choice(FormFields.Queue, "form_consult_queue", others) with
                {
                    Required = false,
                    RequiredUnless = [FormFields.Person],
                }
            );
        }

        return [.. fields];
    }

    /// <summary>What is asked, of whom and until when; null when it may not be asked so, and the person was told why.</summary>
    /// <param name="there">What was asked before.</param>
    /// <param name="limit">How many there may be, and the sentence when there are so many.</param>
    /// <param name="due">When whoever asks is offered to ask somebody else; of the queue that is asked, null = a person is.</param>
    public static Consult? Asked(
        DecisionBuilder draft,
        IReadOnlyList<Consult> there,
        (int Most, string Full) limit,
        IReadOnlyDictionary<string, string> values,
        Func<Queue?, DateTimeOffset> due,
        bool byRep
    )
    {
        var organisation = draft.Loaded.Organisation;
        var (email, queueId) = (values.GetValueOrDefault(FormFields.Person), values.GetValueOrDefault(FormFields.Queue));
        var (person, queue) = (organisation.FindPerson(email), organisation.FindQueue(queueId));
        var why =
            email is not null && queueId is not null ? "consult_one"
            : email is not null && person is null ? "unknown_person"
            : queueId is not null && queue is null ? "unknown_queue"
            : person is not null && person.Email == draft.By.Email ? "consult_self"
            : there.Count >= limit.Most ? limit.Full
            : null;
        if (why is not null)
        {
            draft.Refuse(why);
            return null;
        }

        var text = values.GetValueOrDefault(FormFields.Text, "").Trim();
        var same = there.FirstOrDefault(other =>
            other.IsOpen
            && other.Person == person?.Email
            && other.Queue == queue?.Id
            && other.Text.Equals(text, StringComparison.OrdinalIgnoreCase)
        );
        if (same is not null)
        {
            draft.Refuse("consult_again", CardsOf(draft).NameOf(same));
            return null;
        }

        return new((there.Count + 1).ToString(CultureInfo.InvariantCulture), text, draft.By, draft.Now, due(queue))
        {
            Person = person?.Email,
            Key = person is null ? null : draft.Loaded.Reachable.GetValueOrDefault(person.Email),
            Queue = queue?.Id,
            ByRep = byRep,
        };
    }

    private static void Apply(DecisionBuilder draft, Case theCase, CaseInput input)
    {
        var level = Clocks.LevelOf(theCase, draft.Loaded.Organisation);
        var due = level.CalendarIn(draft.Loaded.Organisation.Calendar).Add(draft.Now, level.Update);
        if (
            Asked(draft, theCase.Consults, (MostAsked, "consult_full"), input.Values, _ => due, theCase.Rep.Is(draft.By)) is not { } consult
        )
        {
            return;
        }

        var (text, cards) = (consult.Text, CardsOf(draft));
        var kept = draft.Keep(theCase with { Consults = [.. theCase.Consults, consult] });
        draft.Note("consulted", kept, $"{consult.Person ?? consult.Queue}: {ShortText.Of(text, RelayCards.LongestDetail)}");
        Show(draft, kept, consult);
        draft.ShowEverywhere(kept);
        draft.TellThreadPlainly(kept, "thread_consulted", draft.By.Name, cards.NameOf(consult));
        draft.Whisper("consult_sent", cards.NameOf(consult), draft.When.Due(consult.DueAt));
    }
}
