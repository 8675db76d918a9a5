using EscalationBot.Core.Insights;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Core.Triage.Facts;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>Answers that the organisation pinned to questions, as people meet them.</summary>
public sealed class PinnedAnswerTests
{
    private const string Moving = "What do we tell a client who moves away?";
    private const string Pinned = """
        pinned:
          - { question: "What do we tell a client who moves away?", article: export-limits }
          - { question: [is anything parked, "parked: anything?"], article: webhook-retry }
          - { pattern: "\\bmov(e|es|ing) (away|out)\\b", article: invoice-download, from: 2026-11-01, to: 2026-12-31 }
        """;

    private static Task<DeskWorld> OpenAsync(string pinned = Pinned) => DeskWorld.OpenAsync(("pinned.yaml", pinned));

    private static string Newest(DeskWorld world, Actor who) => world.Messages.Last(message => message.Value.Place == who.Place).Key;

    [Theory]
    [InlineData("What do we tell a client who moves away?")]
    [InlineData("  what do we tell  a client, who MOVES away ")]
    public async Task The_pinned_article_answers_whatever_the_ranking_says_and_why_says_so(string asked)
    {
        await using var world = await OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(asked);
        ana.Reads[^1].ShouldContain("An export holds at most 500,000 rows.");
        ana.Reads[^1].ShouldContain("This solved it");

        await ana.PressesAsync(Newest(world, ana), "Why?");
        ana.Reads[^1].ShouldContain("line 2 of pinned.yaml");
        ana.Reads[^1].ShouldContain("line 4 of pinned.yaml fits too");
        ana.Reads[^1].ShouldContain("Without line 2 of pinned.yaml it would be: not covered.");
        ana.Reads[^1].ShouldContain("Limits of data exports · pinned · updated");
        ana.Reads[^1].ShouldNotContain("100%");

        await ana.FillsAsync(Newest(world, ana), "Get a specialist", ("How urgent?", "p3"));
        Actor.TextOf(world.CardOf("case:ESC-1001:card")).ShouldContain("Limits of data exports (pinned, did not help)");
    }

    [Fact]
    public async Task Other_words_are_an_ordinary_question()
    {
        await using var world = await OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("What do we tell a client who stays?");
        ana.Reads[^1].ShouldNotContain("500,000");
    }

    [Fact]
    public async Task A_pattern_finds_its_words_between_its_days()
    {
        await using var world = await OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("a client says they are MOVING   OUT of their office");
        ana.Reads[^1].ShouldContain("Open Billing, Invoices");

        world.Clock.AdvanceTo(new DateTimeOffset(2027, 1, 4, 9, 0, 0, TimeSpan.Zero));
        var eva = world.Person("eva");
        await eva.SaysAsync("a client says they are moving out of their office");
        eva.Reads[^1].ShouldNotContain("Open Billing, Invoices");
    }

    [Fact]
    public async Task Criteria_that_escalate_go_first()
    {
        await using var world = await DeskWorld.OpenAsync(
            ("pinned.yaml", Pinned),
            (
                "criteria.yaml",
                """
                version: 1
                owner: mia@example.com
                review_by: 2027-01-31
                criteria:
                  - id: leaving
                    why: Who leaves is for people.
                    when: { words: [moves away] }
                    then: { escalate: now }
                  - id: unsure
                    why: What no article covers is for people.
                    when: { any: [{ article: missing }, { confidence_under: 0.9 }] }
                    then: { escalate: now }
                """
            )
        );
        var ana = world.Person("ana");
        await ana.SaysAsync(Moving);
        (await world.TheCaseAsync()).Id.ShouldBe("ESC-1001");
        ana.Reads[^1].ShouldNotContain("500,000");

        // That nothing is found is no reason where the answer is pinned.
        await ana.SaysAsync("is anything parked?");
        ana.Reads[^1].ShouldContain("it is parked under Deliveries");
    }

    [Fact]
    public async Task An_internal_article_is_pinned_for_nobody_outside()
    {
        await using var world = await DeskWorld.OpenAsync(
            ("pinned.yaml", Pinned),
            (
                "organisation.yaml",
                OrganisationFixture
                    .Yaml.Replace("web:specialists", "slack:C0SPECIALISTS", StringComparison.Ordinal)
                    .Replace("web:billing", "slack:C0BILLING", StringComparison.Ordinal)
                    .Replace("askers: anyone", "askers: guests", StringComparison.Ordinal)
            )
        );
        var ana = world.Person("ana");
        await ana.SaysAsync("Is anything parked?");
        ana.Reads[^1].ShouldContain("it is parked under Deliveries");

        world.Tells = profile => profile with { Membership = Membership.Guest };
        var zed = world.Person("zed");
        await zed.SaysAsync("Is anything parked?");
        zed.Reads[^1].ShouldNotContain("Deliveries");
        await zed.SaysAsync(Moving);
        zed.Reads[^1].ShouldContain("500,000");
    }

    [Fact]
    public async Task What_was_not_right_is_not_given_again_and_one_that_is_doubted_or_not_in_force_never()
    {
        await using var world = await OpenAsync("pinned:\n  - { question: is anything parked, article: webhook-retry }\n");
        var article = DeskWorld.Articles.Single(one => one.Id == "webhook-retry");
        foreach (
            var changed in new[]
            {
                article with
                {
                    IsDoubted = true,
                },
                article with
                {
                    InForceTo = new DateOnly(2026, 10, 1),
                },
                article with
                {
                    ReviewBy = new DateOnly(2026, 10, 1),
                },
                article with
                {
                    Id = "renamed",
                },
            }
        )
        {
            world.Teach([changed, .. DeskWorld.Articles.Where(one => one.Id != article.Id)]);
            var eva = world.Person("eva" + world.NextId());
            await eva.SaysAsync("is anything parked?");
            eva.Reads[^1].ShouldNotContain("This solved it");
        }

        world.Teach(DeskWorld.Articles);
        var ana = world.Person("ana");
        await ana.SaysAsync("is anything parked?");
        ana.Reads[^1].ShouldContain("This solved it");
        world
            .Workplaces.Current.Triage.Judge(
                Question.Of("is anything parked?") with
                {
                    NotAgain = [article.Id],
                },
                Circumstances.None,
                world.Clock.GetUtcNow()
            )
            .Receipt.Pinned.ShouldBeNull();
    }

    [Fact]
    public async Task It_counts_as_an_answer_and_teaches_the_confidence_nothing()
    {
        await using var world = await OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(Moving);
        await ana.PressesAsync(Newest(world, ana), "This solved it");
        var asked = (await world.Cases.NewestQuestionsAsync(DateTimeOffset.MinValue, 9, default)).ShouldHaveSingleItem();
        asked.Judgement.Verdict.ShouldBeOfType<Verdict.Answer>();
        ConfidenceLabels.Of(asked, new CalibrationLog([])).ShouldBeNull();
    }
}
