using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Incidents;

/// <summary>
/// Who may do what to an incident, and in which state: one rule for presses, for forms that open and for forms that are sent. Specialists
/// and managers of its queue decide about it.
/// </summary>
internal static class IncidentRights
{
    /// <summary>Why it may not be done; null when it may.</summary>
    public static FormRefusal? WhyNot(Workplace workplace, Words words, Asker asker, string action, Incident? incident, DateTimeOffset now)
    {
        if (incident is null)
        {
            return FormRefusal.Of(words, "incident_gone");
        }

        var standing = new CaseStanding(incident.Queue, IsRep: false, OwnerEmail: null);
        if (
            Permissions.Check(workplace.Organisation, asker.Colleague, asker.Membership, DeskAction.Incident, standing)
            is Permission.Refused { } refused
        )
        {
            return FormRefusal.Of(workplace, words, asker, DeskAction.Incident, refused, null);
        }

        var may = action switch
        {
            Actions.Declare => incident.State is IncidentState.Suspected or IncidentState.Dismissed or IncidentState.Undone,
            Actions.Dismiss => incident.State is IncidentState.Suspected,
            Actions.ReopenIncident or Actions.IncidentMemo => incident.State is IncidentState.Fixed,
            Actions.JoinAlike or Actions.UpdateIncident or Actions.FixIncident or Actions.MergeIncident or Actions.UndoIncident =>
                incident.State is IncidentState.Open,
            _ => false,
        };
        return may ? null : FormRefusal.Of(words, "incident_is", new IncidentCards(workplace, words, now).Line(incident));
    }
}
