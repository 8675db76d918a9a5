using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Incidents;

/// <summary>Buttons of an incident's card. One press declares; the first of two at one moment does, and the second hears who did.</summary>
internal static class IncidentActions
{
    /// <summary>It is one of them.</summary>
    public static bool Has(string action) =>
        action
            is Actions.Declare
                or Actions.Dismiss
                or Actions.JoinAlike
                or Actions.UndoIncident
                or Actions.ReopenIncident
                or Actions.IncidentMemo;

    /// <summary>A press.</summary>
    public static void Press(DecisionBuilder draft, Inbound.Pressed pressed)
    {
        if (
            IncidentRights.WhyNot(
                draft.Loaded.Workplace,
                draft.Words,
                draft.Loaded.Asker,
                pressed.Action,
                draft.Loaded.Incident,
                draft.Now
            ) is
            { } why
        )
        {
            why.Tell(draft);
            return;
        }

        var incident = draft.Loaded.Incident!;
        switch (pressed.Action)
        {
            case Actions.Declare:
                Change(
                    draft,
                    incident with
                    {
                        State = IncidentState.Open,
                        DeclaredBy = draft.By,
                        DeclaredAt = draft.Now,
                        EndedBy = null,
                    },
                    "incident_declared"
                );
                break;
            case Actions.Dismiss:
                Change(draft, incident with { State = IncidentState.Dismissed, EndedBy = draft.By }, "incident_dismissed_by");
                break;
            case Actions.UndoIncident:
                Change(draft, incident with { State = IncidentState.Undone, EndedBy = draft.By, Joining = [] }, "incident_undone_by");
                break;
            case Actions.ReopenIncident:
                Change(
                    draft,
                    incident with
                    {
                        State = IncidentState.Open,
                        EndedBy = null,
                        FixedAt = null,
                        Fix = "",
                        TellClient = "",
                    },
                    "incident_reopened"
                );
                PatternMemos.Stop(draft, incident);
                break;
            case Actions.IncidentMemo:
                PatternMemos.OnRequest(draft, incident);
                break;
            default:
                Join(draft, incident);
                break;
        }
    }

    /// <summary>The forms of Update and Fixed; their right, state and values were checked.</summary>
    public static void Submit(DecisionBuilder draft, Inbound.Submitted submitted)
    {
        var incident = draft.Loaded.Incident!;
        string Value(string field) => submitted.Values.GetValueOrDefault(field)?.Trim() ?? "";
        switch (submitted.Form)
        {
            case Actions.UpdateIncident:
                var update = new IncidentUpdate(Value(IncidentForms.Text), Value(IncidentForms.ForClients), draft.By, draft.Now);
                Change(draft, incident with { Updates = [.. incident.Updates.TakeLast(MostUpdates), update] }, "incident_updated");
                break;
            case Actions.FixIncident:
                Change(
                    draft,
                    incident with
                    {
                        State = IncidentState.Fixed,
                        EndedBy = draft.By,
                        FixedAt = draft.Now,
                        Fix = Value(IncidentForms.Fix),
                        TellClient = Value(IncidentForms.Tell),
                        Memo = new(OwnerOf(draft, Value(IncidentForms.Owner))),
                    },
                    "incident_fixed_by"
                );
                PatternMemos.Watch(draft, incident);
                break;
            default:
                Merge(draft, incident, Value(IncidentForms.Other));
                break;
        }
    }

    /// <summary>The cases that look alike were confirmed: they join in steps, each with a word to its rep.</summary>
    private static void Join(DecisionBuilder draft, Incident incident)
    {
        var alike = IncidentCards.Alike(incident, draft.Loaded.IncidentCases);
        if (alike.Count == 0)
        {
            draft.Whisper("incident_none_alike");
            return;
        }

        // A case of another queue is brought in by those who work on it: verifying the incident resolves it.
        var own = alike.FindAll(one => draft.Loaded.Asker.May(draft.Loaded.Organisation, DeskAction.Incident, one) is Permission.Allowed);
        if (own.Count < alike.Count)
        {
            var others = alike.Except(own).Select(one => $"{one.Id} ({draft.Cards.QueueTitle(one)})");
            draft.Whisper("incident_others_join", string.Join(", ", others));
        }

        if (own.Count > 0)
        {
            Change(draft, incident with { Joining = [.. incident.Joining, .. own.Select(one => one.Id)] }, "incident_confirmed");
        }
    }

    private static void Merge(DecisionBuilder draft, Incident incident, string other)
    {
        if (other == incident.Id)
        {
            draft.Refuse("incident_itself");
            return;
        }

        if (draft.Loaded.OtherIncident is not { State: IncidentState.Open } target || target.Id != other)
        {
            draft.Refuse("incident_gone");
            return;
        }

        if (
            IncidentRights.WhyNot(draft.Loaded.Workplace, draft.Words, draft.Loaded.Asker, Actions.MergeIncident, target, draft.Now) is
            { } why
        )
        {
            why.Tell(draft);
            return;
        }

        Change(
            draft,
            incident with
            {
                State = IncidentState.Merged,
                EndedBy = draft.By,
                MergedInto = target.Id,
                Joining = [],
            },
            "incident_merged_by"
        );
        // The other one knows the words of both from now on, and falls when somebody ends it meanwhile.
        var kept = draft.Keep(
            target with
            {
                Topic = new(
                    target.Topic.Words.Count > 0 ? target.Topic.Words : incident.Topic.Words,
                    [.. target.Topic.Codes.Union(incident.Topic.Codes)]
                ),
                Joining = [.. target.Joining.Union(incident.Joining)],
                Since = incident.Since < target.Since ? incident.Since : target.Since,
            }
        );
        draft.Note("incident_merged_here", null, kept.Id);
        draft.Wake(kept.Id);
    }

    /// <summary>Who was named, else whoever says that it is fixed.</summary>
    private static Party OwnerOf(DecisionBuilder draft, string email) =>
        draft.Loaded.Organisation.FindPerson(email) is { } person ? Visibility.PersonOf(person).Party : draft.By;

    /// <summary>Older ones are in the chats of those who were told.</summary>
    private const int MostUpdates = 30;

    private static void Change(DecisionBuilder draft, Incident changed, string kind)
    {
        var kept = draft.Keep(changed);
        draft.Note(kind, null, kept.Id);
        draft.ShowIncident(kept, draft.Loaded.IncidentCases);
        draft.TellIncident(kept, $"thread_{kind}", draft.By.Name);
        draft.Wake(kept.Id);
    }
}
