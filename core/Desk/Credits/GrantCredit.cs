using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Authority;

namespace EscalationBot.Core.Desk.Credits;

/// <summary>Credit: within the person's authority it is granted at once, beyond it whoever may is asked.</summary>
internal static class GrantCredit
{
    /// <summary>Its row in <see cref="CaseActions"/>.</summary>
    public static CaseAction Action { get; } =
        new(Actions.Credit, DeskAction.Credit)
        {
            WhyNot = (state, theCase) =>
                state.Organisation.Authority.Rules.Count == 0
                    ? state.Refusal("credit_no_matrix")
                    : CaseStates.MustBeWorkedOn(state, theCase),
            Form = CreditForms.Credit,
            Do = (draft, theCase, input) => Apply(draft, theCase, null, input.Values),
        };

    /// <summary>What was typed into the form; its values were checked.</summary>
    /// <param name="asked">The question on whose answer the button stands, or null.</param>
    public static void Apply(DecisionBuilder draft, Case? theCase, AskedQuestion? asked, IReadOnlyDictionary<string, string> values)
    {
        var organisation = draft.Loaded.Organisation;
        var matrix = organisation.Authority;
        var amount = TypedAmount.Read(values.GetValueOrDefault(FormFields.Amount) ?? "", matrix.Currency);
        if (
            draft.Loaded.Asker.Colleague is not { } person
            || organisation.FindAccount(values.GetValueOrDefault(FormFields.Account)) is not { } account
            || !draft.Loaded.Ledgers.TryGetValue(account.Id, out var ledger)
            || values.GetValueOrDefault(FormFields.GrantAction) is not { } action
            || !matrix.Actions.Contains(action, StringComparer.Ordinal)
            || amount.Problem is not AmountProblem.None
        )
        {
            draft.Refuse("credit_not_read");
            return;
        }

        var reason = values.GetValueOrDefault(FormFields.Text)?.Trim() ?? "";
        var request = new CreditRequest(action, account, amount.Value, reason, ledger);
        var answer = matrix.Check(person.Roles, action, amount.Value, Tier(account), ledger.In(matrix.Currency), draft.Now);
        if (!matrix.IsOverdue(draft.Today) && answer is { Allowed: true, TwoPeople: false })
        {
            var grant = Record(draft, request, draft.By, null, null, theCase?.Id);
            TellGranted(draft, theCase, grant, request, person.Roles);
            End(draft, asked, grant);
            return;
        }

        Approvals.Request(draft, theCase, asked, request, answer);
    }

    /// <summary>Records it, with its line of history.</summary>
    public static RecordedGrant Record(
        DecisionBuilder draft,
        CreditRequest request,
        Party by,
        Party? approvedBy,
        Party? secondBy,
        string? caseId
    )
    {
        var grant = new RecordedGrant(
            string.Create(CultureInfo.InvariantCulture, $"gr{draft.Loaded.InboxId}"),
            request.Account.Id,
            request.Action,
            request.Amount,
            draft.Loaded.Organisation.Authority.Currency,
            by,
            approvedBy,
            request.Reason,
            caseId,
            draft.Now
        )
        {
            SecondBy = secondBy,
        };
        draft.Record(grant, request.Ledger);
        return grant;
    }

    /// <summary>"goodwill_credit, acme, 40.00, EUR": ids and numbers, which the audit takes over.</summary>
    public static string Detail(string action, string account, decimal amount, string currency) =>
        string.Create(CultureInfo.InvariantCulture, $"{action}, {account}, {amount:0.00}, {currency}");

    /// <summary>The tier by which rules hold; null when the account has none.</summary>
    public static string? Tier(Account account) => account.Tier.Length == 0 ? null : account.Tier;

    /// <summary>What is left for the account by somebody's roles once this was granted; empty when nothing bounds it.</summary>
    public static string Left(DecisionBuilder draft, CreditRequest request, Organisation.People.Roles roles, decimal granted)
    {
        var matrix = draft.Loaded.Organisation.Authority;
        IReadOnlyList<Grant> after = [.. request.Ledger.In(matrix.Currency), new Grant(request.Action, granted, draft.Now)];
        return matrix.LimitOf(roles, request.Action, Tier(request.Account), after, draft.Now) is { Left: { } left, Window: { } days }
            ? draft.Words.Say("granted_left", AuthorityQuestion.Cards(draft).Money(left), request.Account.Name, days)
            : "";
    }

    /// <summary>The question's answer was used: it is over.</summary>
    public static void End(DecisionBuilder draft, AskedQuestion? asked, RecordedGrant? grant)
    {
        if (asked is { IsFinished: false, CaseId: null })
        {
            draft.Keep(asked with { State = grant is null ? QuestionState.Ended : QuestionState.Solved });
            draft.Timer(asked.Id, TimerNames.Settle, null);
        }
    }

    private static void TellGranted(
        DecisionBuilder draft,
        Case? theCase,
        RecordedGrant grant,
        CreditRequest request,
        Organisation.People.Roles roles
    )
    {
        var cards = AuthorityQuestion.Cards(draft);
        var what = draft.Words.Say(
            "granted",
            cards.Money(grant.Amount),
            AuthorityCards.Name(grant.Action),
            request.Account.Name,
            Left(draft, request, roles, grant.Amount)
        );
        draft.Note("credited", theCase, Detail(grant.Action, grant.Account, grant.Amount, grant.Currency));
        if (theCase is not null)
        {
            draft.TellThread(draft.KeepAsIs(theCase), Card.Of(draft.Words.Say("thread_credited", draft.By.Name, what, grant.Reason)));
        }

        draft.ReplyPrivately(Card.Of(what));
    }
}

/// <summary>What is to be granted.</summary>
/// <param name="Action">A word of authority.yaml.</param>
/// <param name="Account">To whom.</param>
/// <param name="Amount">In the matrix's currency.</param>
/// <param name="Reason">In the asker's words.</param>
/// <param name="Ledger">What the account was granted.</param>
internal sealed record CreditRequest(string Action, Account Account, decimal Amount, string Reason, AccountLedger Ledger);
