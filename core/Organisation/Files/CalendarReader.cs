using System.Text.RegularExpressions;
using EscalationBot.Core.Organisation.Calendar;

namespace EscalationBot.Core.Organisation.Files;

/// <summary>Reads <c>time_zone</c>, <c>hours</c> and <c>holidays</c>.</summary>
internal static partial class CalendarReader
{
    private const string HoursShape = "{ mon-fri: \"09:00-17:00\", sat: \"10:00-14:00\" } or 24/7";

    /// <summary>The calendar; office hours in UTC where the file says nothing.</summary>
    public static BusinessCalendar Read(MapReader file) => new(ReadZone(file), ReadHours(file), ReadHolidays(file));

    private static TimeZoneInfo ReadZone(MapReader file)
    {
        const string Key = "time_zone";
        var id = file.Text(Key, "Europe/Berlin");
        if (id is null)
        {
            return TimeZoneInfo.Utc;
        }

        if (FindZone(id) is { } zone)
        {
            return zone;
        }

        file.Error(file.LineOf(Key), $"'{id}' is no time zone that this machine knows.", ZoneFix);
        return TimeZoneInfo.Utc;
    }

    /// <summary>What to write instead of a zone that is none.</summary>
    internal const string ZoneFix = "Write an IANA name such as Europe/Berlin or America/New_York (the machine needs the tzdata package).";

    /// <summary>The zone of an IANA name; null when this machine knows none of that name.</summary>
    internal static TimeZoneInfo? FindZone(string id) =>
        ZoneForm().IsMatch(id) && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : null;

    private static OpeningHours ReadHours(MapReader file)
    {
        const string Key = "hours";
        var value = file.Find(Key, "opening times per weekday, or 24/7");
        if (value is null)
        {
            return OpeningHours.Office;
        }

        if (value is YamlValue.Text { Value: "24/7" })
        {
            return OpeningHours.Always;
        }

        if (value is not YamlValue.Map map)
        {
            file.Error(value.Line, "'hours' gives the opening times per weekday.", $"Write hours: {HoursShape}");
            return OpeningHours.Office;
        }

        var read = new Dictionary<DayOfWeek, IReadOnlyList<OpeningRange>>();
        var clean = true;
        foreach (var entry in map.Entries)
        {
            clean &= ReadDays(file, entry, read);
        }

        if (clean && read.Values.All(ranges => ranges.Count == 0))
        {
            file.Error(value.Line, "The organisation is never open, so no clock would ever end.", $"Write hours: {HoursShape}");
            clean = false;
        }

        return clean ? new OpeningHours(read) : OpeningHours.Office;
    }

    private static bool ReadDays(MapReader file, YamlEntry entry, Dictionary<DayOfWeek, IReadOnlyList<OpeningRange>> read)
    {
        if (!OpeningHours.TryReadDays(entry.Key, out var days))
        {
            file.Error(entry.Line, $"'{entry.Key}' names no weekdays.", "Write mon, mon-fri or sat,sun.");
            return false;
        }

        var text = entry.Value is YamlValue.Text { IsNothing: false } value ? value.Value : "";
        var wrong = OpeningHours.ReadRanges(text, out var ranges);
        if (wrong is not null)
        {
            file.Error(entry.Line, wrong, "Write \"09:00-17:00\", \"09:00-12:00,13:00-17:00\", \"00:00-24:00\" or closed, in quotes.");
            return false;
        }

        var clean = true;
        foreach (var day in days.Where(day => !read.TryAdd(day, ranges)))
        {
            file.Error(entry.Line, $"{day} has opening hours twice.", "Name each weekday once.");
            clean = false;
        }

        return clean;
    }

    private static List<DateOnly> ReadHolidays(MapReader file)
    {
        var read = new List<DateOnly>();
        foreach (var (text, line) in file.Texts("holidays"))
        {
            if (MapReader.ReadDate(text) is not { } date)
            {
                file.Error(line, $"'{text}' is no date.", "Write holidays: [2026-12-25, 2026-12-26]");
            }
            else if (read.Contains(date))
            {
                file.Warn(line, $"The holiday {text} stands here twice.", "Keep one of them.");
            }
            else
            {
                read.Add(date);
            }
        }

        return read;
    }

    // The id becomes a path below the system's zone folder: only names, no dots.
    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$", RegexOptions.None, 5_000)]
    private static partial Regex ZoneForm();
}
