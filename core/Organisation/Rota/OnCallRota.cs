using EscalationBot.Core.Organisation.Calendar;

namespace EscalationBot.Core.Organisation.Rota;

/// <summary>Somebody who is on call.</summary>
/// <param name="Email">The listed person.</param>
/// <param name="Until">When their shift ends; null = it has no end that is known.</param>
public sealed record OnCallPerson(string Email, DateTimeOffset? Until);

/// <summary>A stretch of time for which a rota names nobody.</summary>
/// <param name="From">Its beginning, UTC.</param>
/// <param name="To">Its end as far as was looked, UTC.</param>
public sealed record RotaGap(DateTimeOffset From, DateTimeOffset To);

/// <summary>Who is on call by a calendar file whose events name listed people.</summary>
/// <param name="file">Path within the organisation folder, as shown.</param>
/// <param name="calendar">The file.</param>
/// <param name="listed">E-mails that count.</param>
public sealed class OnCallRota(string file, CalendarFile calendar, IReadOnlySet<string> listed)
{
    private static readonly TimeSpan LookAhead = TimeSpan.FromDays(14);
    private const int MostMerged = 60;

    /// <summary>Path within the organisation folder.</summary>
    public string File => file;

    /// <summary>
    /// Those on call at a moment. Of shifts that overlap, the one that began last stands first: a swap is written over a week.
    /// </summary>
    public IReadOnlyList<OnCallPerson> At(DateTimeOffset at)
    {
        var around = Shifts(at, at + LookAhead);
        return
        [
            .. around
                .Where(shift => shift.From <= at && shift.To > at)
                .OrderByDescending(shift => shift.From)
                .ThenBy(shift => shift.To)
                .SelectMany(shift => Named(shift).Select(email => (Email: email, shift.To)))
                .DistinctBy(person => person.Email)
                .Select(person => new OnCallPerson(person.Email, EndOf(person.Email, person.To, around))),
        ];
    }

    /// <summary>
    /// When, after <paramref name="from"/> and until <paramref name="to"/>, somebody else comes first than a moment before.
    /// </summary>
    public IReadOnlyList<DateTimeOffset> Changes(DateTimeOffset from, DateTimeOffset to)
    {
        var shifts = Shifts(from, to);
        return
        [
            .. shifts
                .SelectMany(shift => new[] { shift.From, shift.To })
                .Where(at => at > from && at <= to)
                .Distinct()
                .Order()
                .Where(at => At(at) is [var first, ..] && (At(at.AddSeconds(-1)) is not [var before, ..] || before.Email != first.Email)),
        ];
    }

    /// <summary>Where the rota names nobody, while the clocks of the queue run.</summary>
    /// <param name="hours">The organisation's hours.</param>
    /// <param name="around">Clocks of the queue run around the clock.</param>
    /// <param name="from">From when.</param>
    /// <param name="to">Until when; at most some weeks later.</param>
    public IReadOnlyList<RotaGap> Gaps(BusinessCalendar hours, bool around, DateTimeOffset from, DateTimeOffset to)
    {
        // From earlier on: a gap keeps its beginning while time passes.
        var since = from - LookAhead;
        var shifts = Shifts(since, to);
        var open = hours.OpenBetween(since, to).ToList();
        List<(DateTimeOffset From, DateTimeOffset To)> covered = [.. shifts.Select(shift => (shift.From, shift.To))];
        // Shifts for nights and weekends only: within hours everybody of the queue is there.
        if (around && !open.Exists(span => shifts.Any(shift => shift.From < span.To && shift.To > span.From)))
        {
            covered.AddRange(open);
        }

        var gaps = new List<RotaGap>();
        foreach (var (start, end) in around ? [(since, to)] : open)
        {
            foreach (var free in Free(start, end, covered))
            {
                // Closed time between two parts of a gap does not make it two.
                if (gaps is [.., var last] && !covered.Exists(span => span.From < free.From && span.To > last.To))
                {
                    gaps[^1] = last with { To = free.To };
                }
                else
                {
                    gaps.Add(free);
                }
            }
        }

        return [.. gaps.Where(gap => gap.To > from && gap.From < to)];
    }

    private List<CalendarSlot> Shifts(DateTimeOffset from, DateTimeOffset to) =>
        [.. calendar.Between(from, to).Where(slot => slot.Emails.Any(listed.Contains))];

    private IEnumerable<string> Named(CalendarSlot shift) => shift.Emails.Where(listed.Contains);

    /// <summary>Shifts of one person that follow each other are one.</summary>
    private DateTimeOffset EndOf(string email, DateTimeOffset end, List<CalendarSlot> around)
    {
        for (var merged = 0; merged < MostMerged; merged++)
        {
            if (around.Find(shift => shift.From <= end && shift.To > end && Named(shift).First() == email) is not { } next)
            {
                break;
            }

            end = next.To;
        }

        return end;
    }

    private static IEnumerable<RotaGap> Free(
        DateTimeOffset start,
        DateTimeOffset end,
        IEnumerable<(DateTimeOffset From, DateTimeOffset To)> covered
    )
    {
        foreach (var (from, to) in covered.OrderBy(span => span.From))
        {
            if (to <= start)
            {
                continue;
            }

            if (from >= end)
            {
                break;
            }

            if (from > start)
            {
                yield return new(start, from);
            }

            start = to;
        }

        if (start < end)
        {
            yield return new(start, end);
        }
    }
}
