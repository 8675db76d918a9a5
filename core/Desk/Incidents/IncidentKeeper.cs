using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;

namespace EscalationBot.Core.Desk.Incidents;

/// <summary>
/// Brings the cases of an incident to where it stands: those that were confirmed join, each rep is told what is new, is asked whether it is
/// fixed, or hears that it was a mistake. It looks at what is, not at what happened; so it does the same again after an interruption, in
/// steps of a few cases that are each stored by themselves.
/// </summary>
internal static class IncidentKeeper
{
    /// <summary>Cases of one step.</summary>
    public const int AtOnce = 20;

    /// <summary>A step.</summary>
    public static void Step(DecisionBuilder draft)
    {
        if (draft.Loaded.Incident is not { } incident)
        {
            return;
        }

        var behind = draft.Loaded.IncidentCases.Where(one => IsBehind(one, incident, draft.Loaded.OtherIncident)).ToList();
        foreach (var one in behind.Take(AtOnce))
        {
            Bring(draft, one, incident);
        }

        if (behind.Count > AtOnce)
        {
            draft.Wake(incident.Id);
        }
        else if (incident.Joining.Count > 0)
        {
            incident = draft.Keep(incident with { Joining = [] });
        }

        IReadOnlyList<Case> cases = [.. draft.Loaded.IncidentCases.Select(one => draft.KeptCase(one.Id) ?? one)];
        draft.ShowIncident(incident, cases);
        PatternMemos.Show(draft, incident, cases);
    }

    private static bool IsBehind(Case one, Incident incident, Incident? target)
    {
        if (one.Incident is null)
        {
            return incident.State is IncidentState.Open
                && one is { IsWorkedOn: true, Restricted: false }
                && incident.Joining.Contains(one.Id, StringComparer.Ordinal);
        }

        // What is resolved or over is told to nobody any more.
        return one.Incident.Id == incident.Id
            && one.Incident.Holds
            && one.IsAwaited
            && incident.State switch
            {
                IncidentState.Open => one.Incident.Told < incident.LastTold || one.Incident.AskedAt is not null,
                IncidentState.Fixed => one.IsWorkedOn && one.Incident.AskedAt is null,
                IncidentState.Undone => true,
                IncidentState.Merged => target is not null,
                _ => false,
            };
    }

    private static void Bring(DecisionBuilder draft, Case one, Incident incident)
    {
        switch (incident.State)
        {
            case IncidentState.Open:
                Tell(draft, one, incident);
                break;
            case IncidentState.Fixed:
                Ask(draft, one, incident);
                break;
            case IncidentState.Merged:
                var target = draft.Loaded.OtherIncident!;
                draft.Note("incident_moved", draft.Keep(one with { Incident = new(target.Id, target.Title, draft.Now) }), target.Id);
                draft.ShowEverywhere(draft.KeptCase(one.Id)!);
                draft.Wake(target.Id);
                break;
            default:
                IncidentCases.Leave(draft, one, "rep_told_incident_undone");
                break;
        }
    }

    private static void Tell(DecisionBuilder draft, Case one, Incident incident)
    {
        var joined = one.Incident ?? new(incident.Id, incident.Title, draft.Now);
        var told = draft.Keep(
            one with
            {
                Incident = joined with { Told = incident.LastTold, AskedAt = null, Reminded = 0 },
                RepToldAt = draft.Now,
            }
        );
        draft.Note(one.Incident is null ? "incident_joined" : "incident_told", told, incident.Id);
        draft.ShowEverywhere(told);
        draft.TellRep(
            told,
            draft.IncidentCards.ForRep(told, incident),
            Slots.Incident(told, incident, Incident.ToldAs(incident.Updates.Count - 1), draft.Loaded.InboxId)
        );
    }

    private static void Ask(DecisionBuilder draft, Case one, Incident incident)
    {
        var asked = draft.Keep(one with { Incident = one.Incident! with { AskedAt = draft.Now, Reminded = 0 }, RepToldAt = draft.Now });
        draft.Note("incident_asked", asked, incident.Id);
        draft.ShowEverywhere(asked);
        draft.TellRep(
            asked,
            draft.IncidentCards.Verify(asked, incident.TellClient),
            Slots.Incident(asked, incident, Incident.ToldAsFix, draft.Loaded.InboxId)
        );
    }
}
