using EscalationBot.Bot.Commands;
using EscalationBot.Bot.Health;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Store;

public sealed class SqliteVersionTests
{
    [Fact]
    public void The_program_brings_a_SQLite_whose_log_is_safe() => SqliteVersion.Problem(SqliteVersion.Current).ShouldBeNull();

    [Theory]
    [InlineData("3.50.4")]
    [InlineData("3.51.2")]
    [InlineData("3.7.17")]
    public void An_older_one_fails_the_doctor_with_what_to_do(string version)
    {
        var finding = FileChecks.OfVersion(Version.Parse(version));
        finding.ToString().ShouldStartWith($"fail  database      SQLite {version} can damage the database");
        finding.What.ShouldContain("3.51.3");
    }

    [Fact]
    public async Task The_doctor_names_the_version()
    {
        using var folder = new TemporaryFolder();
        var connection = $"Data Source={folder.File("escalation.db")}";
        await using (var database = new Database(new DatabaseOptions { ConnectionString = connection }, TimeProvider.System))
        {
            await database.OpenAsync(OpenMode.Create, CancellationToken.None);
        }
        using var output = new StringWriter();
        using var error = new StringWriter();
        await CommandLine.RunAsync(["doctor", "--set", $"Database:ConnectionString={connection}"], output, error);
        output.ToString().ShouldContain($"ok    database      SQLite {SqliteVersion.Current}.");
    }
}
