using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Credits;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Timers;

/// <summary>An approval that waits: those who were asked are reminded once; then it lapses, and everybody knows.</summary>
internal static class ApprovalReminders
{
    /// <summary>A timer of an approval ran out.</summary>
    public static void Apply(DecisionBuilder draft, Inbound.TimePassed passed)
    {
        if (draft.Loaded.Approval is not { IsWaiting: true } approval)
        {
            return;
        }

        if (passed.Timer == TimerNames.ApprovalExpiry)
        {
            Approvals.Expire(draft, approval);
            return;
        }

        if (approval.Reminded)
        {
            return;
        }

        var kept = draft.Keep(approval with { Reminded = true });
        draft.Note("approval_reminded", draft.Loaded.Case, Approvals.Detail(kept));
        var theCase = draft.Loaded.Case is { } loaded ? draft.KeepAsIs(loaded) : null;
        var cards = AuthorityQuestion.Cards(draft);
        foreach (var asked in kept.Asked)
        {
            if (theCase is not null && !Nudges.MaySend(draft, asked.Email, theCase))
            {
                continue;
            }

            Card Make(bool mayRead) =>
                cards.ForApprover(
                    kept,
                    theCase,
                    mayRead,
                    draft.Words.Say("approval_reminder", draft.When.Clock(kept.ExpiresAt)),
                    draft.Loaded.Organisation.FindPerson(asked.For)?.Name
                );
            if (theCase is null)
            {
                draft.TellPerson(asked.Email, Make(true), null, Approvals.ReminderSlot(kept, asked));
            }
            else
            {
                draft.TellPerson(asked.Email, Make, theCase, Approvals.ReminderSlot(kept, asked));
            }
        }
    }
}
