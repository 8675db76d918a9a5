using EscalationBot.Core.Insights.Recurring;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Insights.Recurring;

public sealed class RiseTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Ten questions a day for four weeks.</summary>
    private static readonly List<DateTimeOffset> Steady = [.. Enumerable.Range(0, 280).Select(i => Now.AddHours(-2.4 * i))];

    private static DateTimeOffset? Of(IEnumerable<DateTimeOffset> all, params (double HoursAgo, string Source)[] questions) =>
        Rise.Of(
            [
                [
                    .. questions
                        .OrderByDescending(one => one.HoursAgo)
                        .Select((one, i) => IssueSamples.Text("words", i, one.Source, Now.AddHours(-one.HoursAgo))),
                ],
            ],
            [.. all],
            Now
        )[0];

    [Theory]
    [InlineData(3, 3, 0.2, 0.008)]
    [InlineData(1, 5, 0.5, 0.96875)]
    [InlineData(0, 4, 0.3, 1)]
    [InlineData(2, 2, 1, 1)]
    public void The_tail_of_a_binomial_is_that_of_the_textbook(int least, int tries, double probability, double tail) =>
        Rise.Tail(least, tries, probability).ShouldBe(tail, 1e-9);

    [Fact]
    public void Three_new_questions_of_two_accounts_within_a_day_rise_since_the_first() =>
        Of(Steady, (20, "a"), (5, "b"), (2, "a"), (1, "c")).ShouldBe(Now.AddHours(-20));

    [Fact]
    public void Two_questions_or_one_source_do_not_rise()
    {
        Of(Steady, (5, "a"), (2, "b")).ShouldBeNull();
        Of(Steady, (9, "a"), (5, "a"), (4, "a"), (2, "a"), (1, "a")).ShouldBeNull();
    }

    [Fact]
    public void Who_asks_again_and_again_counts_once_a_day() => Asked("a", "a", "a", "a").ShouldBeNull();

    [Fact]
    public void Many_who_ask_once_do() => Asked("a", "c", "d", "e").ShouldNotBeNull();

    /// <summary>Five of today, the last of them another's, after four of the weeks before.</summary>
    private static DateTimeOffset? Asked(params string[] today) =>
        Of(
            Steady,
            [.. today.Select((source, i) => (3.0 + i, source)), (2, "b"), (24 * 9, "p"), (24 * 12, "q"), (24 * 15, "r"), (24 * 18, "s")]
        );

    [Fact]
    public void What_was_always_there_does_not_rise() =>
        Of(Steady, [.. Enumerable.Range(0, 28).Select(day => (24.0 * day, $"s{day % 9}"))]).ShouldBeNull();

    [Fact]
    public void On_a_day_when_everything_is_asked_more_often_nothing_rises()
    {
        (double, string)[] questions = [(20, "a"), (5, "b"), (2, "c"), (1, "d"), (24 * 9, "e")];
        Of(Steady, questions).ShouldNotBeNull();
        Of(Steady.Concat(Enumerable.Range(0, 300).Select(i => Now.AddMinutes(-i))), questions).ShouldBeNull();
    }

    [Fact]
    public void Without_a_past_nothing_rises() =>
        Of([Now.AddHours(-3), Now.AddHours(-2), Now.AddHours(-1)], (3, "a"), (2, "b"), (1, "c")).ShouldBeNull();
}
