using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;

namespace EscalationBot.Core.Desk.Timers;

/// <summary>
/// A rep who was asked whether an incident is fixed and does not say is reminded once each working day; from the second time on managers
/// know. Nothing closes unverified.
/// </summary>
internal static class VerifyReminders
{
    public static void Remind(DecisionBuilder draft)
    {
        if (draft.Loaded.Case is not { IsWorkedOn: true, Incident: { WaitsForRep: true } incident } theCase)
        {
            return;
        }

        if (Clocks.VerifyDue(theCase, draft.Loaded.Organisation) is { } due && due > draft.Now)
        {
            // The calendar was changed meanwhile.
            draft.KeepAsIs(theCase);
            draft.Timer(theCase.Id, TimerNames.Verify, due);
            return;
        }

        var kept = draft.Keep(theCase with { Incident = incident with { Reminded = incident.Reminded + 1 } });
        draft.Note("verify_reminded", kept);
        if (Nudges.MaySend(draft, kept.Rep.Email, kept))
        {
            draft.TellRep(kept, draft.IncidentCards.Verify(kept, ""));
        }

        if (incident.Reminded > 0)
        {
            TimerHandler.TellManagers(draft, kept, "manager_not_verified", kept.Rep.Name);
        }
    }
}
