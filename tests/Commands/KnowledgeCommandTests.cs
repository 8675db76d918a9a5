using EscalationBot.Bot.Commands;
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

    private async Task<(int Code, string Output, string Error)> RunAsync(string database)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(
            [
                "knowledge",
                "report",
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
