using EscalationBot.Core.Cases;
using EscalationBot.Core.Insights.Export;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Insights.Export;

public sealed class OpenFilesTests
{
    private static readonly OrganisationSnapshot Sample = OrganisationFolder.Read(OrganisationFixture.SampleFolder).Organisation!;

    [Fact]
    public async Task An_export_holds_cases_history_articles_and_measures()
    {
        await using var test = await TestDatabase.OpenAsync();
        using var folder = new TemporaryFolder();
        var resolved = TestDatabaseSamples.Case() with
        {
            Question = "=HYPERLINK(\"x\"), \"why\"\nsecond line",
            FirstClaimedAt = TestDatabaseSamples.Morning.AddMinutes(4),
            State = CaseState.Resolved,
            Resolution = new Resolution(
                "fix",
                "cause",
                "nothing",
                "tell",
                TestDatabaseSamples.AnaParty,
                TestDatabaseSamples.Morning.AddHours(2)
            ),
            Rating = 4,
        };
        var entry = new HistoryEntry("ESC-1001", null, TestDatabaseSamples.Morning, "escalated", "Ana", "ana@example.com", "first\nsecond");
        await new CaseStore(test.Database).CommitAsync(
            null,
            new Decision
            {
                Cases = [resolved],
                Questions = [TestDatabaseSamples.Question("q1", state: QuestionState.Escalated, caseId: "ESC-1001")],
                History = [entry],
                Grants =
                [
                    new(
                        new RecordedGrant(
                            "gr1",
                            "acme",
                            "goodwill_credit",
                            40.5m,
                            "EUR",
                            new Party(new PersonKey("slack", "U1"), "Bob", "bob@example.com"),
                            null,
                            "=1+1",
                            "ESC-1001",
                            entry.At
                        ),
                        0
                    ),
                ],
            },
            CancellationToken.None
        );
        await new Articles(test.Database).PutAsync(
            [new Article("guides/one", "One", "Body.", []) { Source = "import" }],
            CancellationToken.None
        );

        var counts = await new OpenFiles(
            new Records(test.Database),
            new Articles(test.Database),
            new Measures(test.Database),
            new AuditReading(test.Database)
        ).WriteAsync(folder.Path, Sample, CancellationToken.None);

        counts.ShouldBe(new ExportCounts(Cases: 1, History: 1, Articles: 1, Days: 2, Audit: 0) { Grants = 1 });
        (await File.ReadAllLinesAsync(folder.File("grants.csv"))).ShouldBe([
            "id,at,account,action,amount,currency,by,by_email,approved_by,approved_by_email,second_by,second_by_email,case,reason,restricted",
            FormattableString.Invariant(
                $"gr1,{entry.At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ},acme,goodwill_credit,40.5,EUR,Bob,bob@example.com,,,,,ESC-1001,\"'=1+1\",no"
            ),
        ]);
        var cases = await File.ReadAllTextAsync(folder.File("cases.csv"));
        cases.ShouldStartWith("id,state,queue,priority,");
        cases.ShouldContain("\nESC-1001,resolved,technical,p2,acme,");
        cases.ShouldContain("2026-11-23T09:04:00.000Z");
        // A spreadsheet must not run a stranger's words.
        cases.ShouldContain("\"'=HYPERLINK(\"\"x\"\"), \"\"why\"\"\nsecond line\"");
        (await File.ReadAllLinesAsync(folder.File("history.jsonl"))).ShouldHaveSingleItem().ShouldContain("\"kind\":\"escalated\"");
        File.Exists(folder.File("articles/guides%2Fone.md")).ShouldBeTrue();
        var measures = await File.ReadAllLinesAsync(folder.File("measures.csv"));
        measures[1].ShouldStartWith("2026-11-23,,1,0,0,0,0,1,1,");
        measures[2].ShouldStartWith("2026-11-23,technical,0,0,0,0,0,0,0,1,1,1,4,1,1,2,0,4");
    }

    [Fact]
    public async Task An_article_that_is_gone_leaves_no_file_of_an_earlier_export()
    {
        await using var test = await TestDatabase.OpenAsync();
        using var folder = new TemporaryFolder();
        folder.Write("articles/old.md", "gone");
        await new OpenFiles(
            new Records(test.Database),
            new Articles(test.Database),
            new Measures(test.Database),
            new AuditReading(test.Database)
        ).WriteAsync(folder.Path, Sample, CancellationToken.None);
        File.Exists(folder.File("articles/old.md")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_restricted_is_marked_so_that_files_are_handed_on_with_care()
    {
        await using var test = await TestDatabase.OpenAsync();
        using var folder = new TemporaryFolder();
        var (secret, plain) = (
            TestDatabaseSamples.Case() with
            {
                Restricted = true,
                ReadIn = ["billing", "trust"],
                QuestionId = "q1",
            },
            TestDatabaseSamples.Case("ESC-1002")
        );
        HistoryEntry[] history =
        [
            new("ESC-1001", null, TestDatabaseSamples.Morning, "escalated", "Ana", null, ""),
            new(null, "q1", TestDatabaseSamples.Morning, "asked", "Ana", null, "words"),
            new("ESC-1002", null, TestDatabaseSamples.Morning, "escalated", "Ana", null, ""),
        ];
        await new CaseStore(test.Database).CommitAsync(
            null,
            new Decision { Cases = [secret, plain], History = history },
            CancellationToken.None
        );
        await new OpenFiles(
            new Records(test.Database),
            new Articles(test.Database),
            new Measures(test.Database),
            new AuditReading(test.Database)
        ).WriteAsync(folder.Path, Sample, CancellationToken.None);
        var lines = await File.ReadAllLinesAsync(folder.File("cases.csv"));
        lines[0].ShouldEndWith(",restricted,read_in");
        lines.ShouldContain(line =>
            line.StartsWith("ESC-1001,", StringComparison.Ordinal) && line.EndsWith(",yes,billing trust", StringComparison.Ordinal)
        );
        lines.ShouldContain(line =>
            line.StartsWith("ESC-1002,", StringComparison.Ordinal) && line.EndsWith(",no,", StringComparison.Ordinal)
        );
        (await File.ReadAllLinesAsync(folder.File("history.jsonl")))
            .Select(line => line.Contains("\"restricted\":true", StringComparison.Ordinal))
            .ShouldBe([true, true, false]);
    }
}
