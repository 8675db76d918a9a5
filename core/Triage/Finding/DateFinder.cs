using System.Globalization;
using System.Text.RegularExpressions;

namespace EscalationBot.Core.Triage.Finding;

/// <summary>
/// Days that a question names, as dates: "2026-11-17", "17 Nov", "Nov 17, 2026", "17.11.", "tomorrow", "next Friday". What could be two days
/// ("03/04/2026") is read in the asker's order and is less certain.
/// </summary>
internal static partial class DateFinder
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>All days, in order.</summary>
    /// <param name="text">The question.</param>
    /// <param name="today">The asker's day.</param>
    /// <param name="language">The asker's language tag: "en-US" writes the month first.</param>
    public static IEnumerable<(DateOnly Day, string Words, double Certainty)> Find(string text, DateOnly today, string? language)
    {
        foreach (Match match in Pattern().Matches(text))
        {
            if (Read(match, today, language) is { } found) yield return (found.Day, match.Value.Trim(), found.Certainty);
        }
    }

    private static (DateOnly Day, double Certainty)? Read(Match match, DateOnly today, string? language)
    {
        int Number(string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
        if (match.Groups["iso"].Success) return Make(Number("y"), Number("m"), Number("d")) is { } iso ? (iso, 1) : null;
        if (match.Groups["word"].Success) return Relative(match.Groups["word"].Value.ToLowerInvariant(), today);
        if (match.Groups["weekday"].Success) return Weekday(match.Groups["weekday"].Value, match.Groups["which"].Value, today);
        if (match.Groups["month"].Success)
        {
            var month = Array.IndexOf(Months, match.Groups["month"].Value[..3].ToLowerInvariant()) + 1;
            var written = match.Groups["year"].Success ? Number("year") : (int?)null;
            return Make(written ?? today.Year, month, Number("day")) is { } named ? (written is null ? Nearest(named, today) : named, 0.9) : null;
        }
        var (first, second) = (Number("first"), Number("second"));
        var dots = match.Groups["separator"].Value == ".";
        var monthFirst = !dots && (language?.Equals("en-US", StringComparison.OrdinalIgnoreCase) ?? false);
        if (first > 12) monthFirst = false;
        if (second > 12) monthFirst = true;
        var ambiguous = !dots && first <= 12 && second <= 12 && first != second;
        var year = match.Groups["yy"].Success ? Number("yy") : today.Year;
        if (year < 100) year += 2000;
        if (!match.Groups["yy"].Success && !dots) return null;
        if (Make(year, monthFirst ? first : second, monthFirst ? second : first) is not { } day) return null;
        return (match.Groups["yy"].Success ? day : Nearest(day, today), ambiguous ? 0.6 : 0.9);
    }

    private static (DateOnly Day, double Certainty)? Relative(string word, DateOnly today) => word switch
    {
        "today" or "heute" => (today, 1),
        "tomorrow" or "morgen" => (today.AddDays(1), 1),
        "yesterday" or "gestern" => (today.AddDays(-1), 1),
        "end of the month" or "end of month" or "month end" => (new DateOnly(today.Year, today.Month, 1).AddMonths(1).AddDays(-1), 0.9),
        _ => null,
    };

    private static (DateOnly Day, double Certainty) Weekday(string name, string which, DateOnly today)
    {
        var wanted = Array.IndexOf(Days, name[..3].ToLowerInvariant());
        var ahead = (wanted - (int)today.DayOfWeek + 7) % 7;
        return which.ToLowerInvariant() switch
        {
            "since" or "last" or "on" => (today.AddDays(ahead == 0 ? -7 : ahead - 7), which.Equals("on", StringComparison.OrdinalIgnoreCase) ? 0.5 : 0.8),
            "next" => (today.AddDays(ahead == 0 ? 7 : ahead), 0.6),
            _ => (today.AddDays(ahead), 0.8),
        };
    }

    private static DateOnly? Make(int year, int month, int day) =>
        year is >= 1990 and <= 2100 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;

    /// <summary>A day without a year is the one nearest to today.</summary>
    private static DateOnly Nearest(DateOnly day, DateOnly today)
    {
        var distance = day.DayNumber - today.DayNumber;
        return distance > 183 ? day.AddYears(-1) : distance < -183 ? day.AddYears(1) : day;
    }

    [GeneratedRegex(@"\b(?:(?<iso>(?<y>\d{4})-(?<m>\d{2})-(?<d>\d{2}))|(?<word>today|tomorrow|yesterday|end of (?:the )?month|month end|heute|morgen|gestern)|(?<which>since|last|next|by|until|till|before|this|on) (?<weekday>(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)(?!,? \d)|(?<day>\d{1,2})(?:st|nd|rd|th|\.)? (?:of )?(?<month>(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6})(?:,? (?<year>\d{4}))?|(?<month>(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6})\.? (?<day>\d{1,2})(?:st|nd|rd|th)?(?:,? (?<year>\d{4}))?|(?<first>\d{1,2})(?<separator>[./])(?<second>\d{1,2})(?:[./](?<yy>\d{4}|\d{2})|\.(?!\d)))(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex Pattern();
}
