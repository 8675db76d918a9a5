using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;

namespace EscalationBot.Tests.Store;

public sealed class CaseStoreTests
{
    [Theory, Engines]
    public async Task A_decision_is_stored_whole_with_its_row(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var (inbox, store) = (new Inbox(test.Database), new CaseStore(test.Database));
        var id = await inbox.AddAsync(Said("1"), default);
        var one = Case() with
        {
            Owner = new Party(new PersonKey("slack", "U1"), "Bob", "bob@example.com"),
            Rating = 4,
            Due = new Deadlines(Morning.AddHours(1), null, Morning.AddDays(1)),
        };
        var question = Question("q1", caseId: "ESC-1001");
        var decision = new Decision
        {
            Cases = [one],
            Questions = [question],
            History =
            [
                new HistoryEntry("ESC-1001", "q1", Morning, "escalated", "Ana", "ana@example.com", "asked"),
                new HistoryEntry(null, "q1", Morning, "asked", "Ana", null, "first"),
            ],
            Outbound = [Show("k")],
            Timers = [new("ESC-1001", "claim", Morning.AddHours(1))],
            Feedback = [new ArticleFeedback("export", "q1", "rejected", "How?", null, Morning)],
        };

        (await store.CommitAsync(id, decision, default)).ShouldBe(Committed.Stored);

        Text((await store.FindCaseAsync("ESC-1001", default))!).ShouldBe(Text(one));
        Text((await store.FindQuestionAsync("q1", default))!).ShouldBe(Text(question));
        (await store.HistoryAsync("ESC-1001", default)).Select(line => line.Kind).ShouldBe(["escalated", "asked"]);
        (await new Timers(test.Database).NextDueAsync(default)).ShouldBe(Morning.AddHours(1));
        (await new Articles(test.Database).FeedbackAsync("export", default))["rejected"].ShouldBe(1);
        (await test.CountAsync("SELECT COUNT(*) FROM outbox WHERE caused_by = " + id)).ShouldBe(1);
        (await inbox.IsFinishedAsync(id!.Value, default)).ShouldBe(true);
    }

    [Theory, Engines]
    public async Task Nothing_is_written_when_one_part_is_stale(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var (inbox, store) = (new Inbox(test.Database), new CaseStore(test.Database));
        await store.CommitAsync(null, new Decision { Cases = [Case()], Questions = [Question("q1")] }, default);
        var id = await inbox.AddAsync(Said("1"), default);
        var decision = new Decision
        {
            Cases = [Case(version: 2, state: CaseState.Claimed)],
            Questions = [Question("q1", version: 3)],
            Outbound = [Show("k")],
            Timers = [new("x", "y", Morning)],
        };

        (await store.CommitAsync(id, decision, default)).ShouldBe(Committed.Stale);

        (await store.FindCaseAsync("ESC-1001", default))!.Version.ShouldBe(1);
        (await inbox.IsFinishedAsync(id!.Value, default)).ShouldBe(false);
        (await test.CountAsync("SELECT COUNT(*) FROM outbox")).ShouldBe(0);
        (await test.CountAsync("SELECT COUNT(*) FROM timers")).ShouldBe(0);
        (await store.CommitAsync(null, new Decision { Cases = [Case()] }, default)).ShouldBe(Committed.Stale);
        (await store.CommitAsync(null, new Decision { Questions = [Question("q1")] }, default)).ShouldBe(Committed.Stale);
    }

    [Theory, Engines]
    public async Task A_row_is_handled_once(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var (inbox, store) = (new Inbox(test.Database), new CaseStore(test.Database));
        var id = await inbox.AddAsync(Said("1"), default);
        await store.CommitAsync(id, new Decision { Outbound = [Show("k1")] }, default);

        (await store.CommitAsync(id, new Decision { Outbound = [Show("k2")] }, default)).ShouldBe(Committed.HandledBefore);
        (await store.GiveUpAsync(id!.Value, new Decision { Outbound = [Show("k3")] }, "why", default)).ShouldBe(Committed.HandledBefore);

        (await test.CountAsync("SELECT COUNT(*) FROM outbox")).ShouldBe(1);
    }

    [Theory, Engines]
    public async Task Of_a_thousand_claims_at_once_exactly_one_wins(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var store = new CaseStore(test.Database);
        await store.CommitAsync(null, new Decision { Cases = [Case()] }, default);
        await using var other = await test.OpenAnotherAsync();
        var stores = new[] { store, new CaseStore(other) };

        var results = await Task.WhenAll(
            Enumerable
                .Range(0, 1000)
                .Select(async i =>
                {
                    var claim = Case(version: 2, state: CaseState.Claimed) with
                    {
                        Owner = new Party(new PersonKey("slack", "U" + i), "Specialist " + i, null),
                    };
                    return (
                        Winner: i,
                        Result: await stores[i % 2]
                            .CommitAsync(null, new Decision { Cases = [claim], Outbound = [Show("claim " + i, "s" + i, "l" + i)] }, default)
                    );
                })
        );

        var winner = results.Where(one => one.Result == Committed.Stored).ShouldHaveSingleItem().Winner;
        (await store.FindCaseAsync("ESC-1001", default))!.Owner!.Name.ShouldBe("Specialist " + winner);
        (await test.CountAsync("SELECT COUNT(*) FROM outbox")).ShouldBe(1);
    }

    [Theory, Engines]
    public async Task How_many_cases_each_person_has_in_hand_is_counted_by_address(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var store = new CaseStore(test.Database);
        var bob = new Party(new PersonKey("slack", "U1"), "Bob", "bob@example.com");
        await store.CommitAsync(
            null,
            new Decision
            {
                Cases =
                [
                    Case() with
                    {
                        State = CaseState.Claimed,
                        Owner = bob,
                    },
                    Case("ESC-1002") with
                    {
                        State = CaseState.Claimed,
                        Owner = bob,
                    },
                    Case("ESC-1003") with
                    {
                        State = CaseState.Resolved,
                        Owner = bob,
                    },
                    Case("ESC-1004") with
                    {
                        State = CaseState.Claimed,
                        Owner = bob with { Email = null },
                    },
                    Case("ESC-1005"),
                ],
            },
            default
        );

        (await store.OpenByOwnerAsync(default)).ShouldBe([new("bob@example.com", 2)]);
    }

    [Theory, Engines]
    public async Task Case_numbers_have_no_gaps_whatever_becomes_of_the_others(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        await using var replica = await test.OpenAnotherAsync();
        var stores = new[] { new CaseStore(test.Database), new CaseStore(replica) };
        await stores[0].CommitAsync(null, new Decision { Questions = [Question("taken")] }, default);

        // Every third is decided upon a question that somebody changed meanwhile, every third fails in the middle of its commit.
        var numbers = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => OpenAsync(stores[i % 2], i)));

        numbers.OfType<string>().Order().ShouldBe(Enumerable.Range(1001, 20).Select(i => "ESC-" + i));
        (await stores[1].CasesAsync(new CaseFilter(), default)).Select(one => one.Id).Order().ShouldBe(numbers.OfType<string>().Order());

        async Task<string?> OpenAsync(CaseStore store, int i)
        {
            try
            {
                var (result, decision) = await store.CommitNewAsync(
                    null,
                    number => new Decision
                    {
                        Cases = [Case(number)],
                        Questions = [Question(i % 3 == 1 ? "taken" : "q" + i, caseId: number)],
                        Outbound = i % 3 == 2 ? throw new FormatException("mine") : [],
                    },
                    default
                );
                return result is Committed.Stored ? decision.Cases[0].Id : null;
            }
            catch (FormatException)
            {
                return null;
            }
        }
    }

    [Theory, Engines]
    public async Task A_row_that_another_replica_has_handled_takes_no_number(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var (inbox, store) = (new Inbox(test.Database), new CaseStore(test.Database));
        var id = await inbox.AddAsync(Said("1"), default);

        (await store.CommitNewAsync(id, number => new Decision { Cases = [Case(number)] }, default)).Result.ShouldBe(Committed.Stored);
        (await store.CommitNewAsync(id, number => new Decision { Cases = [Case(number)] }, default)).Result.ShouldBe(
            Committed.HandledBefore
        );

        (await store.CommitNewAsync(null, number => new Decision { Cases = [Case(number)] }, default))
            .Decision.Cases[0]
            .Id.ShouldBe("ESC-1002");
    }

    [Theory, Engines]
    public async Task Many_cases_and_questions_are_read_by_their_ids_in_a_few_queries(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var store = new CaseStore(test.Database);
        var ids = Enumerable.Range(1, 230).ToList();
        await store.CommitAsync(
            null,
            new Decision { Cases = [.. ids.Select(i => Case("ESC-" + i))], Questions = [.. ids.Select(i => Question("q" + i))] },
            default
        );

        (await store.FindCasesAsync(ids.Select(i => "ESC-" + i).Append("ESC-7").Append("ESC-999"), default))
            .Select(one => one.Id)
            .ShouldBe(ids.Select(i => "ESC-" + i), ignoreOrder: true);
        (await store.FindQuestionsAsync(["q3", "q3", "q0"], default)).ShouldHaveSingleItem().Id.ShouldBe("q3");
        (await store.FindCasesAsync([], default)).ShouldBeEmpty();
    }

    [Theory, Engines]
    public async Task Cases_are_found_by_what_they_are(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var store = new CaseStore(test.Database);
        var bob = new Party(new PersonKey("slack", "U1"), "Bob", "bob@example.com");
        await store.CommitAsync(
            null,
            new Decision
            {
                Cases =
                [
                    Case("ESC-1001") with
                    {
                        CreatedAt = Morning,
                    },
                    Case("ESC-1002", queue: "billing", state: CaseState.Claimed) with
                    {
                        CreatedAt = Morning.AddHours(1),
                        Owner = bob,
                        Account = "globex",
                    },
                    Case("ESC-1003", state: CaseState.Closed) with
                    {
                        CreatedAt = Morning.AddHours(2),
                        Rep = bob,
                        Category = "export",
                        RepPlace = new Place("slack", "D1"),
                    },
                ],
            },
            default
        );

        async Task<string> Find(CaseFilter filter)
        {
            var found = await store.CasesAsync(filter, default);
            (await store.CountCasesAsync(filter with { Limit = 1 }, default)).ShouldBe(found.Count);
            return string.Join(' ', found.Select(one => one.Id[^1]));
        }

        (await Find(new CaseFilter())).ShouldBe("3 2 1");
        (await Find(new CaseFilter { States = CaseFilter.Open })).ShouldBe("2 1");
        (await Find(new CaseFilter { States = [] })).ShouldBe("");
        (await Find(new CaseFilter { Queues = ["billing", "legal"] })).ShouldBe("2");
        (await Find(new CaseFilter { Owner = "bob@example.com", Account = "globex" })).ShouldBe("2");
        (await Find(new CaseFilter { Category = "export" })).ShouldBe("3");
        (await Find(new CaseFilter { Since = Morning.AddHours(1), Before = Morning.AddHours(2) })).ShouldBe("2");
        (await store.CasesAsync(new CaseFilter { Limit = 1 }, default)).Single().Id.ShouldBe("ESC-1003");
        (await store.OpenCasesOfRepAsync(new PersonKey("teams", "29:x"), "ana@example.com", default))
            .Select(one => one.Id)
            .ShouldBe(["ESC-1002", "ESC-1001"]);
        (await store.OpenCasesOfRepAsync(Ana, null, default)).Count.ShouldBe(2);
        (await store.OpenCasesOfRepAsync(bob.Key, bob.Email, default)).ShouldBeEmpty();
        (await store.LatestCaseOfLaneAsync("slack:D1", default))!.Id.ShouldBe("ESC-1003");
        (await store.FindCaseAsync("ESC-9999", default)).ShouldBeNull();
    }

    [Theory, Engines]
    public async Task Questions_are_found_by_lane_message_person_and_account(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var store = new CaseStore(test.Database);
        var elsewhere = Question("q3", conversation: "dm:bob") with
        {
            By = new Party(new PersonKey("web", "bob"), "Bob", null),
            AskedAt = Morning.AddHours(3),
        };
        await store.CommitAsync(
            null,
            new Decision { Questions = [Question("q1"), Question("q2") with { AskedAt = Morning.AddHours(1) }, elsewhere] },
            default
        );

        var here = new AroundWhat("web:dm:ana", Ana, null) { EarlierSince = Morning };
        var around = await store.AroundAsync(here, default);
        around.LastQuestion!.Id.ShouldBe("q2");
        around.Earlier.ShouldBeEmpty("neither account nor category is known");
        around.OwnCases.ShouldBeEmpty();
        (await store.AroundAsync(here with { Lane = "web:nowhere" }, default)).LastQuestion.ShouldBeNull();
        (await store.AroundAsync(here with { OnlyWaiting = true }, default)).LastQuestion.ShouldBeNull("nothing was left open");
        (await store.FindQuestionOfMessageAsync(new Place("web", "dm:ana"), "mq1", default))!.Id.ShouldBe("q1");
        (await EarlierAsync(here with { OfPerson = true })).ShouldBe([Morning.AddHours(1), Morning]);
        (await EarlierAsync(here with { Person = new PersonKey("slack", "U9"), Email = "ana@example.com", OfPerson = true })).ShouldBe([
            Morning.AddHours(1),
            Morning,
        ]);
        (await EarlierAsync(here with { Person = new PersonKey("slack", "U8"), OfPerson = true })).ShouldBeEmpty();
        (await EarlierAsync(here with { Account = "acme" })).ShouldBe([Morning.AddHours(3), Morning.AddHours(1), Morning], "whoever asked");
        (await EarlierAsync(here with { OfPerson = true, EarlierSince = Morning.AddMinutes(30) })).ShouldBe([Morning.AddHours(1)]);
        await store.CommitAsync(null, new Decision { Questions = [Question("q4") with { State = QuestionState.WaitingForFact }] }, default);
        (await store.AroundAsync(here with { OnlyWaiting = true }, default)).LastQuestion!.Id.ShouldBe("q4");
        (await store.FindQuestionAsync("q9", default)).ShouldBeNull();

        async Task<IReadOnlyList<DateTimeOffset>> EarlierAsync(AroundWhat what) => (await store.AroundAsync(what, default)).Earlier;
    }

    [Theory, Engines]
    public async Task Earlier_contacts_are_questions_and_cases_that_were_opened_again(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var store = new CaseStore(test.Database);
        HistoryEntry Line(string? caseId, string? question, int hour, string kind, string detail) =>
            new(caseId, question, Morning.AddHours(hour), kind, "Ana", null, detail);
        await store.CommitAsync(
            null,
            new Decision
            {
                Cases = [Case("ESC-1001") with { QuestionId = "q1" }],
                Questions = [Question("q1", caseId: "ESC-1001")],
                History =
                [
                    Line("ESC-1001", "q1", 0, "asked", "the export stops"),
                    Line("ESC-1001", null, 2, "reopened", "it stops again"),
                    Line("ESC-1001", null, 3, "resolved", "x"),
                ],
            },
            default
        );
        foreach (
            var (account, person, email) in new (string?, PersonKey, string?)[]
            {
                ("acme", new("web", "nobody"), null),
                (null, Ana, "ana@example.com"),
            }
        )
        {
            var around = new AroundWhat("l", person, email) { Account = account, OfPerson = account is null };
            (await store.AroundAsync(around, default)).Earlier.ShouldBe([Morning.AddHours(2), Morning]);
            (await store.EarlierQuestionsAsync(account, person, email, Morning, 40, null, default))
                .Select(one => (one.At, one.IsReopening, one.CaseId))
                .ShouldBe([(Morning.AddHours(2), true, "ESC-1001"), (Morning, false, "ESC-1001")]);
            (await store.EarlierQuestionsAsync(account, person, email, Morning.AddHours(3), 40, null, default)).ShouldBeEmpty();
        }
        (await store.EarlierQuestionsAsync(null, new PersonKey("web", "nobody"), null, Morning, 40, null, default)).ShouldBeEmpty();
    }

    [Theory, Engines]
    public async Task Numbers_come_from_what_is_stored(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var (store, inbox, measures) = (new CaseStore(test.Database), new Inbox(test.Database), new Measures(test.Database));
        await store.CommitAsync(
            null,
            new Decision
            {
                Cases = [Case("ESC-1001") with { QuestionId = "q3" }],
                Questions =
                [
                    Question("q1", state: QuestionState.Solved),
                    Question("q2"),
                    Question("q3", state: QuestionState.Escalated, caseId: "ESC-1001"),
                    Question("q4", state: QuestionState.Escalated, caseId: "ESC-1002"),
                ],
                History = [new HistoryEntry("ESC-1001", null, Morning, "escalated", "bot", null, "")],
            },
            default
        );
        var failed = await inbox.AddAsync(Said("1"), default);
        await inbox.GiveUpAsync(failed!.Value, "why", default);
        var (since, before) = (Morning, Morning.AddDays(1));

        (await measures.LineAsync(since, before, default)).ShouldBe(new QuestionLine(4, 1, 3, 2));
        (await measures.LineAsync(before, before.AddDays(1), default)).ShouldBe(new QuestionLine(0, 0, 0, 0));
        (await measures.QuestionsAsync(since, before, default))
            .Select(row => (row.Id, row.State, row.Verdict))
            .ShouldBe([
                ("q1", "solved", "not_covered"),
                ("q2", "shown", "not_covered"),
                ("q3", "escalated", "not_covered"),
                ("q4", "escalated", "not_covered"),
            ]);
        (await measures.CasesAsync(since.AddDays(1), before.AddDays(1), default)).ShouldHaveSingleItem().State.ShouldBe("unclaimed");
        (await measures.CountHistoryAsync("escalated", since, before, default)).Count.ShouldBe(1);
        (await measures.CountHistoryAsync("escalated", before, before.AddDays(1), default)).ShouldBe((0, 0));
        (await measures.CountHistoryAsync("claimed", since, before, default)).ShouldBe((0, 0));
    }
}
