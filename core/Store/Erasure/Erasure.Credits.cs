using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Erasure;

/// <summary>Grants and approvals: who and why goes; what was granted, to whom and when stays, since windows are counted by it.</summary>
internal sealed partial class Erasure
{
    private const string Held = "SELECT 1 FROM cases c WHERE c.held <> 0 AND c.id =";

    private async Task<int> CreditsAsync(Session session)
    {
        var count = 0;
        await foreach (
            var (grant, isHeld) in StoredText.AllAsync(
                session,
                $"SELECT {CreditRows.Columns}, CASE WHEN EXISTS ({Held} grants.case_id) THEN 1 ELSE 0 END FROM grants",
                row => (Grant: CreditRows.ReadGrant(row), IsHeld: row.Long(row.Count - 1) != 0),
                row => row.Grant.Id
            )
        )
        {
            if (isHeld)
            {
                continue;
            }

            var erased = grant with
            {
                By = person.Is(grant.By) ? person.Party : grant.By,
                ApprovedBy = person.Is(grant.ApprovedBy) ? person.Party : grant.ApprovedBy,
                SecondBy = person.Is(grant.SecondBy) ? person.Party : grant.SecondBy,
                Reason = person.Is(grant.By) ? "" : person.In(grant.Reason, tookPart: false),
            };
            if (erased != grant)
            {
                count += await CreditRows.ReplaceAsync(session, erased);
            }
        }

        await foreach (
            var (approval, isHeld) in StoredText.AllAsync(
                session,
                $"SELECT body, CASE WHEN named = 0 OR EXISTS ({Held} approvals.case_id) THEN 1 ELSE 0 END FROM approvals",
                row => (Approval: CreditRows.ReadApproval(row), IsHeld: row.Long(1) != 0),
                row => row.Approval.Id
            )
        )
        {
            var erased = approval.Without(person);
            if (!isHeld && !ReferenceEquals(erased, approval) && await CreditRows.PutAsync(session, erased))
            {
                count++;
            }
        }

        return count;
    }
}
