using System.Globalization;
using CsCheck;
using EscalationBot.Core.Desk.Texts;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>What people write when they go away. It is Monday, 23 November 2026, 10:00 in Berlin.</summary>
public sealed class AwayWordsTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    private static (DateTimeOffset From, DateTimeOffset Until, AwayProblem? Problem) Read(string words) =>
        AwayWords.Read(words, Now, Berlin, CultureInfo.GetCultureInfo("de"));

    private static string Local(DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, Berlin).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("until Monday", "2026-11-30 00:00")]
    [InlineData("until mon", "2026-11-30 00:00")]
    [InlineData("until Tuesday", "2026-11-24 00:00")]
    [InlineData("until next Friday", "2026-11-27 00:00")]
    [InlineData("until Freitag", "2026-11-27 00:00")]
    [InlineData("till tomorrow", "2026-11-24 00:00")]
    [InlineData("until 2026-12-05", "2026-12-05 00:00")]
    [InlineData("until 5 Dec", "2026-12-05 00:00")]
    [InlineData("until December 5th", "2026-12-05 00:00")]
    [InlineData("until the 5th December 2026", "2026-12-05 00:00")]
    [InlineData("until 5.12.", "2026-12-05 00:00")]
    [InlineData("until 5.12.2026", "2026-12-05 00:00")]
    [InlineData("until 2 Jan", "2027-01-02 00:00")]
    [InlineData("until next week", "2026-11-30 00:00")]
    [InlineData("until 15:00", "2026-11-23 15:00")]
    [InlineData("until 3pm please", "2026-11-23 15:00")]
    [InlineData("until noon", "2026-11-23 12:00")]
    [InlineData("today", "2026-11-24 00:00")]
    [InlineData("This  Week", "2026-11-30 00:00")]
    [InlineData("for 3 days", "2026-11-26 00:00")]
    [InlineData("for a week", "2026-11-30 00:00")]
    [InlineData("for 2 hours", "2026-11-23 12:00")]
    [InlineData("until 2027-11-20", "2027-11-20 00:00")]
    public void A_time_is_read_as_people_mean_it(string words, string until)
    {
        var (from, at, problem) = Read(words);
        problem.ShouldBeNull();
        from.ShouldBe(Now);
        Local(at).ShouldBe(until);
    }

    [Theory]
    [InlineData("tomorrow", "2026-11-24 00:00", "2026-11-25 00:00")]
    [InlineData("next week", "2026-11-30 00:00", "2026-12-07 00:00")]
    [InlineData("from 1 Dec until 5 Dec", "2026-12-01 00:00", "2026-12-05 00:00")]
    [InlineData("from Thursday to Monday", "2026-11-26 00:00", "2026-11-30 00:00")]
    public void An_absence_may_begin_later(string words, string from, string until)
    {
        var (at, end, problem) = Read(words);
        problem.ShouldBeNull();
        (Local(at), Local(end)).ShouldBe((from, until));
    }

    [Theory]
    [InlineData("", AwayProblem.NoDay)]
    [InlineData("until whenever", AwayProblem.Unreadable)]
    [InlineData("until 2026-13-45", AwayProblem.Unreadable)]
    [InlineData("until 31 Nov", AwayProblem.Unreadable)]
    [InlineData("until 25:00", AwayProblem.Unreadable)]
    [InlineData("for 0 days", AwayProblem.Unreadable)]
    [InlineData("until 2026-11-20", AwayProblem.Past)]
    [InlineData("until 1999-01-01", AwayProblem.Past)]
    [InlineData("until 0001-01-01", AwayProblem.Past)]
    [InlineData("until today", AwayProblem.Past)]
    [InlineData("until 9:00", AwayProblem.Past)]
    [InlineData("until 20 Nov", AwayProblem.Past)]
    [InlineData("from 5 Dec until 1 Dec", AwayProblem.Past)]
    [InlineData("until 2199-01-01", AwayProblem.TooFar)]
    [InlineData("until 9999-12-31", AwayProblem.TooFar)]
    [InlineData("from 9999-12-31 to Monday", AwayProblem.TooFar)]
    [InlineData("for 99999999999 days", AwayProblem.TooFar)]
    [InlineData("for 5000 weeks", AwayProblem.TooFar)]
    public void What_is_past_absurd_or_no_time_is_told_apart(string words, object problem) =>
        Read(words).Problem.ShouldBe((AwayProblem)problem);

    [Theory]
    [InlineData("away until Monday", "until Monday")]
    [InlineData("Away until Monday!", "until Monday")]
    [InlineData("I'm away until 2026-12-05.", "until 2026-12-05")]
    [InlineData("i am out of office today", "today")]
    [InlineData("OOO this week", "this week")]
    [InlineData("away", "")]
    [InlineData("away until whenever", "until whenever")]
    public void Words_about_being_away_are_a_command(string text, string about) => AwayWords.About(text).ShouldBe(about);

    [Theory]
    [InlineData("away messages are not sent any more")]
    [InlineData("out of office for shared mailboxes does not work")]
    [InlineData("out of office replies are sent twice until the user signs in")]
    [InlineData("the user is away until Monday")]
    [InlineData("how do I set out of office until Monday")]
    [InlineData("away until Monday the export must be stopped or the quota is full")]
    public void A_question_about_absences_is_none(string text) => AwayWords.About(text).ShouldBeNull();

    [Fact]
    public void Whatever_is_written_at_any_moment_it_gives_a_later_time_within_a_year_or_says_why_not()
    {
        string[] known =
        [
            "until",
            "from",
            "for",
            "to",
            "today",
            "tomorrow",
            "next",
            "week",
            "Monday",
            "5",
            "Dec",
            "31",
            "Feb",
            "29",
            "a",
            "days",
            "hours",
            "15:00",
            "2026-12-05",
            "0001-01-01",
            "9999-12-31",
            "99999",
            ":",
            "pm",
            "ß",
        ];
        var words = Gen.Int[0, known.Length - 1].Select(at => known[at]);
        Gen.Select(words.Array[0, 6], Gen.Long[0, 800L * 24 * 3600])
            .Sample(
                (parts, seconds) =>
                {
                    var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(seconds);
                    var (from, until, problem) = AwayWords.Read(string.Join(' ', parts), now, Berlin, CultureInfo.InvariantCulture);
                    if (problem is null)
                    {
                        from.ShouldBeGreaterThanOrEqualTo(now);
                        until.ShouldBeGreaterThan(from);
                        until.ShouldBeLessThanOrEqualTo(now.AddDays(366));
                    }
                },
                iter: 20_000
            );
    }
}
