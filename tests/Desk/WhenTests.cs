using EscalationBot.Core.Desk.Texts;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>Times as people read them.</summary>
public sealed class WhenTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 8, 0, 0, TimeSpan.Zero); // Wednesday, 09:00 in Berlin
    private static readonly When When = new(Words.In("en"), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), Now);

    [Theory]
    [InlineData(0.2, "by 09:12 (in 12 min)")]
    [InlineData(3, "by 12:00 (in 3 h)")]
    [InlineData(23.5, "by Thu 26 Nov 08:30 (in 23 h)")]
    [InlineData(24, "by Thu 26 Nov 09:00")]
    [InlineData(38, "by Thu 26 Nov 23:00")]
    [InlineData(63, "by Sat 28 Nov 00:00")]
    [InlineData(240, "by Sat 5 Dec 09:00")]
    [InlineData(-0.5, "due 08:30 (30 min late)")]
    [InlineData(-23, "due Tue 24 Nov 10:00 (23 h late)")]
    [InlineData(-47, "due Mon 23 Nov 10:00, late")]
    public void Up_to_a_day_is_counted_and_beyond_it_the_calendar_says_it_alone(double hours, string words) =>
        When.Due(Now.AddHours(hours)).ShouldBe(words);

    [Theory]
    [InlineData(-1, "today at 08:00")]
    [InlineData(-8.5, "today at 00:30")]
    [InlineData(-9.5, "yesterday")]
    [InlineData(-32.5, "yesterday")]
    [InlineData(-33.5, "on Mon")]
    [InlineData(-200, "on Tue 17 Nov")]
    public void What_has_been_is_told_by_the_days_of_the_calendar(double hours, string words) =>
        When.Past(Now.AddHours(hours)).ShouldBe(words);
}
