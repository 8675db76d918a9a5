using System.Globalization;
using System.Text.RegularExpressions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.Calendar;

namespace EscalationBot.Core.Triage.Facts;

/// <summary>A time by which somebody says that something will be.</summary>
/// <param name="DueAt">The moment; of a day without a time the end of its working hours.</param>
/// <param name="Words">The sentence that says so.</param>
internal sealed record FoundPromise(DateTimeOffset DueAt, string Words);

/// <summary>
/// Promises in what crosses to a rep: "fixed by Friday noon", "within two working days", "by 17:00", "bis Freitag". A question and a wish
/// ("please send it by Friday") promise nothing.
/// </summary>
internal static partial class PromiseFinder
{
    private const int Noon = 12 * 60,
        UsualEnd = 17 * 60,
        LongestText = 2000;

    private static readonly string[] Numbers = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

    /// <summary>The first promise of a text, or null.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="now">When.</param>
    /// <param name="calendar">Whose hours count.</param>
    /// <param name="language">BCP 47 tag: "en-US" writes the month first.</param>
    /// <param name="client">Whose days and times are meant: the client's zone; null = the calendar's.</param>
    public static FoundPromise? Find(
        string text,
        DateTimeOffset now,
        BusinessCalendar calendar,
        string language,
        TimeZoneInfo? client = null
    )
    {
        foreach (Match match in Sentences().Matches(text.Length > LongestText ? text[..LongestText] : text))
        {
            var sentence = match.Value.Trim();
            if (
                !sentence.EndsWith('?')
                && !Wishes().IsMatch(sentence)
                && DueIn(sentence, now, calendar, language, client ?? calendar.Zone) is { } due
            )
            {
                return new(due, sentence);
            }
        }

        return null;
    }

    /// <summary>The moment of a day whose sentence names a time, too ("by Friday noon"); null when it names none.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="words">Those that named the day.</param>
    /// <param name="day">The day, in the zone.</param>
    /// <param name="calendar">Whose hours count.</param>
    /// <param name="zone">Whose clocks are meant.</param>
    public static DateTimeOffset? MomentOn(string text, string words, DateOnly day, BusinessCalendar calendar, TimeZoneInfo zone)
    {
        var sentence = Sentences()
            .Matches(ShortText.Cut(text, LongestText))
            .FirstOrDefault(match => match.Value.Contains(words, StringComparison.Ordinal));
        return sentence is not null && Times().Match(sentence.Value) is { Success: true } time
            ? At(day, MinutesOf(time, day, calendar), zone)
            : null;
    }

    private static DateTimeOffset? DueIn(string sentence, DateTimeOffset now, BusinessCalendar calendar, string language, TimeZoneInfo zone)
    {
        var future = Future().IsMatch(sentence);
        if (Spans().Match(sentence) is { Success: true } span && (future || span.Groups["within"].Success))
        {
            return After(span, now, calendar);
        }

        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var time = Times().Match(sentence);
        // "by Friday 17:00" names a day once its time is taken out.
        var rest = time.Success ? sentence.Remove(time.Index, time.Length).Insert(time.Index, time.Groups["by"].Value) : sentence;
        var days = DateFinder
            .Find(rest, today, language)
            .Where(found => found.IsDeadline || (future && found.Day >= today && found.Certainty >= 0.8))
            .ToList();
        if (days.Count == 0 && !time.Groups["by"].Success)
        {
            return null;
        }

        var day = days.Count > 0 ? days[0].Day : today;
        return At(day, time.Success ? MinutesOf(time, day, calendar) : EndOf(day, calendar), zone);
    }

    private static int MinutesOf(Match time, DateOnly day, BusinessCalendar calendar)
    {
        if (time.Groups["hour"].Success)
        {
            var hour = int.Parse(time.Groups["hour"].ValueSpan, CultureInfo.InvariantCulture);
            var minute = time.Groups["minute"].Success ? int.Parse(time.Groups["minute"].ValueSpan, CultureInfo.InvariantCulture) : 0;
            var half = time.Groups["half"].Value.ToLowerInvariant();
            hour =
                half.StartsWith('p') && hour < 12 ? hour + 12
                : half.StartsWith('a') && hour == 12 ? 0
                : hour;
            return Math.Min((hour * 60) + minute, (24 * 60) - 1);
        }

        return time.Groups["word"].Value.ToLowerInvariant() switch
        {
            "noon" or "midday" or "lunch" or "lunchtime" or "mittag" or "morning" => Noon,
            "midnight" => (24 * 60) - 1,
            _ => EndOf(day, calendar),
        };
    }

    private static DateTimeOffset After(Match span, DateTimeOffset now, BusinessCalendar calendar)
    {
        var written = span.Groups["number"].Value.ToLowerInvariant();
        var number =
            written is "a" or "an" or "einer" or "einem" ? 1
            : int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var digits) ? Math.Min(digits, 1000)
            : Math.Max(1, Array.IndexOf(Numbers, written));
        return span.Groups["unit"].Value.ToLowerInvariant()[0] switch
        {
            'm' => now.AddMinutes(number),
            'h' or 's' => now.AddHours(number),
            'w' => calendar.Add(now, BusinessTime.OfDays(5 * number)),
            _ => calendar.Add(now, BusinessTime.OfDays(number)),
        };
    }

    private static int EndOf(DateOnly day, BusinessCalendar calendar) =>
        calendar.Hours.On(day.DayOfWeek) is [.., var last] ? Math.Min(last.To, (24 * 60) - 1) : UsualEnd;

    private static DateTimeOffset At(DateOnly day, int minutes, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue).AddMinutes(minutes);
        // An hour that the clocks jump over comes an hour later.
        return zone.IsInvalidTime(local)
            ? new DateTimeOffset(local.AddHours(1), zone.GetUtcOffset(local.AddHours(1)))
            : new DateTimeOffset(local, zone.GetUtcOffset(local));
    }

    [GeneratedRegex(@"(?:[^.!?\n;]|(?<=\d)\.(?=\d))+[.!?;]?", RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex Sentences();

    [GeneratedRegex(
        @"^\W*(?:please|kindly|bitte|can you|could you|would you|send (?:us|me)|let (?:us|me) know|tell (?:us|me)|we need|i need|ask them)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Wishes();

    [GeneratedRegex(
        @"\b(?:will|shall|we'll|i'll|it'll|they'll|going to|be (?:fixed|ready|done|live|back|there)|werden|wird)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Future();

    [GeneratedRegex(
        @"\b(?:(?<within>within|innerhalb von)|in) (?:the next )?(?<number>an?|eine[rm]|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,3}) "
            + @"?(?:working |business |werk)?(?<unit>min(?:ute)?s?|minuten|h|hours?|stunden?|days?|tage?n?|weeks?|wochen?)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        Timeout.Infinite
    )]
    private static partial Regex Spans();

    [GeneratedRegex(
        @"(?:\b(?<by>by|until|before|bis)\s+)?(?:(?:at|um)\s+)?(?:(?<![\d.:])(?<hour>[01]?\d|2[0-3])(?:[:.](?<minute>[0-5]\d)(?:\s?(?<half>[ap])\.?m\b\.?)?|"
            + @"\s?(?<half>[ap])\.?m\b\.?|\s?uhr\b|\s?h\b)(?!\.?\d)|\b(?<word>noon|midday|lunch(?:time)?|midnight|mittag|morning|(?:the )?end of (?:the )?(?:business )?day|eod|"
            + @"close of business|cob|tonight|this evening|this afternoon|evening|afternoon)\b)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        Timeout.Infinite
    )]
    private static partial Regex Times();
}
