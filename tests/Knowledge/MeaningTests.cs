using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Knowledge.Search;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Knowledge;

public sealed class MeaningTests
{
    [Fact]
    public void With_an_encoder_an_article_is_found_by_meaning_alone()
    {
        Article[] articles =
        [
            new("refund", "Money back", "How a payment is returned.", []),
            new("export", "Export", "How to export rows.", []),
        ];
        var ranking = SearchIndex
            .Of(articles, new Topics())
            .Search(new SearchQuery("reimbursement", Audience.Internal, new DateOnly(2026, 11, 2)));
        ranking.Hits[0].Article.Id.ShouldBe("refund");
        SearchIndex
            .Of(articles)
            .Search(new SearchQuery("reimbursement", Audience.Internal, new DateOnly(2026, 11, 2)))
            .Hits.ShouldBeEmpty();
    }

    [Fact]
    public void An_article_whose_wordings_all_are_close_goes_before_one_with_a_single_close_line()
    {
        Article[] articles = [new("one", "", "money\nother\nthings", []), new("all", "", "payment\nreimburse\nmoney", [])];
        var ranking = SearchIndex
            .Of(articles, new Topics())
            .Search(new SearchQuery("reimbursement", Audience.Internal, new DateOnly(2026, 11, 2)));
        ranking.Hits[0].Article.Id.ShouldBe("all");
        ranking.Hits.ShouldAllBe(hit => hit.Evidence.Closeness.Nearest > 0.99f);
        ranking.Hits[1].Evidence.Closeness.Centre.ShouldBeLessThan(0.9f);
    }

    [Fact]
    public void Meaning_keeps_to_what_the_reader_may_see()
    {
        var index = SearchIndex.Of([new Article("refund", "Money back", "How a payment is returned.", [])], new Topics());
        index.Search(new SearchQuery("reimbursement", Audience.Client, new DateOnly(2026, 11, 2))).Hits.ShouldBeEmpty();
        index
            .With([], ["refund"])
            .Search(new SearchQuery("reimbursement", Audience.Internal, new DateOnly(2026, 11, 2)))
            .Hits.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_encoder_behind_a_network_is_asked_beforehand_and_the_search_goes_by_words_until_it_knows()
    {
        var remote = new Remote(new Topics());
        Article[] articles =
        [
            new("refund", "Money back", "How a payment is returned.", []),
            new("export", "Export", "How to export rows.", []),
            new("empty", "", "", []),
        ];
        var query = new SearchQuery("reimbursement", Audience.Internal, new DateOnly(2026, 11, 2));
        var index = SearchIndex.Of(articles, remote);
        index.Search(query).Hits.ShouldBeEmpty();
        index.WithoutMeaning.Select(article => article.Id).ShouldBe(["refund", "export"], ignoreOrder: true);

        await index.PrepareAsync(articles, CancellationToken.None);
        index = index.With([.. index.WithoutMeaning], []);
        index.WithoutMeaning.ShouldBeEmpty();
        index.Search(query).Hits.ShouldBeEmpty();
        await index.PrepareAsync(query.Text, CancellationToken.None);
        index.Search(query).Hits[0].Article.Id.ShouldBe("refund");
    }

    [Theory]
    [InlineData("off")]
    [InlineData("")]
    [InlineData("auto")]
    public void Without_weights_there_is_no_encoder(string setting) => LocalEncoder.Open(setting, "nowhere").ShouldBeNull();

    [Fact]
    public void A_folder_that_was_asked_for_and_holds_no_weights_is_an_error() =>
        Should.Throw<IOException>(() => LocalEncoder.Open("nowhere", "elsewhere"));

    /// <summary>Knows only what it was asked to prepare, as an endpoint's adapter does.</summary>
    private sealed class Remote(ISentenceEncoder endpoint) : ISentenceEncoder
    {
        private readonly Dictionary<string, float[]> _known = new(StringComparer.Ordinal);

        public int Dimensions => endpoint.Dimensions;

        public float[] Encode(string text) => _known.GetValueOrDefault(text) ?? [];

        public ValueTask PrepareAsync(IReadOnlyList<string> texts, CancellationToken ct)
        {
            foreach (var text in texts)
            {
                _known[text] = endpoint.Encode(text);
            }
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>Two meanings: money and everything else.</summary>
    private sealed class Topics : ISentenceEncoder
    {
        public int Dimensions => 16;

        public float[] Encode(string text)
        {
            var vector = new float[Dimensions];
            vector[new[] { "money", "payment", "reimburse" }.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)) ? 0 : 1] =
                1;
            return vector;
        }
    }
}
