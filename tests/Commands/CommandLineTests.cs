using System.IO.Compression;
using EscalationBot.Bot.Commands;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Commands;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("nonsense")]
    [InlineData("serve --nonsense")]
    [InlineData("--set")]
    [InlineData("--set Slack:BotToken")]
    [InlineData("--set =x")]
    [InlineData("serve extra")]
    public async Task Every_parse_error_ends_with_2_and_points_to_help(string line)
    {
        var (code, output, error) = await RunAsync(line.Split(' '));
        code.ShouldBe(2);
        output.ShouldBeEmpty();
        error.ShouldContain("--help");
    }

    [Fact]
    public async Task A_misspelt_setting_is_named_with_the_one_that_was_meant()
    {
        var (code, _, error) = await RunAsync("--set", "Slack:BotTokn=x");
        code.ShouldBe(2);
        error.ShouldContain("Did you mean Slack:BotToken?");
    }

    [Fact]
    public async Task All_wrong_settings_are_told_in_one_message_and_nothing_is_started()
    {
        var (code, _, error) = await RunAsync(
            "serve",
            "--urls",
            "ftp://localhost:1;nonsense",
            "--set",
            "Retention:Days=soon",
            "--set",
            "Teams:ManagedIdentity=perhaps",
            "--set",
            "Ai:ChatModel=m",
            "--set",
            "Database:Engine=oracle",
            "--set",
            "Slack:Mode=telepathy",
            "--set",
            "Teams:Cloud=nine",
            "--set",
            "Organisation:Folder=no-such-folder"
        );
        code.ShouldBe(2);
        (await RunAsync("serve", "--set", "Retention:Days=-1")).Error.ShouldContain("Retention:Days: ");
        foreach (
            var setting in new[]
            {
                "Database:Engine: ",
                "Slack:Mode: ",
                "Teams:Cloud: ",
                "no-such-folder",
                "Retention:Days: ",
                "Teams:ManagedIdentity: ",
                "Ai:Endpoint: ",
                "Urls: \"ftp://localhost:1\"",
                "Urls: \"nonsense\"",
            }
        )
        {
            error.ShouldContain(setting);
        }
    }

    [Fact]
    public async Task A_month_is_not_played_for_settings_with_which_nothing_can_start()
    {
        var (code, output, error) = await RunAsync("serve", "--demo", "month", "--set", "Retention:Days=soon", "--urls", "nonsense");
        code.ShouldBe(2);
        error.ShouldContain("Retention:Days: ");
        error.ShouldContain("Urls: ");
        output.ShouldBeEmpty();
        Directory.Exists(Path.Combine("data", "demo-month")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("serve --help")]
    public async Task Help_ends_with_0(string line)
    {
        var (code, output, error) = await RunAsync(line.Split(' '));
        code.ShouldBe(0);
        output.ShouldContain("--set <A:B=VALUE>");
        error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Check_tells_every_problem_with_file_and_line_and_ends_with_1()
    {
        using var folder = new TemporaryFolder();
        foreach (var file in System.IO.Directory.EnumerateFiles(OrganisationFixture.SampleFolder))
        {
            folder.Write(Path.GetFileName(file), await File.ReadAllTextAsync(file));
        }
        folder.Write(
            "organisation.yaml",
            (await File.ReadAllTextAsync(folder.File("organisation.yaml"))).Replace(
                "time_zone: ",
                "time_zone: Mars/",
                StringComparison.Ordinal
            )
        );
        folder.Write("knowledge/one.md", "---\nid: one\nreview_by: soon\n---\nText.\n");
        folder.Write("knowledge/two.md", "---\nid: two\n");
        var (code, output, _) = await RunAsync("check", "--organisation", folder.Path);
        code.ShouldBe(1);
        output.ShouldContain("organisation.yaml:");
        output.ShouldContain("Mars/");
        output.ShouldContain("knowledge/one.md:3: error:");
        output.ShouldContain("knowledge/two.md:1: error:");
    }

    [Theory]
    [InlineData(
        "expects: password-rest",
        "warning: The canary question of the article password-rest has no answer: there is no such article.",
        0
    )]
    [InlineData("expects: invoice-explained", "error: The canary question of the article invoice-explained finds password-reset first.", 1)]
    public async Task Check_asks_the_canary_question(string expects, string what, int ends)
    {
        using var folder = new TemporaryFolder();
        foreach (var file in System.IO.Directory.EnumerateFiles(OrganisationFixture.SampleFolder, "*", SearchOption.AllDirectories))
        {
            folder.Write(Path.GetRelativePath(OrganisationFixture.SampleFolder, file), await File.ReadAllTextAsync(file));
        }
        var yaml = (await File.ReadAllTextAsync(folder.File("organisation.yaml"))).Replace(
            "expects: password-reset",
            expects,
            StringComparison.Ordinal
        );
        folder.Write("organisation.yaml", yaml);
        var (code, output, _) = await RunAsync("check", "--organisation", folder.Path);
        code.ShouldBe(ends);
        output.ShouldContain(
            $"organisation.yaml:{Array.FindIndex(yaml.Split('\n'), line => line.Contains(expects, StringComparison.Ordinal)) + 1}: {what}"
        );
    }

    [Fact]
    public async Task The_sample_organisation_passes_its_check()
    {
        var (code, output, _) = await RunAsync("check");
        output.ShouldContain(": good.");
        code.ShouldBe(0);
    }

    [Fact]
    public async Task Two_articles_with_one_id_are_an_error()
    {
        using var folder = new TemporaryFolder();
        foreach (var file in System.IO.Directory.EnumerateFiles(OrganisationFixture.SampleFolder))
        {
            folder.Write(Path.GetFileName(file), await File.ReadAllTextAsync(file));
        }
        folder.Write("knowledge/one.md", "---\nid: same\n---\nText.\n");
        folder.Write("knowledge/two.md", "---\nid: same\n---\nText.\n");
        var (code, output, _) = await RunAsync("check", "--organisation", folder.Path);
        code.ShouldBe(1);
        output.ShouldContain("knowledge/two.md:1: error: The id \"same\" stands already in knowledge/one.md.");
    }

    [Theory]
    [InlineData("check --organisation no-such-folder", "no-such-folder")]
    [InlineData("eval --kb none.jsonl --questions none.jsonl --out run.json", "none.jsonl")]
    [InlineData("eval --kb none.jsonl --questions none.jsonl --out run.json --set Triage:ErrorRate=much", "Triage:ErrorRate: ")]
    [InlineData("check --set Triage:ErrorRate=0.9", "Triage:ErrorRate ")]
    public async Task What_a_verb_cannot_use_is_named_and_ends_with_2(string line, string named)
    {
        var (code, _, error) = await RunAsync(line.Split(' '));
        code.ShouldBe(2);
        error.ShouldContain(named);
    }

    [Fact]
    public async Task A_verb_does_not_check_settings_that_it_does_not_use() =>
        (await RunAsync("check", "--set", "Retention:Days=soon", "--set", "Ai:ChatModel=m")).Code.ShouldBe(0);

    [Fact]
    public async Task Eval_writes_the_run_and_ends_with_the_line_that_scripts_read()
    {
        using var folder = new TemporaryFolder();
        var kb = folder.Write(
            "kb.jsonl",
            "{\"id\":\"a1\",\"title\":\"Reset a password\",\"body\":\"Choose Forgot password on the sign-in "
                + "page.\"}\n{\"id\":\"a2\",\"body\":\"\"}\nbroken\n"
        );
        var questions = folder.Write("questions.jsonl", "{\"id\":\"q1\",\"text\":\"how do I reset my password\"}\n");
        var (code, output, error) = await RunAsync("eval", "--kb", kb, "--questions", questions, "--out", folder.File("run.json"));
        code.ShouldBe(0);
        error.ShouldContain("kb.jsonl:3");
        output.TrimEnd().Split('\n')[^1].ShouldMatch(@"^build \d+ ms · memory \d+ MiB · \d+ queries/s · p50 [\d.]+ ms · p99 [\d.]+ ms$");
        (await File.ReadAllTextAsync(folder.File("run.json"))).ShouldStartWith("{\"q1\":{\"ranking\":[[\"a1\",");
    }

    [Fact]
    public async Task Pack_writes_the_Teams_package_and_the_Slack_manifest_of_this_deployment()
    {
        using var folder = new TemporaryFolder();
        var (code, output, _) = await RunAsync(
            "pack",
            "--out",
            folder.File("packed"),
            "--url",
            "https://bot.example.com",
            "--set",
            "Teams:AppId=11111111-2222-4333-8444-555555555555"
        );
        code.ShouldBe(0, output);
        await using var zip = await ZipFile.OpenReadAsync(folder.File("packed/teams-app.zip"));
        zip.Entries.Select(entry => entry.Name).ShouldBe(["manifest.json", "color.png", "outline.png"]);
        (await File.ReadAllTextAsync(folder.File("packed/slack-manifest.json"))).ShouldContain("https://bot.example.com/slack/events");
    }

    [Theory]
    [InlineData("http://bot.example.com", "", "Teams and Slack call https addresses only, not http; TLS belongs to the proxy")]
    [InlineData("https://bot.example.com/path", "", "the address has no path")]
    [InlineData("https://bot.example.com/?a=b", "", "the address has no path")]
    [InlineData("https://me:secret@bot.example.com", "", "a user name or password has no place")]
    [InlineData("bot.example.com", "", "this is no whole address")]
    [InlineData("/bot", "", "this is no whole address")]
    [InlineData("https://bot.example.com", "no-guid", "Teams:AppId: write the application (client) id")]
    public async Task Pack_refuses_what_no_platform_would_take_and_says_why(string url, string appId, string why)
    {
        using var folder = new TemporaryFolder();
        var (code, _, error) = await RunAsync("pack", "--out", folder.File("packed"), "--url", url, "--set", $"Teams:AppId={appId}");
        code.ShouldBe(2);
        error.ShouldContain(why);
        System.IO.Directory.Exists(folder.File("packed")).ShouldBeFalse();
    }

    [Fact]
    public async Task Pack_leaves_a_whole_package_behind_or_the_old_one()
    {
        using var folder = new TemporaryFolder();
        folder.Write("packed/teams-app.zip", "the package of yesterday");
        // The Slack manifest cannot take its place: the verb fails before the package.
        System.IO.Directory.CreateDirectory(folder.File("packed/slack-manifest.json"));
        (
            await RunAsync(
                "pack",
                "--out",
                folder.File("packed"),
                "--url",
                "https://bot.example.com",
                "--set",
                "Teams:AppId=11111111-2222-4333-8444-555555555555"
            )
        ).Code.ShouldBe(2);
        (await File.ReadAllTextAsync(folder.File("packed/teams-app.zip"))).ShouldBe("the package of yesterday");
        System
            .IO.Directory.GetFileSystemEntries(folder.File("packed"))
            .Select(Path.GetFileName)
            .ShouldBe(["slack-manifest.json", "teams-app.zip"], ignoreOrder: true);
    }

    [Fact]
    public async Task The_package_of_Teams_links_to_the_pages_for_privacy_and_terms()
    {
        using var folder = new TemporaryFolder();
        (
            await RunAsync(
                "pack",
                "--out",
                folder.Path,
                "--url",
                "https://bot.example.com",
                "--set",
                "Teams:AppId=11111111-2222-4333-8444-555555555555"
            )
        ).Code.ShouldBe(0);
        await using var zip = await ZipFile.OpenReadAsync(folder.File("teams-app.zip"));
        using var manifest = new StreamReader(await zip.GetEntry("manifest.json")!.OpenAsync());
        var text = await manifest.ReadToEndAsync();
        text.ShouldContain("\"privacyUrl\": \"https://bot.example.com/privacy\"");
        text.ShouldContain("\"termsOfUseUrl\": \"https://bot.example.com/terms\"");
    }

    [Fact]
    public async Task Doctor_names_each_part_and_ends_with_1_when_one_fails()
    {
        using var folder = new TemporaryFolder();
        var database = $"Database:ConnectionString=Data Source={folder.File("none.db")}";
        var (code, output, _) = await RunAsync("doctor", "--set", database);
        code.ShouldBe(0, output);
        output.ShouldContain("warn  database");
        output.ShouldContain("off   slack");
        File.Exists(folder.File("none.db")).ShouldBeFalse();

        // Nothing listens on the discard port.
        (code, output, _) = await RunAsync(
            "doctor",
            "--set",
            database,
            "--set",
            "Slack:BotToken=xoxb-test",
            "--set",
            "Slack:SigningSecret=test",
            "--set",
            "Slack:ApiUrl=http://127.0.0.1:9/"
        );
        code.ShouldBe(1);
        output.ShouldContain("fail  slack         auth.test");
        (code, output, _) = await RunAsync("doctor", "--set", database, "--set", "Teams:AppId=nonsense");
        code.ShouldBe(1);
        output.ShouldContain("fail  settings      Teams:AppId");
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
