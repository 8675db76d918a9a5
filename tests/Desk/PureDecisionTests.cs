using System.Text.Json;
using EscalationBot.Core.Desk;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Triage;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>
/// The same row over the same loaded state is decided the same way, whatever an encoder has learned or forgotten meanwhile.
/// </summary>
public sealed class PureDecisionTests
{
    private const string Text = "consignment vanished at sea";

    [Fact]
    public void A_decision_taken_again_does_not_ask_the_encoder_again()
    {
        var encoder = new Forgetful();
        var knowledge = SearchIndex.Of(
            [
                new Article("lost", "Lost parcels", "A parcel that is lost is searched for within two days.", []),
                new Article("money", "Invoices", "Choose Download under Billing.", []),
            ],
            encoder
        );
        var workplace = new Workplace(OrganisationFixture.Of(), new TriageEngine(new TriageData { Knowledge = knowledge }));
        var said = new Inbound.Said("m1", Text)
        {
            Origin = new Origin
            {
                DeliveryKey = "d",
                MessageKey = "m",
                From = new PersonKey("web", "ana"),
                Place = new Place("web", "dm:ana"),
                Direct = true,
                At = TestDatabaseSamples.Morning,
            },
            Addressed = true,
        };
        var loaded = new LoadedState
        {
            InboxId = 7,
            Workplace = workplace,
            Asker = new Asker(TestDatabaseSamples.AnaParty, null, TimeZoneInfo.Utc) { Membership = Membership.Member },
            Meanings = new Dictionary<string, IReadOnlyList<float>> { [Text] = knowledge.MeaningOf(Text) },
        };

        var known = Judgement(loaded);
        encoder.Forgets = true;
        var forgotten = Judgement(loaded);

        known.ShouldBe(forgotten);
        known.ShouldContain("\"lost\"");
        // Without a meaning taken beforehand words alone count, and the encoder is not asked either.
        encoder.Forgets = false;
        Judgement(loaded with { Meanings = new Dictionary<string, IReadOnlyList<float>>() }).ShouldNotContain("\"lost\"");

        string Judgement(LoadedState state) =>
            JsonSerializer.Serialize(
                Decider.Decide(said, state, TestDatabaseSamples.Morning).Questions.ShouldHaveSingleItem(),
                StoreJson.Default.AskedQuestion
            );
    }

    /// <summary>As an endpoint's encoder after its memory was cleared.</summary>
    private sealed class Forgetful : ISentenceEncoder
    {
        public bool Forgets { get; set; }

        public int Dimensions => 2;

        public float[] Encode(string text) =>
            Forgets ? []
            : text.Contains("parcel", StringComparison.OrdinalIgnoreCase) || text.Contains("consignment", StringComparison.Ordinal) ? [1, 0]
            : [0, 1];
    }
}
