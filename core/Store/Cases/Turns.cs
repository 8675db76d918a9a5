using System.Text.Json;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Cases;

/// <summary>
/// Turns of cases and questions. The first one stands in the body of its case or question, each further one is a row: a message then costs
/// its own length, however long the conversation is. A body of an older version holds all of them; they become rows when it is written
/// again.
/// </summary>
internal static class Turns
{
    /// <summary>Newest turns that are read with a case or question.</summary>
    public const int Newest = 40;

    /// <summary>Newest turns of a question that becomes a case.</summary>
    public const int NewestForCase = 199;

    /// <summary>Files that a card shows; the turns that bring them are always read.</summary>
    private const int MostFiles = 10;

    /// <summary>Turns that begin a conversation; they are always read.</summary>
    private const int Opening = 3;

    private const string Upsert = """
        INSERT INTO turns (subject, seq, at, kept, message_key, body) VALUES (@subject, @seq, @at, @kept, @key, @body)
        ON CONFLICT (subject, seq) DO UPDATE SET at = excluded.at, kept = excluded.kept, message_key = excluded.message_key,
            body = excluded.body
        """;

    /// <summary>
    /// The turns of a body with those of the rows that a decision looks at: the newest, those that always count, and the one of a message.
    /// </summary>
    /// <param name="session">Where they stand.</param>
    /// <param name="subject">Id of the case or question.</param>
    /// <param name="inBody">What its body holds.</param>
    /// <param name="count">How many there are altogether; 0 = the body holds all.</param>
    /// <param name="newest">Most newest ones.</param>
    /// <param name="messageKey">A message whose turn is wanted as well, or null.</param>
    public static async Task<IReadOnlyList<Turn>> ReadAsync(
        Session session,
        string subject,
        IReadOnlyList<Turn> inBody,
        int count,
        int newest,
        string? messageKey
    )
    {
        if (count == 0)
        {
            return inBody;
        }

        var rows = await session.QueryAsync(
            """
            SELECT seq, body FROM turns WHERE subject = @subject AND seq > @after
            UNION SELECT seq, body FROM turns WHERE subject = @subject AND kept = 1
            UNION SELECT seq, body FROM turns WHERE subject = @subject AND message_key = @key
            ORDER BY seq
            """,
            row => JsonSerializer.Deserialize(row.Text(1), StoreJson.Default.Turn)! with { Seq = row.Int(0) },
            subject,
            count - newest,
            messageKey
        );
        return [.. inBody.Select(turn => turn with { Seq = 1 }), .. rows];
    }

    /// <summary>Writes what is new and what was changed.</summary>
    /// <returns>What the body is to hold, and how many turns there are altogether.</returns>
    public static async Task<(IReadOnlyList<Turn> InBody, int Count)> PutAsync(
        Session session,
        string subject,
        IReadOnlyList<Turn> turns,
        int count
    )
    {
        if (turns.Count == 0)
        {
            return (turns, count);
        }

        var question = turns.FirstOrDefault(turn => !turn.Overheard);
        var files = 0;
        foreach (var turn in turns.Skip(1))
        {
            var keeps = ReferenceEquals(turn, question) || (turn.Files.Count > 0 && files < MostFiles);
            files += turn.Files.Count;
            if (turn.Seq > 0 && !turn.Changed)
            {
                continue;
            }

            count = turn.Seq > 0 ? count : Math.Max(count, 1) + 1;
            var seq = turn.Seq > 0 ? turn.Seq : count;
            await session.ExecuteAsync(
                Upsert,
                subject,
                seq,
                turn.At,
                keeps || seq <= Opening,
                turn.MessageKey,
                JsonSerializer.Serialize(turn, StoreJson.Default.Turn)
            );
        }

        return ([turns[0]], count);
    }

    /// <summary>Deletes them all.</summary>
    public static Task<int> ForgetAsync(Session session, string subject) =>
        session.ExecuteAsync("DELETE FROM turns WHERE subject = @subject", subject);
}
