using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Knowledge.Search;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Knowledge;

/// <summary>
/// One article more, less or taught costs about one article, however many there are: counted in segments made, not in time.
/// </summary>
public sealed class IndexUpdateTests
{
    private const int Many = 100_000;
    private static readonly Lazy<SearchIndex> Large = new(() => SearchIndex.Of(Enumerable.Range(0, Many).Select(Small)));

    private static Article Small(int i) => new($"a{i}", $"t{i % 997}", $"w{i % 4_001} v{i % 61}", []);

    [Fact]
    public void Adding_one_article_makes_one_small_segment_and_keeps_the_large_ones()
    {
        var grown = Large.Value.With([Small(Many)], []);
        grown.Count.ShouldBe(Many + 1);
        New(grown, Large.Value).ShouldBe([1]);
    }

    [Fact]
    public void Removing_one_article_makes_no_segment()
    {
        var less = Large.Value.With([], ["a77"]);
        less.Count.ShouldBe(Many - 1);
        less.Find("a77").ShouldBeNull();
        New(less, Large.Value).ShouldBeEmpty();
    }

    [Fact]
    public void Teaching_one_article_reads_that_article_alone()
    {
        var taught = Large.Value.With([Small(77) with { SolvedQuestions = ["zebra crossing"] }], []);
        taught.Count.ShouldBe(Many);
        New(taught, Large.Value).ShouldBe([1]);
        taught.Search(new SearchQuery("zebra", Audience.Internal, new DateOnly(2026, 11, 2))).Hits[0].Article.Id.ShouldBe("a77");
    }

    [Fact]
    public void Twelve_hundred_single_changes_join_few_articles_each()
    {
        var index = Large.Value;
        long joined = 0;
        for (var i = 0; i < 1_200; i++)
        {
            var next = index.With([Small(i) with { Title = "changed" }], []);
            joined += New(next, index).Sum();
            index = next;
        }
        index.Count.ShouldBe(Many);
        index.Segments.Count.ShouldBeLessThan(12);
        // On average a change joins at most half of a small segment, again and again until it is full.
        (joined / 1_200).ShouldBeLessThan(1_024);
    }

    /// <summary>Sizes of the segments that one snapshot has and the other has not.</summary>
    private static List<int> New(SearchIndex index, SearchIndex before) =>
        [
            .. index
                .Segments.Where(live => before.Segments.All(old => old.Segment != live.Segment))
                .Select(live => live.Segment.Articles.Length),
        ];
}
