using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Cases;

/// <summary>An earlier question of an account, as far as its likeness to another needs it.</summary>
/// <param name="At">When it was asked.</param>
/// <param name="Who">Who asked.</param>
/// <param name="Category">What it was about, or null.</param>
/// <param name="Words">Its beginning, as it was asked.</param>
/// <param name="CaseId">The case that it became, or null.</param>
public sealed record EarlierQuestion(DateTimeOffset At, string Who, string? Category, string Words, string? CaseId)
{
    /// <summary>Not asked anew: its case was opened again then.</summary>
    public bool IsReopening { get; init; }

    /// <summary>It is for few people, whatever its words.</summary>
    public bool IsRestricted { get; init; }
}

/// <summary>What a client asked before.</summary>
public sealed partial class CaseStore
{
    /// <summary>
    /// Earlier contacts since a moment, newest first: questions, and cases that were opened again after they were over. Of an account,
    /// whoever asked; without one, of the person. Those whose words were forgotten are left out.
    /// </summary>
    /// <param name="except">Id of a question that is left out, or null.</param>
    public Task<IReadOnlyList<EarlierQuestion>> EarlierQuestionsAsync(
        string? account,
        PersonKey person,
        string? email,
        DateTimeOffset since,
        int most,
        string? except,
        CancellationToken ct
    ) =>
        database.ReadAsync<IReadOnlyList<EarlierQuestion>>(
            async session =>
            {
                var (questions, cases) = account is null
                    ? ("(q.person = @key OR q.email = @email)", "(c.rep_key = @key OR c.rep_email = @email)")
                    : ("q.account = @account", "c.account = @account");
                object?[] whose = account is null ? [Stored.Key(person), email ?? ""] : [account];
                var asked = await session.QueryAsync(
                    $"""
                    SELECT q.body, q.asked_at, q.category, q.case_id FROM questions q
                    WHERE {questions} AND q.person <> ':' AND q.asked_at >= @since AND q.id <> @except ORDER BY q.asked_at DESC LIMIT @most
                    """,
                    row =>
                    {
                        var one = ReadQuestion(row);
                        return new EarlierQuestion(row.Time(1), one.By.Name, row.TextOrNull(2), one.Text, row.TextOrNull(3))
                        {
                            IsRestricted = one.IsRestricted,
                        };
                    },
                    [.. whose, since, except ?? "", most]
                );
                var reopened = await session.QueryAsync(
                    $"""
                    SELECT c.body, h.at, h.who, c.category, c.id FROM cases c
                        JOIN history h ON h.case_id = c.id AND h.kind = 'reopened'
                    WHERE {cases} AND c.rep_key <> ':' AND h.at >= @since ORDER BY h.at DESC LIMIT @most
                    """,
                    row =>
                    {
                        var one = ReadCase(row);
                        return new EarlierQuestion(row.Time(1), row.Text(2), row.TextOrNull(3), one.Question, row.Text(4))
                        {
                            IsReopening = true,
                            IsRestricted = one.Restricted,
                        };
                    },
                    [.. whose, since, most]
                );
                return [.. asked.Concat(reopened).Where(one => one.Words.Length > 0).OrderByDescending(one => one.At).Take(most)];
            },
            ct
        );

    /// <summary>Read from indexes alone: a person may have asked hundreds of times.</summary>
    private static Task<List<DateTimeOffset>> EarlierAsync(Session session, AroundWhat what) =>
        what switch
        {
            { Account: { } account } => session.QueryAsync(
                """
                SELECT asked_at FROM questions WHERE account = @account AND asked_at >= @since
                UNION ALL SELECT h.at FROM cases c JOIN history h ON h.case_id = c.id AND h.kind = 'reopened'
                    WHERE c.account = @account AND h.at >= @since
                ORDER BY 1 DESC LIMIT 100
                """,
                row => row.Time(0),
                account,
                what.EarlierSince
            ),
            { OfPerson: true } => session.QueryAsync(
                """
                SELECT asked_at, id FROM questions WHERE person = @key AND asked_at >= @since
                UNION SELECT asked_at, id FROM questions WHERE email = @email AND asked_at >= @since
                UNION SELECT h.at, c.id FROM cases c JOIN history h ON h.case_id = c.id AND h.kind = 'reopened'
                    WHERE (c.rep_key = @key OR c.rep_email = @email) AND h.at >= @since
                ORDER BY 1 DESC LIMIT 100
                """,
                row => row.Time(0),
                Stored.Key(what.Person),
                what.EarlierSince,
                what.Email ?? ""
            ),
            _ => Task.FromResult(new List<DateTimeOffset>()),
        };
}
