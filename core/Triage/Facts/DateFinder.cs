using System.Globalization;
using System.Text.RegularExpressions;
using EscalationBot.Core.Knowledge.Text;

namespace EscalationBot.Core.Triage.Facts;

/// <summary>
/// Days that a question names, as dates: "2026-11-17", "17 Nov", "Nov 17, 2026", "17.11.", "tomorrow", "next Friday", "bis Freitag", "17 de
/// mayo". What could be two days ("03/04/2026") is read in the asker's order and is less certain.
/// </summary>
internal static partial class DateFinder
{
    // English, German, French and Spanish, folded, by how they begin.
    private static readonly string[][] Months =
    [
        ["jan", "ene"],
        ["feb", "fev"],
        ["mar"],
        ["apr", "avr", "abr"],
        ["may", "mai"],
        ["jun", "juin"],
        ["jul", "juil"],
        ["aug", "aou", "ago"],
        ["sep"],
        ["oct", "okt"],
        ["nov"],
        ["dec", "dez", "dic"],
    ];
    private static readonly string[][] Days =
    [
        ["sun", "sonn"],
        ["mon"],
        ["tue", "die"],
        ["wed", "mit"],
        ["thu", "don"],
        ["fri", "fre"],
        ["sat", "sam"],
    ];
    private static readonly string[] BeforeDeadlines =
    [
        "by",
        "until",
        "till",
        "before",
        "due",
        "due on",
        "due by",
        "deadline",
        "deadline is",
        "no later than",
        "bis",
        "bis zum",
        "spätestens",
        "spätestens am",
        "vor dem",
        "avant le",
        "hasta el",
        "antes del",
    ];

    /// <summary>All days, in order.</summary>
    /// <param name="text">The question.</param>
    /// <param name="today">The asker's day.</param>
    /// <param name="language">The asker's language tag: "en-US" writes the month first.</param>
    public static IEnumerable<FoundDay> Find(string text, DateOnly today, string? language)
    {
        foreach (Match match in Pattern().Matches(text))
        {
            if (Read(match, today, language) is { } found)
            {
                yield return new FoundDay(found.Day, match.Value.Trim(), found.Certainty, IsDeadline(text, match));
            }
        }
    }

    private static bool IsDeadline(string text, Match match)
    {
        if (match.Groups["which"].Value.ToLowerInvariant() is "by" or "until" or "till" or "before" or "bis")
        {
            return true;
        }
        var before = text.AsSpan(Math.Max(0, match.Index - 24), Math.Min(24, match.Index)).TrimEnd(" :");
        foreach (var words in BeforeDeadlines)
        {
            if (
                before.EndsWith(words, StringComparison.OrdinalIgnoreCase)
                && (before.Length == words.Length || !char.IsLetterOrDigit(before[^(words.Length + 1)]))
            )
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>The place of the beginnings that a name starts with.</summary>
    private static int IndexOf(string[][] names, string name)
    {
        var folded = Folding.Fold(name);
        return Array.FindIndex(names, one => Array.Exists(one, start => folded.StartsWith(start, StringComparison.Ordinal)));
    }

    private static (DateOnly Day, double Certainty)? Read(Match match, DateOnly today, string? language)
    {
        int Number(string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
        if (match.Groups["iso"].Success)
        {
            return Make(Number("y"), Number("m"), Number("d")) is { } iso ? (iso, 1) : null;
        }
        if (match.Groups["word"].Success)
        {
            return Relative(match.Groups["word"].Value.ToLowerInvariant(), today);
        }
        if (match.Groups["weekday"].Success)
        {
            return Weekday(match.Groups["weekday"].Value, match.Groups["which"].Value, today);
        }
        if (match.Groups["month"].Success)
        {
            var month = IndexOf(Months, match.Groups["month"].Value) + 1;
            var written = match.Groups["year"].Success ? Number("year") : (int?)null;
            return Make(written ?? today.Year, month, Number("day")) is { } named
                ? (written is null ? Nearest(named, today) : named, 0.9)
                : null;
        }
        var (first, second) = (Number("first"), Number("second"));
        var dots = match.Groups["separator"].Value == ".";
        var monthFirst = !dots && (language?.Equals("en-US", StringComparison.OrdinalIgnoreCase) ?? false);
        if (first > 12)
        {
            monthFirst = false;
        }
        if (second > 12)
        {
            monthFirst = true;
        }
        var ambiguous = !dots && first <= 12 && second <= 12 && first != second;
        var year = match.Groups["yy"].Success ? Number("yy") : today.Year;
        if (year < 100)
        {
            year += 2000;
        }
        if (!match.Groups["yy"].Success && !dots)
        {
            return null;
        }
        if (Make(year, monthFirst ? first : second, monthFirst ? second : first) is not { } day)
        {
            return null;
        }
        return (match.Groups["yy"].Success ? day : Nearest(day, today), ambiguous ? 0.6 : 0.9);
    }

    private static (DateOnly Day, double Certainty)? Relative(string word, DateOnly today) =>
        word switch
        {
            "today" or "heute" => (today, 1),
            "tomorrow" or "morgen" => (today.AddDays(1), 1),
            "yesterday" or "gestern" => (today.AddDays(-1), 1),
            "end of the month" or "end of month" or "month end" or "monatsende" => (
                new DateOnly(today.Year, today.Month, 1).AddMonths(1).AddDays(-1),
                0.9
            ),
            _ => null,
        };

    private static (DateOnly Day, double Certainty) Weekday(string name, string which, DateOnly today)
    {
        var wanted = IndexOf(Days, name);
        var ahead = (wanted - (int)today.DayOfWeek + 7) % 7;
        return which.ToLowerInvariant() switch
        {
            "since" or "last" or "on" or "seit" or "letzten" => (
                today.AddDays(ahead == 0 ? -7 : ahead - 7),
                which.Equals("on", StringComparison.OrdinalIgnoreCase) ? 0.5 : 0.8
            ),
            "am" => (today.AddDays(ahead), 0.5),
            "next" or "nächsten" or "kommenden" => (today.AddDays(ahead == 0 ? 7 : ahead), 0.6),
            _ => (today.AddDays(ahead), 0.8),
        };
    }

    private static DateOnly? Make(int year, int month, int day) =>
        year is >= 1990 and <= 2100 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateOnly(year, month, day)
            : null;

    /// <summary>A day without a year is the one nearest to today.</summary>
    private static DateOnly Nearest(DateOnly day, DateOnly today)
    {
        var distance = day.DayNumber - today.DayNumber;
        return distance > 183 ? day.AddYears(-1)
            : distance < -183 ? day.AddYears(1)
            : day;
    }

    [GeneratedRegex(
        @"\b(?:(?<iso>(?<y>\d{4})-(?<m>\d{2})-(?<d>\d{2}))|(?<word>today|tomorrow|yesterday|end of (?:the "
            + @")?month|month end|monatsende|heute|morgen|gestern)|(?<which>since|last|next|by|until|till|"
            + @"before|this|on|bis|am|seit|letzten|nächsten|kommenden|diesen) (?<weekday>(?:mon|tues?|"
            + @"wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|montag|dienstag|mittwoch|donnerstag|freitag|"
            + @"samstag|sonntag)(?!,? \d)|(?<day>\d{1,2})(?:st|nd|rd|th|er|\.)? ?(?:of |de )?(?<=[ "
            + @".])(?<month>jan(?:uary|uar|vier|v)?|jänner|enero|feb(?:ruary|ruar|rero)?|févr(?:ier)?|mar(?:ch|"
            + @"s|zo)?|märz|apr(?:il)?|avr(?:il)?|abril|may|mai|mayo|june?|juni|juin|junio|july?|juli|"
            + @"juil(?:let)?|julio|aug(?:ust)?|août|agosto|sept?(?:ember|embre|iembre)?|oct(?:ober|obre|ubre)?|"
            + @"okt(?:ober)?|nov(?:ember|embre|iembre)?|dec(?:ember)?|dez(?:ember)?|déc(?:embre)?|"
            + @"dic(?:iembre)?\b)\.?(?:,? (?:de )?(?<year>\d{4}))?|(?<month>jan(?:uary|uar|vier|v)?|jänner|"
            + @"enero|feb(?:ruary|ruar|rero)?|févr(?:ier)?|mar(?:ch|s|zo)?|märz|apr(?:il)?|avr(?:il)?|abril|may|"
            + @"mai|mayo|june?|juni|juin|junio|july?|juli|juil(?:let)?|julio|aug(?:ust)?|août|agosto|"
            + @"sept?(?:ember|embre|iembre)?|oct(?:ober|obre|ubre)?|okt(?:ober)?|nov(?:ember|embre|iembre)?|"
            + @"dec(?:ember)?|dez(?:ember)?|déc(?:embre)?|dic(?:iembre)?\b)\.? (?<day>\d{1,2})(?:st|nd|rd|"
            + @"th)?(?:,? (?<year>\d{4}))?|(?<first>\d{1,2})(?<separator>[./])(?<second>\d{1,2})(?:[./](?<yy>\d{4}|"
            + @"\d{2})|\.(?!\d)))(?!\w)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        Timeout.Infinite
    )]
    private static partial Regex Pattern();
}

/// <summary>A day that a question names.</summary>
/// <param name="Day">The day.</param>
/// <param name="Words">How it was written.</param>
/// <param name="Certainty">0..1.</param>
/// <param name="IsDeadline">Something must be done by then.</param>
internal sealed record FoundDay(DateOnly Day, string Words, double Certainty, bool IsDeadline);
