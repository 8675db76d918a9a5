using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Organisation;

public sealed class AccountsFileTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private readonly OrganisationFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    /// <summary>Problems as "file:line what", errors only.</summary>
    private string[] Errors() =>
        [
            .. _fixture
                .Problems(Now)
                .Where(problem => problem.Level == ProblemLevel.Error)
                .Select(problem => $"{problem.File}:{problem.Line} {problem.What}"),
        ];

    [Theory]
    [InlineData("id;name;tier\nx;\"Xenon; Sons\";Business\n", "Xenon; Sons", "business")]
    [InlineData("\uFEFFname,id,tier\r\n\"Xenon \"\"The\"\" Firm\",X,business\r\n\r\n", "Xenon \"The\" Firm", "business")]
    [InlineData("tier,id,name\n,x,Xenon", "Xenon", "")]
    public void Accounts_are_read_from_any_usual_csv(string csv, string name, string tier)
    {
        _fixture.Change("organisation.yaml", ", accounts: [acme]", "").Write("accounts.csv", csv);

        var account = _fixture.Read().Accounts.ShouldHaveSingleItem();
        account.Id.ShouldBe("x");
        account.Name.ShouldBe(name);
        account.Tier.ShouldBe(tier);
    }

    [Fact]
    public void Broken_csv_lines_are_told_with_their_line_and_the_others_are_checked()
    {
        _fixture
            .Change("organisation.yaml", ", accounts: [acme]", "")
            .Write("accounts.csv", "id,name,tier,arr\na,\"Alpha\nFreight\",x,1\n,Beta,x,1\nc,Gamma,x,many\nd,\"Delta,x,1\ne,Epsilon,x,1\n");

        var errors = Errors();
        errors.ShouldContain("accounts.csv:4 The account has no id or no name.");
        errors.ShouldContain("accounts.csv:5 'many' is no value for 'arr'.");
        errors.ShouldContain(error => error.StartsWith("accounts.csv:6 ", StringComparison.Ordinal));

        _fixture.Write("accounts.csv", "number,title\n1,One\n");
        Errors().ShouldHaveSingleItem().ShouldContain("names no column 'id' or 'name'");
    }

    [Theory]
    [InlineData("b,{0},x,1")]
    [InlineData("b,\"{0}\",x,1")]
    [InlineData("b,\"{0},x,1")]
    [InlineData("{0}")]
    public void A_line_that_is_too_long_is_a_problem_with_its_line_as_others_are(string line)
    {
        var longLine = string.Format(System.Globalization.CultureInfo.InvariantCulture, line, new string('x', 70_000));
        _fixture
            .Change("organisation.yaml", ", accounts: [acme]", "")
            .Write("accounts.csv", $"id,name,tier,arr\na,Alpha,x,1\n{longLine}\nc,Gamma,x,2\n");

        var error = Errors().ShouldHaveSingleItem();
        error.ShouldStartWith("accounts.csv:3 ");
        error.ShouldContain("64 KB");
    }

    [Theory]
    [InlineData("id,name,")]
    [InlineData("id,name,\"")]
    public void A_first_line_that_is_too_long_is_told_as_well(string head)
    {
        _fixture
            .Change("organisation.yaml", ", accounts: [acme]", "")
            .Write("accounts.csv", $"{head}{new string('x', 200_000)}\na,Alpha\n");

        _fixture.Problems().ShouldContain(problem => problem.File == "accounts.csv" && problem.Line == 1);
    }

    [Fact]
    public void A_portfolio_before_any_account_is_only_a_warning()
    {
        File.Delete(Path.Combine(_fixture.Folder, "accounts.csv"));

        _fixture
            .Problems(Now)
            .ShouldHaveSingleItem()
            .ToString()
            .ShouldBe(
                "organisation.yaml:9: warning: There are no accounts yet, so this portfolio is empty. Put the accounts into accounts.csv."
            );
        _fixture.Read().FindPerson("bob@example.com").ShouldNotBeNull().Accounts.ShouldBeEmpty();
    }
}
