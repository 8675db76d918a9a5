using System.Collections.Concurrent;
using EscalationBot.Bot.Organisation;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Triage;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using Case = EscalationBot.Core.Cases.Case;

namespace EscalationBot.Tests.Desk;

public sealed class LikenessTests
{
    private const string Question = "consignment lost in the harbour strike";
    private static readonly Case[] Cases =
    [
        Of("ESC-1", "parcel vanished in the harbour strike"),
        Of("ESC-2", "invoice after the harbour strike"),
        Of("ESC-3", "gateway certificate ran out"),
        Of("ESC-4", "invoice of the harbour month"),
        Of("ESC-5", "password reset"),
    ];

    [Fact]
    public void A_case_in_other_words_is_found_by_meaning_and_a_stranger_is_not()
    {
        CaseSimilarity.Nearest(Question, Cases, 3, null).ShouldBeEmpty();
        var encoder = new Meaning();
        CaseEmbeddings.Prepare(
            new Workplace(OrganisationFixture.Of(), new TriageEngine(new TriageData { Knowledge = SearchIndex.Empty(encoder) })),
            Cases,
            CancellationToken.None
        );
        CaseSimilarity.Nearest(Question, Cases, 3, encoder).Select(one => one.Id).ShouldBe(["ESC-1"]);
    }

    [Fact]
    public void As_in_the_running_bot_whose_encoder_knows_prepared_articles_only()
    {
        var encoder = new PreparedEncoder(new Meaning());
        CaseEmbeddings.Prepare(
            new Workplace(OrganisationFixture.Of(), new TriageEngine(new TriageData { Knowledge = SearchIndex.Empty(encoder) })),
            Cases,
            CancellationToken.None
        );
        CaseSimilarity.Nearest(Question, Cases, 3, encoder).Select(one => one.Id).ShouldBe(["ESC-1"]);
    }

    [Fact]
    public void One_search_encodes_a_few_new_texts_and_none_twice()
    {
        var encoder = new Meaning();
        var many = Enumerable.Range(0, 40).Select(i => Of($"ESC-{i}", $"parcel {i} vanished in the strike")).ToList();
        for (var search = 1; search <= 10; search++)
        {
            _ = CaseSimilarity.Nearest(Question, many, 3, encoder).ToList();
            encoder.Encoded.Count.ShouldBeLessThanOrEqualTo(search * CaseEmbeddings.MostNew);
        }
        encoder.Encoded.ShouldBeUnique();
        encoder.Encoded.Count.ShouldBeGreaterThan(40);
        var before = encoder.Encoded.Count;
        _ = CaseSimilarity.Nearest(Question, many, 3, encoder).ToList();
        encoder.Encoded.Count.ShouldBe(before);
    }

    private static Case Of(string id, string question) => TestDatabaseSamples.Case(id) with { Question = question };

    /// <summary>Knows three things: goods, money, machines.</summary>
    private sealed class Meaning : ISentenceEncoder
    {
        private static readonly string[][] Things =
        [
            ["parcel", "consignment"],
            ["invoice"],
            ["gateway"],
        ];

        public ConcurrentBag<string> Encoded { get; } = [];

        public int Dimensions => Things.Length;

        public float[] Encode(string text)
        {
            Encoded.Add(text);
            return [.. Things.Select(words => words.Any(word => text.Contains(word, StringComparison.Ordinal)) ? 1f : 0f)];
        }
    }
}
