using System.Globalization;
using System.Runtime.InteropServices;

namespace EscalationBot.Core.Organisation.Calendar;

/// <summary>A part of a day, in minutes after local midnight: <c>09:00-17:00</c> is 540 to 1020, the end not included.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct OpeningRange(int From, int To);

/// <summary>When the organisation works, per weekday; local wall-clock time.</summary>
public sealed class OpeningHours
{
    private static readonly string[] DayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
    private readonly IReadOnlyList<OpeningRange>[] _days;

    /// <summary>Ranges per weekday, in order and without overlap; a weekday that is not there is closed.</summary>
    public OpeningHours(IReadOnlyDictionary<DayOfWeek, IReadOnlyList<OpeningRange>> ranges)
    {
        _days = [.. Enum.GetValues<DayOfWeek>().Select(day => ranges.GetValueOrDefault(day) ?? [])];
        if (_days.All(day => day.Count == 0))
        {
            throw new ArgumentException("At least one weekday must be open, or no clock would ever end.", nameof(ranges));
        }
    }

    /// <summary>Monday to Friday, 09:00-17:00.</summary>
    public static OpeningHours Office { get; } =
        new(
            Enum.GetValues<DayOfWeek>()
                .Where(day => day is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                .ToDictionary(day => day, IReadOnlyList<OpeningRange> (_) => [new(9 * 60, 17 * 60)])
        );

    /// <summary>Day and night, all week.</summary>
    public static OpeningHours Always { get; } =
        new(Enum.GetValues<DayOfWeek>().ToDictionary(day => day, IReadOnlyList<OpeningRange> (_) => [new(0, 24 * 60)]));

    /// <summary>The ranges of a weekday, in order; empty = closed.</summary>
    public IReadOnlyList<OpeningRange> On(DayOfWeek day) => _days[(int)day];

    /// <summary>Reads <c>"09:00-12:00, 13:00-17:00"</c>; <c>24:00</c> may end a range; <c>closed</c> is no range at all.</summary>
    /// <returns>What is wrong, or null when it was read.</returns>
    public static string? ReadRanges(string text, out IReadOnlyList<OpeningRange> ranges)
    {
        ranges = [];
        if (text.Trim().Equals("closed", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var read = new List<OpeningRange>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-', StringSplitOptions.TrimEntries);
            if (ends.Length != 2 || !TryReadTime(ends[0], out var from) || !TryReadTime(ends[1], out var to))
            {
                return $"'{part}' is no range of times.";
            }

            if (to <= from)
            {
                return $"'{part}' ends before it starts; a range ends on its own day.";
            }

            if (read.Count > 0 && from < read[^1].To)
            {
                return $"'{part}' overlaps the range before it, or stands out of order.";
            }

            read.Add(new(from, to));
        }

        ranges = read;
        return null;
    }

    /// <summary>Reads <c>mon</c>, <c>mon-fri</c>, <c>fri-mon</c> or <c>sat,sun</c>.</summary>
    public static bool TryReadDays(string text, out IReadOnlyList<DayOfWeek> named)
    {
        var read = new List<DayOfWeek>();
        named = read;
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-', StringSplitOptions.TrimEntries);
            var first = IndexOfDay(ends[0]);
            var last = IndexOfDay(ends[^1]);
            if (ends.Length > 2 || first < 0 || last < 0)
            {
                return false;
            }

            var count = ((last - first + 7) % 7) + 1;
            read.AddRange(Enumerable.Range(first, count).Select(day => (DayOfWeek)(day % 7)));
        }

        return true;
    }

    /// <summary>Reads <c>HH:MM</c>, 00:00 to 24:00, into minutes after midnight.</summary>
    public static bool TryReadTime(string text, out int minutes)
    {
        minutes = 0;
        if (
            text is not [var h1, var h2, ':', var m1, var m2]
            || !char.IsAsciiDigit(h1)
            || !char.IsAsciiDigit(h2)
            || !char.IsAsciiDigit(m1)
            || !char.IsAsciiDigit(m2)
        )
        {
            return false;
        }

        var minute = int.Parse(text.AsSpan(3), CultureInfo.InvariantCulture);
        minutes = (int.Parse(text.AsSpan(0, 2), CultureInfo.InvariantCulture) * 60) + minute;
        return minute < 60 && minutes <= 24 * 60;
    }

    private static int IndexOfDay(string name) => Array.FindIndex(DayNames, day => day.Equals(name, StringComparison.OrdinalIgnoreCase));
}
