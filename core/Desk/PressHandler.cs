using EscalationBot.Core.Desk.Articles;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Credits;
using EscalationBot.Core.Desk.Criteria;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Incidents;
using EscalationBot.Core.Desk.Questions;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk;

/// <summary>
/// Buttons, each checked against the present state: an old card, a case that is gone, a second press all get a true sentence.
/// </summary>
internal static class PressHandler
{
    public static void Apply(DecisionBuilder draft, Inbound.Pressed pressed)
    {
        switch (pressed.Action)
        {
            case Actions.Help:
                draft.Reply(CaseLists.Help(draft, welcome: false));
                return;
            case Actions.MyCases:
                CaseLists.Status(draft, "");
                return;
            case Actions.LookBack:
                LookBack.Show(draft);
                return;
            case Actions.Digest:
                CaseLists.Digest(draft);
                return;
            case Actions.Figures or Actions.Everything or Actions.Exceptions or Actions.Weeks:
                CaseLists.BehindDigest(draft, pressed.Action);
                return;
            case Actions.SendAgain:
                CaseLists.SendAgain(draft);
                return;
            case Actions.FormTooLate:
                draft.Whisper("form_too_late");
                return;
            case Actions.Refresh:
                draft.Home(pressed.From, CaseLists.Home(draft));
                return;
            case Actions.Approve:
                Approvals.Approve(draft);
                return;
            case Actions.Solved
            or Actions.Why
            or Actions.CopyForClient
            or Actions.PickArticle
            or Actions.NoneOfThese
            or Actions.SendToSpecialists
            or Actions.AddToCase:
                QuestionButtons.Pressed(draft, pressed);
                return;
            case Actions.PublishArticle:
                ReviewArticle.Publish(draft);
                return;
            case Actions.ReviewArticle:
                ReviewArticle.Show(draft);
                return;
            case Actions.StillRight:
                ArticleDoubts.StillRight(draft);
                return;
            case Actions.TakeBackVerdict:
                VerdictLabels.TakeBack(draft);
                return;
            case var named when CriteriaChanges.Has(named):
                CriteriaChanges.Press(draft, named);
                return;
            case var named when IncidentActions.Has(named):
                IncidentActions.Press(draft, pressed);
                return;
            default:
                break;
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

        if (CaseActions.Find(pressed.Action) is not { Form: null } action)
        {
            draft.Whisper("unknown_button");
            return;
        }

        if (action.Needs is not { } needed || !PermissionCheck.Refuses(draft, needed, theCase))
        {
            action.Do(draft, theCase, new CaseInput(pressed.Values, pressed.Data));
        }
    }
}
