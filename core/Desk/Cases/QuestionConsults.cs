using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>
/// Whoever asked a question asks a colleague or a queue about it, before there is a case. Whoever is asked gets the words that were typed
/// for them; the answer comes to the asker's 1:1 chat. When nobody answers in time the asker is offered a specialist, and what was answered
/// goes along into the case. For cases see <see cref="ConsultColleague"/>.
/// </summary>
internal static class QuestionConsults
{
    private const int LongestText = 2000,
        MostAsked = 10;

    /// <summary>It is a form of a question's consult: it names a question and no case.</summary>
    public static bool Has(string form, IReadOnlyDictionary<string, string> data) =>
        form is Actions.Consult or Actions.ConsultAnswer or Actions.ConsultDecline
        && data.ContainsKey(DataKeys.Question)
        && !data.ContainsKey(DataKeys.Case);

    /// <summary>Why it may not be opened or sent; null when it may.</summary>
    /// <param name="asked">The question that the form names; null when there is none of that id.</param>
    public static FormRefusal? WhyNot(
        Workplace workplace,
        Words words,
        Asker asker,
        string form,
        AskedQuestion? asked,
        IReadOnlyDictionary<string, string> data
    )
    {
        if (form is not Actions.Consult)
        {
            // Whose it is comes first: of what was asked of others people do not hear how it stands.
            return Find(asked, data) is not { } consult ? FormRefusal.Of(words, "consult_question_over")
                : !ConsultAnswers.IsAsked(asker, consult) ? FormRefusal.Of(words, "consult_not_yours")
                : consult.IsOpen ? null
                : FormRefusal.Of(words, "consult_question_over");
        }

        if (asker.May(workplace.Organisation, DeskAction.Ask, null) is Permission.Refused refused)
        {
            return FormRefusal.Of(workplace, words, asker, DeskAction.Ask, refused, null);
        }

        return asked switch
        {
            _ when !asker.IsMember => FormRefusal.Of(words, "consult_members"),
            null => FormRefusal.Of(words, "question_gone"),
            _ when !asked.By.Is(asker.Party) => FormRefusal.Of(words, "only_asker", asked.By.Name),
            { CaseId: { } already } => FormRefusal.Of(words, "already_a_case", already),
            { State: QuestionState.Solved } => FormRefusal.Of(words, "solved_already"),
            { IsRestricted: true } => FormRefusal.Of(words, "consult_question_restricted"),
            _ => null,
        };
    }

    /// <summary>The form: whom and what, with the question's words; or the answer.</summary>
    public static Form Make(FormMaker forms, string form, AskedQuestion asked, IReadOnlyDictionary<string, string> data)
    {
        var earlier = Find(asked, data);
        var made = form switch
        {
            Actions.Consult => forms.Make(
                "form_consult",
                [
                    .. ConsultColleague.Whom(
                        forms,
                        Colleagues.For(
                            forms.Organisation,
                            (asked.Judgement.Facts.Category, QueueOf(forms.Organisation, asked).Id),
                            person => person.Email != asked.By.Email,
                            away: forms.AwayUntil
                        ),
                        forms.Organisation.Queues
                    ),
                    forms.Paragraph(FormFields.Text, "form_consult_text", required: true) with
                    {
                        MaxLength = LongestText,
                        Value = earlier?.Text ?? ShortText.Of(asked.Text, LongestText),
                    },
                ]
            ) with
            {
                Intro = forms.Words["form_consult_question_intro"],
            },
            Actions.ConsultAnswer => ConsultAnswers.FormOf(forms, "form_consult_answer", "form_consult_answer_text", earlier),
            _ => ConsultAnswers.FormOf(forms, "form_consult_decline", "form_consult_decline_text", earlier),
        };
        return made with { Id = form, Data = data, Submit = forms.Words.Find("submit_" + form, made.Submit) };
    }

    /// <summary>What was sent; its right and values were checked.</summary>
    public static void Apply(DecisionBuilder draft, Inbound.Submitted submitted)
    {
        var asked = draft.Loaded.Question!;
        var text = submitted.Values.GetValueOrDefault(FormFields.Text, "").Trim();
        if (submitted.Form is Actions.Consult)
        {
            Ask(draft, asked, submitted.Values, text);
        }
        else
        {
            var becomes = submitted.Form is Actions.ConsultAnswer ? ConsultState.Answered : ConsultState.Declined;
            Say(draft, asked, Find(asked, submitted.Data)!, text, becomes);
        }
    }

    /// <summary>Nobody answered in time: the asker may ask somebody else, or have a specialist.</summary>
    public static void Late(DecisionBuilder draft)
    {
        if (draft.Loaded.Question is not { } asked)
        {
            return;
        }

        var late = asked.Consults.Where(consult => consult is { IsOpen: true, OfferedAt: null } && consult.DueAt <= draft.Now).ToList();
        if (late.Count > 0)
        {
            asked = draft.Keep(late.Aggregate(asked, (changed, consult) => With(changed, consult with { OfferedAt = draft.Now })));
            foreach (var consult in late)
            {
                var name = ConsultColleague.CardsOf(draft).NameOf(consult);
                draft.Note("consult_late", null, name, asked.Id);
                Tell(
                    draft,
                    asked,
                    consult,
                    draft.Words.Say("consult_question_late", name, draft.When.Past(consult.At)),
                    "consult_ask_other"
                );
            }
        }

        SetTimer(draft, asked);
    }

    /// <summary>The card could not be delivered: the asker knows, and asks somebody else.</summary>
    public static void Undelivered(DecisionBuilder draft, AskedQuestion asked, string id, string why)
    {
        if (asked.Consults.FirstOrDefault(consult => consult.Id == id) is { IsOpen: true } consult)
        {
            var name = ConsultColleague.CardsOf(draft).NameOf(consult);
            Tell(draft, asked, consult, draft.Words.Say("consult_question_undelivered", name, why), "consult_ask_other");
        }
    }

    /// <summary>The question is over, or a case by now: what nobody has answered is not needed any more.</summary>
    public static AskedQuestion Withdraw(DecisionBuilder draft, AskedQuestion asked)
    {
        var open = asked
            .Consults.Where(consult => consult.IsOpen)
            .Select(consult => consult with { State = ConsultState.Withdrawn })
            .ToList();
        if (open.Count == 0)
        {
            return asked;
        }

        var left = open.Aggregate(asked, With);
        foreach (var consult in open)
        {
            Show(draft, left, consult);
        }

        draft.Timer(asked.Id, TimerNames.QuestionConsult, null);
        return left;
    }

    /// <summary>What came back goes along into a case, behind what was asked there.</summary>
    public static IReadOnlyList<Consult> InCase(AskedQuestion asked, IReadOnlyList<Consult> there) =>
        [
            .. there,
            .. asked
                .Consults.Where(consult => consult.State is ConsultState.Answered or ConsultState.Declined)
                .Select((consult, place) => consult with { Id = (there.Count + place + 1).ToString(CultureInfo.InvariantCulture) }),
        ];

    private static void Ask(DecisionBuilder draft, AskedQuestion asked, IReadOnlyDictionary<string, string> values, string text)
    {
        // What a criterion keeps for few people is not for whoever is asked.
        if (draft.Loaded.Workplace.Triage.MayBeRestricted(Question.Of(text), Circumstances.None, draft.Now))
        {
            draft.Refuse("consult_question_restricted");
            return;
        }

        var organisation = draft.Loaded.Organisation;
        if (
            ConsultColleague.Asked(draft, asked.Consults, (MostAsked, "consult_question_full"), values, Due, byRep: true) is not { } consult
        )
        {
            return;
        }

        var kept = draft.Keep(asked with { Consults = [.. asked.Consults, consult] });
        draft.Note("consulted", null, $"{consult.Person ?? consult.Queue}: {ShortText.Of(text, RelayCards.LongestDetail)}", asked.Id);
        Show(draft, kept, consult);
        SetTimer(draft, kept);
        draft.Whisper("consult_question_sent", ConsultColleague.CardsOf(draft).NameOf(consult), draft.When.Due(consult.DueAt));

        // The client is waiting: it is looked at as soon as a case of the usual priority would be.
        DateTimeOffset Due(Queue? queue)
        {
            var level = (queue ?? QueueOf(organisation, asked)).Levels.For(Priorities.Usual);
            return level.CalendarIn(organisation.Calendar).Add(draft.Now, level.Claim);
        }
    }

    private static void Say(DecisionBuilder draft, AskedQuestion asked, Consult consult, string text, ConsultState becomes)
    {
        var said = consult with { State = becomes, AnsweredBy = draft.By, AnsweredAt = draft.Now, Answer = text };
        var kept = draft.Keep(With(asked, said));
        var isAnswer = becomes is ConsultState.Answered;
        draft.Note(isAnswer ? "consult_answered" : "consult_declined", null, ShortText.Of(text, RelayCards.LongestDetail), asked.Id);
        Show(draft, kept, said);
        SetTimer(draft, kept);
        Tell(
            draft,
            kept,
            said,
            draft.Words.Say(isAnswer ? "consult_question_answers" : "consult_question_declines", draft.By.Name),
            isAnswer ? "consult_ask_again" : "consult_ask_other"
        );
        draft.Whisper("consult_answer_sent", said.By.Name);
    }

    /// <summary>Shows the card to whoever is asked, as it stands: the words that were typed for them, and nothing else.</summary>
    private static void Show(DecisionBuilder draft, AskedQuestion asked, Consult consult)
    {
        var slot = Slots.QuestionConsult(asked.Id, consult.Id);
        var card = ConsultColleague.CardsOf(draft).ForAsked(asked, consult);
        if (consult.Queue is null)
        {
            var channel = QueueOf(draft.Loaded.Organisation, asked).Place.Channel;
            var to = consult.Key is { } key
                ? new Destination.Direct(key.Channel, key.Id, consult.Person)
                : new Destination.Direct(channel, null, consult.Person);
            draft.ShowPlainly(slot, to, $"person:{consult.Person}", card, questionId: asked.Id);
        }
        else if (draft.Loaded.Organisation.FindQueue(consult.Queue) is { } queue)
        {
            var there = new Place(queue.Place.Channel, queue.Place.Id);
            draft.ShowPlainly(slot, new Destination.At(there), slot, card, questionId: asked.Id);
        }
    }

    /// <summary>What came of it, in the asker's own chat, with what may be done next.</summary>
    private static void Tell(DecisionBuilder draft, AskedQuestion asked, Consult consult, string line, string again)
    {
        List<CardPart> parts = [new CardPart.Text(line, Strong: true), new CardPart.Quote(consult.Text, consult.By.Name)];
        if (consult.Answer.Length > 0)
        {
            parts.Add(new CardPart.Quote(consult.Answer, consult.AnsweredBy?.Name));
        }

        var data = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [DataKeys.Question] = asked.Id,
            [DataKeys.Consult] = consult.Id,
        };
        var key = consult.By.Key;
        draft.Show(
            $"{Slots.QuestionConsult(asked.Id, consult.Id)}:by:{draft.Loaded.InboxId.ToString(CultureInfo.InvariantCulture)}",
            asked.Direct ? new Destination.At(asked.Place) : new Destination.Direct(key.Channel, key.Id, consult.By.Email),
            asked.Direct ? asked.Place.Lane : $"person:{consult.By.Email ?? key.Id}",
            new Card(
                consult.Answer.Length > 0 ? $"{line}: {ShortText.Of(consult.Answer, 300)}" : line,
                parts,
                [new(Actions.Consult, draft.Words[again], data) { OpensForm = true }, draft.AnswerCards.GetSpecialist(asked)]
            ),
            questionId: asked.Id
        );
    }

    private static void SetTimer(DecisionBuilder draft, AskedQuestion asked) =>
        draft.Timer(
            asked.Id,
            TimerNames.QuestionConsult,
            asked
                .Consults.Where(consult => consult is { IsOpen: true, OfferedAt: null })
                .Select(consult => (DateTimeOffset?)consult.DueAt)
                .DefaultIfEmpty(null)
                .Min()
        );

    private static Consult? Find(AskedQuestion? asked, IReadOnlyDictionary<string, string> data) =>
        asked?.Consults.FirstOrDefault(consult => consult.Id == data.GetValueOrDefault(DataKeys.Consult));

    private static Queue QueueOf(OrganisationSnapshot organisation, AskedQuestion asked) =>
        organisation.QueueFor(asked.Judgement.Facts.Category, asked.Judgement.Facts.Queue);

    private static AskedQuestion With(AskedQuestion asked, Consult changed) =>
        asked with
        {
            Consults = [.. asked.Consults.Select(other => other.Id == changed.Id ? changed : other)],
        };
}
