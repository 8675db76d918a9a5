using EscalationBot.Core.Organisation.Authority;

namespace EscalationBot.Core.Cases;

/// <summary>One use of the authority: somebody granted something to an account.</summary>
/// <param name="Id">Our id.</param>
/// <param name="Account">Id of the account.</param>
/// <param name="Action">A word of authority.yaml.</param>
/// <param name="Amount">In <paramref name="Currency"/>; at most two decimals.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="By">Who granted it, or asked for it.</param>
/// <param name="ApprovedBy">Who approved it; null when it was within the authority of <paramref name="By"/>.</param>
/// <param name="Reason">Why, in the words of <paramref name="By"/>.</param>
/// <param name="CaseId">The case, or null.</param>
/// <param name="At">When.</param>
public sealed record RecordedGrant(
    string Id,
    string Account,
    string Action,
    decimal Amount,
    string Currency,
    Party By,
    Party? ApprovedBy,
    string Reason,
    string? CaseId,
    DateTimeOffset At
)
{
    /// <summary>Who else approved it, when two had to; null otherwise.</summary>
    public Party? SecondBy { get; init; }
}

/// <summary>A grant to record, and the ledger that it was decided upon.</summary>
/// <param name="Grant">The grant.</param>
/// <param name="LedgerVersion">Version of the account's ledger as it was read.</param>
public sealed record NewGrant(RecordedGrant Grant, long LedgerVersion);

/// <summary>What one account was granted. Each grant makes the next version: of two at one moment the second is decided again.</summary>
/// <param name="Account">Id of the account.</param>
/// <param name="Version">0 = nothing was ever granted.</param>
/// <param name="Grants">As far back as any window may look, oldest first.</param>
public sealed record AccountLedger(string Account, long Version, IReadOnlyList<RecordedGrant> Grants)
{
    /// <summary>What counts against a window: amounts in other currencies are never converted, and do not count.</summary>
    public IReadOnlyList<Grant> In(string currency) =>
        [.. Grants.Where(grant => grant.Currency == currency).Select(grant => new Grant(grant.Action, grant.Amount, grant.At))];
}
