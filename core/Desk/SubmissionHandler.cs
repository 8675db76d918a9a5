using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Articles;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Credits;
using EscalationBot.Core.Desk.Criteria;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Desk.Incidents;
using EscalationBot.Core.Desk.Questions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk;

/// <summary>Forms that were sent. What was typed is never lost: a refusal gives it back.</summary>
internal static class SubmissionHandler
{
    public static void Apply(DecisionBuilder draft, Inbound.Submitted submitted)
    {
        var (workplace, asker, values) = (draft.Loaded.Workplace, draft.Loaded.Asker, submitted.Values);
        if (FormRules.MakesCase(submitted.Form))
        {
            var named = submitted.Data.ContainsKey(DataKeys.Question);
            var asked = named ? draft.Loaded.Question : null;
            if (FormRules.WhyNotMake(workplace, draft.Words, asker, named, asked) is { } refusal)
            {
                refusal.Tell(draft);
                return;
            }

            Escalate(draft, submitted, asked);
            return;
        }

        if (CreditForms.Has(submitted.Form, submitted.Data))
        {
            Credit(draft, submitted);
            return;
        }

        if (IncidentForms.Has(submitted.Form))
        {
            OfIncident(draft, submitted);
            return;
        }

        if (submitted.Form is Actions.Feedback)
        {
            Report(draft, submitted);
            return;
        }

        if (QuestionConsults.Has(submitted.Form, submitted.Data))
        {
            Consult(draft, submitted);
            return;
        }

        if (ReviewArticle.Has(submitted.Form))
        {
            Review(draft, submitted);
            return;
        }

        if (submitted.Form is Actions.DismissVerdict)
        {
            DismissVerdict(draft, submitted);
            return;
        }

        if (WrongVerdict.IsOfQuestion(submitted.Form, submitted.Data))
        {
            OfVerdict(draft, submitted);
            return;
        }

        // The opening's own rule: a submission need not have been opened, and the case may have moved on since.
        var acting = new Acting(asker, submitted.Place, draft.Loaded.RequestPlace);
        if (FormRules.WhyNot(workplace, draft.Words, acting, submitted.Form, draft.Loaded.Case, submitted.Data) is { } why)
        {
            why.Tell(draft);
            return;
        }

        var theCase = draft.Loaded.Case!;
        if (CaseActions.FormOf(MakerOf(draft), submitted.Form, theCase, submitted.Data) is not { } form)
        {
            draft.Refuse("unknown_button");
            return;
        }

        if (IsWrong(draft, form, values))
        {
            return;
        }

        var action = CaseActions.Find(submitted.Form)!;
        var words = new Turn(submitted.At, draft.By.Name, string.Join('\n', values.Values), Slots.FormRelay(draft.Loaded.InboxId));
        // What the rep's side says by a form.
        if (action.Needs is not (DeskAction.AddToCase or DeskAction.Reopen) || !RestrictedWords.GoApart(draft, theCase, words))
        {
            action.Do(draft, theCase, new CaseInput(values, submitted.Data));
        }
    }

    private static FormMaker MakerOf(DecisionBuilder draft) =>
        new(draft.Loaded.Workplace, draft.Words, draft.Now) { Incidents = draft.Loaded.Incidents, Asked = draft.Loaded.Question };

    private static void Report(DecisionBuilder draft, Inbound.Submitted submitted)
    {
        // A case that the form names brings its question along, which is not the one that was answered.
        var asked = submitted.Data.ContainsKey(DataKeys.Question) ? draft.Loaded.Question : null;
        if (ArticleFeedbackForm.WhyNot(draft.Words, draft.Loaded.Asker, asked, submitted.Data) is { } why)
        {
            why.Tell(draft);
        }
        else if (!IsWrong(draft, ArticleFeedbackForm.Make(MakerOf(draft), submitted.Data), submitted.Values))
        {
            ArticleFeedbackForm.Apply(draft, submitted);
        }
    }

    private static void Consult(DecisionBuilder draft, Inbound.Submitted submitted)
    {
        var (loaded, asked) = (draft.Loaded, draft.Loaded.Question);
        if (QuestionConsults.WhyNot(loaded.Workplace, draft.Words, loaded.Asker, submitted.Form, asked, submitted.Data) is { } why)
        {
            why.Tell(draft);
        }
        else if (!IsWrong(draft, QuestionConsults.Make(MakerOf(draft), submitted.Form, asked!, submitted.Data), submitted.Values))
        {
            QuestionConsults.Apply(draft, submitted);
        }
    }

    private static void OfVerdict(DecisionBuilder draft, Inbound.Submitted submitted)
    {
        if (WrongVerdict.WhyNot(draft.Loaded.Workplace, draft.Words, draft.Loaded.Asker, draft.Loaded.Question) is { } why)
        {
            why.Tell(draft);
        }
        else if (!IsWrong(draft, WrongVerdict.Make(MakerOf(draft), withCriteria: false), submitted.Values))
        {
            WrongVerdict.Apply(draft, theCase: null, submitted.Values);
        }
    }

    private static void DismissVerdict(DecisionBuilder draft, Inbound.Submitted submitted)
    {
        var label = draft.Loaded.Label;
        if (VerdictLabels.WhyNot(draft.Loaded.Workplace, draft.Words, draft.Loaded.Asker, label) is { } why)
        {
            why.Tell(draft);
        }
        else if (!IsWrong(draft, VerdictLabels.Make(MakerOf(draft), label!, submitted.Data), submitted.Values))
        {
            VerdictLabels.Dismiss(draft, submitted.Values.GetValueOrDefault(FormFields.Text) ?? "");
        }
    }

    private static void Review(DecisionBuilder draft, Inbound.Submitted submitted)
    {
        if (ReviewArticle.WhyNot(draft.Loaded.Workplace, draft.Words, draft.Loaded.Asker, draft.Loaded.Draft) is { } why)
        {
            why.Tell(draft);
        }
        else if (!IsWrong(draft, ReviewArticle.Make(MakerOf(draft), submitted.Data), submitted.Values))
        {
            ReviewArticle.Return(draft, submitted.Values.GetValueOrDefault(FormFields.Text) ?? "");
        }
    }

    private static void OfIncident(DecisionBuilder draft, Inbound.Submitted submitted)
    {
        var loaded = draft.Loaded;
        if (IncidentRights.WhyNot(loaded.Workplace, draft.Words, loaded.Asker, submitted.Form, loaded.Incident, draft.Now) is { } why)
        {
            why.Tell(draft);
        }
        else if (!IsWrong(draft, IncidentForms.Make(MakerOf(draft), submitted.Form, loaded.Incident!, submitted.Data), submitted.Values))
        {
            IncidentActions.Submit(draft, submitted);
        }
    }

    private static bool IsWrong(DecisionBuilder draft, Form form, IReadOnlyDictionary<string, string> values)
    {
        if (FormValues.Problems(form, values, draft.Loaded.Organisation, draft.Words) is not { Count: > 0 } wrong)
        {
            return false;
        }

        draft.Told("form_wrong");
        draft.GiveBack(
            string.Join(' ', form.Fields.Where(field => wrong.ContainsKey(field.Id)).Select(field => $"{field.Label}: {wrong[field.Id]}"))
        );
        return true;
    }

    /// <summary>Forms of credits and approvals that are of no case.</summary>
    private static void Credit(DecisionBuilder draft, Inbound.Submitted submitted)
    {
        var loaded = draft.Loaded;
        var refusal = CreditForms.WhyNot(
            loaded.Workplace,
            draft.Words,
            loaded.Asker,
            submitted.Form,
            submitted.Data,
            loaded.Question,
            loaded.Approval,
            loaded.Ledgers.GetValueOrDefault(loaded.Approval?.Account ?? ""),
            draft.Now
        );
        if (refusal is not null)
        {
            refusal.Tell(draft);
        }
        else if (
            !IsWrong(
                draft,
                CreditForms.Make(new FormMaker(loaded.Workplace, draft.Words, draft.Now), submitted.Form, submitted.Data),
                submitted.Values
            )
        )
        {
            if (submitted.Form is Actions.RefuseApproval)
            {
                Approvals.Refuse(draft, submitted.Values.GetValueOrDefault(FormFields.Text) ?? "");
            }
            else
            {
                GrantCredit.Apply(
                    draft,
                    loaded.Case,
                    submitted.Data.ContainsKey(DataKeys.Question) ? loaded.Question : null,
                    submitted.Values
                );
            }
        }
    }

    /// <summary>The question that a form asks by itself, when it grew from none that is stored.</summary>
    public static string? QuestionOf(Inbound.Submitted submitted) =>
        (submitted.Values.GetValueOrDefault(FormFields.Question) ?? submitted.Data.GetValueOrDefault(DataKeys.Text))?.Trim();

    private static void Escalate(DecisionBuilder draft, Inbound.Submitted submitted, AskedQuestion? asked)
    {
        if (asked is null)
        {
            var text = QuestionOf(submitted) ?? "";
            if (text.Length == 0)
            {
                draft.Refuse("question_gone");
                return;
            }

            var message = submitted.Data.GetValueOrDefault(DataKeys.Message);
            var original = draft.Loaded.Thread?.FirstOrDefault(quoted => quoted.MessageId is not null && quoted.MessageId == message);
            // The words are whose the platform says they are, and only as they stand there; what was typed into the form is the sender's.
            var who = original is not null && IsWordsOf(original, text) ? original.Who : draft.By.Name;
            var turn = new Turn(original?.At ?? submitted.At, who, text, message is null ? null : Slots.Relay(submitted.Place, message))
            {
                Files = original?.Files ?? [],
            };
            asked = AnswerQuestion.Judged(draft, AnswerQuestion.New(draft, text, submitted.Place, submitted.Direct, message, [turn]));
            draft.Note("asked", null, ShortText.Of(text, 500), asked.Id);
        }

        EscalateQuestion.Open(draft, asked, new(submitted.Values, AskedByPerson: true));
    }

    /// <summary>Unchanged, as far as the form had room for it.</summary>
    private static bool IsWordsOf(Quoted original, string text) =>
        original.Text.Trim() == text
        || (text.EndsWith('…') && original.Text.TrimStart().StartsWith(text[..^1].TrimEnd(), StringComparison.Ordinal));
}
