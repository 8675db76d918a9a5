using EscalationBot.Core.Knowledge.Articles;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Knowledge;

public sealed class ArticleTextTests
{
    public static TheoryData<Article> Articles =>
        new()
        {
            new Article("plain", "Plain", "Body.", []),
            new Article("full", "A: title # with \"signs\" \\ and 🚚", "Body\n\n- one\n- two", ["a tag", "yes", "2026-01-01"])
            {
                Audience = Audience.Client,
                Owner = "mia@example.com",
                ReviewBy = new DateOnly(2027, 1, 2),
                InForceFrom = new DateOnly(2026, 1, 1),
                InForceTo = new DateOnly(2026, 12, 31),
                Language = "de-AT",
            },
            new Article("guides/one.two", "", "No title.", []),
            new Article("heading", "Title", "# Own heading\n\nBody.", []),
            new Article("heading-only", "", "\n# Own heading\n\nBody.", []),
            new Article("dashes", "- not a list", "---\nnot: front matter\n---", []),
        };

    [Theory, MemberData(nameof(Articles))]
    public void What_is_written_is_read_back_the_same(Article article)
    {
        var reading = ArticleFiles.Read(ArticleText.FileName(article), ArticleText.Write(article), article.Updated);
        reading.Problems.ShouldBeEmpty();
        var read = reading.Article.ShouldNotBeNull();
        ArticleContent.Hash(read).ShouldBe(ArticleContent.Hash(article with { Title = read.Title, Body = article.Body.Trim() }));
        if (article.Title.Length > 0)
        {
            read.Title.ShouldBe(article.Title);
        }
    }
}
