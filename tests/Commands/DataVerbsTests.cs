using EscalationBot.Bot.Commands;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Core.Store.People;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Commands;

public sealed class DataVerbsTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    private string Connection => $"Data Source={_folder.File("escalation.db")}";

    public async Task InitializeAsync()
    {
        await using var database = new Database(new DatabaseOptions { ConnectionString = Connection }, TimeProvider.System);
        await database.OpenAsync(OpenMode.Create, CancellationToken.None);
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Import_reports_what_it_did_and_does_nothing_the_second_time()
    {
        _folder.Write("articles/one.md", "---\nid: one\ntitle: One\n---\nText.\n");
        _folder.Write("articles/two.md", "---\nid: two\n---\nText.\n");
        (await RunAsync("import", "markdown", _folder.File("articles"))).ShouldBe((0, "2 added, 0 changed, 0 unchanged, 0 refused", ""));
        _folder.Write("articles/two.md", "---\nid: two\n---\nOther text.\n");
        (await RunAsync("import", "markdown", _folder.File("articles"))).ShouldBe((0, "0 added, 1 changed, 1 unchanged, 0 refused", ""));
        var csv = _folder.Write("more.csv", "id,title,body,tags\nthree,Three,Text,a;b\n");
        (await RunAsync("import", "csv", csv)).Output.ShouldStartWith("1 added,");
    }

    [Fact]
    public async Task An_address_that_changed_hands_is_accepted_by_a_verb()
    {
        await using (var database = new Database(new DatabaseOptions { ConnectionString = Connection }, TimeProvider.System))
        {
            await database.OpenAsync(OpenMode.Existing, CancellationToken.None);
            var identities = new Identities(database);
            await identities.BindAsync("teams", "mia@example.com", "aad-1", "Mia", CancellationToken.None);
            await identities.BindAsync("teams", "mia@example.com", "aad-2", "Mia", CancellationToken.None);
        }

        (await RunAsync("person", "accept", "MIA@example.com")).ShouldSatisfyAllConditions(
            run => run.Code.ShouldBe(0),
            run => run.Output.ShouldContain("is accepted")
        );
        (await RunAsync("person", "accept", "mia@example.com")).ShouldSatisfyAllConditions(
            run => run.Code.ShouldBe(1),
            run => run.Output.ShouldContain("nothing to accept")
        );
        (await RunAsync("person", "accept")).Code.ShouldBe(2);
    }

    [Fact]
    public async Task Import_refuses_broken_entries_by_line_takes_the_others_and_ends_with_1()
    {
        var file = _folder.Write("kb.jsonl", "{\"id\":\"one\",\"body\":\"Text.\"}\nnonsense\n{\"id\":\"empty\"}\n");
        var (code, output, error) = await RunAsync("import", "jsonl", file);
        code.ShouldBe(1);
        output.ShouldBe("1 added, 0 changed, 0 unchanged, 2 refused");
        error.ShouldContain("kb.jsonl:2:");
        error.ShouldContain("kb.jsonl:3:");
    }

    [Fact]
    public async Task Import_leaves_articles_of_the_organisations_files_alone_and_says_so()
    {
        await using (var database = new Database(new DatabaseOptions { ConnectionString = Connection }, TimeProvider.System))
        {
            await database.OpenAsync(OpenMode.Existing, CancellationToken.None);
            await new Articles(database).PutAsync(
                [new("one", "", "From the file.", []) { Source = Articles.File }],
                CancellationToken.None
            );
        }
        var (code, output, error) = await RunAsync(
            "import",
            "jsonl",
            _folder.Write("kb.jsonl", "{\"id\":\"one\",\"body\":\"From the import.\"}\n")
        );
        code.ShouldBe(0);
        output.ShouldContain("1 left to the organisation's files");
        error.ShouldContain("one: not taken over");
    }

    [Fact]
    public async Task Export_backup_and_import_all_move_everything()
    {
        await RunAsync("import", "jsonl", _folder.Write("kb.jsonl", "{\"id\":\"one\",\"body\":\"Text.\"}\n"));
        var (code, exported, _) = await RunAsync("export", "--out", _folder.File("out"), "--all");
        code.ShouldBe(0);
        foreach (var file in new[] { "cases.csv", "history.jsonl", "measures.csv", "articles/one.md", "all/dump.json" })
        {
            File.Exists(_folder.File("out/" + file)).ShouldBeTrue(file);
        }
        exported.ShouldContain("articles 1");

        (await RunAsync("backup", _folder.File("copy.db"))).Code.ShouldBe(0);
        (await RunAsync("backup", _folder.File("copy.db"))).Error.ShouldContain("exists already");
        var (imported, output, _) = await RunOnAsync($"Data Source={_folder.File("copy.db")}", "import", "all", _folder.File("out"));
        imported.ShouldBe(0);
        output.ShouldContain("articles 1");
    }

    [Fact]
    public async Task Import_csv_with_other_headers_names_those_it_found_and_what_to_rename()
    {
        var (code, _, error) = await RunAsync("import", "csv", _folder.Write("kb.csv", "Key;Titel;Text\n1;One;Words\n"));
        code.ShouldBe(1);
        error.ShouldBe(
            $"{_folder.File("kb.csv")}:1: error: The header lacks id or body; it holds: key, titel, text. "
                + $"Rename the column key to id. Rename the column text to body. Only id and body are needed; "
                + $"title, tags, audience, owner, updated, review_by, in_force_from, in_force_to, language may "
                + $"follow."
        );
        (code, var output, error) = await RunAsync("import", "csv", _folder.Write("kb.csv", "id;titel;body\n1;One;Words\n"));
        (code, output).ShouldBe((0, "1 added, 0 changed, 0 unchanged, 0 refused"));
        error.ShouldBe($"{_folder.File("kb.csv")}:1: note: The column \"titel\" is not read. Did you mean 'title'?");
    }

    [Fact]
    public async Task Import_all_makes_a_new_database_and_leaves_none_behind_when_the_dump_is_none()
    {
        await RunAsync("import", "jsonl", _folder.Write("kb.jsonl", "{\"id\":\"one\",\"body\":\"Text.\"}\n"));
        await RunAsync("export", "--out", _folder.File("out"), "--all");
        var to = $"Data Source={_folder.File("new/other.db")}";
        var (code, output, error) = await RunOnAsync(to, "import", "all", _folder.File("out"));
        (code, error).ShouldBe((0, ""));
        output.ShouldContain("articles 1");
        (await RunOnAsync(to, "export", "--out", _folder.File("again"))).Output.ShouldContain("1 articles");

        (code, _, error) = await RunOnAsync($"Data Source={_folder.File("newer/other.db")}", "import", "all", _folder.File("no-dump"));
        code.ShouldBe(2);
        error.ShouldContain("There is no dump.json in " + _folder.File("no-dump/all"));
        System.IO.Directory.Exists(_folder.File("newer")).ShouldBeFalse();
        _folder.Write("out/all/articles.jsonl", "broken\n");
        (await RunOnAsync($"Data Source={_folder.File("newest/other.db")}", "import", "all", _folder.File("out"))).Error.ShouldContain(
            "articles.jsonl:1"
        );
        System.IO.Directory.GetFiles(_folder.File("newest")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Digest_prints_the_line_of_the_store()
    {
        (await RunAsync("digest", "--for", "mia@example.com")).Output.ShouldContain("questions 0 · finished 0 · open 0 · lost 0");
        (await RunAsync("digest", "--for", "mia@example.com", "--on", "2026-11-20")).Output.ShouldContain("Fri 20 Nov");
        (await RunAsync("digest", "--for", "ana@example.com")).Error.ShouldContain("Managers: mia@example.com");
        (await RunAsync("digest", "--for", "mia@example.com", "--on", "soon")).Code.ShouldBe(2);
    }

    [Theory]
    [InlineData("digest --for mia@example.com")]
    [InlineData("export --out out")]
    [InlineData("backup copy.db")]
    [InlineData("import markdown out")]
    public async Task Verbs_that_find_no_database_say_where_they_looked_and_make_none(string line)
    {
        var (code, _, error) = await RunOnAsync($"Data Source={_folder.File("elsewhere/none.db")}", line.Split(' '));
        code.ShouldBe(2);
        error.ShouldContain(_folder.File("elsewhere/none.db"));
        System.IO.Directory.Exists(_folder.File("elsewhere")).ShouldBeFalse();
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] args) => RunOnAsync(Connection, args);

    private static async Task<(int Code, string Output, string Error)> RunOnAsync(string connection, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync([.. args, "--set", $"Database:ConnectionString={connection}"], output, error);
        return (code, output.ToString().TrimEnd(), error.ToString().TrimEnd());
    }
}
