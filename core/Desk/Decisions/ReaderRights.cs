using EscalationBot.Core.Cases;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Triage;

namespace EscalationBot.Core.Desk.Decisions;

/// <summary>What the present reader of an answer may see: standing changes while cards stay.</summary>
internal static class ReaderRights
{
    /// <summary>An article that was found for a member in their own chat; they may be neither any more.</summary>
    public static bool MayRead(DecisionBuilder draft, AskedQuestion asked, Hit hit) =>
        draft.Loaded.Asker.AudienceIn(asked.Direct) is Audience.Internal
        || draft.Loaded.Workplace.Triage.Data.FindArticle(hit.ArticleId, hit.ArticleVersion) is { Audience: Audience.Client };

    /// <summary>True when this person may not see why: a receipt names articles, accounts and criteria. They were told.</summary>
    public static bool RefusesReceipt(DecisionBuilder draft, AskedQuestion asked)
    {
        var asker = draft.Loaded.Asker;
        if (asker.IsMember)
        {
            return false;
        }

        draft.Refused(Actions.Why, asked.Id, DecisionAudit.Snake(asker.Membership.ToString()));
        draft.Whisper(Card.Of(Strangers.Sentence(draft.Words, draft.Loaded.Organisation, asker)));
        return true;
    }

    /// <summary>Without what only members may press.</summary>
    public static Card Fit(DecisionBuilder draft, Card card) =>
        draft.Loaded.Asker.IsMember
            ? card
            : card with
            {
                Buttons =
                [
                    .. card
                        .Buttons.Where(button => !IsForMembers(button))
                        .Select(button => button with { Menu = button.Menu?.Where(inside => !IsForMembers(inside)).ToList() }),
                ],
            };

    private static bool IsForMembers(CardButton button) => button.Action is Actions.Why or Actions.Consult;
}
