using EscalationBot.Core.Organisation;
using EscalationBot.Core.Triage.Criteria;
using EscalationBot.Core.Triage.Facts;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Triage.Criteria;

/// <summary>How criteria match what people write: words in one sentence, lists of them, what is only talked about, typing slips.</summary>
public sealed class CriteriaWordingTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static bool Holds(string when, string text) => Set(when).Evaluate(new QuestionFacts { Text = text }, Now).Fired.Count > 0;

    private static CriteriaSet Set(string when) =>
        CriteriaSet.From(
            OrganisationFixture.Of(
                (
                    "criteria.yaml",
                    $$"""
                    version: 1
                    owner: mia@example.com
                    review_by: 2027-06-30
                    terms:
                      documents: [document*, files]
                      gone: [gone, vanish*, "no longer there"]
                    criteria:
                      - { id: one, when: {{when}}, then: { escalate: now }, why: Because. }
                    """
                )
            )
        );

    [Theory]
    [InlineData("all their documents have vanished", true)]
    [InlineData("Gone! All files.", false)]
    [InlineData("the files of March are no longer there", true)]
    [InlineData("we restored the files. The error is gone", false)]
    [InlineData("the file is gone", false)]
    public void One_word_of_each_list_in_one_sentence(string text, bool holds) =>
        Holds("{ words: [\"<documents> + <gone>\"] }", text).ShouldBe(holds);

    [Theory]
    [InlineData("court + says", "he says: see you in court", true)]
    [InlineData("court + says", "the court decided", false)]
    [InlineData("court + court", "court", false)]
    public void Words_that_stand_together_need_no_list(string words, string text, bool holds) =>
        Holds($"{{ words: [\"{words}\"] }}", text).ShouldBe(holds);

    [Theory]
    [InlineData("their lawyer called", true)]
    [InlineData("No lawyer is involved", false)]
    [InlineData("They are not taking this to a lawyer", false)]
    [InlineData("the lawyer is not involved", false)]
    [InlineData("We do not pay, their lawyer says no", true)]
    [InlineData("not sure whether their lawyer called", true)]
    [InlineData("I don't know what to do, the lawyer is here", true)]
    [InlineData("what do I do when a client brings a lawyer?", false)]
    [InlineData("Has a lawyer ever called us?", false)]
    [InlineData("have they ever sent a lawyer?", false)]
    [InlineData("If this isn't settled by Friday you hear from our lawyer", true)]
    [InlineData("Who answers when their lawyer calls?", false)]
    [InlineData("In theory their lawyer could call", false)]
    [InlineData("Their lawyer wrote. That has been settled long ago.", false)]
    [InlineData("Their lawyer wrote. That has not been settled.", true)]
    [InlineData("Their lawyer wrote about the outage. It is a mess.", true)]
    [InlineData("The outage is over but their lawyer called", true)]
    [InlineData("Unless it is resolved their lawyer calls", true)]
    [InlineData("Their lawyer calls unless this is resolved", true)]
    public void Only_what_is_claimed_of_here_and_now_counts(string text, bool holds) =>
        Holds("{ words: [lawyer], claimed: true }", text).ShouldBe(holds);

    [Fact]
    public void A_denial_that_is_part_of_the_words_denies_nothing()
    {
        Holds("{ words: [\"can t + sign in\"], claimed: true }", "they can't sign in").ShouldBeTrue();
        Holds("{ words: [\"no one + sign in\"], claimed: true }", "no one can sign in").ShouldBeTrue();
    }

    [Theory]
    [InlineData("refund", "a refnud please", true)]
    [InlineData("disappear*", "they dissapeared", true)]
    [InlineData("disappear*", "they disapeared", true)]
    [InlineData("lawyer", "a lawyr called", true)]
    [InlineData("lawyer", "one layer of paint", false)]
    [InlineData("hacked", "we packed it", false)]
    [InlineData("court", "in cuort", false)]
    public void Plain_typing_slips_of_long_words_are_read_as_meant(string word, string text, bool holds) =>
        Holds($"{{ words: [{word}] }}", text).ShouldBe(holds);

    [Fact]
    public void A_currency_s_sign_is_its_word() => Holds("{ words: [\"eur back\"] }", "they want 640 € back").ShouldBeTrue();

    [Theory]
    [InlineData("{ words: [\"<ghosts> + gone\"] }")]
    [InlineData("{ words: [\"lawyer +\"] }")]
    [InlineData("{ words: [\"+\"] }")]
    [InlineData("{ claimed: true }")]
    [InlineData("{ words: [lawyer], claimed: perhaps }")]
    public void What_names_nothing_is_an_error_with_its_line(string when)
    {
        using var fixture = new OrganisationFixture().Write(
            "criteria.yaml",
            "version: 1\nowner: mia@example.com\nreview_by: 2027-06-30\ncriteria:\n"
                + $"  - {{ id: one, when: {when}, then: {{ escalate: now }}, why: B. }}\n"
        );
        fixture.Problems(Now).ShouldContain(problem => problem.Line == 5);
    }

    [Fact]
    public void A_receipt_names_the_words_that_stood_there_and_not_the_list()
    {
        var set = Set("{ words: [\"<documents> + <gone>\"] }");
        var facts = new QuestionFacts { Text = "all documents vanished" };
        set.Said(set.Policy.Criteria[0].When, facts).ShouldBeOfType<Condition.Words>().Patterns.ShouldBe(["documents + vanished"]);
    }
}
