using System.Text.Json;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Cases;

/// <summary>
/// Writes and reads of changes of the criteria: a write is one compare-and-swap on the version. False: somebody was faster, also with
/// another draft.
/// </summary>
internal static class CriteriaRows
{
    public static async Task<bool> PutAsync(Session session, CriteriaChange one)
    {
        var body = JsonSerializer.Serialize(one, StoreJson.Default.CriteriaChange);
        var isNamed = one.Editors.Any(editor => editor != Forgotten.Nobody);
        return (
                one.Version == 1
                    ? await session.ExecuteAsync(
                        "INSERT INTO criteria_changes (id, version, state, is_open, named, saved_at, written_at, body) VALUES (@id, @version, "
                            + "@state, @open, @named, @saved, @written, @body) ON CONFLICT DO NOTHING",
                        one.Id,
                        one.Version,
                        Stored.Name(one.State),
                        one.IsOpen,
                        isNamed,
                        one.SavedAt,
                        one.WrittenAt,
                        body
                    )
                    : await session.ExecuteAsync(
                        "UPDATE criteria_changes SET version = @version, state = @state, is_open = @open, named = @named, saved_at = @saved, "
                            + "written_at = @written, body = @body WHERE id = @id AND version = @before",
                        one.Version,
                        Stored.Name(one.State),
                        one.IsOpen,
                        isNamed,
                        one.SavedAt,
                        one.WrittenAt,
                        body,
                        one.Id,
                        one.Version - 1
                    )
            ) == 1;
    }

    public static CriteriaChange Read(Row row) => JsonSerializer.Deserialize(row.Text(0), StoreJson.Default.CriteriaChange)!;
}
