using System.Diagnostics;
using EscalationBot.Bot.Commands;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Privacy;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Commands;

/// <summary>
/// What people wrote is read by the program's own user only. The tests run under the umask of whoever runs them, which lets others read new
/// files.
/// </summary>
public sealed class PrivateFilesTests : IDisposable
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Enterable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Connection => $"Data Source={_folder.File("made/data/escalation.db")}";

    [Fact]
    public async Task The_database_its_log_and_its_folder_are_closed_to_others()
    {
        await using var database = new Database(new DatabaseOptions { ConnectionString = Connection }, TimeProvider.System);
        await database.OpenAsync(OpenMode.Create, CancellationToken.None);
        Open(_folder.File("made")).ShouldBeEmpty();
        System
            .IO.Directory.GetFiles(_folder.File("made/data"))
            .Select(file => Path.GetFileName(file))
            .ShouldBe(["escalation.db", "escalation.db-shm", "escalation.db-wal"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("backup", "backup {0}/copy.db")]
    [InlineData("export", "export --out {0}/out --all")]
    [InlineData("pack", "pack --out {0}/packed --url https://bot.example.com --set Teams:AppId=11111111-2222-4333-8444-555555555555")]
    [InlineData("eval", "eval --kb {1}/kb.jsonl --questions {1}/questions.jsonl --out {0}/run.json --report {0}/report")]
    [InlineData("import", "import jsonl {1}/kb.jsonl")]
    public async Task Each_verb_writes_for_its_own_user_only(string verb, string line)
    {
        await ServeOnceAsync();
        _folder.Write("in/kb.jsonl", "{\"id\":\"a1\",\"title\":\"Reset a password\",\"body\":\"Choose Forgot password.\"}\n");
        _folder.Write("in/questions.jsonl", "{\"id\":\"q1\",\"text\":\"how do I reset my password\"}\n");
        var before = System.IO.Directory.GetFileSystemEntries(_folder.File("made"), "*", SearchOption.AllDirectories).Length;
        var ran = await RunAsync([
            .. string.Format(System.Globalization.CultureInfo.InvariantCulture, line, _folder.File("made"), _folder.File("in")).Split(' '),
            .. verb is "pack" or "eval" ? [] : new[] { "--set", $"Database:ConnectionString={Connection}" },
        ]);
        ran.Code.ShouldBe(0, ran.Error);
        Open(_folder.File("made")).ShouldBeEmpty();
        if (verb != "import")
        {
            System
                .IO.Directory.GetFileSystemEntries(_folder.File("made"), "*", SearchOption.AllDirectories)
                .Length.ShouldBeGreaterThan(before);
        }
    }

    [Fact]
    public async Task Import_all_makes_a_new_database_that_is_closed_to_others()
    {
        await ServeOnceAsync();
        (
            await RunAsync("export", "--out", _folder.File("made/out"), "--all", "--set", $"Database:ConnectionString={Connection}")
        ).Code.ShouldBe(0);
        var ran = await RunAsync(
            "import",
            "all",
            _folder.File("made/out"),
            "--set",
            $"Database:ConnectionString=Data Source={_folder.File("made/second/new.db")}"
        );
        ran.Code.ShouldBe(0, ran.Error);
        ran.Output.ShouldContain("is in " + _folder.File("made/second/new.db"));
        Open(_folder.File("made")).ShouldBeEmpty();
    }

    [Fact]
    public void A_snapshot_of_the_index_is_closed_to_others_also_where_an_older_one_was_not()
    {
        var path = _folder.Write("made/kb.index", "older");
        SearchSnapshot.Save(path, SearchIndex.Of([new Article("a", "Title", "Body.", [])]));
        Open(path).ShouldBeEmpty();
        SearchSnapshot.Load(path, [new Article("a", "Title", "Body.", [])], null).Why.ShouldBeNull();
    }

    [Theory]
    [InlineData("000")]
    [InlineData("027")]
    public async Task Serve_closes_what_it_makes_whatever_the_umask(string umask)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        var start = new ProcessStartInfo(
            "bash",
            ["-c", $"umask {umask}; exec dotnet '{typeof(CommandLine).Assembly.Location}' serve --urls http://127.0.0.1:0"]
        )
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            var patience = Stopwatch.StartNew();
            while (await process.StandardOutput.ReadLineAsync() is { } said && !said.StartsWith("Ctrl+C", StringComparison.Ordinal))
            {
                patience.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(1), said);
            }
            Open(_folder.File("data")).ShouldBeEmpty();
            System.IO.Directory.GetFiles(_folder.File("data")).Length.ShouldBeGreaterThanOrEqualTo(3);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task Files_and_the_folder_of_an_earlier_version_are_closed_when_they_are_opened()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        await ServeOnceAsync();
        File.SetUnixFileMode(_folder.File("made/data"), Enterable);
        foreach (var file in System.IO.Directory.GetFiles(_folder.File("made/data")))
        {
            File.SetUnixFileMode(file, Readable);
        }
        _folder.Write("made/data/escalation.index", "");
        await ServeOnceAsync();
        Open(_folder.File("made")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_that_holds_other_things_is_left_as_it_is_and_the_doctor_says_so()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        await ServeOnceAsync();
        File.SetUnixFileMode(_folder.File("made/data"), Enterable);
        _folder.Write("made/data/notes.txt", "somebody else's");
        await ServeOnceAsync();
        File.GetUnixFileMode(_folder.File("made/data")).ShouldBe(Enterable);
        File.GetUnixFileMode(_folder.File("made/data/notes.txt")).ShouldNotBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await RunAsync("doctor", "--set", $"Database:ConnectionString={Connection}")).Output.ShouldContain(
            $"warn  database      Other users of this machine may read or list {_folder.File("made/data")}. chmod go= "
        );
    }

    [Fact]
    public async Task A_backup_that_fails_leaves_no_file()
    {
        await using var database = new Database(new DatabaseOptions { ConnectionString = Connection }, TimeProvider.System);
        await database.OpenAsync(OpenMode.Create, CancellationToken.None);
        (await Should.ThrowAsync<StoreException>(database.BackupAsync(_folder.File("missing/copy.db")))).Message.ShouldContain(
            "cannot be made"
        );
        System.IO.Directory.Exists(_folder.File("missing")).ShouldBeFalse();
    }

    [Fact]
    public void A_file_that_is_written_anew_loses_what_others_might_do_with_it_and_a_failure_leaves_the_old_one()
    {
        var path = _folder.Write("report.html", "old");
        Should.Throw<InvalidOperationException>(() => PrivateFiles.Replace(path, _ => throw new InvalidOperationException()));
        File.ReadAllText(path).ShouldBe("old");
        System.IO.Directory.GetFiles(_folder.Path).ShouldBe([path]);
        PrivateFiles.WriteText(path, "new");
        File.ReadAllText(path).ShouldBe("new");
        Open(path).ShouldBeEmpty();
    }

    [Fact]
    public void The_machines_own_devices_keep_their_mode()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        var before = File.GetUnixFileMode("/dev/null");
        PrivateFiles.WriteText("/dev/null", "words");
        File.CreateSymbolicLink(_folder.File("null"), "/dev/null");
        PrivateFiles.WriteText(_folder.File("null"), "words");
        File.GetUnixFileMode("/dev/null").ShouldBe(before);
    }

    [Fact]
    public void Weights_are_public_and_services_of_other_users_read_them()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        _folder.Write("weights/model.onnx", "weights");
        EncoderCommand.Place(_folder.File("weights"), _folder.File("share/escalationbot/encoder"));
        File.GetUnixFileMode(_folder.File("share/escalationbot/encoder/model.onnx")).ShouldBe(Readable);
        File.GetUnixFileMode(_folder.File("share/escalationbot/encoder")).ShouldBe(Enterable);
        File.GetUnixFileMode(_folder.File("share")).ShouldBe(Enterable);
        // The test's own folder is closed, and the person who installs is told.
        EncoderCommand.ClosedAbove(_folder.File("share/escalationbot/encoder")).ShouldBe(_folder.Path);
        EncoderCommand.ClosedAbove("/usr").ShouldBeNull();
    }

    private async Task ServeOnceAsync()
    {
        await using var database = new Database(new DatabaseOptions { ConnectionString = Connection }, TimeProvider.System);
        await database.OpenAsync(OpenMode.Create, CancellationToken.None);
    }

    /// <summary>A path, and everything below it, that others may do something with.</summary>
    private static IEnumerable<string> Open(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return [];
        }
        IEnumerable<string> below = System.IO.Directory.Exists(path)
            ? System.IO.Directory.EnumerateFileSystemEntries(path, "*", SearchOption.AllDirectories)
            : [];
        return [.. below.Prepend(path).Where(PrivateFiles.IsOpenToOthers)];
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
