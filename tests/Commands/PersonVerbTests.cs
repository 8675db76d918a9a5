using EscalationBot.Bot.Channels.WebChat.Sending;
using EscalationBot.Bot.Commands;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;

namespace EscalationBot.Tests.Commands;

public sealed class PersonVerbTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    private DatabaseOptions Options => new() { ConnectionString = $"Data Source={_folder.File("escalation.db")}" };

    public async Task InitializeAsync()
    {
        await using var database = await OpenAsync(OpenMode.Create);
        var words = "the unmistakable words of ana";
        await new CaseStore(database).CommitAsync(
            null,
            new Decision
            {
                Cases =
                [
                    Case() with
                    {
                        Question = words,
                    },
                    Case("ESC-1002", state: CaseState.Closed) with
                    {
                        Question = words,
                        Hold = new Held(AnaParty, Morning, "claim"),
                        ClientToldAt = Morning,
                    },
                ],
                Questions =
                [
                    Question("q1", caseId: "ESC-1001") with
                    {
                        Text = words,
                    },
                    Question("q2", caseId: "ESC-1002") with
                    {
                        Text = words,
                    },
                ],
                History = [new HistoryEntry("ESC-1001", "q1", Morning, "escalated", AnaParty.Name, AnaParty.Email, words)],
            },
            default
        );
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 2)]
    public async Task Erase_deletes_what_the_person_attached_in_the_web_chat_unless_a_hold_stands(bool held, int left)
    {
        await using (var database = await OpenAsync(OpenMode.Existing))
        {
            var store = new CaseStore(database);
            if (!held && await store.FindCaseAsync("ESC-1002", default) is { } theCase)
            {
                await store.CommitAsync(
                    null,
                    new Decision { Cases = [theCase with { Hold = null, Version = theCase.Version + 1 }] },
                    default
                );
            }
        }

        var folder = Directory.CreateDirectory(_folder.File("files")).FullName;
        var ana = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("ana@example.com"u8))[..16];
        var bob = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("bob@example.com"u8))[..16];
        foreach (var name in new[] { ana + new string('1', 32), ana + new string('2', 32), bob + new string('3', 32) })
        {
            await File.WriteAllTextAsync(Path.Combine(folder, name), "pixels");
            await File.WriteAllTextAsync(Path.Combine(folder, name + ".json"), "{}");
        }

        var (_, output, _) = await RunAsync("person", "erase", "ana@example.com", "--set", $"Files:Folder={folder}");
        Directory.GetFiles(folder, ana + "*").Length.ShouldBe(left * 2);
        Directory.GetFiles(folder, bob + "*").Length.ShouldBe(2);
        output.Contains("2 attached files of the web chat are deleted.").ShouldBe(!held);
    }

    [Fact]
    public async Task Export_prints_or_writes_everything_and_both_are_audited()
    {
        var (code, output, error) = await RunAsync("person", "export", "ana@example.com");
        code.ShouldBe(0);
        output.ShouldStartWith("{");
        output.ShouldContain("the unmistakable words of ana");
        error.ShouldContain("questions 2, cases 2");
        (await RunAsync("person", "export", "ana@example.com", "--out", _folder.File("ana.json"))).Output.ShouldStartWith(
            _folder.File("ana.json")
        );
        (await RunAsync("person", "export", "ana@example.com", "--out", _folder.File("ana.json"))).Code.ShouldBe(2);
        await RunAsync("audit", "export", "--out", _folder.File("audit.jsonl"));
        (await File.ReadAllTextAsync(_folder.File("audit.jsonl"))).ShouldContain(
            "\"verb\":\"person_exported\",\"surface\":\"command\",\"who\":\"operator\""
        );
    }

    [Fact]
    public async Task Erase_ends_with_1_and_the_numbers_of_held_cases_and_leaves_nothing_else_in_the_file()
    {
        var (code, output, _) = await RunAsync("person", "erase", "ana@example.com");
        code.ShouldBe(1);
        output.ShouldContain("This is not all. Under legal hold, left as they are: ESC-1002. Release the hold");
        output.ShouldContain("1 cases, 1 questions");
        (await RunAsync("audit", "verify")).Code.ShouldBe(0);

        await using (var database = await OpenAsync(OpenMode.Existing))
        {
            var cases = new CaseStore(database);
            (await cases.FindCaseAsync("ESC-1002", default))!.Question.ShouldContain("unmistakable");
            var held = (await cases.FindCaseAsync("ESC-1002", default))!;
            await cases.CommitAsync(null, new Decision { Cases = [held with { Hold = null, Version = held.Version + 1 }] }, default);
        }

        (await RunAsync("person", "erase", "ana@example.com")).Code.ShouldBe(0);
        (await RunAsync("person", "erase", "ana@example.com")).Output.ShouldBe("Nothing is kept about ana@example.com.");
        foreach (var file in System.IO.Directory.EnumerateFiles(_folder.Path, "escalation.db*"))
        {
            var bytes = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
            bytes.Contains("unmistakable", StringComparison.Ordinal).ShouldBeFalse(file);
            bytes.Contains("ana@example.com", StringComparison.Ordinal).ShouldBeFalse(file);
        }

        (await RunAsync("audit", "verify")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task Files_that_the_person_uploaded_are_exported_and_those_of_others_are_not()
    {
        await using (var database = await OpenAsync(OpenMode.Existing))
        {
            var files = new WebChatFiles(Microsoft.Extensions.Options.Options.Create(new FilesOptions()), database, TimeProvider.System);
            await UploadAsync(files, "ana@example.com", "notes.txt");
            await UploadAsync(files, "ana@example.com", "evidence.txt");
            await UploadAsync(files, "bob@example.com", "of bob.txt");
        }

        var (code, output, _) = await RunAsync("person", "export", "ana@example.com", "--out", _folder.File("ana.json"));
        code.ShouldBe(0);
        output.ShouldContain("files 2");
        var json = await File.ReadAllTextAsync(_folder.File("ana.json"));
        json.ShouldContain("evidence.txt");
        json.ShouldNotContain("of bob.txt");
        System
            .IO.Directory.GetFiles(_folder.File("ana.json.files"))
            .Select(File.ReadAllText)
            .ShouldBe(["words of notes.txt", "words of evidence.txt"], ignoreOrder: true);
        (await RunAsync("person", "export", "ana@example.com")).Error.ShouldContain("with --out FILE they are copied");
    }

    private static async Task UploadAsync(WebChatFiles files, string owner, string name)
    {
        using var words = new MemoryStream(System.Text.Encoding.UTF8.GetBytes($"words of {name}"));
        (await files.KeepAsync(owner, name, "text/plain", words, words.Length, default)).File.ShouldNotBeNull();
    }

    private async Task<Database> OpenAsync(OpenMode mode)
    {
        var database = new Database(Options, TimeProvider.System);
        await database.OpenAsync(mode, default);
        return database;
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync([.. args, "--set", $"Database:ConnectionString={Options.ConnectionString}"], output, error);
        return (code, output.ToString().TrimEnd(), error.ToString().TrimEnd());
    }
}
