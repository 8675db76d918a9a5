using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>The button under a digest carries a span, which may have been made up.</summary>
public sealed class FiguresPressTests
{
    [Theory]
    [InlineData("253402300000000", "253402300798999")]
    [InlineData("253402200000000", "253402300000000")]
    [InlineData("0", "31000000000000")]
    [InlineData("-1", "5")]
    [InlineData("5", "5")]
    [InlineData("99999999999999999999", "1")]
    [InlineData("", "")]
    public async Task A_span_that_is_none_is_refused_and_nothing_is_given_up(string from, string until)
    {
        await using var world = await DeskWorld.OpenAsync();
        var mia = world.Person("mia");
        await mia.PressesAsync(Button(from, until));
        mia.Reads.ShouldNotContain(text => text.Contains("Came back"));
        (await world.Store.CountAsync("SELECT COUNT(*) FROM inbox WHERE state <> 1")).ShouldBe(0);
    }

    [Fact]
    public async Task A_manager_sees_the_figures_of_the_span_and_others_do_not()
    {
        await using var world = await DeskWorld.OpenAsync();
        var (mia, ana) = (world.Person("mia"), world.Person("ana"));
        await mia.PressesAsync(Button("1700000000000", "1700086400000"));
        mia.Reads.ShouldContain(text => text.Contains("Came back"));
        await ana.PressesAsync(Button("1700000000000", "1700086400000"));
        ana.Reads.ShouldNotContain(text => text.Contains("Came back"));
    }

    private static CardButton Button(string from, string until) =>
        new(Actions.Figures, "Figures", new Dictionary<string, string>(StringComparer.Ordinal) { ["from"] = from, ["until"] = until });
}
