using EscalationBot.Core.Insights.Export;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Core.Privacy;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Insights.Export;

/// <summary>What an export does to whoever opens its files, and to the folder that it is written to.</summary>
public sealed class ExportSafetyTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("\u200B=1+1", "'\u200B=1+1")]
    [InlineData("\uFEFF\u200D+1", "'\uFEFF\u200D+1")]
    [InlineData("\uFF1D1+1", "'\uFF1D1+1")]
    [InlineData("\uFF0B1", "'\uFF0B1")]
    [InlineData("\uFF0D1", "'\uFF0D1")]
    [InlineData("\uFF20SUM(1)", "'\uFF20SUM(1)")]
    [InlineData("\u200B\uFF1D1", "'\u200B\uFF1D1")]
    [InlineData(" =1", "' =1")]
    [InlineData("\u00A0@x", "'\u00A0@x")]
    [InlineData("a;=1+1", "a;'=1+1")]
    [InlineData("a; =1+1;b;@x", "a;' =1+1;b;'@x")]
    [InlineData("a\t=1+1", "a\t'=1+1")]
    [InlineData("a\n-1\n\uFF0B2", "a\n'-1\n'\uFF0B2")]
    [InlineData("a;\u200B=1", "a;'\u200B=1")]
    [InlineData("a;\r\n=1", "a;\r\n'=1")]
    [InlineData("\ud83d\ude00 a; b", "\ud83d\ude00 a; b")]
    [InlineData("a;b=1\tc\n1-2", "a;b=1\tc\n1-2")]
    [InlineData("a=1", "a=1")]
    [InlineData("\u200Ba", "\u200Ba")]
    [InlineData("ＡＢＣ", "ＡＢＣ")]
    [InlineData("", "")]
    public void A_cell_that_a_spreadsheet_may_run_gets_an_apostrophe(string cell, string written)
    {
        using var text = new StringWriter();
        using (var csv = CsvText.To(text))
        {
            csv.Line("x", cell);
        }

        text.ToString().TrimEnd('\n').Replace("\"", "", StringComparison.Ordinal).ShouldBe($"x,{written}");
    }

    [Theory]
    [InlineData("cases.csv")]
    [InlineData("history.jsonl")]
    [InlineData("audit.jsonl")]
    [InlineData("articles")]
    public async Task Nothing_is_written_through_a_link_that_stands_in_the_folder(string name)
    {
        await using var test = await TestDatabase.OpenAsync();
        using var folder = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        var victim = elsewhere.Write("x/victim.md", "mine");
        if (name == "articles")
        {
            System.IO.Directory.CreateSymbolicLink(folder.File(name), elsewhere.File("x"));
        }
        else
        {
            File.CreateSymbolicLink(folder.File(name), victim);
        }

        var export = new OpenFiles(
            new Records(test.Database),
            new Articles(test.Database),
            new Measures(test.Database),
            new AuditReading(test.Database)
        );
        var refused = await Should.ThrowAsync<IOException>(() =>
            export.WriteAsync(folder.Path, OrganisationFolder.Read(OrganisationFixture.SampleFolder).Organisation!, CancellationToken.None)
        );

        refused.Message.ShouldContain(folder.File(name));
        (await File.ReadAllTextAsync(victim)).ShouldBe("mine");
        System.IO.Directory.GetFiles(elsewhere.File("x")).ShouldHaveSingleItem();
    }

    [Fact]
    public void A_link_that_leads_nowhere_is_not_written_through_either()
    {
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder.File("out.json"), folder.File("new.json"));

        Should.Throw<IOException>(() => PrivateFiles.WriteText(folder.File("out.json"), "x"));
        File.Exists(folder.File("new.json")).ShouldBeFalse();
    }
}
