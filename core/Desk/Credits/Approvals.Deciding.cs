using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Credits;

/// <summary>How an approval ends: approved, refused, or lapsed.</summary>
internal static partial class Approvals
{
    /// <summary>A press of Approve.</summary>
    public static void Approve(DecisionBuilder draft)
    {
        if (WhyNot(draft) is { } why)
        {
            draft.Refused("approve", draft.Loaded.Approval?.CaseId, why.Why);
            draft.Whisper(why.Sentence is { } said ? Card.Of(said) : Card.Of(draft.Words[why.Why]));
            return;
        }

        var approval = draft.Loaded.Approval!;
        var theCase = draft.Loaded.Case;
        var ledger = draft.Loaded.Ledgers[approval.Account];
        if (approval.Needed > 1)
        {
            var half = draft.Keep(approval with { Needed = approval.Needed - 1, FirstBy = draft.By });
            draft.Note("approval_first", theCase, Detail(half));
            var kept = theCase is null ? null : draft.KeepAsIs(theCase);
            Show(draft, half, kept, ledger);
            draft.Whisper("approval_first_noted", approval.By.Name);
            return;
        }

        var account = draft.Loaded.Organisation.FindAccount(approval.Account)!;
        var decided = Decide(draft, approval with { State = ApprovalState.Approved, DecidedBy = draft.By });
        var request = new CreditRequest(approval.Action, account, approval.Amount, approval.Reason, ledger);
        GrantCredit.Record(draft, request, approval.By, draft.By, approval.FirstBy, approval.CaseId);
        draft.Note("approved", theCase, Detail(decided));
        var roles = draft.Loaded.Asker.Colleague?.Roles ?? Roles.None;
        Tell(
            draft,
            decided,
            theCase,
            ledger,
            "approved_told",
            AuthorityQuestion.Cards(draft).Deciders(decided),
            GrantCredit.Left(draft, request, roles, approval.Amount)
        );
    }

    /// <summary>The form of Refuse; its right and state were asked for.</summary>
    public static void Refuse(DecisionBuilder draft, string why)
    {
        var approval = draft.Loaded.Approval!;
        var decided = Decide(draft, approval with { State = ApprovalState.Refused, DecidedBy = draft.By, Why = why.Trim() });
        draft.Note("approval_refused", draft.Loaded.Case, Detail(decided));
        Tell(draft, decided, draft.Loaded.Case, Ledger(draft, approval), "refused_told", draft.By.Name, why.Trim());
    }

    /// <summary>Nobody decided in time.</summary>
    public static void Expire(DecisionBuilder draft, Approval approval)
    {
        var decided = Decide(draft, approval with { State = ApprovalState.Expired });
        draft.Note("approval_expired", draft.Loaded.Case, Detail(decided));
        Tell(draft, decided, draft.Loaded.Case, Ledger(draft, approval), "expired_told", "", "");
    }

    private static (string Why, string? Sentence)? WhyNot(DecisionBuilder draft)
    {
        var organisation = draft.Loaded.Organisation;
        if (draft.Loaded.Approval is not { } approval)
        {
            return ("approval_gone", null);
        }

        // What became of it is for those whom it concerned.
        var person = draft.Loaded.Asker.Colleague;
        if (!Concerns(draft.Loaded.Asker, approval) && !MayRefuse(organisation, person, approval, null, draft.Now))
        {
            return ("approval_not_yours", null);
        }

        if (!approval.IsWaiting)
        {
            return ("approval_over", draft.Words.Say("approval_over", AuthorityQuestion.Cards(draft).State(approval)));
        }

        if (Approvers.IsSame(draft.By, approval.By) || (person is not null && Approvers.IsSame(person, approval.By)))
        {
            return ("approval_own", null);
        }

        if (approval.FirstBy is { } first && Approvers.IsSame(draft.By, first))
        {
            return ("approval_own_first", null);
        }

        if (
            organisation.FindAccount(approval.Account) is null
            || !organisation.Authority.Actions.Contains(approval.Action, StringComparer.Ordinal)
            || organisation.Authority.Currency != approval.Currency
        )
        {
            return ("approval_void", null);
        }

        var ledger = Ledger(draft, approval);
        if (Approvers.May(organisation, person, approval, QuestionOf(organisation, approval, ledger.In(approval.Currency), draft.Now)))
        {
            return null;
        }

        return Approvers.May(organisation, person, approval, QuestionOf(organisation, approval, [], draft.Now))
            ? ("approval_window", draft.Words.Say("approval_window", SoFar(draft, approval, ledger)))
            : ("approval_not_yours", null);
    }

    private static Approval Decide(DecisionBuilder draft, Approval decided)
    {
        draft.Timer(decided.Subject, TimerNames.ApprovalReminder, null);
        draft.Timer(decided.Subject, TimerNames.ApprovalExpiry, null);
        return draft.Keep(decided with { DecidedAt = draft.Now });
    }

    /// <summary>The asker, the case's thread, and all who were asked.</summary>
    private static void Tell(
        DecisionBuilder draft,
        Approval decided,
        Case? theCase,
        AccountLedger ledger,
        string key,
        string who,
        string more
    )
    {
        var cards = AuthorityQuestion.Cards(draft);
        var kept = theCase is null ? null : draft.KeepAsIs(theCase);
        Show(draft, decided, kept, ledger);
        var text = draft
            .Words.Say(
                key,
                cards.Money(decided.Amount, decided.Currency),
                AuthorityCards.Name(decided.Action),
                cards.AccountName(decided.Account),
                who,
                more
            )
            .Trim();
        if (kept is not null)
        {
            draft.TellThread(kept, Card.Of(text));
        }

        if (decided.By.Email is { } email)
        {
            draft.TellPerson(
                email,
                Card.Of(kept is null ? text : $"{kept.Id}: {text}"),
                null,
                $"{decided.Subject}:outcome:{draft.Loaded.InboxId.ToString(CultureInfo.InvariantCulture)}"
            );
        }
    }
}
