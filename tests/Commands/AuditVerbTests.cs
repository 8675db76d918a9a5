using EscalationBot.Bot.Commands;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Commands;

public sealed class AuditVerbTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    private DatabaseOptions Options => new() { ConnectionString = $"Data Source={_folder.File("escalation.db")}" };

    public async Task InitializeAsync()
    {
        await using var database = new Database(Options, TimeProvider.System);
        await database.OpenAsync(OpenMode.Create, CancellationToken.None);
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task What_an_operator_does_by_commands_stands_in_the_audit_and_verify_says_that_it_holds()
    {
        (await RunAsync("audit", "verify")).Output.ShouldStartWith("0 rows hold");
        await RunAsync("import", "jsonl", _folder.Write("kb.jsonl", "{\"id\":\"one\",\"body\":\"Text.\"}\n"));
        await RunAsync("export", "--out", _folder.File("out"));
        await RunAsync("backup", _folder.File("copy.db"));
        var (code, output, _) = await RunAsync("audit", "verify");
        code.ShouldBe(0);
        output.ShouldStartWith("3 rows hold, from 1 to 3. Head 3:");
        output.ShouldContain("3 rows have no key: see Audit:Key.");

        (await RunAsync("audit", "export", "--out", _folder.File("audit.jsonl"))).ShouldBe(
            (0, $"{_folder.File("audit.jsonl")}: 3 rows.", "")
        );
        var lines = await File.ReadAllLinesAsync(_folder.File("audit.jsonl"));
        lines[0].ShouldContain("\"kind\":\"admin\",\"verb\":\"import\",\"surface\":\"command\",\"who\":\"operator\"");
        lines[0].ShouldContain("added 1, changed 0");
        lines[1].ShouldContain("\"verb\":\"export\"");
        (await File.ReadAllTextAsync(_folder.File("out/audit.jsonl"))).ShouldContain("\"verb\":\"import\"");
        (await RunAsync("audit", "export", "--out", _folder.File("audit.jsonl"))).Code.ShouldBe(2);
    }

    [Fact]
    public async Task Verify_ends_with_1_and_names_the_first_bad_row()
    {
        await RunAsync("import", "jsonl", _folder.Write("kb.jsonl", "{\"id\":\"one\",\"body\":\"Text.\"}\n"));
        await RunAsync("import", "jsonl", _folder.File("kb.jsonl"));
        var head = (await RunAsync("audit", "verify")).Output.Split("Head ")[1].Split('.')[0];
        (await RunAsync("audit", "verify", "--head", head)).Code.ShouldBe(0);
        await using (var database = new Database(Options, TimeProvider.System))
        {
            await database.OpenAsync(OpenMode.Existing, CancellationToken.None);
            await database.WriteAsync(
                session => session.ExecuteAsync("UPDATE audit SET person = 'bot' WHERE id = 2"),
                CancellationToken.None
            );
        }

        var (code, output, _) = await RunAsync("audit", "verify", "--head", head);
        (code, output).ShouldBe(
            (1, "Row 2 is bad: Its hash does not fit: the row, or its place in the chain, was changed. 1 rows before it hold.")
        );
        (await RunAsync("audit", "verify", "--head", "nonsense")).Code.ShouldBe(2);
        (await RunAsync("audit", "verify", "--head", "7:0123456789abcdef")).Code.ShouldBe(1);
    }

    [Fact]
    public async Task A_key_that_is_too_short_is_refused_and_one_with_key_is_used()
    {
        (await RunAsync("audit", "verify", "--set", "Audit:Key=short")).Error.ShouldContain("Audit:Key");
        await RunAsync(
            "import",
            "jsonl",
            _folder.Write("kb.jsonl", "{\"id\":\"one\",\"body\":\"Text.\"}\n"),
            "--set",
            "Audit:Key=twenty characters long"
        );
        (await RunAsync("audit", "verify", "--set", "Audit:Key=twenty characters long")).Code.ShouldBe(0);
        (await RunAsync("audit", "verify")).Output.ShouldContain("which Audit:Key does not hold");
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync([.. args, "--set", $"Database:ConnectionString={Options.ConnectionString}"], output, error);
        return (code, output.ToString().TrimEnd(), error.ToString().TrimEnd());
    }
}
