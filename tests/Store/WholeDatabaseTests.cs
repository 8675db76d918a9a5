using EscalationBot.Core.Cases;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Store;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Store;

public sealed class WholeDatabaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory, Engines]
    public async Task Everything_moves_from_SQLite_and_back_with_the_same_counts(DatabaseEngine engine)
    {
        await using var source = await TestDatabase.OpenAsync();
        await FillAsync(source.Database);
        var written = await new WholeDatabase(source.Database).DumpAsync(_folder.Path, CancellationToken.None);

        await using var target = await TestDatabase.OpenAsync(engine);
        // What a first serve leaves behind is replaced.
        await new Articles(target.Database).PutAsync(
            [new Article("of-the-sample", "", "Text.", []) { Source = "file" }],
            CancellationToken.None
        );
        (await new WholeDatabase(target.Database).LoadAsync(_folder.Path, CancellationToken.None)).ShouldBe(written);

        // And on to another database: nothing was lost on the way.
        using var second = new TemporaryFolder();
        (await new WholeDatabase(target.Database).DumpAsync(second.Path, CancellationToken.None)).ShouldBe(written);
        foreach (var file in System.IO.Directory.EnumerateFiles(_folder.Path))
        {
            (await File.ReadAllTextAsync(second.File(Path.GetFileName(file)))).ShouldBe(
                await File.ReadAllTextAsync(file),
                Path.GetFileName(file)
            );
        }
        await SameAsFilledAsync(target.Database);
    }

    [Fact]
    public async Task A_dump_with_a_missing_line_changes_nothing()
    {
        await using var source = await TestDatabase.OpenAsync();
        await FillAsync(source.Database);
        await new WholeDatabase(source.Database).DumpAsync(_folder.Path, CancellationToken.None);
        _folder.Write("history.jsonl", "");

        await using var target = await TestDatabase.OpenAsync();
        var refused = await Should.ThrowAsync<StoreException>(
            new WholeDatabase(target.Database).LoadAsync(_folder.Path, CancellationToken.None)
        );
        refused.Message.ShouldContain("history.jsonl has 0 rows, dump.json says 1");
        (await target.CountAsync("SELECT COUNT(*) FROM articles")).ShouldBe(0);
        (await target.CountAsync("SELECT COUNT(*) FROM cases")).ShouldBe(0);
    }

    [Fact]
    public async Task A_database_that_holds_cases_is_never_overwritten()
    {
        await using var source = await TestDatabase.OpenAsync();
        await FillAsync(source.Database);
        var whole = new WholeDatabase(source.Database);
        await whole.DumpAsync(_folder.Path, CancellationToken.None);
        (await Should.ThrowAsync<StoreException>(whole.LoadAsync(_folder.Path, CancellationToken.None))).Message.ShouldContain(
            "holds questions or cases already"
        );
        await SameAsFilledAsync(source.Database);
    }

    [Theory]
    [InlineData("{\"id\": 1, \"nonsense\": 2}", "no column nonsense")]
    [InlineData("{\"id\": \"one\"", "cases.jsonl:1")]
    [InlineData("[]", "cases.jsonl:1")]
    public async Task A_line_that_cannot_be_used_is_named(string line, string named)
    {
        await using var target = await TestDatabase.OpenAsync();
        _folder.Write(
            "dump.json",
            "{\"schema\": " + await target.CountAsync("SELECT MAX(version) FROM schema_versions") + ", \"rows\": {\"cases\": 1}}"
        );
        _folder.Write("cases.jsonl", line + "\n");
        (
            await Should.ThrowAsync<StoreException>(new WholeDatabase(target.Database).LoadAsync(_folder.Path, CancellationToken.None))
        ).Message.ShouldContain(named);
    }

    [Fact]
    public async Task A_folder_without_a_dump_and_a_dump_of_another_schema_are_refused()
    {
        await using var target = await TestDatabase.OpenAsync();
        var whole = new WholeDatabase(target.Database);
        (await Should.ThrowAsync<StoreException>(() => whole.LoadAsync(_folder.Path, CancellationToken.None))).Message.ShouldContain(
            "export --out DIR --all"
        );
        _folder.Write("dump.json", "{\"schema\": 99, \"rows\": {}}");
        (await Should.ThrowAsync<StoreException>(() => whole.LoadAsync(_folder.Path, CancellationToken.None))).Message.ShouldContain(
            "schema 99"
        );
    }

    private static async Task FillAsync(Database database)
    {
        await new Articles(database).PutAsync(
            [new Article("a/1", "Über “quotes”", "Body with \"quotes\",\nlines and 🚚.", ["one"]) { Source = "import" }],
            CancellationToken.None
        );
        var question = TestDatabaseSamples.Question("q1", state: QuestionState.Escalated, caseId: "ESC-1001");
        var entry = new HistoryEntry("ESC-1001", "q1", TestDatabaseSamples.Morning, "escalated", "Ana", null, "");
        await new CaseStore(database).CommitAsync(
            null,
            new Decision
            {
                Cases = [TestDatabaseSamples.Case()],
                Questions =
                [
                    question with
                    {
                        Judgement = question.Judgement with { Facts = question.Judgement.Facts with { Confidence = 1 } },
                    },
                ],
                History = [entry],
            },
            CancellationToken.None
        );
        await new Inbox(database).AddAsync(TestDatabaseSamples.Said("m1"), CancellationToken.None);
    }

    private static async Task SameAsFilledAsync(Database database)
    {
        var cases = new CaseStore(database);
        TestDatabaseSamples
            .Text((await cases.FindCaseAsync("ESC-1001", CancellationToken.None)).ShouldNotBeNull())
            .ShouldBe(TestDatabaseSamples.Text(TestDatabaseSamples.Case()));
        (await cases.FindQuestionAsync("q1", CancellationToken.None)).ShouldNotBeNull().CaseId.ShouldBe("ESC-1001");
        (await new Articles(database).LiveAsync(CancellationToken.None))
            .ShouldHaveSingleItem()
            .Body.ShouldBe("Body with \"quotes\",\nlines and 🚚.");
        (await new Inbox(database).LeaseAsync(10, [], CancellationToken.None)).ShouldHaveSingleItem();
    }
}
