using System.Diagnostics;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Articles.Import;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Organisation;

/// <summary>
/// Whoever may put files into the organisation's folder must not make the bot read others of the machine, wait for ever, or fill its
/// memory.
/// </summary>
public sealed class PlainFilesTests : IDisposable
{
    private readonly OrganisationFixture _fixture = new();
    private readonly TemporaryFolder _elsewhere = new();

    public PlainFilesTests() => _fixture.Write("knowledge/good.md", "# Good\n\nBody.");

    public void Dispose()
    {
        _fixture.Dispose();
        _elsewhere.Dispose();
    }

    private string In(string name) => Path.Combine(_fixture.Folder, name);

    private IReadOnlyList<string> Knowledge() => [.. KnowledgeFolder.Read(_fixture.Folder).Problems.Select(Told)];

    private static string Told(Problem problem) => $"{problem.File} {problem.What} {problem.Fix}";

    private static void Pipe(string path)
    {
        using var made = Process.Start("mkfifo", path)!;
        made.WaitForExit();
        made.ExitCode.ShouldBe(0);
    }

    /// <summary>What waits for the other end of a pipe never comes back.</summary>
    private static async Task<T> SoonAsync<T>(Func<T> read) => await Task.Run(read).WaitAsync(TimeSpan.FromSeconds(20));

    [Fact]
    public void An_article_that_is_a_link_to_a_place_outside_is_refused_by_name()
    {
        var secret = _elsewhere.Write("secret.txt", "# Secret\n\nThe machine's own.");
        File.CreateSymbolicLink(In("knowledge/host.md"), secret);

        Knowledge().ShouldHaveSingleItem().ShouldStartWith("knowledge/host.md The file is a link to a place outside");
        KnowledgeFolder.Read(_fixture.Folder).Articles.ShouldBeEmpty();
    }

    /// <summary>"a/../x" behind a link means the folder above the link's end, whatever its words look like.</summary>
    [Fact]
    public void A_link_that_only_looks_as_if_it_stayed_inside_is_refused()
    {
        _elsewhere.Write("deep/x.txt", "x");
        _elsewhere.Write("good.md", "# Stolen\n\nThe machine's own.");
        System.IO.Directory.CreateSymbolicLink(In("knowledge/a"), _elsewhere.File("deep"));
        File.CreateSymbolicLink(In("knowledge/b.md"), "a/../good.md");

        Knowledge()
            .ShouldBe([
                "knowledge/a The file is a link to a place outside this folder. Put the file itself into the folder.",
                "knowledge/b.md The file is a link to a place outside this folder. Put the file itself into the folder.",
            ]);
    }

    [Fact]
    public void Links_inside_the_folder_are_read_as_Kubernetes_mounts_them_and_circles_end()
    {
        _fixture.Write("knowledge/..2026_11_29/mounted.md", "# Mounted\n\nBody.");
        System.IO.Directory.CreateSymbolicLink(In("knowledge/..data"), "..2026_11_29");
        File.CreateSymbolicLink(In("knowledge/mounted.md"), "..data/mounted.md");
        System.IO.Directory.CreateSymbolicLink(In("knowledge/round"), "../knowledge");

        var reading = KnowledgeFolder.Read(_fixture.Folder);

        reading.Problems.ShouldBeEmpty();
        reading.Articles.Select(article => article.Id).ShouldBe(["good", "mounted"]);
    }

    [Fact]
    public void The_folder_itself_may_be_a_link()
    {
        System.IO.Directory.CreateSymbolicLink(_elsewhere.File("organisation"), _fixture.Folder);

        OrganisationFolder.Read(_elsewhere.File("organisation")).Organisation.ShouldNotBeNull();
        KnowledgeFolder.Read(_elsewhere.File("organisation")).Articles.ShouldHaveSingleItem();
        MarkdownImport.Read(_elsewhere.File("organisation/knowledge"), default).Articles.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_link_that_leads_nowhere_or_to_itself_is_told()
    {
        File.CreateSymbolicLink(In("knowledge/gone.md"), "nothing.md");
        File.CreateSymbolicLink(In("knowledge/self.md"), "self.md");

        Knowledge().Count(problem => problem.Contains("leads nowhere", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("/dev/zero")]
    [InlineData("/dev/tty")]
    public async Task Pipes_and_devices_are_refused_by_name_and_never_waited_for(string kind)
    {
        if (kind == "pipe")
        {
            Pipe(In("knowledge/x.md"));
        }
        else
        {
            File.CreateSymbolicLink(In("knowledge/x.md"), kind);
        }

        (await SoonAsync(Knowledge)).ShouldHaveSingleItem().ShouldStartWith("knowledge/x.md ");
    }

    [Theory]
    [InlineData("accounts.csv")]
    [InlineData("criteria.yaml")]
    [InlineData("synonyms.yaml")]
    [InlineData("organisation.yaml")]
    public async Task Every_file_of_the_organisation_is_read_only_where_it_is_a_file_of_the_folder(string file)
    {
        var secret = _elsewhere.Write("secret.txt", "root:x:0:0");
        File.Delete(In(file));
        File.CreateSymbolicLink(In(file), secret);
        var errors = Errors();
        errors.ShouldContain(error => error.StartsWith($"{file} The file is a link to a place outside", StringComparison.Ordinal));
        errors.ShouldNotContain(error => error.Contains("root:x", StringComparison.Ordinal));

        File.Delete(In(file));
        Pipe(In(file));
        (await SoonAsync(Errors)).ShouldContain(error => error.StartsWith($"{file} This is a pipe", StringComparison.Ordinal));

        IReadOnlyList<string> Errors() => [.. _fixture.Problems().Where(problem => problem.Level == ProblemLevel.Error).Select(Told)];
    }

    [Fact]
    public async Task A_calendar_is_a_file_of_the_folder()
    {
        _fixture.Change("organisation.yaml", "default: true,", "default: true, rota: rota/technical.ics,");
        System.IO.Directory.CreateDirectory(In("rota"));
        Pipe(In("rota/technical.ics"));

        (await SoonAsync(() => _fixture.Problems()))
            .Select(Told)
            .ShouldContain(error => error.StartsWith("rota/technical.ics This is a pipe", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_import_refuses_what_lies_in_the_folder_and_takes_what_the_command_names()
    {
        var secret = _elsewhere.Write("secret.md", "# Secret\n\nBody.");
        File.CreateSymbolicLink(In("knowledge/host.md"), secret);
        Pipe(In("knowledge/pipe.md"));

        var read = await SoonAsync(() => MarkdownImport.Read(In("knowledge"), default));
        read.Articles.Select(article => article.Id).ShouldBe(["good"]);
        MarkdownImport.Read(In("knowledge/host.md"), default).Articles.ShouldHaveSingleItem();
    }

    [Fact]
    public void An_empty_file_is_no_pipe()
    {
        _fixture.Write("knowledge/empty.md", "");
        Knowledge().ShouldNotContain(problem => problem.Contains("pipe", StringComparison.Ordinal));
    }
}
