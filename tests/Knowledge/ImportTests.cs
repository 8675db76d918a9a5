using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Articles.Import;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Knowledge;

public sealed class ImportTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_jsonl_line_needs_no_title_and_no_tags()
    {
        var read = Jsonl(
            "{\"id\":\"a\",\"body\":\"One.\"}\n\n{\"id\":7,\"title\":\"\",\"body\":\"Two.\",\"tags\":null}\n{\"id\":\"c\",\"body\":\"Three.\",\"tags\":[\"X\",\"y\"],\"url\":\"left "
                + "alone\"}"
        );
        read.Refused.ShouldBeEmpty();
        read.Articles.Select(article => article.Id).ShouldBe(["a", "7", "c"]);
        read.Articles[2].Tags.ShouldBe(["x", "y"]);
    }

    [Fact]
    public void Bad_jsonl_lines_are_refused_with_line_and_reason_and_the_others_are_read()
    {
        var read = Jsonl(
            "{\"id\":\"a\",\"body\":\"One.\"}\n{\"id\":\"b\",\n[1]\n{\"body\":\"no "
                + "id\"}\n{\"id\":\"e\",\"body\":\"  "
                + "\"}\n{\"id\":\"a\",\"body\":\"again\"}\n{\"id\":\"z\",\"body\":\"Last.\"}"
        );
        read.Articles.Select(article => article.Id).ShouldBe(["a", "z"]);
        read.Refused.Select(problem => problem.Line).ShouldBe([2, 3, 4, 5, 6]);
        read.Refused[0].What.ShouldContain("not JSON");
        read.Refused[1].What.ShouldContain("not a JSON object");
        read.Refused[2].What.ShouldContain("no id");
        read.Refused[3].What.ShouldContain("no text");
        read.Refused[4].What.ShouldContain("stands already at kb.jsonl:1");
    }

    [Fact]
    public void A_line_of_ten_megabytes_is_refused_and_the_next_one_read()
    {
        var read = Jsonl("{\"id\":\"big\",\"body\":\"" + new string('x', 10_000_000) + "\"}\n{\"id\":\"b\",\"body\":\"Two.\"}");
        read.Articles.ShouldHaveSingleItem().Id.ShouldBe("b");
        read.Refused.ShouldHaveSingleItem().Line.ShouldBe(1);
    }

    [Fact]
    public void Nesting_of_ten_thousand_levels_is_refused() =>
        Jsonl("{\"id\":\"a\",\"body\":" + new string('[', 10_000) + new string(']', 10_000) + "}").Refused.ShouldHaveSingleItem();

    [Fact]
    public void Csv_with_quotes_line_breaks_and_any_separator_is_read()
    {
        var read = CsvImport.Read(
            "kb.csv",
            "\uFEFFid;title;body;tags\r\na;\"Say \"\"hi\"\"\";\"Line one\nline; two\";x,y\r\n\r\nb;B;Two.;\r\n",
            Now
        );
        read.Refused.ShouldBeEmpty();
        read.Articles[0].Title.ShouldBe("Say \"hi\"");
        read.Articles[0].Body.ShouldBe("Line one\nline; two");
        read.Articles[0].Tags.ShouldBe(["x", "y"]);
        read.Articles[1].Id.ShouldBe("b");
    }

    [Fact]
    public void Bad_csv_rows_are_refused_with_their_line()
    {
        var read = CsvImport.Read("kb.csv", "id,body\na,One.\n,No id.\nc,\nd,Two.,more\ne,\"never closed\nf,Three.", Now);
        read.Articles.Select(article => article.Id).ShouldBe(["a"]);
        read.Refused.Select(problem => problem.Line).ShouldBe([3, 4, 5, 6]);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("name,text\na,b", "lacks id or body")]
    public void Csv_without_a_usable_header_says_what_to_write(string text, string what) =>
        CsvImport.Read("kb.csv", text, Now).Refused.ShouldHaveSingleItem().What.ShouldContain(what);

    [Fact]
    public void Importing_the_same_file_again_changes_nothing()
    {
        var first = Jsonl("{\"id\":\"a\",\"body\":\"One.\"}\n{\"id\":\"b\",\"body\":\"Two.\"}");
        var stored = first.Articles.ToDictionary(article => article.Id, ArticleContent.Hash);
        var (added, changed, unchanged) = Jsonl(
                "{\"id\":\"a\",\"body\":\"One.\"}\n{\"id\":\"b\",\"body\":\"Two!\"}\n{\"id\":\"c\",\"body\":\"Three.\"}"
            )
            .Compare(id => stored.GetValueOrDefault(id));
        added.ShouldHaveSingleItem().Id.ShouldBe("c");
        changed.ShouldHaveSingleItem().Id.ShouldBe("b");
        unchanged.ShouldBe(1);
    }

    [Fact]
    public void A_folder_of_markdown_is_read_and_a_bad_file_named()
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("articles");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "one.md"), "# One\nText.");
            System.IO.Directory.CreateDirectory(Path.Combine(folder.FullName, "sub"));
            File.WriteAllText(Path.Combine(folder.FullName, "sub", "two.md"), "---\nid: two\naudience: nobody\n---\nText.");
            var read = MarkdownImport.Read(folder.FullName, Now);
            read.Articles.ShouldHaveSingleItem().Id.ShouldBe("one");
            read.Refused.ShouldHaveSingleItem().File.ShouldBe("sub/two.md");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ImportedArticles Jsonl(string text)
    {
        using var reader = new StringReader(text);
        return JsonlImport.Read("kb.jsonl", reader, Now);
    }
}
