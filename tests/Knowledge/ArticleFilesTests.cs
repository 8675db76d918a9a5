using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Messages;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Knowledge;

public sealed class ArticleFilesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_field_of_the_front_matter_is_read()
    {
        var article = Read(
            "---\nid: Renew-Cert\ntitle: Renew the certificate\ntags: [SSO, certificate]\naudience: "
                + "client\nowner: ana@example.com\nupdated: 2026-03-04\nreview_by: 2027-01-31\nin_force_from: "
                + "2026-01-01\nin_force_to: 2027-12-31\n---\n\nOpen Settings.\n"
        ).Article!;
        article.Id.ShouldBe("renew-cert");
        article.Title.ShouldBe("Renew the certificate");
        article.Tags.ShouldBe(["sso", "certificate"]);
        article.Audience.ShouldBe(Audience.Client);
        article.Owner.ShouldBe("ana@example.com");
        article.ReviewBy.ShouldBe(new DateOnly(2027, 1, 31));
        article.InForceFrom.ShouldBe(new DateOnly(2026, 1, 1));
        article.InForceTo.ShouldBe(new DateOnly(2027, 12, 31));
        article.Body.ShouldBe("Open Settings.");
        article.Updated.ShouldBe(new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero), "noon, the same day for nearly every reader");
    }

    [Fact]
    public void Without_a_day_of_its_own_an_article_has_the_one_it_is_given() =>
        Read("---\nid: a\n---\nText").Article!.Updated.ShouldBe(Now);

    [Fact]
    public void Without_front_matter_the_file_name_is_the_id_and_the_first_heading_the_title()
    {
        var article = ArticleFiles
            .Read("knowledge/export-limits.md", "\uFEFF# Export limits\r\n\r\nAt most 10,000 rows.\r\n", Now)
            .Article!;
        (article.Id, article.Title, article.Body).ShouldBe(("export-limits", "Export limits", "At most 10,000 rows."));
    }

    [Theory]
    [InlineData("---\nid: a\nreview_by: soon\n---\nText", 3, "not a date")]
    [InlineData("---\nid: a\naudience: everyone\n---\nText", 3, "unknown")]
    [InlineData("---\nid: a b c!\n---\nText", 2, "cannot be used")]
    [InlineData("---\nid: a\n---\n\n", 1, "no text")]
    [InlineData("---\nid: a\nText without an end", 1, "does not end")]
    [InlineData("---\nid: [\n---\nText", 3, "not YAML")]
    [InlineData("---\nid: a\nin_force_from: 2026-02-01\nin_force_to: 2026-01-01\n---\nText", 4, "before the first")]
    public void A_mistake_is_told_with_its_line(string text, int line, string what)
    {
        var reading = Read(text);
        reading.Article.ShouldBeNull();
        reading.Problems.ShouldContain(problem =>
            problem.Level == ProblemLevel.Error
            && problem.Line == line
            && problem.What.Contains(what, StringComparison.Ordinal)
            && problem.Fix.Length > 0
        );
    }

    [Fact]
    public void All_mistakes_are_told_at_once() => Read("---\nid: a!\naudience: x\nreview_by: y\n---\n").Problems.Count.ShouldBe(4);

    [Fact]
    public void An_unknown_name_is_a_warning_and_the_article_is_read()
    {
        var reading = Read("---\nid: a\ntitel: A\n---\nText");
        reading.Article.ShouldNotBeNull();
        reading.Problems.ShouldHaveSingleItem().Level.ShouldBe(ProblemLevel.Warning);
    }

    [Fact]
    public void The_content_hash_sees_words_and_not_versions()
    {
        var article = Read("---\nid: a\ntags: [x]\n---\nText").Article!;
        ArticleContent
            .Hash(article)
            .ShouldBe(ArticleContent.Hash(article with { Version = 7, Updated = Now.AddDays(1), Source = "import" }));
        ArticleContent.Hash(article).ShouldNotBe(ArticleContent.Hash(article with { Body = "Text." }));
        ArticleContent.Hash(article).ShouldNotBe(ArticleContent.Hash(article with { Audience = Audience.Client }));
        ArticleContent.Hash(article).ShouldNotBe(ArticleContent.Hash(article with { Tags = ["x", "y"] }));
    }

    private static ArticleReading Read(string text) => ArticleFiles.Read("knowledge/a.md", text, Now);
}
