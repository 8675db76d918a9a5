using System.Text.Json;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Erasure;
using EscalationBot.Core.Store.People;
using EscalationBot.Core.Store.Queues;

namespace EscalationBot.Core.Store.Cases;

/// <summary>Whose new words, and what is wanted around them.</summary>
/// <param name="Lane">Where they stand.</param>
/// <param name="Person">Who wrote them.</param>
/// <param name="Email">Their e-mail, which finds them on other channels; null when unknown.</param>
public sealed record AroundWhat(string Lane, PersonKey Person, string? Email)
{
    /// <summary>The account they are about: its earlier questions are wanted, whoever asked them.</summary>
    public string? Account { get; init; }

    /// <summary>Without an account: earlier questions of the person are wanted.</summary>
    public bool OfPerson { get; init; }

    /// <summary>From when on earlier questions are wanted.</summary>
    public DateTimeOffset EarlierSince { get; init; }

    /// <summary>
    /// The last question is wanted only when something was left open: it waits for a fact, or the person has open cases. (Most of its row
    /// is a judgement, which takes time to read.)
    /// </summary>
    public bool OnlyWaiting { get; init; }
}

/// <summary>What stands around new words of a person.</summary>
/// <param name="LastQuestion">The newest question of the lane, finished or not.</param>
/// <param name="OwnCases">Open cases that the person asked for, newest first.</param>
/// <param name="Earlier">When earlier questions of the account, or of the person in the category, were asked: newest first, at most
/// 100.</param>
public sealed record Around(AskedQuestion? LastQuestion, IReadOnlyList<Case> OwnCases, IReadOnlyList<DateTimeOffset> Earlier);

/// <summary>What the desk reads before it decides.</summary>
public sealed partial class CaseStore
{
    private const string OpenStates = "state IN ('unclaimed', 'claimed', 'resolved', 'merged')";

    /// <summary>The case of a number; null when there is none, or when it was forgotten (<see cref="Forgetting"/>).</summary>
    public Task<Case?> FindCaseAsync(string id, CancellationToken ct) => FindCaseWithTurnAsync(id, null, ct);

    /// <summary>As <see cref="FindCaseAsync"/>, with the turn of a message, however old it is.</summary>
    public Task<Case?> FindCaseWithTurnAsync(string id, string? messageKey, CancellationToken ct) =>
        database.ReadAsync(
            async session =>
                await WithTurnsAsync(
                    session,
                    await session.FindAsync("SELECT body FROM cases WHERE id = @id AND rep_key <> ':'", ReadCase, id),
                    messageKey
                ),
            ct
        );

    /// <summary>
    /// The cases of some numbers, in no order; those that there are not, or that were forgotten, are left out. A few queries, however many.
    /// </summary>
    public Task<IReadOnlyList<Case>> FindCasesAsync(IEnumerable<string> ids, CancellationToken ct) =>
        FindAllAsync("SELECT body, id FROM cases WHERE rep_key <> ':' AND id", ids, ListedCase, ct);

    /// <summary>The questions of some ids, as <see cref="FindCasesAsync"/>.</summary>
    public Task<IReadOnlyList<AskedQuestion>> FindQuestionsAsync(IEnumerable<string> ids, CancellationToken ct) =>
        FindAllAsync("SELECT body, id FROM questions WHERE person <> ':' AND id", ids, ListedQuestion, ct);

    /// <summary>The question of an id; null when there is none, or when it was forgotten.</summary>
    public Task<AskedQuestion?> FindQuestionAsync(string id, CancellationToken ct) => QuestionAsync(id, Turns.Newest, ct);

    /// <summary>As <see cref="FindQuestionAsync"/>, with so many turns as a case keeps of it.</summary>
    public Task<AskedQuestion?> FindQuestionForCaseAsync(string id, CancellationToken ct) => QuestionAsync(id, Turns.NewestForCase, ct);

    private Task<AskedQuestion?> QuestionAsync(string id, int newest, CancellationToken ct) =>
        database.ReadAsync(
            async session =>
                await WithTurnsAsync(
                    session,
                    await session.FindAsync("SELECT body FROM questions WHERE id = @id AND person <> ':'", ReadQuestion, id),
                    newest
                ),
            ct
        );

    /// <summary>The newest question asked in a lane, finished or not.</summary>
    public Task<AskedQuestion?> LatestQuestionOfLaneAsync(string lane, CancellationToken ct) =>
        database.ReadAsync(session => LatestAsync(session, lane, onlyWaiting: false), ct);

    /// <summary>All that a new message needs, in one go.</summary>
    public Task<Around> AroundAsync(AroundWhat what, CancellationToken ct) =>
        database.ReadAsync(
            async session =>
            {
                var own = await OwnAsync(session, what.Person, what.Email);
                var last = await LatestAsync(session, what.Lane, what.OnlyWaiting && own.Count == 0);
                return new Around(last, own, await EarlierAsync(session, what));
            },
            ct
        );

    /// <summary>The question that a message asked; null when it asked none.</summary>
    public Task<AskedQuestion?> FindQuestionOfMessageAsync(Place place, string messageId, CancellationToken ct) =>
        database.ReadAsync(
            async session =>
                await WithTurnsAsync(
                    session,
                    await session.FindAsync(
                        "SELECT body FROM questions WHERE lane = @lane AND message_id = @message ORDER BY id DESC LIMIT 1",
                        ReadQuestion,
                        place.Lane,
                        messageId
                    ),
                    Turns.Newest
                ),
            ct
        );

    /// <summary>The newest case whose rep asked in this lane; null when there is none.</summary>
    public Task<Case?> LatestCaseOfLaneAsync(string lane, CancellationToken ct) =>
        database.ReadAsync(
            async session =>
                await WithTurnsAsync(
                    session,
                    await session.FindAsync(
                        "SELECT body FROM cases WHERE rep_lane = @lane ORDER BY created_at DESC, id DESC LIMIT 1",
                        ReadCase,
                        lane
                    ),
                    messageKey: null
                ),
            ct
        );

    /// <summary>Open cases that a person asked for, on this channel or (by e-mail) any other; newest first, at most 100.</summary>
    public Task<IReadOnlyList<Case>> OpenCasesOfRepAsync(PersonKey person, string? email, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<Case>>(async session => await OwnAsync(session, person, email), ct);

    /// <summary>Secrets that were taken out of the words of a case and of the question it grew from: for its owner.</summary>
    public Task<IReadOnlyList<HiddenWord>> HiddenAsync(string caseId, string? questionId, CancellationToken ct) =>
        HiddenWords.OfCaseAsync(database, caseId, questionId, ct);

    /// <summary>
    /// Cases, newest first. Lists are read without the further turns of their conversations, which <see cref="FindCaseAsync"/> reads, and
    /// without rows whose text cannot be read (<see cref="UnreadableRows"/>).
    /// </summary>
    public Task<IReadOnlyList<Case>> CasesAsync(CaseFilter filter, CancellationToken ct)
    {
        var (where, values) = WhereOf(filter);
        return database.ReadAsync<IReadOnlyList<Case>>(
            async session =>
                [
                    .. (
                        await session.QueryAsync(
                            $"SELECT body, id FROM cases {where} ORDER BY created_at DESC, id DESC LIMIT @limit",
                            ListedCase,
                            [.. values, filter.Limit]
                        )
                    ).OfType<Case>(),
                ],
            ct
        );
    }

    /// <summary>How many cases there are.</summary>
    public Task<long> CountCasesAsync(CaseFilter filter, CancellationToken ct)
    {
        var (where, values) = WhereOf(filter);
        return database.ReadAsync(session => session.FindAsync($"SELECT COUNT(*) FROM cases {where}", row => row.Long(0), values), ct);
    }

    /// <summary>
    /// How many there are, and the sum of their versions: one of the two changes whenever one of them changes, comes or goes, but for one
    /// that comes while another goes whose version is the same.
    /// </summary>
    public Task<(long Cases, long Versions)> MarkAsync(CaseFilter filter, CancellationToken ct)
    {
        var (where, values) = WhereOf(filter);
        return database.ReadAsync(
            session =>
                session.FindAsync(
                    $"SELECT COUNT(*), CAST(COALESCE(SUM(version), 0) AS BIGINT) FROM cases {where}",
                    row => (row.Long(0), row.Long(1)),
                    values
                ),
            ct
        );
    }

    /// <summary>The story of a case, oldest first; with the lines of the question it grew from.</summary>
    public Task<IReadOnlyList<HistoryEntry>> HistoryAsync(string caseId, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<HistoryEntry>>(
            async session =>
                await session.QueryAsync(
                    """
                    SELECT id, case_id, question_id, at, kind, who, who_email, detail FROM history WHERE case_id = @case
                    UNION SELECT h.id, h.case_id, h.question_id, h.at, h.kind, h.who, h.who_email, h.detail FROM history h
                        JOIN questions q ON q.id = h.question_id WHERE q.case_id = @case
                    ORDER BY id
                    """,
                    ReadHistory,
                    caseId
                ),
            ct
        );

    /// <summary>Messages that were given up, newest first (<see cref="DroppedRow"/>).</summary>
    public Task<IReadOnlyList<DroppedRow>> DroppedAsync(int most, CancellationToken ct) => Outbox.DroppedAsync(database, most, ct);

    /// <summary>The newest detail of a kind of history since a moment that begins with a mark; null when there is none.</summary>
    /// <param name="kind">Of the line.</param>
    /// <param name="mark">Letters and digits.</param>
    /// <param name="since">Older lines do not count.</param>
    /// <param name="ct">Cancels.</param>
    public Task<string?> NewestDetailAsync(string kind, string mark, DateTimeOffset since, CancellationToken ct) =>
        database.ReadAsync(
            session =>
                session.FindAsync(
                    "SELECT detail FROM history WHERE at >= @since AND kind = @kind AND detail LIKE @begin ORDER BY id DESC LIMIT 1",
                    row => row.Text(0),
                    since,
                    kind,
                    mark + "%"
                ),
            ct
        );

    /// <summary>History lines of one kind since a moment, counted by their detail.</summary>
    public Task<IReadOnlyDictionary<string, Nudged>> CountByDetailAsync(string kind, DateTimeOffset since, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyDictionary<string, Nudged>>(
            async session =>
                (
                    await session.QueryAsync(
                        "SELECT detail, COUNT(*), MIN(at) FROM history WHERE at > @since AND kind = @kind GROUP BY detail",
                        row => (Detail: row.Text(0), Counted: new Nudged(row.Int(1), row.Time(2))),
                        since,
                        kind
                    )
                ).ToDictionary(pair => pair.Detail, pair => pair.Counted, StringComparer.Ordinal),
            ct
        );

    /// <summary>
    /// Cases with a history line of one kind and detail since a moment that no line of another kind followed; oldest line first.
    /// </summary>
    public Task<IReadOnlyList<Case>> CasesWithoutAfterAsync(
        string kind,
        string detail,
        string answered,
        DateTimeOffset since,
        CancellationToken ct
    ) =>
        database.ReadAsync<IReadOnlyList<Case>>(
            async session =>
                [
                    .. (
                        await session.QueryAsync(
                            """
                            SELECT c.body, c.id FROM cases c JOIN (SELECT case_id, MAX(id) AS last FROM history WHERE at >= @since AND kind = @kind
                                AND detail = @detail GROUP BY case_id) h ON h.case_id = c.id
                            WHERE NOT EXISTS (SELECT 1 FROM history a WHERE a.case_id = c.id AND a.id > h.last AND a.kind = @answered
                                AND a.detail = @detail) ORDER BY h.last
                            """,
                            ListedCase,
                            since,
                            kind,
                            detail,
                            answered
                        )
                    ).OfType<Case>(),
                ],
            ct
        );

    /// <summary>
    /// Always the same text of a query, so that it is prepared once: what is left of its places is filled with the last id.
    /// </summary>
    private Task<IReadOnlyList<T>> FindAllAsync<T>(string select, IEnumerable<string> ids, Func<Row, T?> read, CancellationToken ct)
        where T : class
    {
        const int AtOnce = 100;
        var wanted = ids.Distinct(StringComparer.Ordinal).ToList();
        return wanted.Count == 0
            ? Task.FromResult<IReadOnlyList<T>>([])
            : database.ReadAsync<IReadOnlyList<T>>(
                async session =>
                {
                    var found = new List<T>(wanted.Count);
                    foreach (var some in wanted.Chunk(AtOnce))
                    {
                        found.AddRange(
                            (
                                await session.QueryAsync(
                                    $"{select} IN ({Statement.Places(AtOnce)})",
                                    read,
                                    [.. some, .. Enumerable.Repeat(some[^1], AtOnce - some.Length)]
                                )
                            ).OfType<T>()
                        );
                    }

                    return found;
                },
                ct
            );
    }

    private static async Task<AskedQuestion?> LatestAsync(Session session, string lane, bool onlyWaiting) =>
        await WithTurnsAsync(
            session,
            await session.FindAsync(
                "SELECT CASE WHEN @only = 0 OR state = 'waiting_for_fact' THEN body END FROM questions WHERE "
                    + "lane = @lane ORDER BY id DESC LIMIT 1",
                row => row.TextOrNull(0) is null ? null : ReadQuestion(row),
                onlyWaiting,
                lane
            ),
            Turns.Newest
        );

    private static async Task<Case?> WithTurnsAsync(Session session, Case? found, string? messageKey) =>
        found is null
            ? null
            : found with
            {
                Conversation = await Turns.ReadAsync(session, found.Id, found.Conversation, found.TurnCount, Turns.Newest, messageKey),
            };

    private static async Task<AskedQuestion?> WithTurnsAsync(Session session, AskedQuestion? found, int newest) =>
        found is null
            ? null
            : found with
            {
                Turns = await Turns.ReadAsync(session, found.Id, found.Turns, found.TurnCount, newest, messageKey: null),
            };

    private static Task<List<Case>> OwnAsync(Session session, PersonKey person, string? email) =>
        session.QueryAsync(
            $"SELECT body FROM cases WHERE (rep_key = @key OR rep_email = @email) AND {OpenStates} ORDER BY "
                + $"created_at DESC, id DESC LIMIT 100",
            ReadCase,
            Stored.Key(person),
            email ?? Stored.Key(person)
        );

    internal static HistoryEntry ReadHistory(Row row) =>
        new(row.TextOrNull(1), row.TextOrNull(2), row.Time(3), row.Text(4), row.Text(5), row.TextOrNull(6), row.Text(7));

    private Case? ListedCase(Row row) => database.Unreadable.Listed(row, ReadCase, UnreadableRow.Case);

    private AskedQuestion? ListedQuestion(Row row) => database.Unreadable.Listed(row, ReadQuestion, UnreadableRow.Question);

    internal static Case ReadCase(Row row) => JsonSerializer.Deserialize(row.Text(0), StoreJson.Default.Case)!;

    internal static AskedQuestion ReadQuestion(Row row) => JsonSerializer.Deserialize(row.Text(0), StoreJson.Default.AskedQuestion)!;

    private static (string Where, object?[] Values) WhereOf(CaseFilter filter)
    {
        var conditions = new Conditions();
        conditions.In("state", filter.States?.Select(Stored.Name).ToList());
        conditions.In("queue", filter.Queues);
        conditions.When("owner_email =", filter.Owner);
        conditions.When("account =", filter.Account);
        conditions.When("category =", filter.Category);
        conditions.When("created_at >=", filter.Since);
        conditions.When("created_at <", filter.Before);
        conditions.When("held =", filter.Held);
        return (conditions.Where, [.. conditions.Values]);
    }
}
