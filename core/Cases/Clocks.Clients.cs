using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Calendar;

namespace EscalationBot.Core.Cases;

/// <summary>When clients hear of their case.</summary>
public static partial class Clocks
{
    /// <summary>
    /// When the rep is reminded of the client next: a working day after the case was made, after the last update, or after the last
    /// reminder; null when the case is resolved or over.
    /// </summary>
    public static DateTimeOffset? ClientUpdateDue(Case theCase, OrganisationSnapshot organisation)
    {
        if (!theCase.IsAwaited)
        {
            return null;
        }

        var from = theCase.ReopenedAt ?? theCase.CreatedAt;
        from = theCase.ClientUpdatedAt > from ? theCase.ClientUpdatedAt.Value : from;
        from = theCase.ClientUpdateAskedAt > from ? theCase.ClientUpdateAskedAt.Value : from;
        var calendar = CalendarOf(theCase, organisation);
        var due = calendar.Add(from, BusinessTime.OfDays(1));
        return organisation.ZoneOf(theCase.Account) is { } client ? InDayOf(client, due, calendar) : due;
    }

    private static readonly TimeSpan ClientsMorning = TimeSpan.FromHours(8),
        ClientsEvening = TimeSpan.FromHours(18);

    /// <summary>
    /// The moment itself, or the next one within a working day at which we work and it is day where the client is; where our hours never
    /// meet their day, the moment itself.
    /// </summary>
    public static DateTimeOffset InDayOf(TimeZoneInfo client, DateTimeOffset due, BusinessCalendar calendar)
    {
        foreach (var (from, to) in calendar.OpenBetween(due, calendar.Add(due, BusinessTime.OfDays(1))))
        {
            var local = TimeZoneInfo.ConvertTime(from, client).DateTime;
            var at =
                local.TimeOfDay < ClientsMorning ? BusinessCalendar.InstantOf(local.Date + ClientsMorning, client)
                : local.TimeOfDay < ClientsEvening ? from
                : BusinessCalendar.InstantOf(local.Date.AddDays(1) + ClientsMorning, client);
            if (at < to)
            {
                return at;
            }
        }

        return due;
    }
}
