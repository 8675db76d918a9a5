using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>
/// One message held two problems: the second becomes a case of its own, with the same rep, client and readers, in the same queue. Each
/// names the other one, and the first keeps its words and its history.
/// </summary>
internal static class SplitCase
{
    private const int MostSplit = 10;

    /// <summary>Its row in <see cref="CaseActions"/>.</summary>
    public static CaseAction Action { get; } =
        new(Actions.Split, DeskAction.Split)
        {
            WhyNot = (state, theCase) =>
                CaseStates.MustBeWorkedOn(state, theCase)
                ?? (
                    theCase.Links.Count(link => link.Kind is CaseLinkKind.SplitOff) < MostSplit
                        ? null
                        : state.Refusal("split_full", theCase.Id)
                ),
            Form = (forms, theCase, _) =>
                forms.Make(
                    "form_split",
                    forms.Paragraph(FormFields.Text, "form_split_text", required: true) with
                    {
                        Value = ShortText.Of(theCase.Question, 3000),
                    }
                ) with
                {
                    Intro = forms.Words.Say("form_split_intro", theCase.Rep.Name),
                },
            Do = (draft, theCase, input) => Apply(draft, theCase, input.Text.Trim()),
        };

    private static void Apply(DecisionBuilder draft, Case theCase, string text)
    {
        var number = draft.Loaded.NewCaseId ?? EscalateQuestion.NoNumberYet;
        var split = draft.Keep(
            new Case
            {
                Id = number,
                Version = 1,
                State = CaseState.Unclaimed,
                Queue = theCase.Queue,
                Priority = theCase.Priority,
                Restricted = theCase.Restricted,
                ReadIn = theCase.Restricted ? theCase.Readers : [],
                Question = text,
                QuestionBy = draft.By,
                Rep = theCase.Rep,
                RepPlace = theCase.RepPlace,
                RepDirect = theCase.RepDirect,
                Account = theCase.Account,
                AccountLine = theCase.AccountLine,
                LiveAccount = theCase.LiveAccount,
                Category = theCase.Category,
                Reasons = [draft.Words.Say("reason_split", theCase.Id)],
                // Whoever claims the new one may read it; of a restricted first one they get what was written here, and nothing else.
                Facts = theCase.Restricted ? [] : theCase.Facts,
                Conversation = [new Turn(draft.Now, draft.By.Name, text, null)],
                Links = [new(theCase.Id, CaseLinkKind.SplitFrom)],
                CreatedAt = draft.Now,
                QueuedAt = draft.Now,
                RepToldAt = draft.Now,
                ChangedAt = draft.Now,
            }
        );
        var first = draft.KeepAsIs(LinkCases.With(theCase, number, CaseLinkKind.SplitOff));
        draft.Note("split", first, number);
        draft.Note("split_from", split, first.Id);
        draft.ShowInQueue(first);
        draft.ShowEverywhere(split);
        draft.TellThreadPlainly(first, "thread_split", draft.By.Name, number);
        draft.TellRep(split, Card.Of(draft.Words.Say("rep_told_split", first.Id, number)));
        draft.Whisper("split_made", number);
    }
}
