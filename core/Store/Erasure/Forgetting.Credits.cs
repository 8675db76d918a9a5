using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Erasure;

/// <summary>Grants and approvals: who and why goes; the amounts stay, since windows are counted by them.</summary>
public sealed partial class Forgetting
{
    /// <summary>What belongs to a case goes no earlier than the case.</summary>
    private const string CaseKeeps = $"SELECT 1 FROM cases c WHERE (c.state IN {OpenCase} OR c.held <> 0) AND c.id =";

    private async Task<int> ForgetCreditsAsync(DateTimeOffset before, CancellationToken ct) =>
        await PagesAsync(
            (after, session) =>
                session.QueryAsync(
                    $"SELECT id FROM grants WHERE id > @after AND at < @before AND by_key <> '{Nobody}' AND NOT EXISTS ({CaseKeeps} "
                        + $"grants.case_id) ORDER BY id LIMIT {Batch}",
                    row => row.Text(0),
                    after,
                    before
                ),
            ForgetGrantAsync,
            ct
        )
        + await PagesAsync(
            (after, session) =>
                session.QueryAsync(
                    $"SELECT id FROM approvals WHERE id > @after AND decided_at < @before AND named = 1 AND NOT EXISTS ({CaseKeeps} "
                        + $"approvals.case_id) ORDER BY id LIMIT {Batch}",
                    row => row.Text(0),
                    after,
                    before
                ),
            ForgetApprovalAsync,
            ct
        );

    private static async Task<int> ForgetGrantAsync(Session session, string id) =>
        await session.FindAsync($"SELECT {CreditRows.Columns} FROM grants WHERE id = @id", CreditRows.ReadGrant, id) is { } grant
            ? await CreditRows.ReplaceAsync(
                session,
                grant with
                {
                    By = Forgotten.Nobody,
                    ApprovedBy = grant.ApprovedBy is null ? null : Forgotten.Nobody,
                    SecondBy = grant.SecondBy is null ? null : Forgotten.Nobody,
                    Reason = "",
                }
            )
            : 0;

    private static async Task<int> ForgetApprovalAsync(Session session, string id) =>
        await session.FindAsync("SELECT body FROM approvals WHERE id = @id", CreditRows.ReadApproval, id) is { IsWaiting: false } approval
        && await CreditRows.PutAsync(session, approval.WithoutPeople())
            ? 1
            : 0;
}
