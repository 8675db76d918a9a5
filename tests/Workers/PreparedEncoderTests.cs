using EscalationBot.Bot.Organisation;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Knowledge.Search;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Workers;

public sealed class PreparedEncoderTests
{
    private static readonly DateOnly Day = new(2026, 11, 2);

    [Fact]
    public async Task Articles_wait_for_their_vectors_and_a_question_does_not()
    {
        var encoder = new PreparedEncoder(new Lengths());
        encoder.Encode("reset password").ShouldBeEmpty();
        encoder.EncodeNow("reset password").ShouldBe([14, 1]);
        await encoder.PrepareAsync(["one", "three"], CancellationToken.None);
        encoder.Encode("three").ShouldBe([5, 1]);
        encoder.Encode(" ").ShouldBe([0, 0]);
    }

    [Fact]
    public async Task A_stop_ends_the_work_between_two_texts()
    {
        var encoder = new PreparedEncoder(new Lengths());
        await Should.ThrowAsync<OperationCanceledException>(async () =>
            await encoder.PrepareAsync(["one", "two"], new CancellationToken(canceled: true))
        );
    }

    [Fact]
    public async Task Until_nearly_all_articles_have_vectors_the_search_goes_by_words()
    {
        var encoder = new PreparedEncoder(new Lengths());
        var articles = Enumerable.Range(0, 20).Select(i => new Article($"a{i}", "", new string('x', i + 1), [])).ToList();
        var index = SearchIndex.Of(articles, encoder);
        foreach (var known in new[] { 0, 17 })
        {
            index = await KnowAsync(index, articles.Take(known));
            index.Search(new SearchQuery("yyy", Audience.Internal, Day)).Hits.ShouldBeEmpty($"{known} of 20 have vectors");
        }
        index = await KnowAsync(index, articles.Take(18));
        index.Search(new SearchQuery("yyy", Audience.Internal, Day)).Hits.ShouldNotBeEmpty();
    }

    private static async Task<SearchIndex> KnowAsync(SearchIndex index, IEnumerable<Article> articles)
    {
        List<Article> some = [.. articles];
        if (some.Count == 0)
        {
            return index;
        }
        await index.PrepareAsync(some, CancellationToken.None);
        return index.With(some, []);
    }

    /// <summary>Means how long a text is.</summary>
    private sealed class Lengths : ISentenceEncoder
    {
        public int Dimensions => 2;

        public float[] Encode(string text) => [text.Length, 1];
    }
}
