using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Triage;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>What a criterion restricts, or may restrict, is judged by its words: they go to no endpoint.</summary>
public sealed class OutsideEncoderTests
{
    private static string Criteria(string when) =>
        $"version: 1\nowner: mia@example.com\nreview_by: 2027-06-30\ncriteria:\n  - {{ id: secret, when: "
        + $"{when}, then: {{ restricted: true }}, why: y }}\n";

    [Theory]
    [InlineData("{ words: [fraud] }", "is this fraud?", false)]
    [InlineData("{ words: [fraud] }", "how do we reset a password?", true)]
    // may hold once earlier contacts are known
    [InlineData("{ words: [fraud], repeat_contacts: { count: 3, within: 14d } }", "is this fraud?", false)]
    [InlineData("{ words: [fraud], account_tier: enterprise }", "Acme Freight: is this fraud?", false)]
    [InlineData("{ words: [fraud], account_tier: enterprise }", "Birch & Sons: is this fraud?", true)]
    [InlineData("{ any: [{ words: [fraud] }, { amount_over: 500 }] }", "they want 900 EUR back", false)]
    [InlineData("{ category: billing }", "the invoice of this contract, please, a billing matter", false)]
    [InlineData("{ category: billing }", "qwertz", false)] // nobody knows its category yet
    [InlineData("{ outside_hours: true }", "how do we reset a password?", true)] // it is Monday, 10:00
    public async Task Words_that_may_be_restricted_are_sent_to_no_endpoint(string when, string text, bool leaves)
    {
        await using var world = await DeskWorld.OpenAsync(("criteria.yaml", Criteria(when)));
        var outside = Use(world, new Recorded { IsOutside = true });
        await world.Person("ana").SaysAsync(text);
        outside.Texts.Contains(text).ShouldBe(leaves);
    }

    [Fact]
    public async Task An_encoder_of_our_own_gets_everything_and_words_that_go_on_are_judged_with_what_stood_before()
    {
        await using var world = await DeskWorld.OpenAsync(("criteria.yaml", Criteria("{ words: [fraud] }")));
        var inside = Use(world, new Recorded());
        await world.Person("ana").SaysAsync("is this fraud?");
        inside.Texts.ShouldContain("is this fraud?");

        var outside = Use(world, new Recorded { IsOutside = true });
        var thread = new Actor(world, new PersonKey("slack", "ana"), new Place("slack", "C0FIELD", "root"), false);
        await thread.SaysAsync("is this fraud, by the quantum flux?");
        await thread.SaysAsync("or only a zeppelin?");
        outside.Texts.ShouldAllBe(text => !text.Contains("fraud", StringComparison.Ordinal));
    }

    private static Recorded Use(DeskWorld world, Recorded encoder)
    {
        var now = world.Workplaces.Current;
        world.Workplaces.Replace(
            now with
            {
                Triage = new TriageEngine(now.Triage.Data with { Knowledge = SearchIndex.Of(DeskWorld.Articles, encoder) }),
            }
        );
        return encoder;
    }

    private sealed class Recorded : ISentenceEncoder
    {
        public List<string> Texts { get; } = [];

        public int Dimensions => 4;

        public bool IsOutside { get; init; }

        public float[] Encode(string text) => [];

        public ValueTask PrepareAsync(IReadOnlyList<string> texts, CancellationToken ct)
        {
            Texts.AddRange(texts);
            return ValueTask.CompletedTask;
        }
    }
}
