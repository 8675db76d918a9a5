using System.Text.RegularExpressions;
using EscalationBot.Core.Messages;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;

namespace EscalationBot.Core.Organisation.Rota;

/// <summary>
/// What an event of a calendar file may ask of us. A rule such as "every second since 1970" is never counted through: how much work it
/// means is estimated first.
/// </summary>
internal static partial class EventRules
{
    /// <summary>Occurrences that may have to be counted through for all events of a file.</summary>
    public const double MostOccurrences = 200_000;

    private const int MostAddresses = 20;
    private static readonly TimeSpan LongestEvent = TimeSpan.FromDays(366);

    /// <summary>The addresses that name people, without those who declined.</summary>
    public static IReadOnlyList<string> Emails(CalendarEvent one) =>
        [
            .. Address()
                .Matches(Cut(one.Summary))
                .Select(match => match.Value)
                .Concat(
                    one.Attendees.Where(attendee =>
                            !string.Equals(attendee.ParticipationStatus, "DECLINED", StringComparison.OrdinalIgnoreCase)
                        )
                        .SelectMany(attendee => Address().Matches(Cut(attendee.Value?.OriginalString)).Select(match => match.Value))
                )
                .Select(email => MailAddresses.Lower(email.TrimEnd('.')))
                .Distinct(StringComparer.Ordinal)
                .Take(MostAddresses),
        ];

    /// <summary>The person is out while it lasts.</summary>
    public static bool KeepsAway(CalendarEvent one)
    {
        var status = one.Properties.FirstOrDefault(property => property.Name == "X-MICROSOFT-CDO-BUSYSTATUS")?.Value as string;
        return status?.ToUpperInvariant() switch
        {
            "OOF" => true,
            "FREE" or "TENTATIVE" or "WORKINGELSEWHERE" => false,
            _ => one.IsAllDay && !string.Equals(one.Transparency, "TRANSPARENT", StringComparison.OrdinalIgnoreCase),
        };
    }

    /// <summary>What is wrong with the event; null = it can be used.</summary>
    public static (string What, string Fix)? Wrong(CalendarEvent one)
    {
        if (one.DtStart is not { } start)
        {
            return ("The event has no start that can be read.", "Give it a DTSTART such as DTSTART;TZID=Europe/Berlin:20261130T170000.");
        }

        if (ZoneProblem(start) is { } zone || (one.DtEnd is { } end && ZoneProblem(end) is { } endZone && (zone = endZone) is not null))
        {
            return (
                $"The time zone '{ShortZone(zone)}' is not known.",
                "Use a name such as Europe/Berlin, or a Windows name such as W. Europe Standard Time."
            );
        }

        var length = one.EffectiveDuration.ToTimeSpanUnspecified();
        if (length < TimeSpan.Zero)
        {
            return ("The event ends before it begins.", "Put its end after its start.");
        }

        if (length > LongestEvent)
        {
            return ("The event is longer than a year.", "Split it, or let it repeat.");
        }

        return one.RecurrenceRule?.Frequency is FrequencyType.Secondly or FrequencyType.Minutely
            ? ("The event repeats every second or minute, which is no shift.", "Let it repeat by hours, days, weeks, months or years.")
            : null;
    }

    /// <summary>How many occurrences must be counted through until a day; never less than there are.</summary>
    public static double Occurrences(CalendarEvent one, DateTime until)
    {
        if (one.RecurrenceRule is not { } rule || one.DtStart is not { } start)
        {
            return 1;
        }

        var last = rule.Until is { } end && end.Value < until ? end.Value : until;
        var days = Math.Max(1, (last - start.Value).TotalDays + 1);
        var perDay =
            (rule.Frequency is FrequencyType.Hourly ? Math.Max(1, 24.0 / Math.Max(1, rule.Interval)) : Math.Max(1, rule.ByHour.Count))
            * Math.Max(1, rule.ByMinute.Count)
            * Math.Max(1, rule.BySecond.Count);
        var steps = rule.Frequency switch
        {
            FrequencyType.Hourly => days * perDay,
            FrequencyType.Daily => Math.Max(1, days / Math.Max(1, rule.Interval)) * perDay,
            // Within a week, a month or a year every day may be named.
            _ => days * perDay,
        };
        return rule.Count is { } count ? Math.Min(count, steps) : steps;
    }

    /// <summary>Nothing of the event is still to come.</summary>
    public static bool IsOver(CalendarEvent one, DateTimeOffset now)
    {
        if (one.DtStart is not { } start || start.Value.Year > 9000)
        {
            return false;
        }

        var margin = now.UtcDateTime.AddDays(-2);
        if (one.RecurrenceRule is not { } rule)
        {
            return start.Value + one.EffectiveDuration.ToTimeSpanUnspecified() < margin;
        }

        var length = rule.Frequency switch
        {
            FrequencyType.Hourly => 1.0 / 24,
            FrequencyType.Daily => 1,
            FrequencyType.Weekly => 7,
            FrequencyType.Monthly => 31,
            _ => 366,
        };
        var days = rule.Count is { } count ? Math.Min(1_000_000, (double)count * Math.Max(1, rule.Interval) * length) : double.NaN;
        return rule.Until is { } until ? until.Value < margin
            : double.IsNaN(days) ? false
            : (margin - start.Value).TotalDays > days + LongestEvent.TotalDays;
    }

    /// <summary>The id of a zone that nobody knows; null = it is known, or there is none.</summary>
    private static string? ZoneProblem(CalDateTime at)
    {
        try
        {
            _ = at.AsUtc;
            return null;
        }
        catch (ArgumentException)
        {
            return at.TzId ?? "";
        }
    }

    private static string ShortZone(string id) => ShortText.Cut(id, 60);

    private static string Cut(string? text) => ShortText.Cut(text ?? "", 2000);

    [GeneratedRegex(@"[\p{L}\p{N}._%+\-']{1,64}@[\p{L}\p{N}.\-]{1,190}", RegexOptions.None, 5_000)]
    private static partial Regex Address();
}
