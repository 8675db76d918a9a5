using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Organisation;

public sealed class CanaryFileTests
{
    private static readonly int Line = OrganisationFixture.Yaml.Split('\n').Length + 1;

    [Fact]
    public void It_may_be_absent_and_is_read_with_the_line_of_its_article()
    {
        OrganisationFixture.Of().Canary.ShouldBeNull();
        OrganisationFixture
            .Of(("organisation.yaml", OrganisationFixture.Yaml + "\ncanary:\n  ask: Where is my invoice?\n  expects: Invoice-Explained\n"))
            .Canary.ShouldBe(new Canary("Where is my invoice?", "invoice-explained", Line + 2));
    }

    [Theory]
    [InlineData("canary: { expects: a }", "'ask' is missing.")]
    [InlineData("canary: { ask: b }", "'expects' is missing.")]
    [InlineData("canary: { ask: b, expects: a, expcts: c }", "'expcts' is not known here.")]
    [InlineData("canary: invoice", "Keys with values are expected here.")]
    public void What_is_wrong_is_told_with_its_line(string canary, string what)
    {
        using var fixture = new OrganisationFixture();
        fixture.Write("organisation.yaml", $"{OrganisationFixture.Yaml}\n{canary}\n");
        fixture
            .Problems()
            .Select(problem => (problem.Level, problem.File, problem.Line, problem.What))
            .ShouldBe([(ProblemLevel.Error, "organisation.yaml", Line, what)]);
    }
}
