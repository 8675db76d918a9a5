using System.Globalization;
using EscalationBot.Core.Organisation.Authority;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Organisation;

public sealed class TypedAmountTests
{
    [Theory]
    [InlineData("40", "40")]
    [InlineData(" 40.00 ", "40")]
    [InlineData("40,00", "40")]
    [InlineData("40,5", "40.5")]
    [InlineData("1.200,50", "1200.5")]
    [InlineData("1,200.50", "1200.5")]
    [InlineData("1 200", "1200")]
    [InlineData("1'200.50", "1200.5")]
    [InlineData("1.200.000", "1200000")]
    [InlineData("1,200,000.00", "1200000")]
    [InlineData("EUR 40", "40")]
    [InlineData("eur40", "40")]
    [InlineData("40 €", "40")]
    [InlineData("€1,200.50", "1200.5")]
    [InlineData("40 euros", "40")]
    [InlineData("0.01", "0.01")]
    public void An_amount_is_read(string typed, string amount) =>
        TypedAmount.Read(typed, "EUR").ShouldBe(new TypedAmount(decimal.Parse(amount, CultureInfo.InvariantCulture), AmountProblem.None));

    [Theory]
    [InlineData("", AmountProblem.Shape)]
    [InlineData("forty", AmountProblem.Shape)]
    [InlineData("40k", AmountProblem.Shape)]
    [InlineData("1e3", AmountProblem.Shape)]
    [InlineData("40 or 50", AmountProblem.Shape)]
    [InlineData("12.34.56", AmountProblem.Shape)]
    [InlineData("1,20,000", AmountProblem.Shape)]
    [InlineData("4O", AmountProblem.Shape)]
    [InlineData("٤٠", AmountProblem.Shape)]
    [InlineData("040", AmountProblem.Shape)]
    [InlineData("40.123456", AmountProblem.Shape)]
    [InlineData("1.200", AmountProblem.Ambiguous)]
    [InlineData("1,200", AmountProblem.Ambiguous)]
    [InlineData("0", AmountProblem.Zero)]
    [InlineData("0,00", AmountProblem.Zero)]
    [InlineData("-40", AmountProblem.Negative)]
    [InlineData("EUR -40", AmountProblem.Negative)]
    [InlineData("−40", AmountProblem.Negative)]
    [InlineData("99999999999999999999999999", AmountProblem.TooMuch)]
    [InlineData("2000000000", AmountProblem.TooMuch)]
    [InlineData("40 USD", AmountProblem.OtherCurrency)]
    [InlineData("$40", AmountProblem.OtherCurrency)]
    [InlineData("GBP 40", AmountProblem.OtherCurrency)]
    public void What_is_no_amount_is_told_apart(string typed, AmountProblem problem) =>
        TypedAmount.Read(typed, "EUR").Problem.ShouldBe(problem);
}
