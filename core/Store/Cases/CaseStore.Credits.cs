using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Cases;

/// <summary>Reads of what was granted, and of approvals.</summary>
public sealed partial class CaseStore
{
    /// <summary>No window of authority.yaml looks back further.</summary>
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(3651);

    /// <summary>What an account was granted so far.</summary>
    public Task<AccountLedger> LedgerAsync(string account, CancellationToken ct) =>
        database.ReadAsync(
            async session =>
            {
                // The version first: a grant that comes between is one that the commit notices.
                var version = await session.FindAsync(
                    "SELECT version FROM grant_ledgers WHERE account = @account",
                    row => row.Long(0),
                    account
                );
                return new AccountLedger(
                    account,
                    version,
                    await session.QueryAsync(
                        $"SELECT {CreditRows.Columns} FROM grants WHERE account = @account AND at > @since ORDER BY at, id",
                        CreditRows.ReadGrant,
                        account,
                        database.Time.GetUtcNow() - LongestWindow
                    )
                );
            },
            ct
        );

    /// <summary>What was granted to anybody since a moment, newest first.</summary>
    public Task<IReadOnlyList<RecordedGrant>> GrantsAsync(DateTimeOffset since, int limit, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<RecordedGrant>>(
            async session =>
                await session.QueryAsync(
                    $"SELECT {CreditRows.Columns} FROM grants WHERE at >= @since ORDER BY at DESC, id DESC LIMIT @limit",
                    CreditRows.ReadGrant,
                    since,
                    limit
                ),
            ct
        );

    /// <summary>The approval of an id; null when there is none.</summary>
    public Task<Approval?> FindApprovalAsync(string id, CancellationToken ct) =>
        database.ReadAsync(session => session.FindAsync("SELECT body FROM approvals WHERE id = @id", CreditRows.ReadApproval, id), ct);

    /// <summary>Approvals that nobody has decided, oldest first.</summary>
    public Task<IReadOnlyList<Approval>> WaitingApprovalsAsync(CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<Approval>>(
            async session =>
                await session.QueryAsync(
                    "SELECT body FROM approvals WHERE state = @state ORDER BY created_at, id",
                    CreditRows.ReadApproval,
                    Stored.Name(ApprovalState.Waiting)
                ),
            ct
        );
}
