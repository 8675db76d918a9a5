namespace EscalationBot.Core.Organisation.Calendar;

/// <summary>Working time of the organisation: opening hours per weekday, holidays and a time zone with its clock changes.
/// <para>Minutes and hours of a <see cref="BusinessTime"/> run only while the organisation is open. One business day is "the same
/// wall-clock time on the next
/// day that has opening hours", at the latest when that day closes.</para>
/// <para>Local times that a clock change skips count as the moment of the change; of a time that happens twice the first one counts.
/// Results are in UTC.</para></summary>
public sealed class BusinessCalendar(TimeZoneInfo zone, OpeningHours hours, IEnumerable<DateOnly> holidays)
{
    /// <summary>Never closed, and without clock changes: adding to it is plain addition, a day is 24 hours.</summary>
    public static BusinessCalendar Always { get; } = new(TimeZoneInfo.Utc, OpeningHours.Always, []);

    private readonly HashSet<DateOnly> _holidays = [.. holidays];

    /// <summary>The organisation's time zone.</summary>
    public TimeZoneInfo Zone => zone;

    /// <summary>Opening hours per weekday.</summary>
    public OpeningHours Hours => hours;

    /// <summary>Days that are closed whatever the weekday.</summary>
    public IReadOnlySet<DateOnly> Holidays => _holidays;

    /// <summary>The local date of a moment.</summary>
    public DateOnly DateOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    /// <summary>Whether the organisation works at that moment; a closing time is closed.</summary>
    public bool IsOpen(DateTimeOffset at) => NextOpen(at) == at;

    /// <summary>The moment itself when open, else the next opening.</summary>
    public DateTimeOffset NextOpen(DateTimeOffset at) => SpansFrom(at).First().From;

    /// <summary>When so much working time after <paramref name="start"/> is over. A start outside hours counts from the next opening; days
    /// are added before hours and minutes.
    /// Time that is used up exactly at closing ends there, not at the next opening.</summary>
    public DateTimeOffset Add(DateTimeOffset start, BusinessTime time)
    {
        var at = AddDays(NextOpen(start), time.Days);
        var left = time.Time;
        if (left <= TimeSpan.Zero)
        {
            return at;
        }

        foreach (var (from, to) in SpansFrom(at))
        {
            if (from + left <= to)
            {
                return from + left;
            }

            left -= to - from;
        }

        throw new InvalidOperationException("Opening hours never end.");
    }

    /// <summary>The working time between two moments; zero when <paramref name="to"/> is not later.</summary>
    public TimeSpan Elapsed(DateTimeOffset from, DateTimeOffset to)
    {
        var sum = TimeSpan.Zero;
        if (to <= from)
        {
            return sum;
        }

        foreach (var span in SpansFrom(from))
        {
            if (span.From >= to)
            {
                break;
            }

            sum += (span.To < to ? span.To : to) - span.From;
        }

        return sum;
    }

    /// <summary>The stretches between two moments in which the organisation works.</summary>
    public IEnumerable<(DateTimeOffset From, DateTimeOffset To)> OpenBetween(DateTimeOffset from, DateTimeOffset to) =>
        SpansFrom(from).TakeWhile(span => span.From < to).Select(span => (span.From, span.To < to ? span.To : to));

    private DateTimeOffset AddDays(DateTimeOffset at, int days)
    {
        if (days == 0)
        {
            return at;
        }

        var local = TimeZoneInfo.ConvertTime(at, zone).DateTime;
        var date = DateOnly.FromDateTime(local);
        for (var left = days; left > 0; left--)
        {
            do
            {
                date = date.AddDays(1);
            } while (!Works(date));
        }

        var wanted = InstantOf(date.ToDateTime(TimeOnly.FromDateTime(local)), zone);
        foreach (var (from, to) in Spans(date))
        {
            if (wanted <= to)
            {
                return wanted < from ? from : wanted;
            }
        }

        return Spans(date).Last().To;
    }

    /// <summary>Open spans from a moment on, the first one cut at it, to the end of time.</summary>
    private IEnumerable<(DateTimeOffset From, DateTimeOffset To)> SpansFrom(DateTimeOffset at)
    {
        // One day earlier, because a clock change at midnight may put a moment on either side of it.
        for (var date = DateOf(at).AddDays(-1); date < DateOnly.MaxValue; date = date.AddDays(1))
        {
            foreach (var (from, to) in Spans(date))
            {
                if (to > at)
                {
                    yield return (from > at ? from : at.ToUniversalTime(), to);
                }
            }
        }
    }

    private bool Works(DateOnly date) => Spans(date).Any();

    private IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Spans(DateOnly date)
    {
        if (_holidays.Contains(date))
        {
            yield break;
        }

        var midnight = date.ToDateTime(TimeOnly.MinValue);
        foreach (var range in hours.On(date.DayOfWeek))
        {
            var from = InstantOf(midnight.AddMinutes(range.From), zone);
            var to = InstantOf(midnight.AddMinutes(range.To), zone);
            if (from < to)
            {
                yield return (from, to);
            }
        }
    }

    /// <summary>
    /// The moment of a local time, in UTC: a time that a clock change skips is the moment of the change, of two the first counts.
    /// </summary>
    public static DateTimeOffset InstantOf(DateTime local, TimeZoneInfo zone)
    {
        if (zone.IsInvalidTime(local))
        {
            local = local.AddTicks(-(local.Ticks % TimeSpan.TicksPerMinute));
            while (zone.IsInvalidTime(local))
            {
                local = local.AddMinutes(1);
            }
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
