using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Desk.Questions;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk;

/// <summary>Buttons, each checked against the present state: an old card, a case that is gone, a second press all get a true sentence.</summary>
internal static class PressHandler
{
    public static void Apply(DecisionBuilder draft, Inbound.Pressed pressed)
    {
        switch (pressed.Action)
        {
            case Actions.Help: draft.Reply(CaseLists.Help(draft, welcome: false)); return;
            case Actions.MyCases: CaseLists.Status(draft, ""); return;
            case Actions.Digest: CaseLists.Digest(draft); return;
            case Actions.FormTooLate: draft.Whisper("form_too_late"); return;
            case Actions.Refresh: draft.Home(pressed.From, CaseLists.Home(draft)); return;
            case Actions.Solved or Actions.Why or Actions.PickArticle or Actions.NoneOfThese or Actions.SendToSpecialists or Actions.AddToCase: AnswerQuestion.Pressed(draft, pressed); return;
            default: break;
        }

        if (!pressed.Data.ContainsKey(DataKeys.Case))
        {
            draft.Whisper("unknown_button");
            return;
        }

        if (draft.Loaded.Case is not { } theCase)
        {
            draft.Whisper("case_gone");
            return;
        }

        switch (pressed.Action)
        {
            case Actions.Claim: CaseWork.Claim(draft, theCase); break;
            case Actions.TakeBack: Relay.TakeBack(draft, theCase, pressed.Data.GetValueOrDefault(DataKeys.Slot)); break;
            case Actions.ClientTold: CaseWork.ClientTold(draft, theCase); break;
            case Actions.Rate: CaseWork.Rate(draft, theCase, pressed.Values.GetValueOrDefault("rating")); break;
            case Actions.StillOnIt: CaseWork.StillOnIt(draft, theCase); break;
            case Actions.ShowHidden: RevealSecrets.Show(draft, theCase); break;
            case Actions.ShowCase: CaseLists.Status(draft, theCase.Id); break;
            default: draft.Whisper("unknown_button"); break;
        }
    }
}

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

        // The opening's own rule: a submission need not have been opened, and the case may have moved on since.
        if (FormRules.WhyNot(workplace, draft.Words, asker, submitted.Form, draft.Loaded.Case) is { } why)
        {
            why.Tell(draft);
            return;
        }

        var theCase = draft.Loaded.Case!;
        if (new FormMaker(workplace, draft.Words).ForCase(submitted.Form, theCase, submitted.Data) is not { } form)
        {
            draft.Refuse("unknown_button");
            return;
        }

        if (FormValues.Problems(form, values, workplace.Organisation, draft.Words) is { Count: > 0 } wrong)
        {
            draft.Told("form_wrong");
            draft.GiveBack(string.Join(' ', form.Fields.Where(field => wrong.ContainsKey(field.Id)).Select(field => $"{field.Label}: {wrong[field.Id]}")));
            return;
        }

        var text = values.GetValueOrDefault(FormFields.Text) ?? "";
        switch (submitted.Form)
        {
            case Actions.AskRep: Relay.Ask(draft, theCase, text); break;
            case Actions.ReplyToRep: ReplyToRep(draft, theCase, text); break;
            case Actions.Resolve: CaseWork.Resolve(draft, theCase, values); break;
            case Actions.Transfer: CaseWork.Transfer(draft, theCase, values); break;
            case Actions.Release: CaseWork.Release(draft, theCase, text); break;
            case Actions.Priority: CaseWork.Priority(draft, theCase, values.GetValueOrDefault(FormFields.Priority), text); break;
            case Actions.Decline: CaseWork.Decline(draft, theCase, text); break;
            case Actions.Reassign: CaseWork.Reassign(draft, theCase, values.GetValueOrDefault(FormFields.Person)); break;
            case Actions.Hold: Hold.Set(draft, theCase, text); break;
            case Actions.Unhold: Hold.Release(draft, theCase, text); break;
            case Actions.Reopen: CaseWork.Reopen(draft, theCase, text); break;
            case Actions.AnswerAsk: AnswerAsk(draft, submitted, theCase, text); break;
            case Actions.AddDetails: MissingDetails.FromForm(draft, theCase, values); break;
            default: draft.Refuse("unknown_button"); break;
        }
    }

    /// <summary>The question that a form asks by itself, when it grew from none that is stored.</summary>
    public static string? QuestionOf(Inbound.Submitted submitted) => (submitted.Values.GetValueOrDefault(FormFields.Question) ?? submitted.Data.GetValueOrDefault(DataKeys.Text))?.Trim();

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
            var turn = new Turn(original?.At ?? submitted.At, who, text, message is null ? null : Slots.Relay(submitted.Place, message)) { Files = original?.Files ?? [] };
            asked = AnswerQuestion.Judged(draft, AnswerQuestion.New(draft, text, submitted.Place, submitted.Direct, message, [turn]));
            draft.Note("asked", null, CardMaker.Shorten(text, 500), asked.Id);
        }

        EscalateQuestion.Open(draft, asked, new(submitted.Values, AskedByPerson: true));
    }

    /// <summary>Unchanged, as far as the form had room for it.</summary>
    private static bool IsWordsOf(Quoted original, string text) => original.Text.Trim() == text || (text.EndsWith('…') && original.Text.TrimStart().StartsWith(text[..^1].TrimEnd(), StringComparison.Ordinal));

    private static void ReplyToRep(DecisionBuilder draft, Case theCase, string text)
    {
        var slot = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"relay:form:{draft.Loaded.InboxId}");
        Relay.ToRep(draft, theCase, text, [], slot);
        draft.TellThread(theCase, new Card(draft.Words.Say("thread_replied", draft.By.Name, theCase.Rep.Name), [new CardPart.Text(draft.Words.Say("thread_replied", draft.By.Name, theCase.Rep.Name), Strong: true), new CardPart.Quote(text, null)], []));
    }

    private static void AnswerAsk(DecisionBuilder draft, Inbound.Submitted submitted, Case theCase, string text)
    {
        var slot = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"relay:form:{draft.Loaded.InboxId}");
        var turn = new Turn(submitted.At, draft.By.Name, text, slot);
        if (theCase.Asks.FirstOrDefault(ask => ask.Id == submitted.Data.GetValueOrDefault(DataKeys.Ask) && ask.RepliedAt is null) is { } open)
        {
            Relay.Reply(draft, theCase, open, turn);
        }
        else
        {
            Relay.Add(draft, theCase, turn, slot);
        }
    }
}
