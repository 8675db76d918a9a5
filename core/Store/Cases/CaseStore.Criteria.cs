using EscalationBot.Core.Cases;

namespace EscalationBot.Core.Store.Cases;

/// <summary>Reads of changes of the criteria.</summary>
public sealed partial class CaseStore
{
    /// <summary>The change of an id; null when there is none.</summary>
    public Task<CriteriaChange?> FindCriteriaAsync(string id, CancellationToken ct) =>
        database.ReadAsync(session => session.FindAsync("SELECT body FROM criteria_changes WHERE id = @id", CriteriaRows.Read, id), ct);

    /// <summary>The draft that is worked on, or is about to be written; null when there is none.</summary>
    public Task<CriteriaChange?> OpenCriteriaAsync(CancellationToken ct) =>
        database.ReadAsync(session => session.FindAsync("SELECT body FROM criteria_changes WHERE is_open = 1", CriteriaRows.Read), ct);

    /// <summary>Changes whose text, or the one before it, is yet to be written into the file.</summary>
    public Task<IReadOnlyList<CriteriaChange>> UnwrittenCriteriaAsync(CancellationToken ct) =>
        CriteriaAsync("WHERE state IN ('publishing', 'rolling_back') ORDER BY id", ct);

    /// <summary>Changes that were in the file or should have been, the newest first.</summary>
    public Task<IReadOnlyList<CriteriaChange>> EndedCriteriaAsync(CancellationToken ct) =>
        CriteriaAsync(
            "WHERE state IN ('published', 'rolling_back', 'rolled_back', 'overtaken') ORDER BY saved_at DESC, id DESC LIMIT 20",
            ct
        );

    /// <summary>The newest change that is in the file; null when there is none.</summary>
    public Task<CriteriaChange?> NewestCriteriaAsync(CancellationToken ct) =>
        database.ReadAsync(
            session =>
                session.FindAsync(
                    "SELECT body FROM criteria_changes WHERE state = 'published' ORDER BY written_at DESC, id DESC LIMIT 1",
                    CriteriaRows.Read
                ),
            ct
        );

    /// <summary>Cases that were made from one moment to before another, and those of them that were moved to another queue since.</summary>
    public Task<Misroutes> MisroutesAsync(DateTimeOffset since, DateTimeOffset before, CancellationToken ct) =>
        database.ReadAsync(
            async session =>
                await session.FindAsync(
                    "SELECT COUNT(*), COUNT(CASE WHEN EXISTS (SELECT 1 FROM history h WHERE h.case_id = c.id AND h.kind = 'transferred') "
                        + "THEN 1 END) FROM cases c WHERE c.created_at >= @since AND c.created_at < @before",
                    row => new Misroutes(row.Int(0), row.Int(1)),
                    since,
                    before
                ) ?? new Misroutes(0, 0),
            ct
        );

    private Task<IReadOnlyList<CriteriaChange>> CriteriaAsync(string which, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<CriteriaChange>>(
            async session => await session.QueryAsync($"SELECT body FROM criteria_changes {which}", CriteriaRows.Read),
            ct
        );
}
