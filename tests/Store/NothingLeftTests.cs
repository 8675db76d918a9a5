using System.Text.RegularExpressions;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Erasure;
using EscalationBot.Core.Store.People;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;

namespace EscalationBot.Tests.Store;

/// <summary>After erasing, forgetting and removing the app no column of any table holds what was to go.</summary>
public sealed partial class NothingLeftTests
{
    private const string Zoe = "zoe@example.com",
        Named = "as Zoe Quint <zoe@example.com> said";
    private static readonly PersonKey Key = new("teams", "29:zoe");
    private static readonly DateTimeOffset Long = Morning.AddYears(10);

    [Theory, Engines]
    public async Task Whoever_is_erased_stands_in_no_column(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        await SeenAsync(test);
        await new CaseStore(test.Database).CommitAsync(
            null,
            new Decision { Cases = [Case("ESC-1") with { Question = Named }], Questions = [Question("q1") with { SearchedAs = Named }] },
            default
        );
        // Somebody else's address that her account carried; an article that a colleague reported in words that name her; what she undid.
        await SqlAsync(
            test,
            $"INSERT INTO identities (channel, email, account_id, bound_at, contested_by, contested_name, contested_at) VALUES "
                + "('teams', 'ana@example.com', 'aad-ana', 1, 'aad-zoe', 'Zoe Quint', 2)"
        );
        await FeedbackAsync(test, 1, by: "'ana@example.com'", note: $"'{Named}'");
        await FeedbackAsync(test, 2, by: "'ana@example.com'", undone: $"'{Zoe}'");
        // Taught before her address was known.
        await FeedbackAsync(test, 3, by: "'teams:29:zoe'", note: "'hers'");
        await SqlAsync(
            test,
            $"INSERT INTO messages (slot, channel, conversation, message_id, posted_at, updated_at) VALUES "
                + $"('doubt:a1:1:{Zoe}', 'teams', 'a:old-chat', 'm1', 1, 1)"
        );
        await SqlAsync(test, "UPDATE people_seen SET conversation = 'a:zoe'");
        await SqlAsync(
            test,
            "INSERT INTO channel_memory (channel, key, value, updated_at) VALUES ('teams', 'file:out:1', "
                + "'{\"name\":\"Zoe Quint.pdf\",\"conversation\":\"a:zoe\"}', 1)"
        );

        await new PersonErasing(test.Database).EraseAsync(Zoe, "Zoe Quint", "(erased)", default);

        (await ColumnsWithAsync(test, "zoe")).ShouldBeEmpty();
        (await test.CountAsync("SELECT COUNT(*) FROM feedback WHERE note = 'hers'")).ShouldBe(0);
    }

    [Theory, Engines]
    public async Task An_export_holds_what_other_tables_keep_of_a_person(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        await SeenAsync(test);
        await SqlAsync(
            test,
            "INSERT INTO identities (channel, email, account_id, bound_at, contested_by, contested_name, contested_at) VALUES "
                + "('teams', 'ana@example.com', 'aad-ana', 1, 'aad-zoe', 'Zoe Quint', 2)"
        );
        await FeedbackAsync(test, 2, by: "'ana@example.com'", undone: $"'{Zoe}'");
        await FeedbackAsync(test, 3, by: "'teams:29:zoe'");
        await SqlAsync(test, $"INSERT INTO sign_in_sessions VALUES ('s1', '{Zoe}', 'link', 'x', 1, 2)");
        await SqlAsync(test, $"INSERT INTO sign_in_links (id, email, cause, made_at, ends_at) VALUES ('l1', '{Zoe}', 'x', 1, 2)");
        await SqlAsync(test, $"INSERT INTO usage_counts VALUES ('person:{Zoe}', 1, 2, 3, 4, 5)");
        using var to = new MemoryStream();

        var counts = await new PersonExport(test.Database, new Core.Store.Audit.AuditReading(test.Database)).WriteAsync(
            to,
            Zoe,
            null,
            default
        );

        (counts["identities"], counts["lessons"], counts["sign_in_sessions"], counts["sign_in_links"], counts["usage_counts"]).ShouldBe(
            (1, 2, 1, 1, 1)
        );
        System.Text.Encoding.UTF8.GetString(to.ToArray()).ShouldNotContain("aad-ana");
    }

    [Theory, Engines]
    public async Task What_is_old_keeps_nobody_in_any_column(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        await FeedbackAsync(test, 1, by: "NULL", undone: $"'{Zoe}'");

        await new Forgetting(test.Database).ForgetAsync(Long, default);

        (await ColumnsWithAsync(test, "zoe")).ShouldBeEmpty();
        (await test.CountAsync("SELECT COUNT(*) FROM feedback WHERE undone_at IS NOT NULL")).ShouldBe(1);
    }

    [Theory, Engines]
    public async Task When_the_app_was_removed_no_column_holds_what_was_said_there(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        await SeenAsync(test);
        var zoe = new Party(Key, "Zoe Quint", Zoe);
        Turn[] turns =
        [
            new(Morning, "Zoe Quint", Named, null),
            new(Morning, "Zoe Quint", Named, null),
            new(Morning, "Zoe Quint", Named, null),
        ];
        await new CaseStore(test.Database).CommitAsync(
            null,
            new Decision
            {
                Cases = [Case("ESC-1") with { Rep = zoe, RepPlace = new Place("teams", "a:zoe"), Question = Named, Conversation = turns }],
                Questions =
                [
                    Question("q1", caseId: "ESC-1") with
                    {
                        By = zoe,
                        Place = new Place("teams", "a:zoe"),
                        Text = Named,
                        Turns = turns,
                    },
                ],
                Approvals = [Approval(zoe)],
                Drafts = [Draft(zoe)],
                Grants =
                [
                    new NewGrant(new RecordedGrant("G1", "acme", "credit", 1, "EUR", zoe, null, Named, "ESC-1", Morning), LedgerVersion: 0),
                ],
            },
            default
        );
        await SqlAsync(test, $"INSERT INTO identities (channel, email, account_id, bound_at) VALUES ('teams', '{Zoe}', 'aad-zoe', 1)");
        await SqlAsync(test, "INSERT INTO usage_counts VALUES ('place:teams:a:zoe', 1, 2, 3, 4, 5)");

        await new Forgetting(test.Database).ForgetChannelAsync("teams", default);

        (await ColumnsWithAsync(test, "zoe")).ShouldBeEmpty();
        (await test.CountAsync("SELECT COUNT(*) FROM grants WHERE amount_cents = 100")).ShouldBe(1);
    }

    private static ArticleDraft Draft(Party author) =>
        new()
        {
            Id = "d1",
            Version = 1,
            State = ArticleDraftState.Waiting,
            CaseId = "ESC-1",
            ArticleId = "a1",
            Queue = "technical",
            Title = Named,
            Body = Named,
            Author = author,
            At = Morning,
        };

    private static Approval Approval(Party by) =>
        new()
        {
            Id = "A1",
            Version = 1,
            State = ApprovalState.Waiting,
            Action = "credit",
            Account = "acme",
            Amount = 1,
            Currency = "EUR",
            Reason = Named,
            By = by,
            At = Morning,
            ExpiresAt = Morning,
            CaseId = "ESC-1",
            Queue = "technical",
            Needed = 1,
        };

    private static Task SeenAsync(TestDatabase test) =>
        new People(test.Database).LearnAsync(
            new Profile(Key, "Zoe Quint", Zoe, null, null) { Membership = Membership.Member, AccountId = "aad-zoe" },
            default
        );

    private static Task FeedbackAsync(TestDatabase test, long id, string by, string note = "''", string undone = "NULL") =>
        SqlAsync(
            test,
            "INSERT INTO feedback (id, article_id, question_id, kind, question_text, by_email, at, undone_at, undone_by, note, "
                + $"article_version) VALUES ({id}, 'a1', 'q9', 'wrong', '', {by}, 1, {(undone == "NULL" ? "NULL" : "2")}, {undone}, {note}, 1)"
        );

    /// <summary>Texts in it are given as values: an at sign in a statement is a place.</summary>
    private static Task SqlAsync(TestDatabase test, string sql)
    {
        var values = Quoted().Matches(sql).Select(found => (object)found.Groups[1].Value).ToArray();
        var place = 0;
        var statement = Quoted().Replace(sql, _ => $"@p{++place}");
        return test.Database.WriteAsync(session => session.ExecuteAsync(statement, values), default);
    }

    [GeneratedRegex("'([^']*)'", RegexOptions.NonBacktracking)]
    private static partial Regex Quoted();

    /// <summary>"table.column: value" of every text that holds the word in whatever case; what its own erasing wrote excepted.</summary>
    private static async Task<List<string>> ColumnsWithAsync(TestDatabase test, string word)
    {
        var found = new List<string>();
        foreach (var table in PersonTablesTests.Names)
        {
            found.AddRange(
                await test.Database.ReadAsync(
                    session =>
                        session.QueryAsync(
                            $"SELECT * FROM {table}",
                            row =>
                                string.Join(
                                    "; ",
                                    Enumerable
                                        .Range(0, row.Count)
                                        .Where(i => row.Value(i) is string text && text.Contains(word, StringComparison.OrdinalIgnoreCase))
                                        .Select(i => $"{table}.{row.Name(i)}: {row.Value(i)}")
                                )
                        ),
                    default
                )
            );
        }

        return [.. found.Where(one => one.Length > 0)];
    }
}
