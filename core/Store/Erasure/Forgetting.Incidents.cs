using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Erasure;

/// <summary>Incidents that are over: who and what goes, once all their cases have gone; when and how many stays.</summary>
public sealed partial class Forgetting
{
    private Task<int> ForgetIncidentsAsync(DateTimeOffset before, CancellationToken ct) =>
        PagesAsync(
            (after, session) =>
                session.QueryAsync(
                    $"SELECT id FROM incidents WHERE id > @after AND state <> 'open' AND changed_at < @before AND named = 1 AND NOT EXISTS "
                        + $"(SELECT 1 FROM cases c WHERE c.incident = incidents.id AND c.rep_key <> '{Nobody}') ORDER BY id LIMIT {Batch}",
                    row => row.Text(0),
                    after,
                    before
                ),
            ForgetIncidentAsync,
            ct
        );

    private static async Task<int> ForgetIncidentAsync(Session session, string id) =>
        await session.FindAsync("SELECT body FROM incidents WHERE id = @id", IncidentRows.Read, id)
            is { State: not IncidentState.Open } incident
        && await IncidentRows.PutAsync(session, incident.WithoutPeople())
            ? 1
            : 0;
}
