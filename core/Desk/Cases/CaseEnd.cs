using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>A case that is over needs nothing of anybody any more: departments, consulted colleagues and invitations.</summary>
internal static class CaseEnd
{
    /// <summary>Takes back what is still asked, and shows it where it was asked.</summary>
    public static Case Withdraw(DecisionBuilder draft, Case over)
    {
        over = AskDepartment.Withdraw(draft, over);
        if (!over.Consults.Any(consult => consult.IsOpen) && !over.Invites.Any(invite => invite.IsOpen))
        {
            return over;
        }

        var kept = draft.Keep(
            over with
            {
                Consults = [.. over.Consults.Select(consult => consult.IsOpen ? consult with { State = ConsultState.Withdrawn } : consult)],
                Invites = [.. over.Invites.Select(invite => invite.IsOpen ? invite with { State = ConsultState.Withdrawn } : invite)],
            }
        );
        foreach (var consult in kept.Consults.Where((_, index) => over.Consults[index].IsOpen))
        {
            ConsultColleague.Show(draft, kept, consult);
        }

        foreach (var invite in kept.Invites.Where((_, index) => over.Invites[index].IsOpen))
        {
            InviteColleague.Show(draft, kept, invite);
        }

        return kept;
    }
}
