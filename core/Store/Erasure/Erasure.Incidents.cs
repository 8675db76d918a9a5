using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Queues;

namespace EscalationBot.Core.Store.Erasure;

/// <summary>Incidents: the person goes out of what they wrote and said, and cards that quote cases are shown anew.</summary>
internal sealed partial class Erasure
{
    private async Task<int> IncidentsAsync(Session session)
    {
        var count = 0;
        foreach (var one in await session.QueryAsync("SELECT body FROM incidents WHERE named = 1 ORDER BY id", IncidentRows.Read))
        {
            var erased = one.Without(person);
            if (!ReferenceEquals(erased, one) && await IncidentRows.PutAsync(session, erased))
            {
                count++;
            }

            // Its card names whoever declared or ended it, and quotes the cases that raised it.
            if (!ReferenceEquals(erased, one) || one.State is IncidentState.Suspected)
            {
                await Timers.ChangeAsync(session, one.Subject, TimerNames.Incident, database.Time.GetUtcNow());
            }
        }

        return count;
    }
}
