using System.Text.Json;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Cases;

/// <summary>Writes and reads of incidents: each write is one compare-and-swap on the version. False: somebody was faster.</summary>
internal static class IncidentRows
{
    public static async Task<bool> PutAsync(Session session, Incident one)
    {
        var body = JsonSerializer.Serialize(one, StoreJson.Default.Incident);
        return (
                one.Version == 1
                    ? await session.ExecuteAsync(
                        "INSERT INTO incidents (id, version, state, queue, named, created_at, changed_at, body) VALUES (@id, @version, "
                            + "@state, @queue, @named, @created, @changed, @body) ON CONFLICT DO NOTHING",
                        one.Id,
                        one.Version,
                        Stored.Name(one.State),
                        one.Queue,
                        one.Title.Length > 0,
                        one.CreatedAt,
                        one.ChangedAt,
                        body
                    )
                    : await session.ExecuteAsync(
                        "UPDATE incidents SET version = @version, state = @state, queue = @queue, named = @named, changed_at = @changed, "
                            + "body = @body WHERE id = @id AND version = @before",
                        one.Version,
                        Stored.Name(one.State),
                        one.Queue,
                        one.Title.Length > 0,
                        one.ChangedAt,
                        body,
                        one.Id,
                        one.Version - 1
                    )
            ) == 1;
    }

    public static Incident Read(Row row) => JsonSerializer.Deserialize(row.Text(0), StoreJson.Default.Incident)!;
}
