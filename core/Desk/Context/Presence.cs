using EscalationBot.Core.Cases;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Context;

/// <summary>Who is away now, by what people said and by the calendars that the organisation names.</summary>
public static class Presence
{
    /// <summary>A calendar is followed so far: an absence that is longer is told again later.</summary>
    private static readonly TimeSpan LookAhead = TimeSpan.FromDays(35);
    private const int MostMerged = 60;

    /// <summary>Until when each person is away who is away now, by e-mail. What somebody said counts before their calendar.</summary>
    public static IReadOnlyDictionary<string, DateTimeOffset> Of(
        OrganisationSnapshot organisation,
        IEnumerable<Absence> said,
        DateTimeOffset now
    )
    {
        var away = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var person in organisation.People)
        {
            if (ByCalendar(person, now) is { } until)
            {
                away[person.Email] = until;
            }
        }

        foreach (var one in said.Where(one => one.From <= now && one.Until > now))
        {
            if (one.IsHere)
            {
                away.Remove(one.Email);
            }
            else
            {
                away[one.Email] = away.TryGetValue(one.Email, out var known) && known > one.Until ? known : one.Until;
            }
        }

        return away;
    }

    /// <summary>
    /// Until when the person's calendar keeps them away; null = it does not. Days that follow each other are one absence.
    /// </summary>
    public static DateTimeOffset? ByCalendar(Colleague person, DateTimeOffset now)
    {
        if (person.Calendar is not { } calendar)
        {
            return null;
        }

        var slots = calendar.Between(now, now + LookAhead).Where(slot => slot.KeepsAway).ToList();
        DateTimeOffset? until = null;
        for (var merged = 0; merged < MostMerged; merged++)
        {
            var at = until ?? now;
            if (slots.Find(slot => slot.From <= at && slot.To > at) is not { } next)
            {
                break;
            }

            until = next.To;
        }

        return until;
    }
}
