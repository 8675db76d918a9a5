using System.Text;
using EscalationBot.Core.Knowledge;
using EscalationBot.Core.Knowledge.Sentences;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Knowledge;

public sealed class UniversalSentenceEncoderTests
{
    private const string Vocabulary = """[["?",0],["<s>",0],["</s>",0],["x1",0],["x2",0],["x3",0],["\u2581",-4],["\u2581re",-3],["set",-3],["\u2581reset",-5],["s",-4],["e",-4],["t",-4],["r",-4]]""";

    [Theory]
    [InlineData("reset", "9")]
    [InlineData("re set", "7 6 8")]
    [InlineData("rest", "7 10 12")]
    [InlineData("reset ☃☃☃", "9 6 0")]
    [InlineData("", "")]
    public void A_text_is_cut_into_the_likeliest_pieces(string text, string expected)
    {
        using var json = new MemoryStream(Encoding.UTF8.GetBytes(Vocabulary));
        string.Join(' ', SentencePieces.Read(json).Cut(text, 10)).ShouldBe(expected);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    public void The_fast_product_is_the_plain_one(int rows)
    {
        const int Inner = 24, Columns = 96;
        var random = new Random(rows);
        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
        var (left, right, bias) = (Numbers(rows * Inner), Numbers(Inner * Columns), Numbers(Columns));
        var product = Matrix.Multiply(left, rows, Inner, Matrix.Pack(right, Inner, Columns), Columns, bias);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                var sum = bias[column];
                for (var i = 0; i < Inner; i++) sum += left[(row * Inner) + i] * right[(i * Columns) + column];
                product[(row * Columns) + column].ShouldBe(sum, 1e-4f);
            }
        }
    }

    [Fact]
    public void With_an_encoder_an_article_is_found_by_meaning_alone()
    {
        Article[] articles = [new("refund", "Money back", "How a payment is returned.", []), new("export", "Export", "How to export rows.", [])];
        var ranking = SearchIndex.Of(articles, new Topics()).Search(new SearchQuery("reimbursement", Audience.Internal, new DateOnly(2026, 11, 2)));
        ranking.Hits[0].Article.Id.ShouldBe("refund");
        SearchIndex.Of(articles).Search(new SearchQuery("reimbursement", Audience.Internal, new DateOnly(2026, 11, 2))).Hits.ShouldBeEmpty();
    }

    [Fact]
    public void An_article_whose_wordings_all_are_close_goes_before_one_with_a_single_close_line()
    {
        Article[] articles = [new("one", "", "money\nother\nthings", []), new("all", "", "payment\nreimburse\nmoney", [])];
        var ranking = SearchIndex.Of(articles, new Topics()).Search(new SearchQuery("reimbursement", Audience.Internal, new DateOnly(2026, 11, 2)));
        ranking.Hits[0].Article.Id.ShouldBe("all");
        ranking.Hits.ShouldAllBe(hit => hit.Evidence.Closeness.Nearest > 0.99f);
        ranking.Hits[1].Evidence.Closeness.Centre.ShouldBeLessThan(0.9f);
    }

    [Fact]
    public void Meaning_keeps_to_what_the_reader_may_see()
    {
        var index = SearchIndex.Of([new Article("refund", "Money back", "How a payment is returned.", [])], new Topics());
        index.Search(new SearchQuery("reimbursement", Audience.Client, new DateOnly(2026, 11, 2))).Hits.ShouldBeEmpty();
        index.With([], ["refund"]).Search(new SearchQuery("reimbursement", Audience.Internal, new DateOnly(2026, 11, 2))).Hits.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_encoder_behind_a_network_is_asked_beforehand_and_the_search_goes_by_words_until_it_knows()
    {
        var remote = new Remote(new Topics());
        Article[] articles = [new("refund", "Money back", "How a payment is returned.", []), new("export", "Export", "How to export rows.", []), new("empty", "", "", [])];
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
    public void A_folder_that_was_asked_for_and_holds_no_weights_is_an_error() => Should.Throw<IOException>(() => LocalEncoder.Open("nowhere", "elsewhere"));

    [Fact]
    public void Broken_files_are_an_error_that_names_the_folder()
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("encoder");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "vocab.json"), Vocabulary);
            File.WriteAllText(Path.Combine(folder.FullName, "model.json"), "{\"weightsManifest\":[{\"paths\":[],\"weights\":[{\"name\":\"a\",\"shape\":[2],\"dtype\":\"float32\"}]}]}");
            Should.Throw<IOException>(() => LocalEncoder.Load(folder.FullName)).Message.ShouldContain("broken download");
            File.WriteAllText(Path.Combine(folder.FullName, "model.json"), "{");
            Should.Throw<IOException>(() => LocalEncoder.Load(folder.FullName)).Message.ShouldContain(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Knows only what it was asked to prepare, as an endpoint's adapter does.</summary>
    private sealed class Remote(ISentenceEncoder endpoint) : ISentenceEncoder
    {
        private readonly Dictionary<string, float[]> _known = new(StringComparer.Ordinal);

        public int Dimensions => endpoint.Dimensions;

        public float[] Encode(string text) => _known.GetValueOrDefault(text) ?? [];

        public ValueTask PrepareAsync(IReadOnlyList<string> texts, CancellationToken ct)
        {
            foreach (var text in texts) _known[text] = endpoint.Encode(text);
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
            vector[new[] { "money", "payment", "reimburse" }.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)) ? 0 : 1] = 1;
            return vector;
        }
    }
}
