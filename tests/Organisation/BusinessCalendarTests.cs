using EscalationBot.Core.Organisation.Calendar;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Organisation;

public sealed class BusinessCalendarTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    private static readonly BusinessCalendar Office = new(Berlin, OpeningHours.Office, [new DateOnly(2026, 12, 25)]);
    private static readonly BusinessCalendar WithLunch = new(Berlin, Hours("09:00-12:00,13:00-17:00"), []);

    // Winter: Berlin is UTC+1. 2026-11-23 is a Monday.
    private static DateTimeOffset Local(string text) => DateTimeOffset.Parse(text + "+01:00");

    private static OpeningHours Hours(string ranges)
    {
        OpeningHours.ReadRanges(ranges, out var read).ShouldBeNull();
        return new OpeningHours(Enumerable.Range(1, 5).ToDictionary(day => (DayOfWeek)day, _ => read));
    }

    private static BusinessTime Time(string text) => BusinessTime.TryParse(text, out var time) ? time : throw new FormatException(text);

    [Theory]
    [InlineData("2026-11-23 10:00", "15m", "2026-11-23 10:15")]
    [InlineData("2026-11-23 16:30", "1h", "2026-11-24 09:30")]
    [InlineData("2026-11-23 16:30", "30m", "2026-11-23 17:00")]
    [InlineData("2026-11-27 16:59", "2m", "2026-11-30 09:01")]
    [InlineData("2026-11-28 11:00", "5m", "2026-11-30 09:05")]
    [InlineData("2026-11-23 03:00", "4h", "2026-11-23 13:00")]
    [InlineData("2026-12-24 16:00", "2h", "2026-12-28 10:00")]
    [InlineData("2026-11-23 17:00", "1m", "2026-11-24 09:01")]
    [InlineData("2026-11-23 09:00", "40h", "2026-11-27 17:00")]
    public void Minutes_and_hours_run_only_while_the_organisation_is_open(string start, string time, string due) =>
        Office.Add(Local(start), Time(time)).ShouldBe(Local(due));

    [Theory]
    [InlineData("2026-11-23 14:00", "1d", "2026-11-24 14:00")]
    [InlineData("2026-11-27 14:00", "1d", "2026-11-30 14:00")]
    [InlineData("2026-11-28 14:00", "1d", "2026-12-01 09:00")]
    [InlineData("2026-12-24 10:00", "1d", "2026-12-28 10:00")]
    [InlineData("2026-11-23 18:30", "2d", "2026-11-26 09:00")]
    [InlineData("2026-11-23 14:00", "5d", "2026-11-30 14:00")]
    [InlineData("2026-11-23 14:00", "1d 4h", "2026-11-25 10:00")]
    public void A_business_day_is_the_same_time_on_the_next_day_that_has_hours(string start, string time, string due) =>
        Office.Add(Local(start), Time(time)).ShouldBe(Local(due));

    [Fact]
    public void A_business_day_ends_at_closing_when_the_next_day_closes_earlier()
    {
        OpeningHours.ReadRanges("09:00-18:00", out var usual);
        OpeningHours.ReadRanges("09:00-15:00", out var friday);
        var calendar = new BusinessCalendar(
            Berlin,
            new(new Dictionary<DayOfWeek, IReadOnlyList<OpeningRange>> { [DayOfWeek.Thursday] = usual, [DayOfWeek.Friday] = friday }),
            []
        );

        calendar.Add(Local("2026-11-26 17:00"), BusinessTime.OfDays(1)).ShouldBe(Local("2026-11-27 15:00"));
    }

    [Fact]
    public void A_lunch_break_stops_the_clock()
    {
        WithLunch.Add(Local("2026-11-23 11:30"), Time("1h")).ShouldBe(Local("2026-11-23 13:30"));
        WithLunch.IsOpen(Local("2026-11-23 12:30")).ShouldBeFalse();
        WithLunch.NextOpen(Local("2026-11-23 12:30")).ShouldBe(Local("2026-11-23 13:00"));
        WithLunch.Elapsed(Local("2026-11-23 11:00"), Local("2026-11-23 14:00")).ShouldBe(TimeSpan.FromHours(2));
    }

    [Theory]
    [InlineData("2026-11-23 09:00", true)]
    [InlineData("2026-11-23 08:59", false)]
    [InlineData("2026-11-23 16:59", true)]
    [InlineData("2026-11-23 17:00", false)]
    [InlineData("2026-11-22 12:00", false)]
    [InlineData("2026-12-25 12:00", false)]
    public void Opening_times_are_open_and_closing_times_are_closed(string at, bool open) => Office.IsOpen(Local(at)).ShouldBe(open);

    [Fact]
    public void Around_the_clock_a_day_is_a_calendar_day_also_when_the_clocks_change()
    {
        var always = new BusinessCalendar(Berlin, OpeningHours.Always, []);

        // 2027-03-28 has 23 hours in Berlin, 2026-10-25 has 25.
        always
            .Add(DateTimeOffset.Parse("2027-03-27T12:00:00+01:00"), Time("1d"))
            .ShouldBe(DateTimeOffset.Parse("2027-03-28T12:00:00+02:00"));
        always
            .Add(DateTimeOffset.Parse("2027-03-27T12:00:00+01:00"), Time("24h"))
            .ShouldBe(DateTimeOffset.Parse("2027-03-28T13:00:00+02:00"));
        always
            .Elapsed(DateTimeOffset.Parse("2026-10-25T00:00:00+02:00"), DateTimeOffset.Parse("2026-10-26T00:00:00+01:00"))
            .ShouldBe(TimeSpan.FromHours(25));
        always.IsOpen(DateTimeOffset.Parse("2026-11-23T00:00:00+01:00")).ShouldBeTrue();
    }

    [Fact]
    public void A_wall_clock_time_that_the_change_skips_becomes_the_moment_of_the_change()
    {
        var always = new BusinessCalendar(Berlin, OpeningHours.Always, []);

        always
            .Add(DateTimeOffset.Parse("2027-03-27T02:30:00+01:00"), Time("1d"))
            .ShouldBe(DateTimeOffset.Parse("2027-03-28T03:00:00+02:00"));
    }

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/New_York")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("America/Santiago")]
    [InlineData("Asia/Beirut")]
    [InlineData("Asia/Kathmandu")]
    public void Adding_and_measuring_agree_wherever_and_whenever(string zone)
    {
        // Cuts at midnight, two ranges, night work, round the clock: a year of starts, in zones whose clocks change at odd times.
        OpeningHours[] plans =
        [
            OpeningHours.Office,
            OpeningHours.Always,
            Hours("00:00-06:00,22:00-24:00"),
            Hours("01:30-02:30"),
            Hours("09:00-12:00,13:00-17:00"),
        ];
        var random = new Random(7);
        foreach (var plan in plans)
        {
            var calendar = new BusinessCalendar(
                TimeZoneInfo.FindSystemTimeZoneById(zone),
                plan,
                [new DateOnly(2026, 3, 30), new DateOnly(2026, 10, 26)]
            );
            var last = (Start: DateTimeOffset.MinValue, Due: DateTimeOffset.MinValue);
            for (
                var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
                start.Year == 2026;
                start = start.AddMinutes(random.Next(1, 3000))
            )
            {
                var time = BusinessTime.OfMinutes(random.Next(1, 6000));
                var due = calendar.Add(start, time);
                calendar.Elapsed(start, due).ShouldBe(time.Time, $"{start:o} + {time}");
                calendar.Elapsed(start, due.AddMinutes(-1)).ShouldBeLessThan(time.Time);
                calendar.NextOpen(start).ShouldBeGreaterThanOrEqualTo(start);
                calendar.IsOpen(calendar.NextOpen(start)).ShouldBeTrue();

                var tomorrow = calendar.Add(start, BusinessTime.OfDays(1));
                tomorrow.ShouldBeGreaterThan(start);
                tomorrow.ShouldBeGreaterThanOrEqualTo(last.Due, $"a later start is never due earlier: {start:o}");
                last = (start, tomorrow);
            }
        }
    }

    [Theory]
    [InlineData("5m", "5m")]
    [InlineData("90m", "1h 30m")]
    [InlineData("1d4h", "1d 4h")]
    [InlineData(" 2d ", "2d")]
    public void Durations_are_read_and_written(string text, string written) => Time(text).ToString().ShouldBe(written);

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("5 m")]
    [InlineData("m")]
    [InlineData("0m")]
    [InlineData("-5m")]
    [InlineData("1.5h")]
    [InlineData("1w")]
    [InlineData("99999999999m")]
    [InlineData("٣m")]
    public void Anything_else_is_no_duration(string text) => BusinessTime.TryParse(text, out _).ShouldBeFalse();
}
