using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Organisation;

public sealed class CriteriaFileTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private readonly OrganisationFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void The_contracts_own_criterion_is_read()
    {
        _fixture.Write(
            "criteria.yaml",
            """
            # criteria.yaml
            version: 1
            owner: mia@example.com
            review_by: 2027-06-30
            criteria:
              - id: legal-threat
                when: { words: [lawyer, "legal action", sue] }
                then: { escalate: now, queue: billing, priority: p1 }
                why: Legal exposure is never answered from the knowledge base.
                examples: { escalate: ["their lawyer will call us tomorrow"], leave: ["where is the legal name on the invoice?"] }
            """
        );

        _fixture.Problems(Now).ShouldBeEmpty();
        var policy = _fixture.Read().Criteria;
        policy.Label.ShouldMatch(@"^1 \([0-9a-f]{12}\)$");
        policy.ReviewBy.ShouldBe(new DateOnly(2027, 6, 30));
        var criterion = policy.Criteria.ShouldHaveSingleItem();
        criterion.Line.ShouldBe(6);
        criterion.When.ShouldBeOfType<Condition.Words>().Patterns.ShouldBe(["lawyer", "legal action", "sue"]);
        criterion.Then.ShouldBe(new Effect(Escalation.Now, "billing", "p1", null, false, criterion.Then.Ask));
        criterion.Examples.Select(example => (example.Fires, example.Line)).ShouldBe([(true, 10), (false, 10)]);
    }

    [Theory]
    [InlineData("{ words: [] }")]
    [InlineData("{ words: [\"*\"] }")]
    [InlineData("{ words: [\"la*yer\"] }")]
    [InlineData("{ words: [\"!!\"] }")]
    [InlineData("{ words: { a: b } }")]
    [InlineData("{ words: }")]
    [InlineData("{}")]
    [InlineData("[words]")]
    [InlineData("lawyer")]
    [InlineData("{ category: weather }")]
    [InlineData("{ account_tier: gold }")]
    [InlineData("{ amount_over: lots }")]
    [InlineData("{ amount_over: -5 }")]
    [InlineData("{ repeat_contacts: 3 }")]
    [InlineData("{ repeat_contacts: { count: 1, within: 14d } }")]
    [InlineData("{ repeat_contacts: { count: 3 } }")]
    [InlineData("{ tone: happy }")]
    [InlineData("{ incident_open: perhaps }")]
    [InlineData("{ renewal_within: soon }")]
    [InlineData("{ article: old }")]
    [InlineData("{ confidence_under: 50 }")]
    [InlineData("{ language_not: [english] }")]
    [InlineData("{ any: { words: [x] } }")]
    [InlineData("{ any: [] }")]
    [InlineData("{ any: [{}] }")]
    [InlineData("{ not: [x] }")]
    [InlineData("{ not: { not: { wrds: [x] } } }")]
    [InlineData("{ words: [x], words: [y] }")]
    [InlineData("{ words: [x], in: attachments }")]
    [InlineData("{ words: [x], in: header }")]
    [InlineData("{ words: [x], in: [own, quote] }")]
    [InlineData("{ in: attachment, category: billing }")]
    public void A_wrong_condition_is_told_with_its_line(string condition)
    {
        _fixture.Write(
            "criteria.yaml",
            $"version: 1\nowner: mia@example.com\nreview_by: 2027-06-30\ncriteria:\n  - id: a\n    when: "
                + $"{condition}\n    then: {{ escalate: now }}\n    why: y\n"
        );

        _fixture
            .Problems(Now)
            .ShouldContain(
                problem => problem.Level == ProblemLevel.Error && problem.File == "criteria.yaml" && problem.Line == 6,
                string.Join('\n', _fixture.Problems(Now))
            );
    }

    [Fact]
    public void Another_criteria_file_is_read_against_the_organisation()
    {
        var organisation = _fixture.Read();
        var path = Path.Combine(_fixture.Folder, "draft.yaml");
        File.WriteAllText(
            path,
            "version: 9\nowner: mia@example.com\nreview_by: 2027-06-30\ncriteria: [{ id: a, when: { "
                + "category: weather }, then: { escalate: now }, why: y }]\n"
        );

        var (criteria, problems) = OrganisationFolder.ReadCriteria(path, organisation);
        criteria.ShouldBeNull();
        problems
            .ShouldHaveSingleItem()
            .ToString()
            .ShouldBe("draft.yaml:4: error: 'weather' is no category of a queue. Known here: technical, integration, billing, contract.");

        File.WriteAllText(path, File.ReadAllText(path).Replace("weather", "billing", StringComparison.Ordinal));
        OrganisationFolder.ReadCriteria(path, organisation).Criteria.ShouldNotBeNull().Version.ShouldBe(9);
    }

    [Fact]
    public void What_the_reader_of_YAML_trips_over_is_told_with_its_line()
    {
        var sample = File.ReadAllText(Path.Combine(OrganisationFixture.SampleFolder, "criteria.yaml"));
        var (criteria, problems) = OrganisationFolder.ReadDraftOfCriteria("bad: [" + sample, _fixture.Read());
        criteria.ShouldBeNull();
        problems
            .ShouldHaveSingleItem()
            .ToString()
            .ShouldStartWith("criteria.yaml:1: error: This is no valid YAML: It cannot be read behind here.");
    }
}
