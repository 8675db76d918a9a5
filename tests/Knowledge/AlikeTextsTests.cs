using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Knowledge.Search;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Knowledge;

public sealed class AlikeTextsTests
{
    /// <summary>
    /// The fifth and the sixth share one word with the question; what the fifth is like is found as well, what the sixth is like is not.
    /// </summary>
    private static readonly string[] Texts =
    [
        "refund for the parcel lost in transit",
        "refund of a parcel lost by the courier",
        "parcel lost by the courier in transit",
        "courier lost the parcel in transit again",
        "courier and transit: parcel gone",
        "lost umbrella at the front desk",
        "umbrella at the front desk",
        "an umbrella stands at the front desk",
        "front desk: whose umbrella?",
        "umbrella left at the front desk",
    ];

    [Fact]
    public void A_text_like_those_that_are_found_passes_one_that_is_alone()
    {
        var alone = Index(titles: true, more: " ").Search(Query("refund for a lost parcel")).Hits.Select(hit => hit.Article.Id).ToList();
        alone.IndexOf("r5").ShouldBeLessThan(alone.IndexOf("r4"));
        var together = Index(titles: true).Search(Query("refund for a lost parcel")).Hits.Select(hit => hit.Article.Id).ToList();
        together.IndexOf("r4").ShouldBeLessThan(together.IndexOf("r5"));
        together[0].ShouldBeOneOf("r0", "r1");
    }

    [Fact]
    public void Articles_proper_are_left_as_they_are() =>
        SimilarTexts.Of(Index(titles: true, more: "A body.\n\nOf two paragraphs.")).ShouldBeNull();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Short_texts_are_told_by_their_shape_whether_they_are_titles_or_bodies(bool titles) =>
        SimilarTexts.Of(Index(titles)).ShouldNotBeNull();

    [Fact]
    public void What_a_query_may_not_find_is_not_found()
    {
        var hits = Index(titles: true).Search(Query("refund for a lost parcel") with { Not = ["r0"] }).Hits;
        hits.ShouldNotBeEmpty();
        hits.ShouldAllBe(hit => hit.Article.Id != "r0");
        hits.Select(hit => hit.Score).ShouldBe(hits.Select(hit => hit.Score).OrderDescending());
        Index(titles: true).Search(Query("zyzzyva")).Hits.ShouldBeEmpty();
    }

    private static SearchQuery Query(string text) => new(text, Audience.Internal, new DateOnly(2026, 11, 2));

    private static SearchIndex Index(bool titles, string more = "")
    {
        string[] others = ["invoice", "webhook", "password", "export", "certificate", "gateway", "licence", "report", "login", "calendar"];
        var texts = Texts
            .Select((text, i) => ($"r{i}", text))
            .Concat(Enumerable.Range(0, 60).Select(i => ($"o{i}", $"{others[i % 10]} {others[i / 10]} the question for number {i}")));
        return SearchIndex.Of(
            texts.Select(text => titles ? new Article(text.Item1, text.Item2, more, []) : new Article(text.Item1, "", text.Item2, []))
        );
    }
}
