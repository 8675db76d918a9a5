using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Triage.Routing;

namespace EscalationBot.Core.Store.Cases;

/// <summary>That a question stands in the store, and in which version.</summary>
public sealed record QuestionStamp(string Id, int Version, DateTimeOffset AskedAt);

/// <summary>
/// All cases, questions and history lines, one after the other: an export must not hold years of them in memory. Rows whose text cannot be
/// read are left out (<see cref="UnreadableRows"/>).
/// </summary>
public sealed class Records(Database database)
{
    /// <summary>What was left out of lists so far.</summary>
    public UnreadableRows Unreadable => database.Unreadable;

    private const string Past = "state IN ('resolved', 'closed') AND rep_key <> ':'";

    /// <summary>Hands over every case, oldest first.</summary>
    /// <returns>How many there are.</returns>
    public Task<int> EachCaseAsync(Action<Case> take, CancellationToken ct) =>
        database.ReadAsync(
            async session =>
                (
                    await session.QueryAsync(
                        "SELECT body, id FROM cases ORDER BY created_at, id",
                        row => Taken(take, database.Unreadable.Listed(row, CaseStore.ReadCase, UnreadableRow.Case))
                    )
                ).Count(taken => taken),
            ct
        );

    /// <summary>Two numbers of which one changes whenever <see cref="PastCasesAsync"/> would find something else.</summary>
    public Task<(long Cases, long Versions)> PastCasesMarkAsync(CancellationToken ct) =>
        database.ReadAsync(
            session =>
                session.FindAsync(
                    $"SELECT COUNT(*), CAST(COALESCE(SUM(version), 0) AS BIGINT) FROM cases WHERE {Past}",
                    row => (row.Long(0), row.Long(1))
                ),
            ct
        );

    /// <summary>
    /// The newest cases that were resolved, oldest first. Restricted ones are left out: what comes of these is seen by everybody; so are
    /// those that were forgotten.
    /// </summary>
    public async Task<IReadOnlyList<PastCase>> PastCasesAsync(int most, CancellationToken ct)
    {
        var newest = await database.ReadAsync(
            session =>
                session.QueryAsync($"SELECT body, id FROM cases WHERE {Past} ORDER BY created_at DESC, id DESC LIMIT @most", Learned, most),
            ct
        );
        newest.Reverse();
        return [.. newest.OfType<PastCase>()];
    }

    private PastCase? Learned(Row row) =>
        database.Unreadable.Listed(row, CaseStore.ReadCase, UnreadableRow.Case) is { Restricted: false, Question.Length: > 0 } one
            ? new PastCase(one.Question, one.Category, one.Queue)
            : null;

    /// <summary>Hands over every history line, oldest first.</summary>
    /// <returns>How many there are.</returns>
    public Task<int> EachHistoryAsync(Action<HistoryEntry> take, CancellationToken ct) =>
        database.ReadAsync(
            async session =>
                (
                    await session.QueryAsync(
                        "SELECT id, case_id, question_id, at, kind, who, who_email, detail FROM history ORDER BY id",
                        row => Taken(take, CaseStore.ReadHistory(row))
                    )
                ).Count,
            ct
        );

    /// <summary>Hands over every question asked at a moment or later, oldest first.</summary>
    /// <returns>How many there are.</returns>
    public Task<int> EachQuestionAsync(DateTimeOffset since, Action<AskedQuestion> take, CancellationToken ct) =>
        database.ReadAsync(
            async session =>
                (
                    await session.QueryAsync(
                        "SELECT body, id FROM questions WHERE asked_at >= @since ORDER BY asked_at, id",
                        row => Taken(take, database.Unreadable.Listed(row, CaseStore.ReadQuestion, UnreadableRow.Question)),
                        since
                    )
                ).Count(taken => taken),
            ct
        );

    /// <summary>
    /// The questions of a time that were not forgotten, oldest first: of more than <paramref name="most"/> the newest. Their bodies are
    /// read by id (<see cref="CaseStore.FindQuestionAsync"/>).
    /// </summary>
    public Task<IReadOnlyList<QuestionStamp>> StampsAsync(DateTimeOffset since, DateTimeOffset before, int most, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<QuestionStamp>>(
            async session =>
                [
                    .. (
                        await session.QueryAsync(
                            "SELECT id, version, asked_at FROM questions WHERE asked_at >= @since AND asked_at < @before AND "
                                + "person <> ':' ORDER BY asked_at DESC, id DESC LIMIT @most",
                            row => new QuestionStamp(row.Text(0), row.Int(1), row.Time(2)),
                            since,
                            before,
                            most
                        )
                    )
                        .AsEnumerable()
                        .Reverse(),
                ],
            ct
        );

    /// <summary>Hands over everything that was granted, oldest first.</summary>
    /// <returns>How many there are.</returns>
    public Task<int> EachGrantAsync(Action<RecordedGrant> take, CancellationToken ct) =>
        database.ReadAsync(
            async session =>
                (
                    await session.QueryAsync(
                        $"SELECT {CreditRows.Columns} FROM grants ORDER BY at, id",
                        row => Taken(take, CreditRows.ReadGrant(row))
                    )
                ).Count,
            ct
        );

    /// <summary>False: there was nothing that could be read.</summary>
    private static bool Taken<T>(Action<T> take, T? value)
        where T : class
    {
        if (value is not null)
        {
            take(value);
        }
        return value is not null;
    }
}
