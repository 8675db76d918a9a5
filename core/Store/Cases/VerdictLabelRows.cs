using System.Text.Json;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Queues;

namespace EscalationBot.Core.Store.Cases;

/// <summary>
/// Writes and reads of labels of verdicts: a write is one compare-and-swap on the version. False: somebody was faster, also the same person
/// with another label of that question.
/// </summary>
internal static class VerdictLabelRows
{
    public static async Task<bool> PutAsync(Session session, VerdictLabel one)
    {
        var body = JsonSerializer.Serialize(one, StoreJson.Default.VerdictLabel);
        return (
                one.Version == 1
                    ? await session.ExecuteAsync(
                        "INSERT INTO verdict_labels (id, version, state, question_id, voter, about, told, at, body) VALUES (@id, "
                            + "@version, @state, @question, @voter, @about, @told, @at, @body) ON CONFLICT DO NOTHING",
                        one.Id,
                        one.Version,
                        Stored.Name(one.State),
                        one.QuestionId,
                        one.Voter,
                        one.About,
                        one.Told,
                        one.At,
                        body
                    )
                    : await session.ExecuteAsync(
                        "UPDATE verdict_labels SET version = @version, state = @state, voter = @voter, about = @about, told = @told, at = @at, "
                            + "body = @body WHERE id = @id AND version = @before",
                        one.Version,
                        Stored.Name(one.State),
                        one.Voter,
                        one.About,
                        one.Told,
                        one.At,
                        body,
                        one.Id,
                        one.Version - 1
                    )
            ) == 1;
    }

    /// <summary>Labels of a question, whatever became of them.</summary>
    public static Task<List<VerdictLabel>> OfQuestionAsync(Session session, string question) =>
        session.QueryAsync("SELECT body FROM verdict_labels WHERE question_id = @question ORDER BY at, id", Read, question);

    /// <summary>Takes away what was said of a question whose words go: without them it tests nothing.</summary>
    public static Task<int> DeleteAsync(Session session, string question) =>
        session.ExecuteAsync("DELETE FROM verdict_labels WHERE question_id = @question", question);

    /// <summary>Lets the desk show whoever was told what is left, in this transaction.</summary>
    public static Task<int> LookAsync(Session session, VerdictLabel one, DateTimeOffset now) =>
        Timers.ChangeAsync(session, one.Subject, TimerNames.VerdictLabels, now);

    public static VerdictLabel Read(Row row) => JsonSerializer.Deserialize(row.Text(0), StoreJson.Default.VerdictLabel)!;
}
