using System.Globalization;
using System.Text.RegularExpressions;
using EscalationBot.Core.Organisation.Calendar;

namespace EscalationBot.Core.Desk.Texts;

/// <summary>Why the words of an absence give none.</summary>
internal enum AwayProblem
{
    /// <summary>No day was named.</summary>
    NoDay,

    /// <summary>The day cannot be read.</summary>
    Unreadable,

    /// <summary>The day is over.</summary>
    Past,

    /// <summary>The day is more than a year away.</summary>
    TooFar,
}

/// <summary>
/// "until Monday", "until 2026-12-05", "today", "this week", "for 3 days", "from 1 Dec until 5 Dec": when somebody is away, in their zone.
/// A day after <c>until</c> is the day on which they are back.
/// </summary>
internal static partial class AwayWords
{
    /// <summary>Nobody is away for longer.</summary>
    private const int MostDays = 366;

    /// <summary>A day without a year that is further ahead was meant for the past.</summary>
    private const int FarWithoutYear = 200;

    /// <summary>What is said about being away; null = the text says nothing of it.</summary>
    public static string? About(string text)
    {
        var plain = text.Trim().TrimEnd('!', '.', ' ');
        if (Spoken().Match(plain) is not { Success: true } match)
        {
            return null;
        }

        var rest = match.Groups["rest"].Value.Trim();
        // "out of office for shared mailboxes does not work" is a question.
        return rest.Length == 0 || Meant().IsMatch(rest) ? rest : null;
    }

    /// <summary>From when until when.</summary>
    public static (DateTimeOffset From, DateTimeOffset Until, AwayProblem? Problem) Read(
        string words,
        DateTimeOffset now,
        TimeZoneInfo zone,
        CultureInfo culture
    )
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var plain = Polite().Replace(Spaces().Replace(words.Trim().ToLowerInvariant(), " "), "").Trim();
        if (plain.Length == 0)
        {
            return (now, now, AwayProblem.NoDay);
        }

        var (from, until, problem) = Span(plain, today, now, zone, culture);
        if (problem is not null)
        {
            return (now, now, problem);
        }

        return until <= now || until <= from ? (now, now, AwayProblem.Past)
            : until > now.AddDays(MostDays) ? (now, now, AwayProblem.TooFar)
            : (from < now ? now : from, until, null);
    }

    private static (DateTimeOffset From, DateTimeOffset Until, AwayProblem? Problem) Span(
        string plain,
        DateOnly today,
        DateTimeOffset now,
        TimeZoneInfo zone,
        CultureInfo culture
    )
    {
        switch (plain)
        {
            case "today":
                return Days(today, today.AddDays(1));
            case "tomorrow":
                return Days(today.AddDays(1), today.AddDays(2));
            case "this week" or "the rest of the week" or "rest of the week" or "for the rest of the week":
                return Days(today, Next(today, DayOfWeek.Monday));
            case "next week":
                return Days(Next(today, DayOfWeek.Monday), Next(today, DayOfWeek.Monday).AddDays(7));
            default:
                break;
        }

        if (For().Match(plain) is { Success: true } length)
        {
            var count =
                length.Groups["count"].Value is "a" or "an" or "one" ? 1
                : int.TryParse(length.Groups["count"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
                : int.MaxValue;
            var days = length.Groups["unit"].Value switch
            {
                "week" => 7L * count,
                "month" => 30L * count,
                "day" => count,
                _ => 0L,
            };
            return count < 1 ? (now, now, AwayProblem.Unreadable)
                : days > MostDays || (days == 0 && count > 24 * MostDays) ? (now, now, AwayProblem.TooFar)
                : days == 0 ? (now, now.AddHours(count), null)
                : Days(today, today.AddDays((int)days));
        }

        var parts = Until().Match(plain);
        if (!parts.Success)
        {
            return (now, now, AwayProblem.Unreadable);
        }

        var start = now;
        if (parts.Groups["from"] is { Success: true } begin)
        {
            if (DayOf(begin.Value.Trim(), today, today, culture) is not { } first)
            {
                return (now, now, AwayProblem.Unreadable);
            }

            if (first.DayNumber - today.DayNumber > MostDays)
            {
                return (now, now, AwayProblem.TooFar);
            }

            start = first == today ? now : Midnight(first, zone);
        }

        var wanted = parts.Groups["until"].Value.Trim();
        if (TimeOf(wanted) is { } minutes)
        {
            return (start, BusinessCalendar.InstantOf(today.ToDateTime(TimeOnly.MinValue).AddMinutes(minutes), zone), null);
        }

        var after = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(start, zone).DateTime);
        return DayOf(wanted, today, after, culture) is { } day ? (start, Midnight(day, zone), null) : (now, now, AwayProblem.Unreadable);

        (DateTimeOffset From, DateTimeOffset Until, AwayProblem? Problem) Days(DateOnly first, DateOnly end) =>
            (Midnight(first, zone), Midnight(end, zone), null);
    }

    private static DateOnly? DayOf(string words, DateOnly today, DateOnly after, CultureInfo culture)
    {
        var text = words.StartsWith("next ", StringComparison.Ordinal) && words != "next week" ? words[5..] : words;
        switch (text)
        {
            case "today":
                return today;
            case "tomorrow":
                return today.AddDays(1);
            case "next week" or "the end of the week" or "end of the week" or "the end of this week":
                return Next(today, DayOfWeek.Monday);
            default:
                break;
        }

        if (Weekday(text, CultureInfo.InvariantCulture) is { } day || (Weekday(text, culture) is { } own && (day = own) == own))
        {
            return Next(after, day);
        }

        string[] whole = ["yyyy-M-d", "d MMM yyyy", "d MMMM yyyy", "MMM d yyyy", "MMMM d yyyy", "d.M.yyyy"];
        string[] short_ = ["d MMM", "d MMMM", "MMM d", "MMMM d", "d.M."];
        var date = Ordinal().Replace(text.Replace(",", "", StringComparison.Ordinal), "$1");
        foreach (var names in new[] { CultureInfo.InvariantCulture, culture })
        {
            if (DateOnly.TryParseExact(date, whole, names, DateTimeStyles.None, out var exact))
            {
                return exact;
            }

            // A day of February that only leap years have is read in one.
            foreach (var format in short_)
            {
                if (
                    DateOnly.TryParseExact($"{date} {today.Year}", $"{format} yyyy", names, DateTimeStyles.None, out var near)
                    || DateOnly.TryParseExact($"{date} {today.Year + 1}", $"{format} yyyy", names, DateTimeStyles.None, out near)
                )
                {
                    return near > today ? near
                        : near.AddYears(1) is var later && later.DayNumber - today.DayNumber <= FarWithoutYear ? later
                        : near;
                }
            }
        }

        return null;
    }

    private static DayOfWeek? Weekday(string text, CultureInfo culture)
    {
        for (var day = DayOfWeek.Sunday; day <= DayOfWeek.Saturday; day++)
        {
            var name = culture.DateTimeFormat.GetDayName(day).ToLowerInvariant();
            if (
                text == name
                || text == name[..Math.Min(3, name.Length)]
                || (text.Length == 4 && name.StartsWith(text, StringComparison.Ordinal))
            )
            {
                return day;
            }
        }

        return null;
    }

    /// <summary>Minutes after midnight of "15:00", "3pm" or "noon".</summary>
    private static int? TimeOf(string text)
    {
        if (text == "noon")
        {
            return 12 * 60;
        }

        if (Clock().Match(text) is not { Success: true } match || (!match.Groups["minute"].Success && !match.Groups["half"].Success))
        {
            return null;
        }

        var hour = int.Parse(match.Groups["hour"].ValueSpan, CultureInfo.InvariantCulture);
        var minute = match.Groups["minute"].Success ? int.Parse(match.Groups["minute"].ValueSpan, CultureInfo.InvariantCulture) : 0;
        if (match.Groups["half"] is { Success: true } half)
        {
            hour = hour is < 1 or > 12 ? 99 : (hour % 12) + (half.Value == "pm" ? 12 : 0);
        }

        return hour > 23 || minute > 59 ? null : (hour * 60) + minute;
    }

    /// <summary>The first such day after a day.</summary>
    private static DateOnly Next(DateOnly after, DayOfWeek day) => after.AddDays((((int)day - (int)after.DayOfWeek + 6) % 7) + 1);

    private static DateTimeOffset Midnight(DateOnly day, TimeZoneInfo zone) =>
        day.Year is < 1900 or > 9000
            ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)
            : BusinessCalendar.InstantOf(day.ToDateTime(TimeOnly.MinValue), zone);

    [GeneratedRegex(
        @"^(?:(?:i\s?['’]?\s?m|i am|i will be|i['’]?ll be)\s+)?(?:away|ooo|out of (?:the )?office)(?:\s+(?<rest>.{1,60}))?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Spoken();

    [GeneratedRegex(
        @"^(?:(?:until|till|til)(?:\s+\S+){1,4}|(?:for|from)\s+"
            + @"(?:an?|one|\d+|the rest|next|tomorrow|\p{L}+day|mon|tue|wed|thu|fri|sat|sun)\b(?:\s+\S+){0,7}"
            + @"|today|tomorrow|this week|next week|(?:the )?rest of the week)(?:\s+please)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Meant();

    [GeneratedRegex(@"^for (?<count>an?|one|\d{1,12}) (?:more )?(?<unit>hour|day|week|month)s?$", RegexOptions.None, 5_000)]
    private static partial Regex For();

    [GeneratedRegex(@"^(?:from (?<from>.{1,30}?) )?(?:until|till|til|to) (?:the )?(?<until>.{1,40})$", RegexOptions.None, 5_000)]
    private static partial Regex Until();

    [GeneratedRegex(@"^(?:at )?(?<hour>\d{1,2})(?:[:.](?<minute>\d{2}))?\s?(?<half>am|pm)?$", RegexOptions.None, 5_000)]
    private static partial Regex Clock();

    [GeneratedRegex(@"\b(\d{1,2})(?:st|nd|rd|th)\b", RegexOptions.None, 5_000)]
    private static partial Regex Ordinal();

    [GeneratedRegex(@"\s+", RegexOptions.None, 5_000)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\bplease\b", RegexOptions.None, 5_000)]
    private static partial Regex Polite();
}
