using EscalationBot.Core.Cases;

namespace EscalationBot.Core.Store;

/// <summary>All cases, questions and history lines, one after the other: an export must not hold years of them in memory.</summary>
public sealed class Records(Database database)
{
    /// <summary>Hands over every case, oldest first.</summary>
    /// <returns>How many there are.</returns>
    public Task<int> EachCaseAsync(Action<Case> take, CancellationToken ct) =>
        database.ReadAsync(async session => (await session.QueryAsync("SELECT body FROM cases ORDER BY created_at, id", row => Taken(take, CaseStore.ReadCase(row)))).Count, ct);

    /// <summary>Hands over every history line, oldest first.</summary>
    /// <returns>How many there are.</returns>
    public Task<int> EachHistoryAsync(Action<HistoryEntry> take, CancellationToken ct) =>
        database.ReadAsync(async session => (await session.QueryAsync("SELECT id, case_id, question_id, at, kind, who, who_email, detail FROM history ORDER BY id", row => Taken(take, CaseStore.ReadHistory(row)))).Count, ct);

    /// <summary>Hands over every question asked at a moment or later, oldest first.</summary>
    /// <returns>How many there are.</returns>
    public Task<int> EachQuestionAsync(DateTimeOffset since, Action<Asked> take, CancellationToken ct) =>
        database.ReadAsync(async session => (await session.QueryAsync("SELECT body FROM questions WHERE asked_at >= @since ORDER BY asked_at, id", row => Taken(take, CaseStore.ReadQuestion(row)), since)).Count, ct);

    private static bool Taken<T>(Action<T> take, T value)
    {
        take(value);
        return true;
    }
}
