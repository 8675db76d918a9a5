using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Cases;

/// <summary>Who has how much to do.</summary>
public sealed partial class CaseStore
{
    /// <summary>How many cases each person works on, by e-mail; somebody without any is not in it.</summary>
    public async Task<IReadOnlyDictionary<string, int>> OpenByOwnerAsync(CancellationToken ct)
    {
        var rows = await database.ReadAsync(
            session =>
                session.QueryAsync(
                    "SELECT owner_email, COUNT(*) FROM cases WHERE state = @state AND owner_email IS NOT NULL GROUP BY owner_email",
                    row => (Email: row.Text(0), Count: (int)row.Long(1)),
                    Stored.Name(CaseState.Claimed)
                ),
            ct
        );
        return rows.ToDictionary(row => row.Email, row => row.Count, StringComparer.Ordinal);
    }
}
