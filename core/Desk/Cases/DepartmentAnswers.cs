using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Calendar;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>What a department says to a request: done, needs to know more, or not ours; and the answer to what it asked.</summary>
internal static class DepartmentAnswers
{
    /// <summary>Their rows in <see cref="CaseActions"/>.</summary>
    public static IReadOnlyList<CaseAction> All { get; } =
    [
        OfDepartment(Actions.DepartmentDone, "form_department_done", "form_department_done_text", RequestState.Done),
        OfDepartment(Actions.DepartmentNeedsInfo, "form_department_needs_info", "form_department_needs_info_text", RequestState.NeedsInfo),
        OfDepartment(Actions.DepartmentDeclines, "form_department_declines", "form_department_declines_text", RequestState.Declined),
        new(Actions.DepartmentCopy, DeskAction.AnswerDepartment) { Do = Copy },
        new(Actions.DepartmentAnswer, DeskAction.Department)
        {
            Form = (forms, theCase, data) =>
                forms.Make("form_department_answer", forms.Paragraph(FormFields.Text, "form_department_answer_text", required: true)) with
                {
                    Intro = Find(theCase, data)?.Words.LastOrDefault(said => said.FromDepartment)?.Text ?? "",
                },
            Do = (draft, theCase, input) =>
            {
                if (OpenOne(draft, theCase, input) is { } request)
                {
                    Add(draft, theCase, request, input.Text);
                }
            },
        },
    ];

    private static CaseAction OfDepartment(string name, string title, string label, RequestState becomes) =>
        new(name, DeskAction.AnswerDepartment)
        {
            NamesClient = false,
            Whose = (state, acting, theCase, data) => NotInPlace(state, acting, theCase, data),
            Form = (forms, theCase, data) =>
                forms.Make(title, forms.Paragraph(FormFields.Text, label, required: true)) with
                {
                    Intro = Find(theCase, data) is { } request ? ShortText.Of(request.Text, 300) : "",
                },
            Do = (draft, theCase, input) => Say(draft, theCase, input, becomes),
        };

    /// <summary>The request as Markdown, for whoever pastes it into a tracker by hand; the same rule as for the other buttons.</summary>
    private static void Copy(DecisionBuilder draft, Case theCase, CaseInput input)
    {
        var acting = new Acting(draft.Loaded.Asker, draft.Inbound.Place, draft.Loaded.RequestPlace);
        if (NotInPlace(new CaseStates(draft.Loaded.Workplace, draft.Words), acting, theCase, input.Data) is { } why)
        {
            why.Tell(draft);
            return;
        }

        if (OpenOne(draft, theCase, input) is { } request)
        {
            var markdown = DepartmentWebhook.Report(draft, theCase, request).Text;
            draft.Viewed(Actions.DepartmentCopy, theCase.Id);
            draft.Whisper(
                new Card(
                    $"{theCase.Id}: {draft.Words["report_copy"]}",
                    [new CardPart.Note(draft.Words["report_copy"]), new CardPart.Text(markdown)],
                    []
                )
            );
        }
    }

    /// <summary>The department says something, and the request moves.</summary>
    private static void Say(DecisionBuilder draft, Case theCase, CaseInput input, RequestState becomes)
    {
        if (OpenOne(draft, theCase, input) is not { } request)
        {
            return;
        }

        var said = request with
        {
            State = becomes,
            Words = [.. request.Words, new RequestWords(draft.Now, draft.By, input.Text, FromDepartment: true)],
            WaitsSince = becomes is RequestState.NeedsInfo ? request.WaitsSince ?? draft.Now : null,
        };
        var kept = draft.Keep(theCase.Asking(said));
        draft.Note("department_" + becomes.ToString().ToLowerInvariant(), kept, $"{request.Department}: {input.Text}");
        AskDepartment.Show(draft, kept, said);
        draft.ShowEverywhere(kept);
        TellOwner(draft, kept, said, becomes);
    }

    /// <summary>More words for the department; what it waited for counts as answered, and its time goes on.</summary>
    public static void Add(DecisionBuilder draft, Case theCase, DepartmentRequest request, string text)
    {
        var waited = request.WaitsSince is { } since ? draft.Loaded.Organisation.Calendar.Elapsed(since, draft.Now) : TimeSpan.Zero;
        var said = request with
        {
            State = RequestState.Open,
            Words = [.. request.Words, new RequestWords(draft.Now, draft.By, text, FromDepartment: false)],
            WaitsSince = null,
            DueAt =
                waited > TimeSpan.Zero ? draft.Loaded.Organisation.Calendar.Add(request.DueAt, new BusinessTime(0, waited)) : request.DueAt,
        };
        var kept = draft.Keep(theCase.Asking(said));
        draft.Note("department_answered", kept, $"{request.Department}: {text}");
        AskDepartment.Show(draft, kept, said);
        if (!AskDepartment.CardsOf(draft).MayHold(kept, said))
        {
            draft.ShowEverywhere(kept);
            draft.Whisper("request_hidden", AskDepartment.CardsOf(draft).TitleOf(request), kept.Id);
            return;
        }

        var slot = Slots.Request(kept.Id, request.Id);
        draft.ShowPlainly(
            $"{slot}:{draft.Loaded.InboxId.ToString(CultureInfo.InvariantCulture)}",
            new Destination.ThreadOf(slot),
            $"case:{kept.Id}:request:{request.Id}",
            new Card(
                $"{draft.By.Name}: {ShortText.Of(text, 200)}",
                [new CardPart.Text(draft.Words.Say("request_answer", draft.By.Name)), new CardPart.Quote(text, draft.By.Name)],
                []
            ),
            kept.Id
        );
        draft.ShowEverywhere(kept);
        draft.Whisper("request_sent", AskDepartment.CardsOf(draft).TitleOf(request));
    }

    /// <summary>The owner, in the thread; with the button that answers what the department asked.</summary>
    private static void TellOwner(DecisionBuilder draft, Case theCase, DepartmentRequest request, RequestState becomes)
    {
        var cards = AskDepartment.CardsOf(draft);
        var line = draft.Words.Say(
            becomes switch
            {
                RequestState.Done => "thread_department_done",
                RequestState.NeedsInfo => "thread_department_needs_info",
                _ => "thread_department_declined",
            },
            cards.TitleOf(request),
            draft.By.Name
        );
        var said = request.Words[^1].Text;
        draft.TellThread(
            theCase,
            new Card(
                $"{theCase.Id}, {line}: {ShortText.Of(said, 300)}",
                [
                    theCase.Owner is { } owner && owner.Key.Channel == draft.Loaded.Organisation.FindQueue(theCase.Queue)?.Place.Channel
                        ? new CardPart.Mention(owner.Key, owner.Name, line)
                        : new CardPart.Text(line, Strong: true),
                    new CardPart.Quote(said, draft.By.Name),
                ],
                becomes is RequestState.NeedsInfo
                    ? [cards.Button(Actions.DepartmentAnswer, theCase, request) with { Style = ButtonStyle.Primary }]
                    : []
            )
        );
    }

    private static DepartmentRequest? OpenOne(DecisionBuilder draft, Case theCase, CaseInput input)
    {
        var request = Find(theCase, input.Data);
        if (request is not { IsOpen: true })
        {
            draft.Refuse("request_over", theCase.Id);
            return null;
        }

        return request;
    }

    private static DepartmentRequest? Find(Case theCase, IReadOnlyDictionary<string, string> data) =>
        theCase.Requests.FirstOrDefault(request => request.Id == data.GetValueOrDefault(DataKeys.Request));

    /// <summary>The department's people act: whatever they are shown of the request, they are shown in its place.</summary>
    public static bool IsByDepartment(string action) =>
        action is Actions.DepartmentDone or Actions.DepartmentNeedsInfo or Actions.DepartmentDeclines or Actions.DepartmentCopy;

    /// <summary>
    /// Only who reads in the department's place answers for it, and sees what it was asked. That place is where the request's card stands:
    /// the file may name a channel by a name that only its platform knows. Where such a card was posted a moment ago, and is not bound yet,
    /// its channel vouches for it: what is pressed there was pressed on a message of ours.
    /// </summary>
    private static FormRefusal? NotInPlace(CaseStates state, Acting acting, Case theCase, IReadOnlyDictionary<string, string> data)
    {
        if (Find(theCase, data) is not { } request)
        {
            return state.Refusal("only_in_department", state.Words["department_unknown"]);
        }

        var department = state.Organisation.FindDepartment(request.Department);
        if (
            theCase.Restricted
            && department is not null
            && !DepartmentPlaces.MayAnswerRestricted(department, acting.Asker.Colleague?.Email ?? acting.Asker.Party.Email)
        )
        {
            return state.Refusal("only_department_members", department.Title, theCase.Id);
        }

        var there = acting.RequestPlace ?? (department?.Place is { } named ? new Place(named.Channel, named.Id) : null);
        return there is not null
            && there.Channel == acting.Place.Channel
            && (there.Conversation == acting.Place.Conversation || there.Conversation.StartsWith('#'))
                ? null
            // Which department was asked is told only to somebody who may read the case.
            : Visibility.May(state.Organisation, acting.Asker.Reader, theCase)
                ? state.Refusal("only_in_department", department?.Title ?? request.Department)
            : state.Refusal("only_in_department", state.Words["department_unknown"]);
    }
}
