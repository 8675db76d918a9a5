using System.Text.Json;
using EscalationBot.Bot.Commands;
using EscalationBot.Core.Cases;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Commands;

public sealed class ReplayCommandTests : IDisposable
{
    private const string Known = "how do I renew the signing certificate for single sign-on?";
    private readonly TemporaryFolder _folder = new();
    private readonly OrganisationFixture _organisation = new();

    public void Dispose()
    {
        _folder.Dispose();
        _organisation.Dispose();
    }

    private static string Criteria(string criterion) =>
        $"version: 2\nowner: mia@example.com\nreview_by: 2027-06-30\ncriteria:\n  - {criterion}\n";

    [Fact]
    public async Task Stored_questions_are_decided_again_and_nothing_is_written()
    {
        var connection = await AskAsync();
        var file = _folder.Write(
            "new.yaml",
            Criteria(
                "{ id: certificates, when: { words: [certificate] }, then: { escalate: now, queue: billing, "
                    + "priority: p2 }, why: y, examples: { escalate: [a certificate], leave: [x] } }"
            )
        );
        var (code, output, error) = await RunAsync(connection, "--criteria", file);
        error.ShouldBeEmpty();
        code.ShouldBe(0);
        output.ShouldContain("1 of 2 questions change: 1 newly escalated, 0 newly answered, 0 otherwise.");
        output.ShouldContain("1 × answer → escalate (billing, p2)");
        output.ShouldContain($"\"{Known}\"  +certificates");
        output.ShouldContain("billing              0      1  +1");

        var before = await DumpAsync(connection, "before");
        var (_, printed, _) = await RunAsync(connection, "--criteria", file, "--json");
        using var json = JsonDocument.Parse(printed);
        json.RootElement.GetProperty("moved")[0].GetProperty("after").GetProperty("queue").GetString().ShouldBe("billing");
        (await DumpAsync(connection, "after")).ShouldBe(before);
        (await RunAsync(connection, "--criteria", file, "--since", "2030-01-01")).Output.ShouldContain("0 of 0 questions change");
    }

    [Fact]
    public async Task Of_labelled_messages_it_says_how_many_the_file_gets_right_and_which_ones_no_more()
    {
        var connection = await AskAsync(async world =>
        {
            var asked = (await world.Cases.LatestQuestionOfLaneAsync(world.Person("ana").Place.Lane, default))!;
            await world.Cases.CommitAsync(null, new Decision { Labels = [TestDatabaseSamples.Label("vl1", asked.Id)] }, default);
        });
        var escalating = _folder.Write(
            "new.yaml",
            Criteria(
                "{ id: wobble, when: { words: [wobbles] }, then: { escalate: now, queue: technical, "
                    + "priority: p1 }, why: y, examples: { escalate: [it wobbles], leave: [x] } }"
            )
        );
        (await RunAsync(connection, "--criteria", escalating)).Output.ShouldContain(
            "Of 1 labelled messages (Wrong verdict) right before 0, now 1."
        );
        _organisation.Write("criteria.yaml", File.ReadAllText(escalating));
        var none = _folder.Write("none.yaml", "version: 3\nowner: mia@example.com\nreview_by: 2027-06-30\ncriteria: []\n");
        var (_, output, _) = await RunAsync(connection, "--criteria", none);
        output.ShouldContain("right before 1, now 0.");
        output.ShouldContain("1 of them were right and would not be any more:");
        using var json = JsonDocument.Parse((await RunAsync(connection, "--criteria", none, "--json")).Output);
        json.RootElement.GetProperty("labelled").GetProperty("worse").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_failing_example_or_a_broken_file_ends_with_1_and_wrong_use_with_2()
    {
        var connection = await AskAsync();
        var failing = await RunAsync(
            connection,
            "--criteria",
            _folder.Write(
                "new.yaml",
                Criteria(
                    "{ id: legal, when: { words: [lawyer] }, then: { escalate: now }, why: y, examples: { escalate: "
                        + "[they sue us], leave: [x] } }"
                )
            )
        );
        failing.Code.ShouldBe(1, failing.Error);
        failing.Output.ShouldContain("new.yaml:5: error: 'legal' does not hold for \"they sue us\".");
        var broken = await RunAsync(
            connection,
            "--criteria",
            _folder.Write("broken.yaml", Criteria("{ id: legal, when: { wrds: [lawyer] }, then: { escalate: now }, why: y }"))
        );
        broken.Code.ShouldBe(1, broken.Output);
        broken.Error.ShouldContain("broken.yaml:5: error: 'wrds' is no condition.");
        (await RunAsync(connection, "--criteria", _folder.File("none.yaml"))).Code.ShouldBe(2);
        (await RunAsync(connection)).Code.ShouldBe(2);
        (await RunAsync(connection, "--criteria", failing.Output, "--since", "soon")).Code.ShouldBe(2);
        (await RunAsync($"Data Source={_folder.File("elsewhere.db")}", "--criteria", _folder.File("new.yaml"))).Code.ShouldBe(2);
        File.Exists(_folder.File("elsewhere.db")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_another_file_would_restrict_is_counted_and_not_quoted()
    {
        var connection = await AskAsync();
        var file = _folder.Write(
            "new.yaml",
            Criteria(
                "{ id: certificates, when: { words: [certificate] }, then: { escalate: now, queue: billing, "
                    + "restricted: true }, why: y, examples: { escalate: [a certificate], leave: [x] } }"
            )
        );
        var (_, output, _) = await RunAsync(connection, "--criteria", file);
        output.ShouldContain("(restricted)  +certificates");
        output.ShouldNotContain("signing");
        (await RunAsync(connection, "--criteria", file, "--json")).Output.ShouldNotContain("signing");
    }

    /// <summary>A database with two questions, one of them answered, asked through the desk.</summary>
    private async Task<string> AskAsync(Func<DeskWorld, Task>? then = null)
    {
        await using var world = await DeskWorld.OpenAsync();
        await world.Person("ana").SaysAsync(Known);
        await world.Person("ana").SaysAsync("the quantum flux coupling on our zeppelin wobbles");
        await (then?.Invoke(world) ?? Task.CompletedTask);
        await world.Store.Database.BackupAsync(_folder.File("replay.db"));
        return $"Data Source={_folder.File("replay.db")}";
    }

    private async Task<string> DumpAsync(string connection, string name)
    {
        using var output = new StringWriter();
        (
            await CommandLine.RunAsync(
                [
                    "export",
                    "--out",
                    _folder.File(name),
                    "--all",
                    "--set",
                    $"Database:ConnectionString={connection}",
                    "--set",
                    $"Organisation:Folder={_organisation.Folder}",
                ],
                output,
                output
            )
        ).ShouldBe(0);
        return string.Join(
            '\n',
            System
                .IO.Directory.EnumerateFiles(_folder.File($"{name}/all"))
                .Order(StringComparer.Ordinal)
                .Where(file => !file.EndsWith("dump.json", StringComparison.Ordinal))
                .SelectMany(File.ReadAllLines)
                // Every process that opens a database takes a number of its own, and every verb stands in the audit.
                .Where(line =>
                    !line.Contains("\"replica\"", StringComparison.Ordinal) && !line.Contains("\"hash\"", StringComparison.Ordinal)
                )
        );
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string connection, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(
            ["replay", .. args, "--set", $"Database:ConnectionString={connection}", "--set", $"Organisation:Folder={_organisation.Folder}"],
            output,
            error
        );
        return (code, output.ToString().TrimEnd(), error.ToString().TrimEnd());
    }
}
