using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Knowledge;

namespace EscalationBot.Core.Store.Cases;

/// <summary>What one person taught about an article, as managers see it.</summary>
/// <param name="Id">Names it when it is undone.</param>
/// <param name="ArticleId">The article.</param>
/// <param name="ArticleTitle">Its title as stored; empty when it has none.</param>
/// <param name="QuestionId">The question by which it was taught.</param>
/// <param name="Kind">solved, rejected, wrong, outdated or incomplete.</param>
/// <param name="Wording">The question's words; empty when they were forgotten.</param>
/// <param name="By">E-mail, or <c>channel:id</c>, of who taught it; null when forgotten.</param>
/// <param name="At">When.</param>
public sealed record TaughtLesson(
    long Id,
    string ArticleId,
    string ArticleTitle,
    string QuestionId,
    string Kind,
    string Wording,
    string? By,
    DateTimeOffset At
)
{
    /// <summary>When it was taken back; null = it counts.</summary>
    public DateTimeOffset? UndoneAt { get; init; }

    /// <summary>E-mail of who took it back.</summary>
    public string? UndoneBy { get; init; }

    /// <summary>The queue of the case that the question became, or null.</summary>
    public string? CaseQueue { get; init; }

    /// <summary>Whether that case is restricted: its words are for its queue only.</summary>
    public bool Restricted { get; init; }
}

/// <summary>The lessons that people's reactions teach, for managers to look through and to take back.</summary>
public sealed class Lessons(Database database)
{
    private const string Columns = """
        f.id, f.article_id, a.body, f.question_id, f.kind, f.question_text, f.by_email, f.at, f.undone_at, f.undone_by, c.body
        FROM feedback f LEFT JOIN articles a ON a.id = f.article_id LEFT JOIN questions q ON q.id = f.question_id LEFT
            JOIN cases c ON c.id = q.case_id
        """;

    /// <summary>The newest lessons, newest first; those that were undone stand among them.</summary>
    /// <param name="before">Only lessons with a lower id: the last one of the page before; <see cref="long.MaxValue"/> for the first
    /// page.</param>
    /// <param name="most">Most rows.</param>
    public Task<IReadOnlyList<TaughtLesson>> NewestAsync(long before, int most, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<TaughtLesson>>(
            async session =>
                await session.QueryAsync($"SELECT {Columns} WHERE f.id < @before ORDER BY f.id DESC LIMIT @most", Read, before, most),
            ct
        );

    /// <summary>One lesson; null when there is none.</summary>
    public Task<TaughtLesson?> FindAsync(long id, CancellationToken ct) =>
        database.ReadAsync(session => session.FindAsync($"SELECT {Columns} WHERE f.id = @id", Read, id), ct);

    /// <summary>
    /// Takes a lesson back: it teaches nothing from now on, in every running bot. False: there is none, or it was taken back before.
    /// </summary>
    /// <param name="id">Which.</param>
    /// <param name="by">E-mail of who does it.</param>
    /// <param name="audit">The act, kept in the same transaction, or not at all.</param>
    public async Task<bool> UndoAsync(long id, string by, AuditEntry audit, CancellationToken ct)
    {
        var now = database.Time.GetUtcNow();
        var undone = await database.WriteAsync(
            async session =>
            {
                if (
                    await session.ExecuteAsync(
                        "UPDATE feedback SET undone_at = @now, undone_by = @by WHERE id = @id AND undone_at IS NULL",
                        now,
                        by,
                        id
                    ) == 0
                )
                {
                    return false;
                }

                if (
                    await session.FindAsync(
                        "SELECT article_id FROM feedback WHERE id = @id AND article_version > 0",
                        row => row.Text(0),
                        id
                    ) is
                    { } doubted
                )
                {
                    await ArticleDoubtRows.LookAsync(session, doubted, now, id);
                }

                await Counters.AddAsync(session, Articles.RevisionCounter, 1);
                await AuditLog.AddAsync(session, database.Sequence, [audit], now);
                return true;
            },
            ct
        );
        if (undone)
        {
            database.Signals.Audit.Set();
            database.Signals.Timers.Set();
        }

        return undone;
    }

    private static TaughtLesson Read(Row row)
    {
        var theCase = row.TextOrNull(10) is { } body ? System.Text.Json.JsonSerializer.Deserialize(body, StoreJson.Default.Case) : null;
        var article = row.TextOrNull(2) is { } text ? System.Text.Json.JsonSerializer.Deserialize(text, StoreJson.Default.Article) : null;
        return new(row.Long(0), row.Text(1), article?.Title ?? "", row.Text(3), row.Text(4), row.Text(5), row.TextOrNull(6), row.Time(7))
        {
            UndoneAt = row.TimeOrNull(8),
            UndoneBy = row.TextOrNull(9),
            CaseQueue = theCase?.Queue,
            Restricted = theCase?.Restricted ?? false,
        };
    }
}
