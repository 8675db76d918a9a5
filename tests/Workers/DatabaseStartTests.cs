using System.Diagnostics;
using EscalationBot.Bot;
using EscalationBot.Bot.Commands;
using EscalationBot.Bot.Hosting;
using EscalationBot.Bot.Organisation;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Tests.Ai;
using EscalationBot.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Workers;

/// <summary>One bot on one SQLite file: the second one changes nothing.</summary>
public sealed class DatabaseStartTests
{
    [Fact]
    public async Task The_database_is_opened_before_any_other_part_of_the_bot_starts()
    {
        using var folder = new TemporaryFolder();
        await using var host = BotSetup.Build([new("Database:ConnectionString", $"Data Source={folder.File("escalation.db")}")]);
        host.Services.GetServices<IHostedService>().First().ShouldBeOfType<DatabaseStart>();
    }

    [Fact]
    public async Task A_server_that_is_not_there_yet_is_waited_for_and_told_and_a_wrong_setting_is_not()
    {
        KeyValuePair<string, string?> engine = new("Database:Engine", "postgres");
        await using var host = BotSetup.Build([engine, new("Database:ConnectionString", "Host=127.0.0.1;Port=1;Username=bot;Timeout=1")]);
        var lines = new LogLines();
        host.Services.GetRequiredService<ILoggerFactory>().AddProvider(lines);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));

        var starting = host.Services.GetRequiredService<DatabaseStart>().StartAsync(patience.Token);
        while (lines.All.Count(line => line.Contains("The start waits for the database", StringComparison.Ordinal)) < 2)
        {
            starting.IsCompleted.ShouldBeFalse();
            await Task.Delay(50, patience.Token);
        }

        lines.All.ShouldContain(line => line.Contains("PostgreSQL at 127.0.0.1:1/bot does not answer", StringComparison.Ordinal));
        await patience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(starting);

        using var folder = new TemporaryFolder();
        folder.Write("escalation.db", "no database");
        await using var wrong = BotSetup.Build([new("Database:ConnectionString", $"Data Source={folder.File("escalation.db")}")]);
        await Should.ThrowAsync<StoreException>(wrong.Services.GetRequiredService<DatabaseStart>().StartAsync(default));
    }

    [Fact]
    public async Task A_second_bot_started_by_mistake_changes_nothing_in_the_first_ones_database()
    {
        using var folder = new TemporaryFolder();
        using var mine = Organisation("mine");
        using var other = Organisation("other");
        KeyValuePair<string, string?> database = new("Database:ConnectionString", $"Data Source={folder.File("escalation.db")}");
        await using var bot = await RunningBot.StartAsync([database, new("Organisation:Folder", mine.Folder)]);
        var before = await StoredAsync(bot);

        (
            await Should.ThrowAsync<StoreException>(RunningBot.StartAsync([database, new("Organisation:Folder", other.Folder)]))
        ).Message.ShouldContain("Another bot runs");

        (await StoredAsync(bot)).ShouldBe(before);
    }

    [Fact]
    public async Task Articles_that_another_program_changed_are_put_back_and_told()
    {
        using var mine = Organisation("mine");
        await using var bot = await RunningBot.StartAsync(
            [new("Organisation:Folder", mine.Folder)],
            builder => builder.Services.AddSingleton<TimeProvider>(new TestClock())
        );
        var loader = bot.Services.GetRequiredService<WorkplaceLoader>();
        await using var intruder = new Database(
            new DatabaseOptions { ConnectionString = $"Data Source={bot.Services.GetRequiredService<Database>().Where}" },
            TimeProvider.System
        );
        await intruder.OpenAsync(OpenMode.Existing, default);
        await new Articles(intruder).RetireOthersAsync(Articles.File, new HashSet<string>(), default);

        await loader.RefreshAsync(default);

        bot.Services.GetRequiredService<WorkplaceHolder>().Current.Triage.Data.Knowledge.Find("mine").ShouldNotBeNull();
        (await new Articles(intruder).LiveAsync(default)).ShouldHaveSingleItem().Id.ShouldBe("mine");
        loader.Meddling.ShouldNotBeNull().ShouldSatisfyAllConditions(one => one.Articles.ShouldBe(1), one => one.PutBack.ShouldBeTrue());
        (await bot.Http.GetStringAsync("/health/ready")).ShouldContain(
            "Another program changed 1 of the articles that come from the organisation"
        );
        // An import is nobody's mistake.
        await new Articles(intruder).PutAsync([new Article("imported", "Imported", "Its text.", []) { Source = "import" }], default);
        var told = loader.Meddling;
        (await loader.RefreshAsync(default)).ShouldBeTrue();
        loader.Meddling.ShouldBeSameAs(told);
    }

    [Theory]
    [InlineData("link")]
    [InlineData("folder")]
    [InlineData("hard link")]
    public async Task A_second_bot_by_another_name_of_the_file_is_refused(string how)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }
        using var folder = new TemporaryFolder();
        var file = folder.File("real/escalation.db");
        await using var first = new Database(new DatabaseOptions { ConnectionString = $"Data Source={file}" }, TimeProvider.System);
        await first.OpenAsync(OpenMode.Alone, default);
        var name = folder.File("other.db");
        switch (how)
        {
            case "link":
                File.CreateSymbolicLink(name, file);
                break;
            case "folder":
                System.IO.Directory.CreateSymbolicLink(folder.File("linked"), folder.File("real"));
                name = folder.File("linked/escalation.db");
                break;
            default:
                using (var link = Process.Start("ln", [file, name]))
                {
                    await link.WaitForExitAsync();
                }
                break;
        }

        await using var second = new Database(new DatabaseOptions { ConnectionString = $"Data Source={name}" }, TimeProvider.System);
        (await Should.ThrowAsync<StoreException>(second.OpenAsync(OpenMode.Alone, default))).Message.ShouldContain("Another bot runs");
    }

    [Fact]
    public async Task A_claim_ends_with_its_database_and_other_programs_may_read_and_write_meanwhile()
    {
        using var folder = new TemporaryFolder();
        var options = new DatabaseOptions { ConnectionString = $"Data Source={folder.File("escalation.db")}" };
        for (var start = 0; start < 2; start++)
        {
            await using var bot = new Database(options, TimeProvider.System);
            await bot.OpenAsync(OpenMode.Alone, default);
            await using var verb = new Database(options, TimeProvider.System);
            await verb.OpenAsync(OpenMode.Existing, default);
            (await new Counters(verb).AddAsync("n", 1, default)).ShouldBe(start + 1);
        }
    }

    [Fact]
    public async Task A_refusal_at_start_is_the_sentence_alone()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("escalation.db");
        await using var first = new Database(new DatabaseOptions { ConnectionString = $"Data Source={file}" }, TimeProvider.System);
        await first.OpenAsync(OpenMode.Alone, default);

        var (code, output, error) = await ProgramAsync(
            "serve",
            "--urls",
            "http://127.0.0.1:0",
            "--set",
            $"Database:ConnectionString=Data Source={file}"
        );

        code.ShouldBe(2);
        output.ShouldBeEmpty();
        error.Trim().ShouldBe($"Another bot runs on the database {file}. Stop it first, or use PostgreSQL for replicas.");
    }

    /// <summary>The program as people start it: what it logs goes to its own streams.</summary>
    private static async Task<(int Code, string Output, string Error)> ProgramAsync(params string[] args)
    {
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [typeof(CommandLine).Assembly.Location, .. args])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    private static OrganisationFixture Organisation(string article)
    {
        var organisation = new OrganisationFixture();
        System.IO.Directory.CreateDirectory(Path.Combine(organisation.Folder, "knowledge"));
        return organisation.Write($"knowledge/{article}.md", $"---\nid: {article}\ntitle: {article}\n---\nIts text.\n");
    }

    /// <summary>Every article, counter and schema step, as text.</summary>
    private static async Task<string> StoredAsync(RunningBot bot)
    {
        await using var connection = new SqliteConnection($"Data Source={bot.Services.GetRequiredService<Database>().Where};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT group_concat(line, ';') FROM (SELECT id || retired AS line FROM articles UNION ALL "
            + "SELECT name || value FROM counters WHERE name <> 'health' UNION ALL SELECT name FROM "
            + "schema_versions ORDER BY 1)";
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
