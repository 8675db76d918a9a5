using System.Globalization;
using EscalationBot.Core.Organisation.Calendar;

namespace EscalationBot.Core.Desk.Texts;

/// <summary>Times as people read them: in their own zone, relative up to a day, then weekday and date.</summary>
public sealed class When(Words words, TimeZoneInfo zone, DateTimeOffset now)
{
    /// <summary>"14:03", with the weekday when it is another day.</summary>
    public string Clock(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return local.Date == TimeZoneInfo.ConvertTime(now, zone).Date
            ? local.ToString("HH:mm", words.Culture)
            : local.ToString("ddd d MMM HH:mm", words.Culture);
    }

    /// <summary>
    /// "Fri 27 Nov 12:00 client time (18:00 here)"; as <see cref="Clock(DateTimeOffset)"/> where the client's clocks show the same.
    /// </summary>
    /// <param name="client">Where the client's clocks are; null = where ours are.</param>
    public string Clock(DateTimeOffset at, TimeZoneInfo? client)
    {
        if (client is null || client.GetUtcOffset(at) == zone.GetUtcOffset(at))
        {
            return Clock(at);
        }

        var (theirs, ours) = (TimeZoneInfo.ConvertTime(at, client), TimeZoneInfo.ConvertTime(at, zone));
        return words.Say(
            "client_time",
            new When(words, client, now).Clock(at),
            ours.ToString(theirs.Date == ours.Date ? "HH:mm" : "ddd HH:mm", words.Culture)
        );
    }

    /// <summary>"2026-11-27 12:00 client time (18:00 here)", for what is kept: it is as true on another day.</summary>
    public string Moment(DateTimeOffset at, TimeZoneInfo client)
    {
        const string Whole = "yyyy-MM-dd HH:mm";
        var (theirs, ours) = (TimeZoneInfo.ConvertTime(at, client), TimeZoneInfo.ConvertTime(at, zone));
        var written = theirs.ToString(Whole, CultureInfo.InvariantCulture);
        return theirs.Offset == ours.Offset
            ? written
            : words.Say("client_time", written, ours.ToString(theirs.Date == ours.Date ? "HH:mm" : Whole, CultureInfo.InvariantCulture));
    }

    /// <summary>"Mon 30 Nov" for the beginning of a day, with the year when it is another one; else as a clock says it.</summary>
    public string Until(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return local.TimeOfDay == TimeSpan.Zero
            ? local.ToString(local.Year == TimeZoneInfo.ConvertTime(now, zone).Year ? "ddd d MMM" : "ddd d MMM yyyy", words.Culture)
            : Clock(at);
    }

    /// <summary>"14:03" today, "Fri" within the last six days, with the date before that.</summary>
    public string Weekday(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return (TimeZoneInfo.ConvertTime(now, zone).Date - local.Date).Days switch
        {
            0 => local.ToString("HH:mm", words.Culture),
            <= 6 => local.ToString("ddd", words.Culture),
            _ => local.ToString("ddd d MMM", words.Culture),
        };
    }

    /// <summary>"3 Nov 2026".</summary>
    public string Day(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone).ToString("d MMM yyyy", words.Culture);

    /// <summary>
    /// "today at 14:03", "yesterday", "on Fri", with the date from a week on: by the days of the calendar, however few hours lie between.
    /// </summary>
    public string Past(DateTimeOffset at) =>
        (TimeZoneInfo.ConvertTime(now, zone).Date - TimeZoneInfo.ConvertTime(at, zone).Date).Days switch
        {
            0 => words.Say("today", Clock(at)),
            1 => words["yesterday"],
            _ => words.Say("on_day", Weekday(at)),
        };

    /// <summary>"by 14:15 (in 12 min)" or "due 14:15 (3 h late)"; a day or more away weekday and date say it alone.</summary>
    /// <param name="client">Where the client's clocks are, which then stand first; null = where ours are.</param>
    public string Due(DateTimeOffset at, TimeZoneInfo? client = null) =>
        (at - now).Duration() >= TimeSpan.FromHours(24) ? words.Say(at >= now ? "due_by_day" : "due_late_day", Clock(at, client))
        : at >= now ? words.Say("due_by", Clock(at, client), Span(at - now))
        : words.Say("due_late", Clock(at, client), Span(now - at));

    /// <summary>"12 min", "3 h", "2 days": rounded down, at least one minute.</summary>
    public string Span(TimeSpan span) =>
        span.TotalMinutes < 60 ? words.Count("minutes", Math.Max(1, (int)span.TotalMinutes))
        : span.TotalHours < 24 ? words.Count("hours", (int)span.TotalHours)
        : words.Count("days", (int)span.TotalDays);

    /// <summary>"2 h ago"; a day or more ago weekday and time say it.</summary>
    public string Ago(DateTimeOffset at) => now - at >= TimeSpan.FromHours(24) ? Clock(at) : words.Say("ago", Span(now - at));

    /// <summary>The small line "as of 14:03".</summary>
    public string AsOf => words.Say("as_of", Clock(now));

    /// <summary>A promise as it was made: "15m".</summary>
    public static string Goal(BusinessTime time) => time.ToString();
}
