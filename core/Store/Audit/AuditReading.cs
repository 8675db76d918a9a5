using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Audit;

/// <summary>Which rows of the audit: every condition that is not null must hold.</summary>
public sealed record AuditFilter
{
    /// <summary>
    /// By or about this person: an e-mail address, a channel's key (<c>slack:U1</c>), a pseudonym, <c>bot</c> or <c>operator</c>.
    /// </summary>
    public string? Who { get; init; }

    /// <summary>About this case, question or article.</summary>
    public string? Subject { get; init; }

    /// <summary>Of this kind (snake case).</summary>
    public string? Kind { get; init; }

    /// <summary>At this moment or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Before this moment.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Of lower numbers than this: the next page.</summary>
    public long? Below { get; init; }

    /// <summary>Most rows.</summary>
    public int Limit { get; init; } = 100;
}

/// <summary>Reads the audit for people: with the persons behind the pseudonyms.</summary>
public sealed class AuditReading(Database database)
{
    private const string Select = """
        SELECT a.id, a.at, a.kind, a.verb, a.surface, a.person, a.about, a.subject, a.result, a.detail, a.key, a.hash, p.identity,
            w.identity
        FROM audit a LEFT JOIN audit_people p ON p.pseudonym = a.person LEFT JOIN audit_people w ON w.pseudonym = a.about
        """;

    /// <summary>Rows, newest first.</summary>
    public Task<IReadOnlyList<AuditRow>> FindAsync(AuditFilter filter, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<AuditRow>>(
            async session =>
            {
                var conditions = new Conditions();
                if (filter.Who is { } who)
                {
                    var pseudonyms = await PseudonymsAsync(session, who.Trim());
                    conditions.InEither("a.person", "a.about", pseudonyms);
                }

                conditions.When("a.subject =", filter.Subject);
                conditions.When("a.kind =", filter.Kind);
                conditions.When("a.at >=", filter.Since);
                conditions.When("a.at <", filter.Before);
                conditions.When("a.id <", filter.Below);
                return await session.QueryAsync(
                    $"{Select} {conditions.Where} ORDER BY a.id DESC LIMIT @limit",
                    Of,
                    [.. conditions.Values, filter.Limit]
                );
            },
            ct
        );

    /// <summary>Hands over every row, oldest first; how many there are.</summary>
    public async Task<int> EachAsync(Action<AuditRow> take, CancellationToken ct)
    {
        const int Page = 500;
        var count = 0;
        var after = 0L;
        List<AuditRow> rows;
        do
        {
            rows = await database.ReadAsync(
                session => session.QueryAsync($"{Select} WHERE a.id > @after ORDER BY a.id LIMIT @page", Of, after, Page),
                ct
            );
            rows.ForEach(take);
            count += rows.Count;
            after = rows.Count > 0 ? rows[^1].Number : after;
        } while (rows.Count == Page);
        return count;
    }

    /// <summary>All that stands for a person: under the address itself and under each channel's key that has it.</summary>
    private static async Task<IReadOnlyList<string>> PseudonymsAsync(Session session, string who)
    {
        var mail = AuditActor.Of(who).Identity;
        var found = await session.QueryAsync(
            """
            SELECT pseudonym FROM audit_people WHERE identity = @mail OR identity = @key
            UNION SELECT a.pseudonym FROM audit_people a JOIN people_seen s ON a.identity = 'key:' || s.channel || ':' || s.id
                WHERE s.email = @email
            """,
            row => row.Text(0),
            mail,
            AuditActor.Key + who,
            MailAddresses.Lower(who)
        );
        return [who, .. found];
    }

    private static AuditRow Of(Row row) =>
        AuditRow.Of(row) with
        {
            Who = Plain(row.TextOrNull(12) ?? Machine(row.Text(5))),
            Whom = Plain(row.TextOrNull(13) ?? Machine(row.TextOrNull(6))),
        };

    private static string? Machine(string? person) => person is null || person.StartsWith("p-", StringComparison.Ordinal) ? null : person;

    private static string? Plain(string? identity) =>
        identity is null ? null
        : identity.StartsWith(AuditActor.Mail, StringComparison.Ordinal) ? identity[AuditActor.Mail.Length..]
        : identity.StartsWith(AuditActor.Key, StringComparison.Ordinal) ? identity[AuditActor.Key.Length..]
        : identity;
}
