using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Credits;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk;

/// <summary>Reads for credits and approvals.</summary>
public sealed partial class Loader
{
    /// <summary>The approval that a form or button names, with what its account was granted.</summary>
    internal async Task<(Approval? Approval, AccountLedger? Ledger)> FindApprovalAsync(
        IReadOnlyDictionary<string, string> data,
        CancellationToken ct
    ) =>
        data.GetValueOrDefault(DataKeys.Approval) is { } id && await cases.FindApprovalAsync(id, ct) is { } approval
            ? (approval, await cases.LedgerAsync(approval.Account, ct))
            : (null, null);

    /// <summary>When words ask what may be granted: what the account that they are about was granted.</summary>
    private async Task<LoadedState> WithLedgerAsync(LoadedState loaded, string text, string last, CancellationToken ct)
    {
        var workplace = loaded.Workplace;
        var account =
            loaded is { InCaseThread: true, Case: { } theCase }
                ? AuthorityQuestion.AccountOf(workplace, text, last) ?? workplace.Organisation.FindAccount(theCase.Account)
            : AuthorityQuestion.Find(workplace, text, last) is null ? null
            : AuthorityQuestion.AccountOf(workplace, text, last);
        return account is null || workplace.Organisation.Authority.Rules.Count == 0
            ? loaded
            : await WithLedgerOfAsync(loaded, account.Id, ct);
    }

    private async Task<LoadedState> WithLedgerOfAsync(LoadedState loaded, string account, CancellationToken ct) =>
        loaded.Ledgers.ContainsKey(account)
            ? loaded
            : loaded with
            {
                Ledgers = new Dictionary<string, AccountLedger>(loaded.Ledgers, StringComparer.Ordinal)
                {
                    [account] = await cases.LedgerAsync(account, ct),
                },
            };

    private async Task<LoadedState> WithApprovalAsync(LoadedState loaded, string? id, CancellationToken ct)
    {
        if (id is null || await cases.FindApprovalAsync(id, ct) is not { } approval)
        {
            return loaded;
        }

        loaded = await WithLedgerOfAsync(loaded with { Approval = approval }, approval.Account, ct);
        if (approval.CaseId is { } theCase)
        {
            loaded = await WithCaseAsync(loaded, theCase, ct);
        }

        var emails = Approvers
            .Mails(loaded.Organisation)
            .Concat(approval.Asked.Select(asked => asked.Email))
            .Append(approval.By.Email)
            .OfType<string>();
        return loaded with { Reachable = await acquaintance.ReachableAsync(emails.Distinct(StringComparer.Ordinal), ct) };
    }

    /// <summary>A form of a credit or an approval.</summary>
    private async Task<LoadedState> CreditedAsync(LoadedState loaded, Inbound.Submitted form, CancellationToken ct)
    {
        if (form.Form is Actions.RefuseApproval)
        {
            return await WithApprovalAsync(loaded, form.Data.GetValueOrDefault(DataKeys.Approval), ct);
        }

        if (loaded is { Case: null, Question.CaseId: { } became })
        {
            loaded = await WithCaseAsync(loaded, became, ct);
        }

        loaded = loaded with { Reachable = await acquaintance.ReachableAsync(Approvers.Mails(loaded.Organisation), ct) };
        return loaded.Organisation.FindAccount(form.Values.GetValueOrDefault(FormFields.Account)) is { } account
            ? await WithLedgerOfAsync(loaded, account.Id, ct)
            : loaded;
    }
}
