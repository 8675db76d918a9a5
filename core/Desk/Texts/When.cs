using EscalationBot.Core.Directory;

namespace EscalationBot.Core.Desk.Texts;

/// <summary>Times as people read them: in their own zone, relative up to a day, then weekday and date.</summary>
public sealed class When(Words words, TimeZoneInfo zone, DateTimeOffset now)
{
    /// <summary>"14:03", with the weekday when it is another day.</summary>
    public string Clock(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return local.Date == TimeZoneInfo.ConvertTime(now, zone).Date ? local.ToString("HH:mm", words.Culture) : local.ToString("ddd d MMM HH:mm", words.Culture);
    }

    /// <summary>"14:03" today, "Fri" within the last six days, with the date before that.</summary>
    public string Weekday(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return (TimeZoneInfo.ConvertTime(now, zone).Date - local.Date).Days switch { 0 => local.ToString("HH:mm", words.Culture), <= 6 => local.ToString("ddd", words.Culture), _ => local.ToString("ddd d MMM", words.Culture) };
    }

    /// <summary>"3 Nov 2026".</summary>
    public string Day(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone).ToString("d MMM yyyy", words.Culture);

    /// <summary>"by 14:15 (in 12 min)" or "since 14:15 (3 h late)".</summary>
    public string Due(DateTimeOffset at) => at >= now
        ? words.Say("due_by", Clock(at), Span(at - now))
        : words.Say("due_late", Clock(at), Span(now - at));

    /// <summary>"12 min", "3 h", "2 days": rounded down, at least one minute.</summary>
    public string Span(TimeSpan span) => span.TotalMinutes < 60
        ? words.Count("minutes", Math.Max(1, (int)span.TotalMinutes))
        : span.TotalHours < 24 ? words.Count("hours", (int)span.TotalHours) : words.Count("days", (int)span.TotalDays);

    /// <summary>The small line "as of 14:03".</summary>
    public string AsOf => words.Say("as_of", Clock(now));

    /// <summary>A promise as it was made: "15m".</summary>
    public static string Goal(BusinessTime time) => time.ToString();
}
