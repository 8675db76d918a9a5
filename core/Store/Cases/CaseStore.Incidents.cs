using EscalationBot.Core.Cases;

namespace EscalationBot.Core.Store.Cases;

/// <summary>Reads of incidents.</summary>
public sealed partial class CaseStore
{
    /// <summary>So long another replica's incident may be unknown here; our own are known at once.</summary>
    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(5);

    private const int MostIncidents = 50;

    private volatile KnownIncidents? _openIncidents;

    /// <summary>
    /// Incidents that are open, newest first. Every message asks for them, so they are kept in memory for five seconds, or until this
    /// process changes one.
    /// </summary>
    public async ValueTask<IReadOnlyList<Incident>> OpenIncidentsAsync(CancellationToken ct)
    {
        var now = database.Time.GetUtcNow();
        if (_openIncidents is { } known && now - known.At < KnownFor && now >= known.At)
        {
            return known.Open;
        }

        var open = await IncidentsAsync("state = 'open' AND changed_at >= @since", DateTimeOffset.UnixEpoch, ct);
        _openIncidents = new(open, now);
        return open;
    }

    /// <summary>Incidents that are open or suspected, and those that changed since a moment, newest first.</summary>
    public Task<IReadOnlyList<Incident>> IncidentsSinceAsync(DateTimeOffset since, CancellationToken ct) =>
        IncidentsAsync("(state IN ('open', 'suspected') OR changed_at >= @since)", since, ct);

    /// <summary>Incidents that are open, and those that are fixed and changed since a moment, newest first.</summary>
    public Task<IReadOnlyList<Incident>> DeclaredIncidentsAsync(DateTimeOffset since, CancellationToken ct) =>
        IncidentsAsync("(state = 'open' OR (state = 'fixed' AND changed_at >= @since))", since, ct);

    /// <summary>The incident of an id; null when there is none.</summary>
    public Task<Incident?> FindIncidentAsync(string id, CancellationToken ct) =>
        database.ReadAsync(session => session.FindAsync("SELECT body FROM incidents WHERE id = @id", IncidentRows.Read, id), ct);

    /// <summary>Cases that belong to an incident, oldest first.</summary>
    public Task<IReadOnlyList<Case>> CasesOfIncidentAsync(string id, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<Case>>(
            async session =>
                [
                    .. (
                        await session.QueryAsync(
                            "SELECT body, id FROM cases WHERE incident = @id AND rep_key <> ':' ORDER BY created_at, id",
                            ListedCase,
                            id
                        )
                    ).OfType<Case>(),
                ],
            ct
        );

    /// <summary>The newest questions since a moment, at most so many; those that were forgotten are left out.</summary>
    public Task<IReadOnlyList<AskedQuestion>> NewestQuestionsAsync(DateTimeOffset since, int most, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<AskedQuestion>>(
            async session =>
                await session.QueryAsync(
                    "SELECT body FROM questions WHERE asked_at >= @since AND person <> ':' ORDER BY asked_at DESC LIMIT @most",
                    ReadQuestion,
                    since,
                    most
                ),
            ct
        );

    /// <summary>How many questions were asked since a moment, and the newest of them.</summary>
    public Task<(int Count, DateTimeOffset? Newest)> CountQuestionsAsync(DateTimeOffset since, CancellationToken ct) =>
        database.ReadAsync(
            session =>
                session.FindAsync(
                    "SELECT COUNT(*), MAX(asked_at) FROM questions WHERE asked_at >= @since",
                    row => (row.Int(0), row.TimeOrNull(1)),
                    since
                ),
            ct
        );

    private Task<IReadOnlyList<Incident>> IncidentsAsync(string where, DateTimeOffset since, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<Incident>>(
            async session =>
                await session.QueryAsync(
                    $"SELECT body FROM incidents WHERE {where} AND named = 1 ORDER BY changed_at DESC, id DESC LIMIT {MostIncidents}",
                    IncidentRows.Read,
                    since
                ),
            ct
        );

    /// <summary>What is known is old now.</summary>
    private void ForgetOpenIncidents() => _openIncidents = null;

    private sealed record KnownIncidents(IReadOnlyList<Incident> Open, DateTimeOffset At);
}
