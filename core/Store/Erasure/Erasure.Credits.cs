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
        foreach (
            var grant in await session.QueryAsync(
                $"SELECT {CreditRows.Columns} FROM grants WHERE NOT EXISTS ({Held} grants.case_id) ORDER BY id",
                CreditRows.ReadGrant
            )
        )
        {
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

        foreach (
            var approval in await session.QueryAsync(
                $"SELECT body FROM approvals WHERE named = 1 AND NOT EXISTS ({Held} approvals.case_id) ORDER BY id",
                CreditRows.ReadApproval
            )
        )
        {
            var erased = approval.Without(person);
            if (!ReferenceEquals(erased, approval) && await CreditRows.PutAsync(session, erased))
            {
                count++;
            }
        }

        return count;
    }
}
