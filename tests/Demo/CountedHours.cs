using EscalationBot.Bot.Demo;

namespace EscalationBot.Tests.Demo;

/// <summary>
/// Working time counted a second time, from the sentences of the reference alone and with no code of the product: spans of local wall-clock
/// time, day by day, turned into moments by the zone's own offsets.
/// </summary>
internal sealed class CountedHours
{
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    private readonly List<(DateTimeOffset From, DateTimeOffset To)> _open = [];
    private readonly bool _always;

    private CountedHours(bool always) => _always = always;

    public CountedHours(MonthPlan plan)
    {
        var holidays = MonthFolder.Holidays(plan);
        for (var day = plan.From.AddDays(-3); day < plan.From.AddDays(120); day = day.AddDays(1))
        {
            if (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || holidays.Contains(day))
            {
                continue;
            }
            var closes = day.DayOfWeek is DayOfWeek.Friday ? new TimeOnly(16, 30) : new TimeOnly(18, 0);
            _open.Add((Moment(day, new TimeOnly(8, 30)), Moment(day, closes)));
        }
    }

    /// <summary>Around the clock.</summary>
    public static CountedHours Always { get; } = new(always: true);

    /// <summary>So many business days, then so many minutes, after a moment.</summary>
    public DateTimeOffset After(DateTimeOffset from, int days, TimeSpan time)
    {
        if (_always)
        {
            return from + TimeSpan.FromDays(days) + time;
        }

        // A start outside hours counts from the next opening.
        var span = _open.FindIndex(one => one.To > from);
        var at = from < _open[span].From ? _open[span].From : from;
        if (days > 0)
        {
            // The same time by the clock on the wall, at the latest when that day closes.
            var clock = TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, _zone).DateTime);
            span += days;
            var wall = Moment(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(_open[span].From, _zone).DateTime), clock);
            at =
                wall > _open[span].To ? _open[span].To
                : wall < _open[span].From ? _open[span].From
                : wall;
        }

        for (; time > TimeSpan.Zero; span++)
        {
            var start = at > _open[span].From ? at : _open[span].From;
            if (start >= _open[span].To)
            {
                continue;
            }
            var here = _open[span].To - start;
            if (time <= here)
            {
                return start + time;
            }
            time -= here;
        }

        return at;
    }

    /// <summary>Working time between two moments.</summary>
    public TimeSpan Between(DateTimeOffset from, DateTimeOffset to)
    {
        if (_always)
        {
            return to > from ? to - from : TimeSpan.Zero;
        }

        var sum = TimeSpan.Zero;
        foreach (var (opens, closes) in _open)
        {
            var (start, end) = (from > opens ? from : opens, to < closes ? to : closes);
            sum += end > start ? end - start : TimeSpan.Zero;
        }

        return sum;
    }

    private DateTimeOffset Moment(DateOnly day, TimeOnly time)
    {
        var local = day.ToDateTime(time);
        return new DateTimeOffset(local, _zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
