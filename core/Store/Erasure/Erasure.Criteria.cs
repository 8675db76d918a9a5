using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Erasure;

/// <summary>
/// Changes of the criteria: who wrote, published and took them back goes. Their texts are the organisation's own, as the file is.
/// </summary>
internal sealed partial class Erasure
{
    private async Task<int> CriteriaAsync(Session session)
    {
        var count = 0;
        foreach (var one in await session.QueryAsync("SELECT body FROM criteria_changes ORDER BY id", CriteriaRows.Read))
        {
            var erased = one.Without(person);
            if (!ReferenceEquals(erased, one) && await CriteriaRows.PutAsync(session, erased))
            {
                count++;
                await ForgetSentAsync(session, $"{one.Subject}:");
                foreach (var slot in await SlotsAsync(session, $"{one.Subject}:"))
                {
                    await ShowAnewAsync(session, slot, Blanked);
                }
            }
        }

        return count;
    }
}
