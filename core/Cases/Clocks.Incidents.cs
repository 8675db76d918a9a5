using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Calendar;

namespace EscalationBot.Core.Cases;

/// <summary>What an incident makes of the clocks of its cases.</summary>
public static partial class Clocks
{
    /// <summary>Only the rep can bring it on: by an answer, or by saying whether an incident is fixed.</summary>
    private static bool IsWithRep(Case theCase) => WaitsForRep(theCase) || theCase.Incident is { WaitsForRep: true };

    /// <summary>
    /// When the rep is reminded next to say whether an incident is fixed: a working day after they were asked, then once each working day.
    /// Null = they need not say.
    /// </summary>
    public static DateTimeOffset? VerifyDue(Case theCase, OrganisationSnapshot organisation) =>
        theCase is { IsWorkedOn: true, Incident: { WaitsForRep: true, AskedAt: { } asked } incident }
            ? CalendarOf(theCase, organisation).Add(asked, BusinessTime.OfDays(1 + Math.Min(incident.Reminded, MostCounted)))
            : null;

    private static IEnumerable<TimerChange> VerifyTimers(Case after, Case? before, OrganisationSnapshot organisation)
    {
        var verify = VerifyDue(after, organisation);
        if (verify != (before is null ? null : VerifyDue(before, organisation)))
        {
            yield return new(after.Id, TimerNames.Verify, verify);
        }
    }
}
