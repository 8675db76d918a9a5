using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>What was over is open again, with its last owner or in its queue.</summary>
internal static class Reopen
{
    /// <summary>Its row in <see cref="CaseActions"/>.</summary>
    public static CaseAction Action { get; } =
        new(Actions.Reopen, DeskAction.Reopen)
        {
            WhyNot = (state, theCase) => theCase.IsAwaited ? state.Refusal("open_already", theCase.Id, state.LineOf(theCase)) : null,
            Form = (forms, _, _) => forms.Make("form_reopen", forms.Paragraph(FormFields.Text, "form_reopen_why")),
            Do = (draft, theCase, input) => Apply(draft, theCase, input.Text),
        };

    /// <summary>It does not work after all, in somebody's words.</summary>
    public static void Apply(DecisionBuilder draft, Case theCase, string why)
    {
        // The last owner has it again while the organisation works; out of hours whoever is there takes it from the queue.
        var open = draft.Keep(
            theCase.OpenedAgain(draft.Loaded.Organisation.Calendar.IsOpen(draft.Now), draft.Now) with
            {
                Conversation =
                    why.Length == 0 ? theCase.Conversation : theCase.Saying(new Turn(draft.Now, draft.By.Name, why, null)).Conversation,
            }
        );
        draft.Note("reopened", open, why);
        if (draft.Loaded.Question is { } asked && asked.Id == open.QuestionId)
        {
            draft.Keep(asked with { State = QuestionState.Escalated });
        }

        draft.ShowEverywhere(open);
        var title = draft.Words.Say("thread_reopened", draft.By.Name);
        List<CardPart> parts =
        [
            open.Owner is { } owner ? new CardPart.Mention(owner.Key, owner.Name, title) : new CardPart.Text(title, Strong: true),
        ];
        if (why.Length > 0)
        {
            parts.Add(new CardPart.Quote(why, draft.By.Name));
        }

        draft.TellThread(open, new Card($"{open.Id}: {title} {why}".TrimEnd(), parts, []));
        draft.TellRep(open, Card.Of(draft.Words.Say("rep_told_reopened", open.Id, open.Owner?.Name ?? draft.Cards.QueueTitle(open))));
    }
}
