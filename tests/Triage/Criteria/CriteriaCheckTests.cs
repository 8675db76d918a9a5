using System.Globalization;
using EscalationBot.Core.Triage.Criteria;
using EscalationBot.Core.Triage.Facts;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Triage.Criteria;

public sealed class CriteriaCheckTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private readonly OrganisationFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private OrganisationReport Check(string criteria) =>
        CriteriaCheck.CheckFolder(
            _fixture.Write("criteria.yaml", "version: 1\nowner: mia@example.com\nreview_by: 2027-06-30\ncriteria:\n" + criteria).Folder,
            Now,
            _ => text => new QuestionFacts { Text = text, Confidence = 0.9 }
        );

    private string[] Found(string criteria) => [.. Check(criteria).Problems.Select(problem => problem.ToString())];

    private const string Examples = "examples: { escalate: [x], leave: [z] }";

    [Fact]
    public void Examples_run_and_a_failed_one_is_told_with_its_line_and_what_is_missing()
    {
        var report = Check(
            """
              - id: legal
                when: { words: [lawyer], not: { words: [invoice] } }
                then: { escalate: now }
                why: y
                examples:
                  escalate:
                    - their lawyer will call
                    - they will sue us
                  leave:
                    - "the lawyer's invoice"
                    - "a lawyer asked for the weather"
            """
        );

        report.IsGood.ShouldBeFalse();
        report.Examples.ShouldBe(4);
        report
            .Problems.Select(problem => problem.ToString())
            .ShouldBe([
                "criteria.yaml:12: error: 'legal' does not hold for \"they will sue us\". It would if the "
                    + "question says \"lawyer\". Widen 'when', or move the example to 'leave'.",
                "criteria.yaml:15: error: 'legal' holds for \"a lawyer asked for the weather\" and should leave "
                    + "it alone. Narrow 'when' (a phrase instead of a word, or not: { ... }), or move the example to "
                    + "'escalate'.",
            ]);
    }

    [Fact]
    public void What_words_cannot_show_is_granted_to_an_escalation_and_can_be_stated()
    {
        Found(
                """
                  - id: third
                    when: { repeat_contacts: { count: 3, within: 14d }, words: [again], any: [{ incident_open: true }, { account_tier: enterprise }] }
                    then: { escalate: now }
                    why: y
                    examples:
                      escalate: ["again the same", { text: "again", contacts: 3, incident_open: true }]
                      leave: ["again the same", { text: "again", contacts: 3, incident_open: false }, { text: "first time", contacts: 5, incident_open: true }]
                """
            )
            .ShouldBeEmpty();

        Found(
            """
              - id: third
                when: { repeat_contacts: { count: 3, within: 14d } }
                then: { escalate: now }
                why: y
                examples:
                  escalate: [{ text: "again", contacts: 2 }]
                  leave: [{ text: "again", contacts: 4 }]
            """
        )
            .Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("{ words: [x], not: { words: [x, y] } }")]
    [InlineData("{ words: [x], not: { words: [\"x*\"] } }")]
    [InlineData("{ category: billing, not: { category: [billing, contract] } }")]
    [InlineData("{ category: billing, any: [{ category: technical }, { not: { category: billing } }] }")]
    [InlineData("{ incident_open: true, not: { incident_open: true } }")]
    [InlineData("{ outside_hours: true, not: { any: [{ outside_hours: true }, { words: [x] }] } }")]
    [InlineData("{ amount_over: 500, not: { amount_over: 100 } }")]
    [InlineData("{ renewal_within: 30d, not: { renewal_within: 90d } }")]
    [InlineData("{ article: missing, any: [{ article: stale }, { article: conflicting }] }")]
    [InlineData("{ article: missing, any: [{ article: [stale, conflicting] }] }")]
    [InlineData("{ any: [{ not: { language_not: [en] } }], not: { language_not: [de] } }")]
    public void A_criterion_that_contradicts_itself_is_found(string condition) =>
        Found($"  - {{ id: a, when: {condition}, then: {{ escalate: now }}, why: y }}\n")
            .ShouldHaveSingleItem()
            .ShouldContain("can never hold");

    [Theory]
    [InlineData("{ words: [x], not: { words: [\"x y\"] } }")]
    [InlineData("{ amount_over: 100, not: { amount_over: 500 } }")]
    [InlineData("{ category: [billing, contract], not: { category: billing } }")]
    [InlineData("{ words: [x], any: [{ incident_open: true }, { incident_open: false }] }")]
    [InlineData("{ article: stale, any: [{ article: conflicting }] }")]
    [InlineData("{ language_not: [en], any: [{ language_not: [de] }] }")]
    public void A_criterion_that_can_hold_is_not_accused(string condition) =>
        Found(
                $"  - {{ id: a, when: {condition}, then: {{ escalate: now }}, why: y, "
                    + $"{Examples.Replace("[x]", "[]", StringComparison.Ordinal).Replace("[z]", "[]", StringComparison.Ordinal)}"
                    + $" }}\n"
            )
            .ShouldHaveSingleItem()
            .ShouldContain("has no examples");

    [Theory]
    [InlineData("{ not: { words: [x] } }", true)]
    [InlineData("{ incident_open: false }", true)]
    [InlineData("{ any: [{ words: [x] }, { language_not: [de] }] }", true)]
    [InlineData("{ incident_open: false, words: [x] }", false)]
    [InlineData("{ article: missing }", false)]
    [InlineData("{ confidence_under: 1 }", true)]
    [InlineData("{ confidence_under: 0.6 }", false)]
    public void A_criterion_that_holds_for_everything_is_found(string condition, bool always) =>
        Found($"  - {{ id: a, when: {condition}, then: {{ escalate: offer }}, why: y }}\n")
            .Any(problem => problem.Contains("'a' holds for nearly every question", StringComparison.Ordinal))
            .ShouldBe(always);

    [Theory]
    [InlineData("{ words: [x, y] }", "{ words: [x], category: billing }", true)]
    [InlineData("{ words: [\"legal*\"] }", "{ words: [\"legal action\", legally] }", true)]
    [InlineData("{ any: [{ words: [x] }, { tone: frustrated }] }", "{ words: [x], amount_over: 5 }", true)]
    [InlineData("{ words: [\"x y\"] }", "{ words: [x] }", false)]
    [InlineData("{ words: [x], category: billing }", "{ words: [x] }", false)]
    [InlineData("{ amount_over: 500 }", "{ amount_over: 100 }", false)]
    public void A_criterion_in_the_shadow_of_another_is_found(string first, string second, bool shadowed)
    {
        var found = Found(
            $"  - {{ id: a, when: {first}, then: {{ escalate: now, priority: p1 }}, why: y }}\n  - {{ id: b, "
                + $"when: {second}, then: {{ escalate: now, priority: p2 }}, why: y }}\n"
        );

        found
            .Any(problem => problem.Contains("'b' never changes anything: whenever it holds, 'a' holds too", StringComparison.Ordinal))
            .ShouldBe(shadowed);
    }

    [Fact]
    public void A_shadowed_criterion_that_adds_something_of_its_own_is_fine_and_so_is_the_narrow_one_that_decides_first()
    {
        Found(
                $"  - {{ id: a, when: {{ words: [x] }}, then: {{ escalate: now, priority: p1 }}, why: y, "
                    + $"{Examples} }}\n  - {{ id: b, when: {{ words: [x] }}, then: {{ escalate: offer, queue: billing "
                    + $"}}, why: y, {Examples} }}\n"
            )
            .ShouldBeEmpty();
        Found(
                $"  - {{ id: a, when: {{ words: [x] }}, then: {{ escalate: offer }}, why: y, {Examples} }}\n  - "
                    + $"{{ id: b, when: {{ words: [x], category: billing }}, then: {{ escalate: now }}, why: y, "
                    + $"{Examples} }}\n"
            )
            .ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{ outside_hours: true }", "outside opening hours")]
    [InlineData("{ incident_open: true }", "while an incident is open")]
    public void A_criterion_that_holds_for_everything_for_hours_is_found(string condition, string when) =>
        Found(
                $"  - {{ id: a, when: {condition}, then: {{ escalate: now }}, why: y, "
                    + $"{Examples.Replace("[x]", "[]", StringComparison.Ordinal)} }}\n"
            )
            .ShouldContain(problem =>
                problem.Contains($"criteria.yaml:5: warning: 'a' holds for every question {when}", StringComparison.Ordinal)
            );

    [Fact]
    public void Two_that_hold_for_the_same_questions_and_say_different_things_contradict_each_other() =>
        Found(
                $"  - {{ id: a, when: {{ words: [x, y] }}, then: {{ escalate: now, queue: billing, priority: p1 "
                    + $"}}, why: y, {Examples} }}\n  - {{ id: b, when: {{ words: [y, x] }}, then: {{ escalate: now, "
                    + $"queue: technical, priority: p2 }}, why: y, {Examples} }}\n"
            )
            .ShouldBe([
                "criteria.yaml:6: warning: 'b' and 'a' contradict each other: they hold for the same questions, "
                    + "and 'a' decides: queue billing instead of technical, priority p1 instead of p2. Make them one "
                    + "criterion, or narrow one of them.",
            ]);

    [Fact]
    public void A_part_that_a_wider_one_always_overrides_is_found_even_when_another_part_counts() =>
        Found(
                $"  - {{ id: a, when: {{ words: [x] }}, then: {{ escalate: now, queue: billing }}, why: y, "
                    + $"{Examples} }}\n  - {{ id: b, when: {{ words: [x], tone: frustrated }}, then: {{ escalate: now, "
                    + $"queue: technical, restricted: true }}, why: y, "
                    + $"{Examples.Replace("[x]", "[]", StringComparison.Ordinal)} }}\n"
            )
            .ShouldContain(problem =>
                problem.Contains(
                    "A part of 'b' is never taken: whenever it holds, 'a' holds too and decides: queue billing instead of technical.",
                    StringComparison.Ordinal
                )
            );

    [Fact]
    public void A_criterion_in_the_shadow_of_several_together_is_found()
    {
        var wide =
            $"  - {{ id: a, when: {{ words: [x] }}, then: {{ escalate: now, priority: p1 }}, why: y, "
            + $"{Examples} }}\n  - {{ id: b, when: {{ tone: frustrated }}, then: {{ escalate: now, priority: p1 "
            + $"}}, why: y, examples: {{ escalate: [], leave: [z] }} }}\n  - {{ id: c, when: {{ words: [q] }}, "
            + $"then: {{ escalate: now, priority: p1 }}, why: y, examples: {{ escalate: [q], leave: [z] }} }}\n";
        Found(
                wide
                    + "  - { id: d, when: { any: [{ words: [x] }, { tone: frustrated, words: [w] }] }, then: { "
                    + "escalate: offer }, why: y }\n"
            )
            .ShouldContain(problem =>
                problem.Contains("'d' never changes anything: whenever it holds, one of 'a', 'b' holds too", StringComparison.Ordinal)
            );
    }

    [Fact]
    public void A_criterion_for_a_few_days_is_in_the_shadow_of_one_that_lasts_longer_and_never_the_other_way_round()
    {
        Found(
                $"  - {{ id: a, when: {{ words: [x] }}, then: {{ escalate: now, priority: p1 }}, why: y, from: "
                    + $"2026-12-01, to: 2026-12-31, {Examples} }}\n  - {{ id: b, when: {{ words: [x] }}, then: {{ "
                    + $"escalate: offer }}, why: y, from: 2026-12-10, to: 2026-12-12, {Examples} }}\n"
            )
            .ShouldContain(problem => problem.Contains("'b' never changes anything", StringComparison.Ordinal));
        Found(
                $"  - {{ id: a, when: {{ words: [x] }}, then: {{ escalate: now, priority: p1 }}, why: y, from: "
                    + $"2026-12-10, to: 2026-12-12, {Examples} }}\n  - {{ id: b, when: {{ words: [x] }}, then: {{ "
                    + $"escalate: offer }}, why: y, from: 2026-12-01, to: 2026-12-31, {Examples} }}\n"
            )
            .ShouldBeEmpty();
    }

    [Fact]
    public void A_criterion_that_decides_none_of_its_own_examples_is_found()
    {
        const string both =
            "  - { id: a, when: { words: [refund*] }, then: { escalate: now, queue: billing, priority: p1 }, "
            + "why: y, examples: { escalate: [refund], leave: [z] } }\n  - { id: b, when: { words: [outage] }, "
            + "then: { escalate: now, queue: technical, priority: p2 }, why: y, examples: { escalate: "
            + "[MORE\"refund for the outage\"], leave: [z] } }\n";
        Found(both.Replace("MORE", "", StringComparison.Ordinal))
            .ShouldHaveSingleItem()
            .ShouldContain(
                "criteria.yaml:6: warning: 'b' decides none of its own examples: 'a' holds too, decides first "
                    + "and says queue billing instead of technical, priority p1 instead of p2."
            );
        Found(both.Replace("MORE", "outage, ", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void A_criterion_whose_days_are_over_is_a_warning_and_one_to_come_is_not()
    {
        Found(
                $"  - {{ id: a, when: {{ words: [x] }}, then: {{ escalate: now }}, why: y, to: 2026-11-22, "
                    + $"{Examples} }}\n  - {{ id: b, when: {{ words: [x] }}, then: {{ escalate: now, queue: billing }}, "
                    + $"why: y, from: 2026-12-01, to: 2026-12-31, {Examples} }}\n"
            )
            .ShouldHaveSingleItem()
            .ShouldContain("warning: 'a' ended on 2026-11-22.");
    }

    [Fact]
    public void A_folder_with_errors_is_reported_and_its_examples_do_not_run()
    {
        var report = Check("  - { id: a, when: { wrds: [x] }, then: { escalate: now }, why: y }\n");

        report.Organisation.ShouldBeNull();
        report.IsGood.ShouldBeFalse();
    }

    [Theory]
    [InlineData(
        "{ words: [lawyer, \"legal action\"], account_tier: enterprise }",
        "the question says \"lawyer\" or \"legal action\", and the account's tier is enterprise"
    )]
    [InlineData(
        "{ any: [{ amount_over: 1500.5 EUR }, { tone: frustrated }] }",
        "either the question names more than 1,500.5 EUR, or the client is frustrated"
    )]
    [InlineData(
        "{ not: { incident_open: true }, repeat_contacts: { count: 3, within: 14d } }",
        "no incident is open for it, and the client comes with it 3 times within 14 days"
    )]
    [InlineData(
        "{ not: { category: billing }, confidence_under: 0.45 }",
        "it is not so that the category is billing, and confidence in the article is under 45%"
    )]
    [InlineData(
        "{ article: [stale, missing], outside_hours: true, language_not: [en, de] }",
        "the article is past its review date or no article covers it, and the organisation is closed, and the language is not en or de"
    )]
    [InlineData(
        "{ renewal_within: 90d, words: [a, b, c, d, e, f, g, h, i, j] }",
        "the account renews within 90 days, and the question says \"a\" or \"b\" or \"c\" or \"d\" or "
            + "\"e\" or \"f\" or \"g\" or \"h\" or 2 more"
    )]
    public void Conditions_are_described_in_words(string condition, string words)
    {
        var criterion = Check($"  - {{ id: a, when: {condition}, then: {{ escalate: now }}, why: y }}\n")
            .Organisation.ShouldNotBeNull()
            .Criteria.Criteria.ShouldHaveSingleItem();

        CriteriaWords.Describe(criterion.When, CultureInfo.InvariantCulture).ShouldBe(words);
    }
}
