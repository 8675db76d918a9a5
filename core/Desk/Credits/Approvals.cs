using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Authority;
using EscalationBot.Core.Organisation.Calendar;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Credits;

/// <summary>What is beyond somebody's authority waits for people who may: asked, decided by the first (or by two), or lapsed.</summary>
internal static partial class Approvals
{
    /// <summary>Nobody has to decide faster than this, and nobody waits longer.</summary>
    private static readonly BusinessTime Open = BusinessTime.OfDays(2),
        UntilReminder = BusinessTime.OfDays(1);

    /// <summary>Asks whoever may.</summary>
    public static void Request(DecisionBuilder draft, Case? theCase, AskedQuestion? asked, CreditRequest request, AuthorityAnswer own)
    {
        var organisation = draft.Loaded.Organisation;
        var (matrix, calendar) = (organisation.Authority, organisation.Calendar);
        var queue = theCase?.Queue ?? organisation.QueueFor(asked?.Judgement.Facts.Category, asked?.Judgement.Facts.Queue).Id;
        var isOverdue = matrix.IsOverdue(draft.Today);
        var what = new GrantQuestion(
            request.Action,
            request.Amount,
            GrantCredit.Tier(request.Account),
            request.Ledger.In(matrix.Currency),
            queue,
            draft.Now
        );
        // Somebody who may with a second person is the first of the two.
        var needsTwo =
            !isOverdue && !own.Allowed && matrix.Check(own.WhoMay, what.Action, what.Amount, what.Tier, what.Before, what.Now).TwoPeople;
        var needed = needsTwo ? 2 : 1;
        var people = Approvers.Of(organisation, what, [draft.By], theCase, needed);
        var cards = AuthorityQuestion.Cards(draft);
        var amount = cards.Money(request.Amount);
        if (people.Count == 0)
        {
            draft.Refuse(needsTwo ? "credit_nobody_two" : "credit_nobody", amount, AuthorityCards.Name(request.Action));
            return;
        }

        var approval = draft.Keep(
            new Approval
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"ap{draft.Loaded.InboxId}"),
                Version = 1,
                State = ApprovalState.Waiting,
                Action = request.Action,
                Account = request.Account.Id,
                Amount = request.Amount,
                Currency = matrix.Currency,
                Reason = request.Reason,
                By = draft.By,
                At = draft.Now,
                ExpiresAt = calendar.Add(draft.Now, Open),
                CaseId = theCase?.Id,
                QuestionId = asked?.Id,
                Queue = queue,
                Needed = needed,
                Asked = Asked(draft, people),
            }
        );
        draft.Note("approval_asked", theCase, Detail(approval));
        draft.Timer(approval.Subject, TimerNames.ApprovalReminder, calendar.Add(draft.Now, UntilReminder));
        draft.Timer(approval.Subject, TimerNames.ApprovalExpiry, approval.ExpiresAt);
        var kept = theCase is null ? null : draft.KeepAsIs(theCase);
        Show(draft, approval, kept, request.Ledger);
        var names = string.Join(", ", approval.Asked.Select(one => organisation.FindPerson(one.Email)!.Name));
        if (kept is not null)
        {
            draft.TellThread(
                kept,
                Card.Of(
                    draft.Words.Say(
                        "thread_approval_asked",
                        draft.By.Name,
                        amount,
                        AuthorityCards.Name(request.Action),
                        request.Account.Name,
                        names
                    )
                )
            );
        }

        var waits = draft.Words.Say("approval_waits", amount, names, draft.When.Clock(approval.ExpiresAt));
        if (isOverdue)
        {
            waits = $"{cards.Overdue()} {waits}";
        }

        if (approval.Asked.All(one => !draft.Loaded.Reachable.ContainsKey(one.Email)))
        {
            waits += " " + draft.Words["approval_not_met"];
        }

        draft.ReplyPrivately(Card.Of(waits));
        GrantCredit.End(draft, asked, null);
    }

    /// <summary>A card did not reach somebody: their deputy gets it, else the asker knows.</summary>
    /// <param name="slot">Which card.</param>
    public static void Undelivered(DecisionBuilder draft, Approval approval, string slot)
    {
        var organisation = draft.Loaded.Organisation;
        if (!approval.IsWaiting || approval.Asked.FirstOrDefault(asked => slot == Slot(approval, asked)) is not { } missed)
        {
            return;
        }

        var theCase = draft.Loaded.Case is { } loaded ? draft.KeepAsIs(loaded) : null;
        var absent = organisation.FindPerson(missed.Email);
        if (
            missed.For is null
            && organisation.FindPerson(absent?.Deputy) is { } deputy
            && approval.Asked.All(asked => asked.Email != deputy.Email)
            && !Approvers.IsSame(deputy, approval.By)
            && (approval.FirstBy is null || !Approvers.IsSame(deputy, approval.FirstBy))
        )
        {
            var kept = draft.Keep(approval with { Asked = [.. approval.Asked, new AskedApprover(deputy.Email, missed.Email)] });
            draft.Note("approval_deputy", theCase, Detail(kept));
            Show(draft, kept with { Asked = [kept.Asked[^1]] }, theCase, Ledger(draft, kept));
            return;
        }

        if (approval.By.Email is { } asker)
        {
            draft.TellPerson(
                asker,
                Card.Of(draft.Words.Say("approval_not_reached", absent?.Name ?? missed.Email, draft.When.Clock(approval.ExpiresAt))),
                null,
                $"{approval.Subject}:missed:{missed.Email}"
            );
        }
    }

    /// <summary>May this person refuse it? Whoever was asked, or may approve, while they still are what they were asked as.</summary>
    public static bool MayRefuse(
        OrganisationSnapshot organisation,
        Colleague? person,
        Approval approval,
        AccountLedger? ledger,
        DateTimeOffset now
    ) =>
        // What others granted meanwhile takes away nobody's right to say no.
        Approvers.May(organisation, person, approval, QuestionOf(organisation, approval, [], now))
        || (
            ledger is not null
            && Approvers.May(organisation, person, approval, QuestionOf(organisation, approval, ledger.In(approval.Currency), now))
        );

    /// <summary>They asked for it, or were asked.</summary>
    public static bool Concerns(Asker asker, Approval approval) =>
        approval.By.Is(asker.Party) || (asker.Colleague is { } person && approval.Asked.Any(asked => asked.Email == person.Email));

    /// <summary>Shows its cards to all who were asked.</summary>
    public static void Show(DecisionBuilder draft, Approval approval, Case? theCase, AccountLedger ledger)
    {
        var organisation = draft.Loaded.Organisation;
        var cards = AuthorityQuestion.Cards(draft);
        foreach (var asked in approval.Asked)
        {
            Card Make(bool mayRead) =>
                cards.ForApprover(
                    approval,
                    theCase,
                    mayRead,
                    approval.IsWaiting ? SoFar(draft, approval, ledger) : "",
                    organisation.FindPerson(asked.For)?.Name
                );
            foreach (
                var slot in approval.Reminded ? (string[])[Slot(approval, asked), ReminderSlot(approval, asked)] : [Slot(approval, asked)]
            )
            {
                if (theCase is null)
                {
                    draft.TellPerson(asked.Email, Make(true), null, slot);
                }
                else
                {
                    draft.TellPerson(asked.Email, Make, theCase, slot);
                }
            }
        }
    }

    /// <summary>The reminder has a message of its own, which is kept true like the first one.</summary>
    public static string ReminderSlot(Approval approval, AskedApprover asked) => $"{Slot(approval, asked)}:again";

    private static string Slot(Approval approval, AskedApprover asked) => $"{approval.Subject}:{asked.Email}";

    /// <summary>"goodwill_credit, acme, 180.00, EUR".</summary>
    public static string Detail(Approval approval) =>
        GrantCredit.Detail(approval.Action, approval.Account, approval.Amount, approval.Currency);

    /// <summary>The ledger of its account; an empty one when the account was taken off the list.</summary>
    public static AccountLedger Ledger(DecisionBuilder draft, Approval approval) =>
        draft.Loaded.Ledgers.GetValueOrDefault(approval.Account) ?? new AccountLedger(approval.Account, 0, []);

    private static GrantQuestion QuestionOf(
        OrganisationSnapshot organisation,
        Approval approval,
        IReadOnlyList<Grant> before,
        DateTimeOffset now
    ) =>
        new(
            approval.Action,
            approval.Amount,
            organisation.FindAccount(approval.Account) is { } account ? GrantCredit.Tier(account) : null,
            before,
            approval.Queue,
            now
        );

    /// <summary>Those who can be reached; for others their deputy, when they have one who can be.</summary>
    private static IReadOnlyList<AskedApprover> Asked(DecisionBuilder draft, IReadOnlyList<Colleague> people)
    {
        var organisation = draft.Loaded.Organisation;
        return
        [
            .. people
                .Select(person =>
                    !draft.Loaded.Reachable.ContainsKey(person.Email)
                    && organisation.FindPerson(person.Deputy) is { } deputy
                    && draft.Loaded.Reachable.ContainsKey(deputy.Email)
                    && !Approvers.IsSame(deputy, draft.By)
                        ? new AskedApprover(deputy.Email, person.Email)
                        : new AskedApprover(person.Email, null)
                )
                .OrderBy(asked => asked.For is null ? 0 : 1)
                .DistinctBy(asked => asked.Email),
        ];
    }

    /// <summary>What the account was granted of this kind within the longest window that counts.</summary>
    private static string SoFar(DecisionBuilder draft, Approval approval, AccountLedger ledger)
    {
        var days = draft.Loaded.Organisation.Authority.Rules.Where(rule => rule.Action == approval.Action).Max(rule => rule.Window);
        if (days is not { } window)
        {
            return "";
        }

        var sum = ledger
            .Grants.Where(grant =>
                grant.Action == approval.Action && grant.Currency == approval.Currency && grant.At > draft.Now.AddDays(-window)
            )
            .Sum(grant => grant.Amount);
        return draft.Words.Say("approval_granted", AuthorityQuestion.Cards(draft).Money(sum, approval.Currency), window);
    }
}
