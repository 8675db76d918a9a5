using System.Runtime.Serialization;
using EscalationBot.Core.Organisation.Calendar;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Evaluation;
using IcalCalendar = Ical.Net.Calendar;

namespace EscalationBot.Core.Organisation.Rota;

/// <summary>
/// Events of an iCalendar file (RFC 5545) with recurrence, overrides, exceptions and time zones. Only windows of some weeks are ever
/// looked at, and what a file may ask of us is bounded before it is counted through. A time without a zone is one of the organisation's.
/// <para>Thread-safe. What it answers depends on the file and the moments asked for alone.</para>
/// </summary>
public sealed class CalendarFile
{
    /// <summary>No calendar of shifts or absences is longer.</summary>
    public const int LargestFile = 1024 * 1024;

    private const int MostEvents = 5000,
        MostSlots = 5000,
        Unmatched = 2000;
    private static readonly TimeSpan Window = TimeSpan.FromDays(40),
        Margin = TimeSpan.FromDays(2);

    private readonly Lock _gate = new();
    private readonly IReadOnlyList<IcalCalendar> _calendars;
    private readonly TimeZoneInfo _zone;
    private readonly Dictionary<CalendarEvent, IReadOnlyList<string>> _emails = new(ReferenceEqualityComparer.Instance);
    private volatile Expanded _expanded = new(DateTimeOffset.MaxValue, DateTimeOffset.MinValue, []);

    private CalendarFile(IReadOnlyList<IcalCalendar> calendars, TimeZoneInfo zone)
    {
        _calendars = calendars;
        _zone = zone;
    }

    /// <summary>Its events that were not cancelled.</summary>
    public IReadOnlyList<CalendarEntry> Entries { get; private set; } = [];

    /// <summary>Reads a file; null, and at least one problem, when it cannot be used.</summary>
    /// <param name="text">All of it.</param>
    /// <param name="zone">Of times that name no zone.</param>
    /// <param name="now">What is over is not looked at closely.</param>
    /// <param name="problems">Where to tell.</param>
    public static CalendarFile? Load(string text, TimeZoneInfo zone, DateTimeOffset now, ICollection<CalendarProblem> problems)
    {
        if (text.Length > LargestFile)
        {
            problems.Add(new(0, "The calendar is larger than 1 MB.", "Take what is over out of it, or split it."));
            return null;
        }

        var lines = new CalendarLines(text);
        if (lines.Events.Count > MostEvents)
        {
            problems.Add(
                new(0, $"The calendar holds {lines.Events.Count} events, more than {MostEvents}.", "Take what is over out of it.")
            );
            return null;
        }

        foreach (var line in lines.Unsupported)
        {
            problems.Add(new(line, "EXRULE, or a second RRULE of one event, is not read.", "Use one RRULE, and EXDATE for exceptions."));
        }

        if (problems.Count > 0 || Parse(text, lines, problems) is not { } calendars)
        {
            return null;
        }

        var file = new CalendarFile(calendars, zone);
        return file.Check(lines, now, problems) ? file : null;
    }

    /// <summary>What takes place between two moments, in order of its beginning; at most some weeks.</summary>
    public IReadOnlyList<CalendarSlot> Between(DateTimeOffset from, DateTimeOffset to)
    {
        var expanded = _expanded;
        if (from < expanded.From || to > expanded.To)
        {
            lock (_gate)
            {
                // From whole days, so that the same moments are asked for again.
                var start = new DateTimeOffset(from.UtcDateTime.Date, TimeSpan.Zero) - Margin;
                var end = (to - start > Window ? to : start + Window) + Margin;
                expanded = _expanded = new(start, end, Expand(start, end));
            }
        }

        return [.. expanded.Slots.Where(slot => slot.From < to && slot.To > from)];
    }

    private static List<IcalCalendar>? Parse(string text, CalendarLines lines, ICollection<CalendarProblem> problems)
    {
        try
        {
            if (IcalCalendar.Load<IcalCalendar>(text) is { Count: > 0 } read)
            {
                return [.. read];
            }

            problems.Add(new(1, "The file holds no calendar.", "It begins with BEGIN:VCALENDAR; export it again as iCalendar (.ics)."));
        }
        catch (Exception broken) when (IsOfTheFile(broken))
        {
            problems.Add(
                new(
                    lines.FirstBroken(block => IsBroken(block)),
                    "This is no calendar that can be read from here on.",
                    "Export it again as iCalendar (.ics), or correct the event at this line."
                )
            );
        }

        return null;
    }

    private static bool IsBroken(string block)
    {
        try
        {
            return IcalCalendar.Load<IcalCalendar>(block) is not { Count: > 0 };
        }
        catch (Exception broken) when (IsOfTheFile(broken))
        {
            return true;
        }
    }

    /// <summary>What the reader of calendars throws at texts that are none, and at rules that never end.</summary>
    private static bool IsOfTheFile(Exception thrown) =>
        thrown
            is SerializationException
                or ArgumentException
                or FormatException
                or InvalidOperationException
                or InvalidCastException
                or NullReferenceException
                or IndexOutOfRangeException
                or ArithmeticException
                or NotSupportedException
                or NotImplementedException
                or KeyNotFoundException
                or TimeZoneNotFoundException
                or EvaluationException;

    private bool Check(CalendarLines lines, DateTimeOffset now, ICollection<CalendarProblem> problems)
    {
        var entries = new List<CalendarEntry>();
        var work = 0.0;
        var events = _calendars.SelectMany(calendar => calendar.Events).ToList();
        foreach (var (index, one) in events.Index())
        {
            var line = events.Count == lines.Events.Count ? lines.Events[index] : 0;
            try
            {
                if (EventRules.Wrong(one) is var (what, fix))
                {
                    problems.Add(new(line, what, fix));
                    continue;
                }

                work += EventRules.Occurrences(one, now.UtcDateTime + Window + Margin + Margin);
                if (work > EventRules.MostOccurrences)
                {
                    problems.Add(
                        new(line, "The events repeat too often to be counted.", "Let this one begin later, or give it an end (UNTIL).")
                    );
                    return false;
                }

                _emails[one] = EventRules.Emails(one);
                if (!IsCancelled(one))
                {
                    entries.Add(new(line, _emails[one], EventRules.IsOver(one, now)));
                }
            }
            catch (Exception broken) when (IsOfTheFile(broken))
            {
                problems.Add(new(line, "The event cannot be read.", "Look at its dates and its rule, or take it out."));
            }
        }

        Entries = entries;
        if (problems.Count > 0)
        {
            return false;
        }

        // Once through, so that what cannot be counted is told now and not at night.
        try
        {
            foreach (var calendar in _calendars)
            {
                _ = Slots(calendar, now - Margin, now + Window).Count;
            }

            return true;
        }
        catch (Exception broken) when (IsOfTheFile(broken))
        {
            problems.Add(new(0, "An event repeats by a rule that cannot be counted.", "Look for a rule that never matches a day."));
            return false;
        }
    }

    private List<CalendarSlot> Expand(DateTimeOffset from, DateTimeOffset to)
    {
        try
        {
            return [.. _calendars.SelectMany(calendar => Slots(calendar, from, to)).OrderBy(slot => slot.From).Take(MostSlots)];
        }
        catch (Exception broken) when (IsOfTheFile(broken))
        {
            // It could be counted when it was read; from now on it says nothing, as if it were over.
            return [];
        }
    }

    private List<CalendarSlot> Slots(IcalCalendar calendar, DateTimeOffset from, DateTimeOffset to)
    {
        // A day more on both sides, because times without a zone are compared as if they were UTC.
        var start = new CalDateTime((from - Margin).UtcDateTime, "UTC");
        var end = new CalDateTime((to + Margin).UtcDateTime, "UTC");
        var read = new List<CalendarSlot>();
        foreach (
            var occurrence in calendar
                .GetOccurrences<CalendarEvent>(start, new EvaluationOptions { MaxUnmatchedIncrementsLimit = Unmatched })
                .TakeWhile(occurrence => occurrence.Period.StartTime.LessThan(end))
                .Take(MostSlots)
        )
        {
            if (
                occurrence.Source is CalendarEvent one
                && !IsCancelled(one)
                && occurrence.Period.EffectiveEndTime is { } last
                && (From: InstantOf(occurrence.Period.StartTime), To: InstantOf(last)) is var span
                && span.From < span.To
                && span.From < to
                && span.To > from
            )
            {
                read.Add(new(span.From, span.To, _emails.GetValueOrDefault(one, []), EventRules.KeepsAway(one)));
            }
        }

        return read;
    }

    private DateTimeOffset InstantOf(CalDateTime at) =>
        at.IsFloating || !at.HasTime
            ? BusinessCalendar.InstantOf(DateTime.SpecifyKind(at.Value, DateTimeKind.Unspecified), _zone)
            : new DateTimeOffset(DateTime.SpecifyKind(at.AsUtc, DateTimeKind.Utc));

    private static bool IsCancelled(CalendarEvent one) => string.Equals(one.Status, "CANCELLED", StringComparison.OrdinalIgnoreCase);

    private sealed record Expanded(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<CalendarSlot> Slots);
}
