using EscalationBot.Core.Insights;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Insights;

/// <summary>A share moved when chance does not explain it, and never from few numbers.</summary>
public sealed class FigureMovesTests
{
    [Theory]
    [InlineData("misrouted", 6, 20, 8, 200, true)]
    [InlineData("answered", 20, 60, 140, 200, true)]
    [InlineData("answered", 58, 60, 140, 200, false)]
    [InlineData("promises_kept", 4, 12, 30, 32, true)]
    public void A_share_that_moved_says_whether_to_the_worse(string key, long n, long of, long was, long wasOf, bool isWorse)
    {
        var move = FigureMoves.Of([new(key, n, of)], [new(key, was, wasOf)]).ShouldHaveSingleItem();
        move.IsWorse.ShouldBe(isWorse);
        (move.Now.Numerator, move.Before.Numerator).ShouldBe((n, was));
    }

    [Theory]
    [InlineData("misrouted", 3, 9, 0, 200)] // of few
    [InlineData("misrouted", 6, 20, 0, 19)] // against few
    [InlineData("misrouted", 3, 20, 14, 200)] // chance
    [InlineData("answered", 60, 60, 200, 200)] // the same
    [InlineData("answered", 0, 0, 0, 0)]
    [InlineData("fcr", 1, 60, 190, 200)] // only time completes it
    [InlineData("delivered", 1, 60, 190, 200)] // of the last two days alone
    public void Of_few_numbers_by_chance_or_of_what_only_time_completes_nothing_is_said(
        string key,
        long n,
        long of,
        long was,
        long wasOf
    ) => FigureMoves.Of([new(key, n, of)], [new(key, was, wasOf)]).ShouldBeEmpty();

    [Fact]
    public void False_alarms_are_as_rare_as_stated()
    {
        var random = new Random(20261130);
        var alarms = 0;
        const int Tries = 20_000;
        for (var i = 0; i < Tries; i++)
        {
            var (now, before) = (Drawn(40), Drawn(400));
            alarms += FigureMoves.Of([new("answered", now, 40)], [new("answered", before, 400)]).Count();
        }

        ((double)alarms / Tries).ShouldBeLessThan(0.006);

        long Drawn(int of) => Enumerable.Range(0, of).Count(_ => random.NextDouble() < 0.6);
    }
}
