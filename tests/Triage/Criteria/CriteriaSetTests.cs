using System.Globalization;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Triage.Criteria;
using EscalationBot.Core.Triage.Facts;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Triage.Criteria;

public sealed class CriteriaSetTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A set with one criterion per condition: ids c0, c1, … all escalate now.</summary>
    private static CriteriaSet Of(params string[] conditions) =>
        Read(
            string.Join(
                '\n',
                conditions.Select(
                    (condition, i) =>
                        $$"""
                              - id: c{{i.ToString(CultureInfo.InvariantCulture)}}
                                when: {{condition}}
                                then: { escalate: now }
                                why: Because.
                            """
                )
            )
        );

    private static CriteriaSet Read(string criteria) =>
        CriteriaSet.From(
            OrganisationFixture.Of(
                (
                    "criteria.yaml",
                    $"""
                    version: 1
                    owner: mia@example.com
                    review_by: 2027-06-30
                    criteria:
                    {criteria}
                    """
                )
            )
        );

    private static bool Holds(string condition, QuestionFacts facts) => Of(condition).Evaluate(facts, Now).Fired.Count > 0;

    private static bool Matches(string words, string text) => Holds($"{{ words: [{words}] }}", new QuestionFacts { Text = text });

    [Theory]
    [InlineData("sue", "They will SUE us.", true)]
    [InlineData("sue", "What is the issue?", false)]
    [InlineData("sue", "They sued us", false)]
    [InlineData("sue*", "They sued us", true)]
    [InlineData("sue*", "an issue", false)]
    [InlineData("\"legal action\"", "We consider LEGAL   Action, now", true)]
    [InlineData("\"legal action\"", "action, legal", false)]
    [InlineData("\"legal action\"", "legal and other action", false)]
    [InlineData("\"legal action\"", "legal-action", true)]
    [InlineData("\"data breach*\"", "two data breaches", true)]
    [InlineData("\"data* breach*\"", "two databases breached", true)]
    [InlineData("resume", "my résumé", true)]
    [InlineData("résumé", "my RESUME", true)]
    [InlineData("straße", "STRASSE 5", true)]
    [InlineData("kündigung", "die Kündigung", true)]
    [InlineData("QX-7781", "shows qx-7781 since", true)]
    [InlineData("QX-7781", "shows QX-77812", false)]
    [InlineData("lawyer", "our la\u00ADwyer", true)]
    [InlineData("lawyer", "our 𝓁𝒶𝓌𝓎ℯ𝓇", true)]
    [InlineData("lawyer", "", false)]
    [InlineData("lawyer", "🤷🤷", false)]
    [InlineData("lawyer", "\uD800 lawyer \uDC00", true)]
    [InlineData("解約", "契約を解約したい", true)]
    [InlineData("解約", "約を解したい", false)]
    [InlineData("a, b, lawyer", "the lawyer", true)]
    [InlineData("\"new york new jersey\"", "new york new york new jersey", true)]
    public void Words_are_whole_folded_and_in_order(string words, string text, bool holds) => Matches(words, text).ShouldBe(holds);

    [Fact]
    public void Each_fact_has_its_condition()
    {
        var nothing = new QuestionFacts { Text = "hello", Confidence = 0.9 };

        Holds("{ category: billing }", nothing).ShouldBeFalse();
        Holds("{ category: [technical, billing] }", nothing with { Category = "billing" }).ShouldBeTrue();
        Holds("{ account_tier: enterprise }", nothing with { AccountTier = "starter" }).ShouldBeFalse();
        Holds("{ account_tier: enterprise }", nothing with { AccountTier = "enterprise" }).ShouldBeTrue();
        Holds("{ amount_over: 500 }", nothing).ShouldBeFalse();
        Holds("{ amount_over: 500 }", nothing with { Amount = 500 }).ShouldBeFalse();
        Holds("{ amount_over: 500 }", nothing with { Amount = 500.01m }).ShouldBeTrue();
        Holds("{ amount_over: 500 EUR }", nothing with { Amount = 900, Currency = "USD" }).ShouldBeFalse();
        Holds("{ tone: frustrated }", nothing).ShouldBeFalse();
        Holds("{ tone: frustrated }", nothing with { Frustrated = true }).ShouldBeTrue();
        Holds("{ incident_open: true }", nothing with { IncidentOpen = true }).ShouldBeTrue();
        Holds("{ incident_open: false }", nothing).ShouldBeTrue();
        Holds("{ renewal_within: 90d }", nothing).ShouldBeFalse();
        Holds("{ renewal_within: 90d }", nothing with { RenewalInDays = 90 }).ShouldBeTrue();
        Holds("{ renewal_within: 90 }", nothing with { RenewalInDays = 91 }).ShouldBeFalse();
        Holds("{ renewal_within: 90d }", nothing with { RenewalInDays = -1 }).ShouldBeFalse();
        Holds("{ article: missing }", nothing with { ArticleMissing = true }).ShouldBeTrue();
        Holds("{ article: [stale, conflicting] }", nothing with { ArticleConflicting = true }).ShouldBeTrue();
        Holds("{ article: stale }", nothing with { ArticleConflicting = true }).ShouldBeFalse();
        Holds("{ confidence_under: 0.5 }", nothing).ShouldBeFalse();
        Holds("{ confidence_under: 0.5 }", nothing with { Confidence = 0.49 }).ShouldBeTrue();
        Holds("{ outside_hours: true }", nothing with { OutsideHours = true }).ShouldBeTrue();
        Holds("{ language_not: [en, de] }", nothing with { Language = "fr" }).ShouldBeTrue();
        Holds("{ language_not: [en, de] }", nothing with { Language = "de-AT" }).ShouldBeFalse();
    }

    [Theory]
    [InlineData("own", true, false, false)]
    [InlineData("quote", false, true, false)]
    [InlineData("attachment", false, false, true)]
    [InlineData("any", true, true, true)]
    public void Words_are_looked_for_in_the_part_that_is_named(string part, bool own, bool quote, bool attachment)
    {
        var condition = $"{{ words: [lawyer], in: {part} }}";
        Holds(condition, new QuestionFacts { Text = "their lawyer calls\n\n> hello" }).ShouldBe(own);
        Holds(condition, new QuestionFacts { Text = "what now?\n\n" + AttachedWords.Quoted("Jo: our lawyer calls") }).ShouldBe(quote);
        Holds(condition, new QuestionFacts { Text = "what now?\n\n" + AttachedWords.Attached("Ticket 7\nlawyer") }).ShouldBe(attachment);
    }

    [Fact]
    public void The_third_contact_counts_itself_and_only_what_lies_in_the_window()
    {
        const string Third = "{ repeat_contacts: { count: 3, within: 14d } }";
        var facts = new QuestionFacts { Text = "again", EarlierContacts = [Now.AddDays(-1), Now.AddDays(-14)] };

        Holds(Third, facts).ShouldBeTrue();
        Holds(Third, facts with { EarlierContacts = [Now.AddDays(-1), Now.AddDays(-15)] }).ShouldBeFalse();
        Holds(Third, facts with { EarlierContacts = [Now.AddDays(-1)] }).ShouldBeFalse();
        Holds(Third, facts with { EarlierContacts = [Now.AddDays(-1), Now.AddDays(1)] }).ShouldBeFalse();
    }

    [Fact]
    public void All_keys_must_hold_and_any_and_not_nest()
    {
        const string Condition =
            "{ words: [outage, down], any: [{ account_tier: enterprise }, { tone: frustrated, not: { "
            + "incident_open: true } }], not: { words: [yesterday] } }";
        var facts = new QuestionFacts { Text = "everything is down" };

        Holds(Condition, facts).ShouldBeFalse();
        Holds(Condition, facts with { AccountTier = "enterprise" }).ShouldBeTrue();
        Holds(Condition, facts with { Frustrated = true }).ShouldBeTrue();
        Holds(Condition, facts with { Frustrated = true, IncidentOpen = true }).ShouldBeFalse();
        Holds(Condition, facts with { AccountTier = "enterprise", Text = "it was down yesterday" }).ShouldBeFalse();
    }

    [Fact]
    public void Now_comes_before_offer_then_the_higher_priority_then_file_order()
    {
        var set = Read(
            """
              - { id: offer-p1, when: { words: [x] }, then: { escalate: offer, priority: p1 }, why: a }
              - { id: now-plain, when: { words: [x] }, then: { escalate: now, queue: billing, ask: [] }, why: a }
              - { id: now-p2-first, when: { words: [x] }, then: { escalate: now, priority: p2 }, why: a }
              - { id: now-p2-second, when: { words: [x] }, then: { escalate: now, priority: p2, queue: technical }, why: a }
              - { id: restricts, when: { words: [x] }, then: { restricted: true }, why: a }
              - { id: silent, when: { words: [y] }, then: { escalate: now, priority: p1 }, why: a }
            """
        );

        var outcome = set.Evaluate(new QuestionFacts { Text = "x" }, Now);

        outcome.Ids.ShouldBe(["now-p2-first", "now-p2-second", "now-plain", "offer-p1", "restricts"]);
        outcome.Escalate.ShouldBe(Escalation.Now);
        outcome.Priority.ShouldBe("p2");
        outcome.Queue.ShouldBe("technical");
        outcome.Restricted.ShouldBeTrue();
        set.Evaluate(new QuestionFacts { Text = "z" }, Now).ShouldBe(CriteriaOutcome.Nothing);
    }

    [Fact]
    public void A_criterion_holds_on_its_days_only_in_the_organisations_zone()
    {
        var set = Read(
            """
              - { id: december, when: { words: [x] }, then: { escalate: now }, why: a, from: 2026-12-01, to: 2026-12-31 }
            """
        );
        bool On(string at) => set.Evaluate(new QuestionFacts { Text = "x" }, DateTimeOffset.Parse(at)).Fired.Count > 0;

        On("2026-11-30T22:59:00Z").ShouldBeFalse();
        On("2026-11-30T23:00:00Z").ShouldBeTrue();
        On("2026-12-31T22:59:00Z").ShouldBeTrue();
        On("2026-12-31T23:00:00Z").ShouldBeFalse();
    }

    [Fact]
    public void The_smallest_change_that_would_make_a_criterion_hold_is_named()
    {
        var set = Of(
            "{ words: [outage], account_tier: enterprise }",
            "{ any: [{ words: [sue], amount_over: 100 }, { tone: frustrated }], not: { incident_open: true } }"
        );
        var facts = new QuestionFacts { Text = "an outage", IncidentOpen = true };

        var gaps = set.Gaps(facts, Now);

        gaps.Select(gap => gap.Criterion.Id).ShouldBe(["c0", "c1"]);
        gaps[0].Missing.ShouldHaveSingleItem().ShouldBeOfType<Condition.AccountTier>();
        gaps[1].Missing.Count.ShouldBe(2);
        gaps[1].Missing[0].ShouldBeOfType<Condition.Frustrated>();
        gaps[1].Missing[1].ShouldBeOfType<Condition.Not>().Part.ShouldBe(new Condition.IncidentOpen(true));

        var fired = facts with { AccountTier = "enterprise" };
        set.ToStop(set.Policy.Criteria[0], fired, Now).ShouldHaveSingleItem().ShouldBeOfType<Condition.Not>();
        set.ToStop(set.Policy.Criteria[0], facts, Now).ShouldBeEmpty();
    }

    [Fact]
    public void A_very_long_and_hostile_text_is_still_read()
    {
        var text = string.Concat(Enumerable.Repeat("lawy er legal legal actio n ", 40_000)) + "legal action";

        Matches("lawyer*, \"legal action\"", text).ShouldBeTrue();
        Matches("lawyer*, \"legal* actions\"", text).ShouldBeFalse();
    }
}
