using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Checks;
using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Triage;

public sealed class CanaryQuestionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly Article Password = new(
        "password",
        "Reset a password",
        "A user resets the password by the link on the sign-in page. The mail leaves within two minutes.",
        []
    );
    private static readonly Article Invoice = new("invoice", "Read an invoice", "An invoice lists seats and usage of the month.", []);
    private static readonly Canary Canary = new("How do I reset a password?", "password", 7);

    [Fact]
    public void An_article_that_is_found_first_and_shown_is_no_fault() =>
        CanaryQuestion.Fault(Engine([Password, Invoice]), Canary, Now).ShouldBeNull();

    [Fact]
    public void One_that_is_gone_or_not_in_force_or_found_second_is()
    {
        Fault([Invoice]).ShouldBe("The canary question of the article password has no answer: there is no such article.");
        Fault([Password with { InForceTo = new DateOnly(2026, 11, 1) }])
            .ShouldBe("The canary question of the article password has no answer: the article is not in force.");
        Fault([
                Password,
                new Article("better", "How do I reset a password?", "How do I reset a password? By the link on the sign-in page.", []),
            ])
            .ShouldBe("The canary question of the article password finds better first.");
        CanaryQuestion
            .Fault(Engine([Password, Invoice]), Canary with { Ask = "zebra" }, Now)
            .ShouldBe("The canary question of the article password finds nothing.");
    }

    [Fact]
    public void One_that_a_criterion_sends_to_people_is_not_shown()
    {
        var organisation = OrganisationFixture.Of(
            (
                "criteria.yaml",
                """
                version: 1
                owner: mia@example.com
                review_by: 2027-01-31
                criteria:
                  - id: passwords
                    why: They are told by a person.
                    when: { words: [password] }
                    then: { escalate: now }
                    examples: { escalate: ["reset my password"], leave: ["invoice"] }
                """
            )
        );
        var engine = new TriageEngine(TriageData.Of(SearchIndex.Of([Password, Invoice]), organisation, new TriageOptions()));
        CanaryQuestion
            .Fault(engine, Canary, Now)
            .ShouldBe("The canary question of the article password finds it, but it is not shown: the verdict is escalate.");
    }

    [Fact]
    public void Without_a_name_the_article_that_was_taught_most_is_asked_what_it_was_taught_first_and_none_that_is_not_in_force()
    {
        var taught = Invoice with { SolvedQuestions = ["bill lines", "what are the lines of the bill"] };
        var gone = Password with { Id = "gone", SolvedQuestions = ["a", "b", "c"], InForceFrom = new DateOnly(2026, 11, 3) };
        CanaryQuestion
            .Candidates(Engine([Password, taught, gone, new Article("bare", "", "Words without a title.", [])]), Now)
            .ShouldBe([new Canary("what are the lines of the bill", "invoice"), new Canary("Reset a password", "password")]);
    }

    private static string? Fault(IReadOnlyList<Article> articles) => CanaryQuestion.Fault(Engine(articles), Canary, Now);

    private static TriageEngine Engine(IReadOnlyList<Article> articles) => new(new TriageData { Knowledge = SearchIndex.Of(articles) });
}
