using EscalationBot.Core.Store.Cases;

namespace EscalationBot.Core.Store.Erasure;

/// <summary>Old changes of the criteria: who goes; the text stays as long as it is in the file or may be put there.</summary>
public sealed partial class Forgetting
{
    private Task<int> ForgetCriteriaAsync(DateTimeOffset before, CancellationToken ct) =>
        PagesAsync(
            (after, session) =>
                session.QueryAsync(
                    $"SELECT id FROM criteria_changes WHERE id > @after AND saved_at < @before AND named = 1 ORDER BY id LIMIT {Batch}",
                    row => row.Text(0),
                    after,
                    before
                ),
            async (session, id) =>
                await session.FindAsync("SELECT body FROM criteria_changes WHERE id = @id", CriteriaRows.Read, id) is { } change
                && await CriteriaRows.PutAsync(session, change.WithoutPeople())
                    ? 1
                    : 0,
            ct
        );
}
