using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Core.Triage.Facts;
using EscalationBot.Core.Triage.Routing;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Triage;

public sealed class PastCasesTests
{
    private static readonly OrganisationSnapshot Organisation = OrganisationFixture.Of();

    [Fact]
    public void A_case_teaches_the_category_that_it_was_given_when_its_queue_takes_it()
    {
        var facts = Judge(
            Learned(
                Of("the webhook endpoint {0} does not answer", "integration", "technical", 20),
                Of("fuel card {0} is refused at the pump", "billing", "billing", 20)
            ),
            "our fuel card was refused"
        );
        facts.Category.ShouldBe("billing");
        facts.Queue.ShouldBeNull();
        facts.PastPlaces[0].Probability.ShouldBeGreaterThan(0.7);
        facts.PastPlaces[0].Usual.ShouldBe(0.5, 0.1);
    }

    [Fact]
    public void A_case_that_was_sent_on_teaches_its_last_queue_and_not_the_category_it_had()
    {
        var facts = Judge(
            Learned(
                Of("the webhook endpoint {0} does not answer", "integration", "technical", 20),
                Of("fuel card {0} is refused at the pump", "integration", "billing", 20)
            ),
            "our fuel card was refused"
        );
        facts.Category.ShouldBeNull();
        facts.Queue.ShouldBe("billing");
        Organisation.QueueFor(facts.Category, facts.Queue).Id.ShouldBe("billing");
    }

    [Fact]
    public void Words_of_no_past_case_say_nothing_however_frequent_a_place_is()
    {
        var facts = Judge(
            Learned(
                Of("the webhook endpoint {0} does not answer", "integration", "technical", 60),
                Of("fuel card {0} is refused at the pump", "billing", "billing", 12)
            ),
            "may the warehouse cat stay?"
        );
        facts.Category.ShouldBeNull();
        facts.Queue.ShouldBeNull();
    }

    [Fact]
    public void A_category_that_the_question_names_outweighs_weak_cases_and_a_given_one_all()
    {
        var past = Learned(
            Of("the webhook endpoint {0} does not answer", "integration", "technical", 20),
            Of("fuel card {0} is refused at the pump", "billing", "billing", 20)
        );
        Judge(past, "a contract about the colour of trucks").Category.ShouldBe("contract");
        var given = Question.Of("our fuel card was refused") with
        {
            Given = new Dictionary<string, string>(StringComparer.Ordinal) { [FactNames.Category] = "contract" },
        };
        Engine(past).Judge(given, Circumstances.None, DateTimeOffset.UnixEpoch).Facts.Category.ShouldBe("contract");
    }

    [Theory]
    [InlineData(25, 4)] // one place alone is known well enough
    [InlineData(14, 14)] // too few
    [InlineData(40, 0)]
    public void Few_cases_teach_nothing(int webhooks, int cards) =>
        PastCases
            .Learn(
                Mixed(
                    Of("the webhook endpoint {0} does not answer", "integration", "technical", webhooks),
                    Of("fuel card {0} is refused at the pump", "billing", "billing", cards)
                ),
                Organisation
            )
            .ShouldBeNull();

    [Fact]
    public void Cases_that_do_not_tell_the_places_apart_teach_nothing() =>
        PastCases
            .Learn(
                Mixed(Of("it does not work", "integration", "technical", 40), Of("it does not work", "billing", "billing", 40)),
                Organisation
            )
            .ShouldBeNull();

    [Fact]
    public void The_same_cases_teach_the_same()
    {
        var cases = Mixed(
            Of("the webhook endpoint {0} does not answer", "integration", "technical", 20),
            Of("fuel card {0} is refused at the pump", "billing", "billing", 20)
        );
        PastCases
            .Learn(cases, Organisation)!
            .Guess("a webhook or a card")
            .ShouldBe(PastCases.Learn(cases, Organisation)!.Guess("a webhook or a card"));
    }

    [Fact]
    public void Examples_of_a_criterion_for_one_category_teach_it()
    {
        var organisation = OrganisationFixture.Of(
            (
                "criteria.yaml",
                """
                version: 1
                owner: mia@example.com
                review_by: 2027-06-30
                criteria:
                  - { id: notice, when: { category: contract, words: [notice] }, then: { escalate: now }, why: y, examples: { escalate: [{ text: "a notice of termination arrived by courier", category: contract }] } }
                """
            )
        );
        var cases = Mixed(
            Of("the webhook endpoint {0} does not answer", "integration", "technical", 20),
            Of("fuel card {0} is refused at the pump", "billing", "billing", 20)
        );
        PastCases.Learn(cases, organisation)!.Guess("termination notice by courier")[0].Category.ShouldBe("contract");
        PastCases.Learn(cases, Organisation)!.Guess("termination notice by courier")[0].Category.ShouldNotBe("contract");
    }

    private static QuestionFacts Judge(PastCases? past, string question) =>
        Engine(past).Judge(Question.Of(question), Circumstances.None, DateTimeOffset.UnixEpoch).Facts;

    private static TriageEngine Engine(PastCases? past) =>
        new(TriageData.Of(SearchIndex.Empty(), Organisation, new TriageOptions()) with { PastCases = past });

    private static PastCases Learned(params IEnumerable<PastCase>[] cases) => PastCases.Learn(Mixed(cases), Organisation).ShouldNotBeNull();

    /// <summary>One of each in turn, as they come in.</summary>
    private static List<PastCase> Mixed(params IEnumerable<PastCase>[] cases) =>
        [.. cases.SelectMany(some => some.Select((one, i) => (one, i))).OrderBy(pair => pair.i).Select(pair => pair.one)];

    private static IEnumerable<PastCase> Of(string question, string? category, string queue, int count) =>
        Enumerable
            .Range(0, count)
            .Select(i => new PastCase(
                string.Format(System.Globalization.CultureInfo.InvariantCulture, question, $"k{i}"),
                category,
                queue
            ));
}
