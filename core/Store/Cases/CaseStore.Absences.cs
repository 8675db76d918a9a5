using EscalationBot.Core.Cases;

namespace EscalationBot.Core.Store.Cases;

/// <summary>Who said that they are away.</summary>
public sealed partial class CaseStore
{
    /// <summary>The last word of each person that holds now or later.</summary>
    public async Task<IReadOnlyList<Absence>> AbsencesAsync(DateTimeOffset now, CancellationToken ct) =>
        await database.ReadAsync(session => AbsenceRows.AllAsync(session, now), ct);
}
