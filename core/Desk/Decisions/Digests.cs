using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Calendar;

namespace EscalationBot.Core.Desk.Decisions;

/// <summary>When digests are due.</summary>
public static class Digests
{
    /// <summary>Kind of the line of history that says what a digest of a schedule told.</summary>
    public const string Told = "digest_told";

    /// <summary>The timer's subject for a schedule: whom it is for, when, and where.</summary>
    public static string Subject(DigestSchedule schedule) => $"digest:{schedule.To}:{schedule.At:HHmm}:{schedule.Place?.Text}";

    /// <summary>The schedule of a subject, or null when organisation.yaml has it no longer.</summary>
    public static DigestSchedule? Find(OrganisationSnapshot organisation, string subject) =>
        organisation.Digests.FirstOrDefault(schedule => Subject(schedule) == subject);

    /// <summary>The next moment of a schedule after <paramref name="now"/>, in the organisation's zone; holidays are left out.</summary>
    public static DateTimeOffset? Next(DigestSchedule schedule, BusinessCalendar calendar, DateTimeOffset now)
    {
        var date = calendar.DateOf(now);
        for (var day = 0; day < 400; day++, date = date.AddDays(1))
        {
            if (!schedule.On.Contains(date.DayOfWeek) || calendar.Holidays.Contains(date))
            {
                continue;
            }

            var local = date.ToDateTime(schedule.At);
            while (calendar.Zone.IsInvalidTime(local))
            {
                local = local.AddMinutes(15);
            }

            var at = new DateTimeOffset(local, calendar.Zone.GetUtcOffset(local)).ToUniversalTime();
            if (at > now)
            {
                return at;
            }
        }

        return null;
    }
}
