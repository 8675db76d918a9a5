using EscalationBot.Bot.Commands;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Commands;

public sealed class KnowledgeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly OrganisationFixture _organisation = new();

    public void Dispose()
    {
        _folder.Dispose();
        _organisation.Dispose();
    }

    [Fact]
    public async Task The_report_on_the_knowledge_base_is_printed_and_without_a_database_it_ends_with_2()
    {
        await using (var world = await DeskWorld.OpenAsync())
        {
            await world.Person("ana").SaysAsync("how do I renew the signing certificate for single sign-on?");
            await world.Store.Database.BackupAsync(_folder.File("report.db"));
        }
        var (code, output, error) = await RunAsync("report.db");
        error.ShouldBeEmpty();
        code.ShouldBe(0);
        output.ShouldContain("The knowledge base:");
        output.ShouldContain("Promised: at most 10% of the answers are wrong.");
        output.ShouldContain("What would raise it");
        var missing = await RunAsync("elsewhere.db");
        missing.Code.ShouldBe(2);
        missing.Error.ShouldContain("elsewhere.db");
    }

    [Fact]
    public async Task Articles_are_tried_before_they_are_live_and_what_would_get_worse_ends_with_1()
    {
        await using (var world = await DeskWorld.OpenAsync())
        {
            await new Articles(world.Store.Database).PutAsync([.. DeskWorld.Articles], default);
            var ana = world.Person("ana");
            await ana.SaysAsync("how do I renew the signing certificate for single sign-on?");
            await ana.PressesAsync(world.Messages.Last(message => message.Value.Place == ana.Place).Key, "This solved it");
            await world.Store.Database.BackupAsync(_folder.File("test.db"));
        }

        var knowledge = Directory.CreateDirectory(_folder.File("new/knowledge")).FullName;
        foreach (var article in DeskWorld.Articles)
        {
            await File.WriteAllTextAsync(
                Path.Combine(knowledge, article.Id + ".md"),
                $"---\nid: {article.Id}\ntitle: {article.Title}\ntags: [{string.Join(", ", article.Tags)}]\n"
                    + $"audience: {(article.Audience is Audience.Client ? "client" : "internal")}\n---\n{article.Body}\n"
            );
        }

        foreach (var folder in new[] { _folder.File("new"), knowledge })
        {
            var same = await RunAsync("test.db", "test", folder);
            same.Error.ShouldBeEmpty();
            same.Output.ShouldContain("1 confirmed questions were asked; 0 articles are changed, added or gone.");
            same.Code.ShouldBe(0);
        }

        File.Delete(Path.Combine(knowledge, "sso-certificate.md"));
        var worse = await RunAsync("test.db", "test", _folder.File("new"));
        worse.Code.ShouldBe(1);
        worse.Output.ShouldContain("1 would get worse:");
        worse.Output.ShouldContain("\"how do I renew the signing certificate for single sign-on?\"");
        worse.Output.ShouldContain("was: \"Renew the signing certificate for single sign-on\"");
        worse.Output.ShouldContain("(changed: sso-certificate)");

        await File.WriteAllTextAsync(Path.Combine(knowledge, "broken.md"), "---\nid: [\n---\nno");
        var broken = await RunAsync("test.db", "test", _folder.File("new"));
        broken.Code.ShouldBe(1);
        broken.Output.ShouldContain("broken.md");
        broken.Output.ShouldContain("Nothing was asked");
        (await RunAsync("test.db", "test", _folder.File("nowhere"))).Code.ShouldBe(2);
        Directory.CreateDirectory(_folder.File("empty"));
        var empty = await RunAsync("test.db", "test", _folder.File("empty"));
        empty.Code.ShouldBe(2);
        empty.Error.ShouldContain("holds no folder knowledge");
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string database, params string[] verb)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(
            [
                "knowledge",
                .. verb is [] ? ["report"] : verb,
                "--set",
                $"Database:ConnectionString=Data Source={_folder.File(database)}",
                "--set",
                $"Organisation:Folder={_organisation.Folder}",
            ],
            output,
            error
        );
        return (code, output.ToString(), error.ToString());
    }
}
