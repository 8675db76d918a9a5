using System.Text.Json;
using EscalationBot.Bot.Health;
using EscalationBot.Bot.Hosting;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Insights.Export;
using EscalationBot.Core.Insights.Recurring;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Insights.Recurring;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;

namespace EscalationBot.Tests.Store;

/// <summary>One row whose stored text is broken costs nobody the others.</summary>
public sealed class UnreadableRowsTests
{
    private static readonly OrganisationSnapshot Sample = OrganisationFolder.Read(OrganisationFixture.SampleFolder).Organisation!;

    [Theory, Engines]
    public async Task A_list_is_read_without_what_cannot_be_read_and_whoever_asks_for_it_alone_gets_the_error(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var store = new CaseStore(test.Database);
        await store.CommitAsync(
            null,
            new Decision
            {
                Cases =
                [
                    Case() with
                    {
                        Incident = new("I1", "Gateway", Morning),
                    },
                    Case("ESC-1002") with
                    {
                        Incident = new("I1", "Gateway", Morning),
                    },
                ],
                Questions = [Question("q1"), Question("q2")],
                History =
                [
                    new("ESC-1001", null, Morning, "sent", "Ana", null, "x"),
                    new("ESC-1002", null, Morning, "sent", "Ana", null, "x"),
                ],
            },
            default
        );
        await BreakAsync(test, "cases", "ESC-1001");
        await BreakAsync(test, "questions", "q2");
        var records = new Records(test.Database);
        var (cases, questions) = (new List<string>(), new List<string>());

        (await store.CasesAsync(new CaseFilter(), default)).ShouldHaveSingleItem().Id.ShouldBe("ESC-1002");
        (await store.FindCasesAsync(["ESC-1001", "ESC-1002"], default)).ShouldHaveSingleItem().Id.ShouldBe("ESC-1002");
        (await store.CasesOfIncidentAsync("I1", default)).ShouldHaveSingleItem().Id.ShouldBe("ESC-1002");
        (await store.CasesWithoutAfterAsync("sent", "x", "answered", Morning.AddDays(-1), default))
            .ShouldHaveSingleItem()
            .Id.ShouldBe("ESC-1002");
        (await store.FindQuestionsAsync(["q1", "q2"], default)).ShouldHaveSingleItem().Id.ShouldBe("q1");
        (await records.EachCaseAsync(one => cases.Add(one.Id), default)).ShouldBe(1);
        (await records.EachQuestionAsync(DateTimeOffset.UnixEpoch, one => questions.Add(one.Id), default)).ShouldBe(1);
        cases.ShouldBe(["ESC-1002"]);
        questions.ShouldBe(["q1"]);

        await Should.ThrowAsync<JsonException>(store.FindCaseAsync("ESC-1001", default));
        await Should.ThrowAsync<JsonException>(store.FindQuestionAsync("q2", default));
        test.Database.Unreadable.Since(test.Clock.GetUtcNow()).Select(one => one.ToString()).ShouldBe(["case ESC-1001", "question q2"]);
        test.Clock.Advance(TimeSpan.FromHours(3));
        test.Database.Unreadable.Since(test.Clock.GetUtcNow().AddHours(-2)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Recurring_issues_are_found_beside_a_case_that_cannot_be_read()
    {
        await using var test = await TestDatabase.OpenAsync();
        var store = new CaseStore(test.Database);
        var now = test.Clock.GetUtcNow();
        await IssueSamples.PutAsync(store, IssueSamples.Month(now));
        await IssueSamples.PutAsync(
            store,
            IssueSamples.Outbreak(now).Select((asked, i) => i == 0 ? asked with { CaseId = "ESC-1001" } : asked),
            [Case()]
        );
        await BreakAsync(test, "cases", "ESC-1001");
        using var recurring = new RecurringIssues(new Records(test.Database), store, test.Clock);
        await recurring.ReadAsync(Sample, SearchIndex.Empty(null), default);
        test.Database.Unreadable.Since(now).ShouldHaveSingleItem().Id.ShouldBe("ESC-1001");
    }

    [Fact]
    public async Task Health_names_it_for_two_hours()
    {
        await using var test = await TestDatabase.OpenAsync();
        var store = new CaseStore(test.Database);
        await store.CommitAsync(null, new Decision { Cases = [Case()] }, default);
        await BreakAsync(test, "cases", "ESC-1001");
        var state = new WorkersState { IsDatabaseOpen = true };
        var health = new QueueHealth(test.Database, state, new Inbox(test.Database), new Outbox(test.Database));
        (await health.DatabaseAsync(default)).State.ShouldBe("ok");
        (await store.CasesAsync(new CaseFilter(), default)).ShouldBeEmpty();
        var told = await health.DatabaseAsync(default);
        told.State.ShouldBe("degraded");
        told.Why.ShouldContain("The stored text of case ESC-1001 cannot be read");
        test.Clock.Advance(TimeSpan.FromHours(3));
        (await health.DatabaseAsync(default)).State.ShouldBe("ok");
    }

    [Fact]
    public async Task An_export_leaves_it_out_says_so_and_marks_what_belongs_to_it_as_restricted()
    {
        await using var test = await TestDatabase.OpenAsync();
        using var folder = new TemporaryFolder();
        await new CaseStore(test.Database).CommitAsync(
            null,
            new Decision
            {
                Cases = [Case() with { Restricted = true }, Case("ESC-1002")],
                Questions = [Question("q1", caseId: "ESC-1001"), Question("q2")],
                History =
                [
                    new("ESC-1001", null, Morning, "escalated", "Ana", null, ""),
                    new(null, "q1", Morning, "asked", "Ana", null, "words"),
                    new("ESC-1002", null, Morning, "escalated", "Ana", null, ""),
                ],
            },
            default
        );
        await BreakAsync(test, "cases", "ESC-1001");
        var files = new OpenFiles(
            new Records(test.Database),
            new Articles(test.Database),
            new Measures(test.Database),
            new AuditReading(test.Database)
        );
        (await files.WriteAsync(folder.Path, Sample, default)).Cases.ShouldBe(1);
        files.LeftOut.ShouldHaveSingleItem().ToString().ShouldBe("case ESC-1001");
        (await File.ReadAllLinesAsync(folder.File("history.jsonl")))
            .Select(line => line.Contains("\"restricted\":true", StringComparison.Ordinal))
            .ShouldBe([true, true, false]);
    }

    private static Task BreakAsync(TestDatabase test, string table, string id) =>
        test.Database.WriteAsync(session => session.ExecuteAsync($"UPDATE {table} SET body = '{{' || body WHERE id = @id", id), default);
}
