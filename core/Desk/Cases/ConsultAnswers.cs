using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>
/// What comes back from whoever was consulted: the answer lands with whoever asked, in the case's thread when a specialist did, in their
/// 1:1 chat when the rep did. When nothing comes, whoever asked is offered to ask somebody else or to escalate.
/// </summary>
internal static class ConsultAnswers
{
    /// <summary>Their rows in <see cref="CaseActions"/>.</summary>
    public static IReadOnlyList<CaseAction> All { get; } =
    [
        ByAsked(Actions.ConsultAnswer, "form_consult_answer", "form_consult_answer_text", ConsultState.Answered),
        ByAsked(Actions.ConsultDecline, "form_consult_decline", "form_consult_decline_text", ConsultState.Declined),
        new(Actions.ConsultEscalate, DeskAction.Consult) { Do = (draft, theCase, input) => Escalate(draft, theCase, input) },
    ];

    private static CaseAction ByAsked(string name, string title, string label, ConsultState becomes) =>
        new(name, DeskAction.AnswerColleague)
        {
            NamesClient = false,
            WhyNot = (_, _) => null,
            Whose = (state, acting, theCase, data) => NotAsked(state, acting.Asker, theCase, ConsultColleague.Find(theCase, data)),
            Form = (forms, theCase, data) => FormOf(forms, title, label, ConsultColleague.Find(theCase, data)),
            Do = (draft, theCase, input) => Say(draft, theCase, ConsultColleague.Find(theCase, input.Data)!, input.Text.Trim(), becomes),
        };

    /// <summary>The form of whoever was asked, below what was asked.</summary>
    public static Form FormOf(FormMaker forms, string title, string label, Consult? consult) =>
        forms.Make(title, forms.Paragraph(FormFields.Text, label, required: true)) with
        {
            Intro = ShortText.Of(consult?.Text ?? "", 300),
        };

    /// <summary>It was asked of them: the person, or whoever works in the queue.</summary>
    public static bool IsAsked(Asker asker, Consult consult) =>
        consult.Queue is { } queue
            ? asker.Colleague?.Is(Roles.Specialist | Roles.Manager, queue) == true
            : asker.Colleague is { } colleague && colleague.Email == consult.Person;

    /// <summary>Only who was asked answers.</summary>
    private static FormRefusal? NotAsked(CaseStates state, Asker asker, Case theCase, Consult? consult)
    {
        if (consult is null)
        {
            return state.Refusal("consult_over", theCase.Id);
        }

        return !IsAsked(asker, consult) ? state.Refusal("consult_not_yours")
            : consult.IsOpen ? null
            : state.Refusal("consult_over", theCase.Id);
    }

    private static void Say(DecisionBuilder draft, Case theCase, Consult consult, string text, ConsultState becomes)
    {
        var said = consult with { State = becomes, AnsweredBy = draft.By, AnsweredAt = draft.Now, Answer = text };
        var kept = draft.Keep(With(theCase, said));
        draft.Note(
            becomes is ConsultState.Answered ? "consult_answered" : "consult_declined",
            kept,
            ShortText.Of(text, RelayCards.LongestDetail)
        );
        ConsultColleague.Show(draft, kept, said);
        var line = draft.Words.Say(becomes is ConsultState.Answered ? "consult_answers" : "consult_declines", kept.Id, draft.By.Name);
        var card = new Card(
            $"{line}: {ShortText.Of(text, 300)}",
            [new CardPart.Text(line, Strong: true), new CardPart.Quote(said.Text, said.By.Name), new CardPart.Quote(text, draft.By.Name)],
            kept.IsWorkedOn ? [Again(draft, kept, said, becomes is ConsultState.Answered ? "consult_ask_again" : "consult_ask_other")] : []
        );
        Tell(draft, kept, said, card, line);
        draft.Whisper("consult_answer_sent", said.By.Name);
        draft.ShowEverywhere(kept);
    }

    /// <summary>Nobody answered in time: whoever asked may ask somebody else, or escalate.</summary>
    public static void Late(DecisionBuilder draft, Case theCase)
    {
        var organisation = draft.Loaded.Organisation;
        var late = theCase.Consults.Where(consult => consult is { IsOpen: true, OfferedAt: null } && consult.DueAt <= draft.Now).ToList();
        if (late.Count == 0 || !theCase.IsOpen)
        {
            draft.Timer(theCase.Id, TimerNames.Consult, Clocks.ConsultDue(draft.KeepAsIs(theCase)));
            return;
        }

        var kept = draft.Keep(late.Aggregate(theCase, (changed, consult) => With(changed, consult with { OfferedAt = draft.Now })));
        var cards = ConsultColleague.CardsOf(draft);
        foreach (var consult in late)
        {
            draft.Note("consult_late", kept, consult.Person ?? consult.Queue ?? "");
            var line = draft.Words.Say("consult_late", kept.Id, cards.NameOf(consult), draft.When.Past(consult.At));
            var escalate = cards.Button(Actions.ConsultEscalate, kept, DataKeys.Consult, consult.Id);
            Tell(
                draft,
                kept,
                consult,
                new Card(
                    line,
                    [new CardPart.Text(line, Strong: true), new CardPart.Quote(consult.Text, consult.By.Name)],
                    [
                        Again(draft, kept, consult, "consult_ask_other"),
                        consult.ByRep ? escalate with { Title = draft.Words["button_get_specialist"] } : escalate,
                    ]
                ),
                line
            );
        }

        draft.ShowEverywhere(kept);
    }

    /// <summary>The card could not be delivered: whoever asked knows, and asks somebody else.</summary>
    public static void Undelivered(DecisionBuilder draft, Case theCase, string id, string why)
    {
        if (theCase.Consults.FirstOrDefault(consult => consult.Id == id) is { IsOpen: true } consult)
        {
            var line = draft.Words.Say("consult_undelivered", theCase.Id, ConsultColleague.CardsOf(draft).NameOf(consult), why);
            Tell(
                draft,
                theCase,
                consult,
                new Card(line, [new CardPart.Text(line, Strong: true)], [Again(draft, theCase, consult, "consult_ask_other")]),
                line
            );
        }
    }

    /// <summary>Nobody answers: of the rep's question the specialists of the case take care, of a specialist's the managers.</summary>
    private static void Escalate(DecisionBuilder draft, Case theCase, CaseInput input)
    {
        var named = ConsultColleague.Find(theCase, input.Data);
        if (named is not null && !ConsultColleague.IsTheirs(draft.Loaded.Organisation, draft.Loaded.Asker, theCase, named))
        {
            draft.Refused(Actions.ConsultEscalate, theCase.Id, "not_theirs");
            draft.Refuse("consult_not_yours");
            return;
        }

        if (named is not { IsOpen: true, OfferedAt: not null, EscalatedAt: null } consult || !theCase.IsOpen)
        {
            draft.Whisper("consult_over", theCase.Id);
            return;
        }

        var name = ConsultColleague.CardsOf(draft).NameOf(consult);
        var escalated = With(theCase, consult with { EscalatedAt = draft.Now });
        if (consult.ByRep)
        {
            var slot = Slots.FormRelay(draft.Loaded.InboxId);
            draft.Note("consult_escalated", theCase, name);
            AddToCase.Apply(
                draft,
                escalated,
                new Turn(draft.Now, draft.By.Name, draft.Words.Say("consult_passed_on", name, consult.Text), slot) { ToRep = false },
                slot
            );
            draft.Whisper("added", theCase.Id, theCase.Owner?.Name ?? draft.Cards.QueueTitle(theCase));
            return;
        }

        var kept = draft.Keep(escalated);
        draft.Note("consult_escalated", kept, name);
        var line = draft.Words.Say("manager_consult_silent", kept.Id, name);
        foreach (var manager in draft.Loaded.Organisation.With(Roles.Manager, kept.Queue))
        {
            draft.TellPerson(
                manager.Email,
                may => new Card(
                    line,
                    [new CardPart.Text(line), .. may ? (CardPart[])[new CardPart.Quote(consult.Text, consult.By.Name)] : []],
                    [draft.Cards.Button(Actions.ShowCase, kept)]
                ),
                kept,
                $"{Slots.Consult(kept.Id, consult.Id)}:manager:{manager.Email}"
            );
        }

        draft.Whisper("consult_escalated", kept.Id);
        draft.ShowEverywhere(kept);
    }

    private static Case With(Case theCase, Consult changed) =>
        theCase with
        {
            Consults = [.. theCase.Consults.Select(other => other.Id == changed.Id ? changed : other)],
        };

    /// <summary>The form of Consult once more, with the words that were asked.</summary>
    private static CardButton Again(DecisionBuilder draft, Case theCase, Consult consult, string title) =>
        draft.Cards.Button(Actions.Consult, theCase, (DataKeys.Consult, consult.Id)) with
        {
            Title = draft.Words[title],
            OpensForm = true,
        };

    /// <summary>Where whoever asked hears of it.</summary>
    private static void Tell(DecisionBuilder draft, Case theCase, Consult consult, Card card, string line)
    {
        var place = CasePlace.Of(draft.Loaded.Organisation, theCase);
        if (consult.ByRep || !Visibility.MayHold(draft.Loaded.Organisation, place, theCase))
        {
            draft.Show(
                $"{Slots.Consult(theCase.Id, consult.Id)}:by:{draft.Loaded.InboxId.ToString(CultureInfo.InvariantCulture)}",
                new Destination.Direct(consult.By.Key.Channel, consult.By.Key.Id, consult.By.Email),
                $"person:{consult.By.Email ?? consult.By.Key.Id}",
                card,
                theCase.Id
            );
            return;
        }

        var here = consult.By.Key.Channel == place.Channel;
        draft.TellThread(
            theCase,
            here ? card with { Parts = [new CardPart.Mention(consult.By.Key, consult.By.Name, line), .. card.Parts.Skip(1)] } : card
        );
    }
}
