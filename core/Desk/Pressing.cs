using EscalationBot.Core.Cases;
using EscalationBot.Core.Directory;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk;

/// <summary>Buttons, each checked against the present state: an old card, a case that is gone, a second press all get a true sentence.</summary>
internal static class Pressing
{
    public static void Apply(Draft draft, Inbound.Pressed pressed)
    {
        switch (pressed.Action)
        {
            case Actions.Help: draft.Reply(Listing.Help(draft, welcome: false)); return;
            case Actions.MyCases: Listing.Status(draft, ""); return;
            case Actions.Digest: Listing.Digest(draft); return;
            case Actions.FormTooLate: draft.Whisper("form_too_late"); return;
            case Actions.Refresh: draft.Home(pressed.From, Listing.Home(draft)); return;
            case Actions.Solved or Actions.Why or Actions.PickArticle or Actions.NoneOfThese or Actions.SendToSpecialists or Actions.AddToCase: Answering.Pressed(draft, pressed); return;
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
            case Actions.Claim: Working.Claim(draft, theCase); break;
            case Actions.TakeBack: Relaying.TakeBack(draft, theCase, pressed.Data.GetValueOrDefault(DataKeys.Slot)); break;
            case Actions.ClientTold: Working.ClientTold(draft, theCase); break;
            case Actions.Rate: Working.Rate(draft, theCase, pressed.Values.GetValueOrDefault("rating")); break;
            case Actions.StillOnIt: Working.StillOnIt(draft, theCase); break;
            case Actions.ShowHidden: Revealing.Show(draft, theCase); break;
            case Actions.ShowCase: Listing.Status(draft, theCase.Id); break;
            default: draft.Whisper("unknown_button"); break;
        }
    }
}

/// <summary>Forms that were sent. What was typed is never lost: a refusal gives it back.</summary>
internal static class Submitting
{
    public static void Apply(Draft draft, Inbound.Submitted submitted)
    {
        var values = submitted.Values;
        if (submitted.Form is Actions.GetSpecialist or Actions.SendToSpecialists or Actions.EscalateMessage)
        {
            Escalate(draft, submitted);
            return;
        }

        if (draft.Loaded.Case is not { } theCase)
        {
            GiveBack(draft, "case_gone", values);
            return;
        }

        var text = values.GetValueOrDefault(FormDesk.TextField) ?? "";
        switch (submitted.Form)
        {
            case Actions.AskRep when CanWork(DeskAction.AskRep): Relaying.Ask(draft, theCase, text); break;
            case Actions.ReplyToRep when CanWork(DeskAction.ReplyToRep): ReplyToRep(draft, theCase, text); break;
            case Actions.Resolve when CanWork(DeskAction.Resolve): Working.Resolve(draft, theCase, values); break;
            case Actions.Transfer when CanWork(DeskAction.Transfer): Working.Transfer(draft, theCase, values); break;
            case Actions.Release when CanWork(DeskAction.Release): Working.Release(draft, theCase, text); break;
            case Actions.Priority when CanWork(DeskAction.Priority): Working.Priority(draft, theCase, values.GetValueOrDefault(FormDesk.PriorityField), text); break;
            case Actions.Decline when CanWork(DeskAction.Decline): Working.Decline(draft, theCase, text); break;
            case Actions.Reassign when CanWork(DeskAction.Reassign): Working.Reassign(draft, theCase, values.GetValueOrDefault(FormDesk.PersonField)); break;
            case Actions.Hold: Holding.Set(draft, theCase, text); break;
            case Actions.Unhold: Holding.Release(draft, theCase, text); break;
            case Actions.Reopen: Working.Reopen(draft, theCase, text); break;
            case Actions.AnswerAsk: AnswerAsk(draft, submitted, theCase, text); break;
            case Actions.AddDetails: AddDetails(draft, theCase, values); break;
            case Actions.AskRep or Actions.ReplyToRep or Actions.Resolve or Actions.Transfer or Actions.Release or Actions.Priority or Actions.Decline or Actions.Reassign: break; // refused above, in words
            default: draft.Whisper("unknown_button"); break;
        }

        bool CanWork(DeskAction action)
        {
            if (Rules.Refuses(draft, action, theCase))
            {
                return false;
            }

            if (theCase.State is CaseState.Unclaimed or CaseState.Claimed)
            {
                return true;
            }

            GiveBack(draft, "already_over", values, theCase.Id, draft.Cards.StateLine(theCase));
            return false;
        }
    }

    /// <summary>The question that a form asks by itself, when it grew from none that is stored.</summary>
    public static string? QuestionOf(Inbound.Submitted submitted) => submitted.Values.GetValueOrDefault(FormDesk.QuestionField) ?? submitted.Data.GetValueOrDefault(DataKeys.Text);

    private static void Escalate(Draft draft, Inbound.Submitted submitted)
    {
        if (Rules.Refuses(draft, DeskAction.Ask, null))
        {
            return;
        }

        var asked = draft.Loaded.Question;
        if (asked?.CaseId is { } already)
        {
            draft.Whisper("already_a_case", already);
            return;
        }

        if (asked is null)
        {
            var text = QuestionOf(submitted) ?? "";
            if (text.Length == 0)
            {
                GiveBack(draft, "question_gone", submitted.Values);
                return;
            }

            var message = submitted.Data.GetValueOrDefault(DataKeys.Message);
            var original = draft.Loaded.Thread?.FirstOrDefault(quoted => quoted.MessageId is not null && quoted.MessageId == message);
            var turn = new Turn(original?.At ?? submitted.At, submitted.Data.GetValueOrDefault(DataKeys.Who) ?? original?.Who ?? draft.By.Name, text, message is null ? null : Slots.Relay(submitted.Place, message)) { Files = original?.Files ?? [] };
            asked = Answering.Judged(draft, Answering.New(draft, text, submitted.Place, submitted.Direct, message, [turn]));
            draft.Note("asked", null, text, asked.Id);
        }

        Escalating.Open(draft, asked, new(submitted.Values, AskedByPerson: true));
    }

    private static void ReplyToRep(Draft draft, Case theCase, string text)
    {
        var slot = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"relay:form:{draft.Loaded.InboxId}");
        Relaying.ToRep(draft, theCase, text, [], slot);
        draft.TellThread(theCase, new Card(draft.Words.Say("thread_replied", draft.By.Name, theCase.Rep.Name), [new CardPart.Text(draft.Words.Say("thread_replied", draft.By.Name, theCase.Rep.Name), Strong: true), new CardPart.Quote(text, null)], []));
    }

    private static void AddDetails(Draft draft, Case theCase, IReadOnlyDictionary<string, string> values)
    {
        if (Rules.Refuses(draft, DeskAction.AddToCase, theCase))
        {
            return;
        }

        if (!theCase.IsOpen)
        {
            GiveBack(draft, "case_is_over", values, theCase.Id);
            return;
        }

        Details.FromForm(draft, theCase, values);
    }

    private static void AnswerAsk(Draft draft, Inbound.Submitted submitted, Case theCase, string text)
    {
        if (Rules.Refuses(draft, DeskAction.AddToCase, theCase))
        {
            return;
        }

        var slot = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"relay:form:{draft.Loaded.InboxId}");
        var turn = new Turn(submitted.At, draft.By.Name, text, slot);
        if (!theCase.IsOpen)
        {
            GiveBack(draft, "case_is_over", submitted.Values, theCase.Id);
        }
        else if (theCase.Asks.FirstOrDefault(ask => ask.Id == submitted.Data.GetValueOrDefault(DataKeys.Ask) && ask.RepliedAt is null) is { } open)
        {
            Relaying.Reply(draft, theCase, open, turn);
        }
        else
        {
            Relaying.Add(draft, theCase, turn, slot);
        }
    }

    /// <summary>Says why, and returns what was typed so that it can be used elsewhere.</summary>
    private static void GiveBack(Draft draft, string key, IReadOnlyDictionary<string, string> values, params object?[] more)
    {
        draft.Told(key);
        var why = draft.Words.Say(key, more);
        var typed = string.Join("\n", values.Values.Where(value => value.Length > 3));
        draft.Whisper(typed.Length == 0 ? Card.Of(why) : new Card(why, [new CardPart.Text(why), new CardPart.Note(draft.Words["your_text"]), new CardPart.Quote(typed, null)], []));
    }
}
