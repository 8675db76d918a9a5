using System.Text.Json.Nodes;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Articles.Import;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Knowledge;

/// <summary>Articles as help centres, wikis and site generators hand them out. The shapes stand in published.json.</summary>
public sealed class PublishedFormsTests
{
    public static TheoryData<string, string, string> Shapes()
    {
        var shapes = new TheoryData<string, string, string>();
        foreach (
            var shape in JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Knowledge/published.json")))!.AsArray()
        )
        {
            shapes.Add((string)shape!["what"]!, (string)shape["body"]!, (string)shape["text"]!);
        }
        return shapes;
    }

    private static ArticleReading Read(string text, string file = "a.md") => ArticleFiles.Read(file, text, default);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void What_is_exported_becomes_Markdown(string what, string body, string text)
    {
        var reading = Read($"---\ntitle: T\n---\n{body}");
        reading.Problems.ShouldBeEmpty(what);
        reading.Article!.Body.ShouldBe(text, what);
    }

    [Theory]
    [InlineData("{% include \"limits.md\" %}")]
    [InlineData("See {% render 'x' %}.")]
    [InlineData("{{< include file=\"x\" >}}")]
    [InlineData("{{% snippet x %}}")]
    [InlineData("[!INCLUDE [x](y.md)]")]
    [InlineData("--8<-- \"x.md\"")]
    [InlineData("<p>{% include x %}</p>")]
    public void What_brings_in_text_from_elsewhere_is_refused_with_its_line(string line)
    {
        var reading = Read($"---\ntitle: T\n---\nfirst\n\n{line}\n");
        reading.Article.ShouldBeNull();
        var problem = reading.Problems.ShouldHaveSingleItem();
        problem.Line.ShouldBe(6);
        problem.What.ShouldContain("not here");
    }

    [Fact]
    public void What_HTML_hides_is_refused_and_not_shown() =>
        Read("---\ntitle: T\n---\n<p>a</p><p style=\"display:none\">b</p>").Article.ShouldBeNull();

    [Fact]
    public void Front_matter_of_Hugo_is_read()
    {
        var reading = Read(
            "+++\ntitle = \"Reset the \\\"kiosk\\\" printer\" # shown\ndate = 2023-04-05T10:00:00Z\nlastmod = 2024-01-02T03:04:05Z\n"
                + "tags = [\n  \"printer\", # one\n  'kiosk',\n]\n[menu]\nweight = 5\n+++\nHold the green key."
        );
        reading.Article!.Title.ShouldBe("Reset the \"kiosk\" printer");
        reading.Article.Body.ShouldBe("Hold the green key.");
        reading.Article.Tags.ShouldBe(["printer", "kiosk"]);
        reading.Article.Updated.ShouldBe(new DateTimeOffset(2024, 1, 2, 3, 4, 5, TimeSpan.Zero));
        reading.Problems.ShouldHaveSingleItem().What.ShouldContain("date");
    }

    [Theory]
    [InlineData("+++\ntitle = \"x\n+++\nbody", 2)]
    [InlineData("+++\ntitle\n+++\nbody", 2)]
    [InlineData("+++\nid = \"a\"\ntags = [\"x\"\n+++\nbody", 3)]
    [InlineData("+++\ntitle = \"\"\"x\"\"\"\n+++\nbody", 2)]
    [InlineData("+++\ntitle = [\"a\"]\n+++\nbody", 2)]
    [InlineData("+++\ntitle = \"x\"\nbody", 1)]
    public void Front_matter_that_is_not_TOML_is_refused_with_its_line(string text, int line)
    {
        var reading = Read(text);
        reading.Article.ShouldBeNull();
        reading.Problems[0].Line.ShouldBe(line);
    }

    [Theory]
    [InlineData("updated", "2026-03-01", "2026-03-01T12:00:00Z")]
    [InlineData("updated_at", "2026-03-01T10:20:30Z", "2026-03-01T10:20:30Z")]
    [InlineData("Last Modified", "2026-03-01 10:20:30", "2026-03-01T10:20:30Z")]
    [InlineData("lastmod", "2026-03-01T10:20:30+02:00", "2026-03-01T08:20:30Z")]
    [InlineData("last-updated", "2026/03/01", "2026-03-01T12:00:00Z")]
    [InlineData("dateModified", "1772360430", "2026-03-01T10:20:30Z")]
    [InlineData("edited_at", "1772360430000", "2026-03-01T10:20:30Z")]
    [InlineData("modified", "2026-03-01 10:20:30 UTC", "2026-03-01T10:20:30Z")]
    public void The_day_of_change_has_many_names_and_forms(string name, string value, string moment)
    {
        var expected = DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture);
        Read($"---\ntitle: T\n{name}: \"{value}\"\n---\nbody").Article!.Updated.ShouldBe(expected);
        CsvImport.Read("a.csv", $"id,body,{name}\na,b,{value}\n", default).Articles.ShouldHaveSingleItem().Updated.ShouldBe(expected);
        var json = $"{{\"id\":\"a\",\"body\":\"b\",\"{name}\":\"{value}\"}}";
        JsonlImport.Read("a.jsonl", new StringReader(json), default).Articles.ShouldHaveSingleItem().Updated.ShouldBe(expected);
    }

    [Fact]
    public void Our_own_name_goes_before_anothers_and_a_foreign_moment_that_cannot_be_read_costs_no_article()
    {
        Read("---\ntitle: T\nmodified: 2020-01-01\nupdated: 2026-03-01\nlastmod: 2021-01-01\n---\nb").Article!.Updated.Year.ShouldBe(2026);
        Read("---\ntitle: T\nmodified: three weeks ago\n---\nb").Article.ShouldNotBeNull();
        Read("---\ntitle: T\nupdated: three weeks ago\n---\nb").Article.ShouldBeNull();
    }

    [Fact]
    public void Labels_and_locale_are_read_by_the_names_of_help_centres()
    {
        var csv = CsvImport.Read("a.csv", "id,body,subject,label_names,locale\na,b,Plan,\"one,two\",de\n", default);
        var article = csv.Articles.ShouldHaveSingleItem();
        (article.Title, article.Language).ShouldBe(("Plan", "de"));
        article.Tags.ShouldBe(["one", "two"]);
    }

    [Theory]
    [InlineData("id,title,body\na,T,b\n,,\n,,\n")]
    [InlineData("id,title,body\r\na,T,b\r\n , ,\r\n")]
    [InlineData("id;title;body\na;T;b;;;\n;;;;;\n")]
    [InlineData("id,title,body,,\na,T,b,,\n,,,,\n\n")]
    public void Empty_rows_and_columns_of_a_spreadsheet_are_nothing(string csv)
    {
        var read = CsvImport.Read("a.csv", csv, default);
        read.Refused.ShouldBeEmpty();
        read.Notes.ShouldBeEmpty();
        read.Articles.ShouldHaveSingleItem().Body.ShouldBe("b");
    }

    [Fact]
    public void A_bodys_HTML_in_CSV_and_JSON_becomes_Markdown()
    {
        CsvImport.Read("a.csv", "id,body\na,\"<p>one <b>two</b></p>\"\n", default).Articles[0].Body.ShouldBe("one **two**");
        var json = new StringReader("{\"id\":\"a\",\"body\":\"<p>one <b>two</b></p>\"}");
        JsonlImport.Read("a.jsonl", json, default).Articles[0].Body.ShouldBe("one **two**");
    }

    [Theory]
    [InlineData("x.md", true)]
    [InlineData("x.MD", true)]
    [InlineData("x.markdown", true)]
    [InlineData("x.Mdx", true)]
    [InlineData("x.md.bak", false)]
    [InlineData("md", false)]
    public void Files_of_Markdown_have_several_endings(string name, bool isArticle) => ArticleFiles.IsArticle(name).ShouldBe(isArticle);
}
