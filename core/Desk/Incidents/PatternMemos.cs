using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Incidents;

/// <summary>
/// What an incident cost, once it is fixed, for whoever sees to it that it does not come back: in the thread of its card, in their chat,
/// and on request. Like reports are counted each day for two weeks; when they did not fall the memo is open again, and its owner hears it.
/// </summary>
internal static class PatternMemos
{
    /// <summary>The first look counts what came before the fix.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromMinutes(1),
        EachLook = TimeSpan.FromDays(1);

    /// <summary>It was said to be fixed: from now on it is watched.</summary>
    public static void Watch(DecisionBuilder draft, Incident incident) =>
        draft.Timer(incident.Subject, TimerNames.PatternWatch, draft.Now + FirstLook);

    /// <summary>It is open again, and is watched when it is fixed.</summary>
    public static void Stop(DecisionBuilder draft, Incident incident) => draft.Timer(incident.Subject, TimerNames.PatternWatch, null);

    /// <summary>A press of Memo, by somebody who may decide about the incident.</summary>
    public static void OnRequest(DecisionBuilder draft, Incident incident)
    {
        draft.Viewed("incident_memo", incident.Id);
        var organisation = draft.Loaded.Organisation;
        draft.Whisper(
            CardFor(draft, incident, draft.Loaded.IncidentCases, one => Visibility.May(organisation, draft.Loaded.Asker.Reader, one))
        );
    }

    /// <summary>Shows it to its owner and, where only colleagues read, in the thread of the incident's card.</summary>
    public static void Show(DecisionBuilder draft, Incident incident, IReadOnlyList<Case> cases)
    {
        var organisation = draft.Loaded.Organisation;
        if (incident is not { State: IncidentState.Fixed, Memo: { } memo })
        {
            return;
        }

        if (!Visibility.OthersReadIn(organisation, incident.Queue))
        {
            draft.ShowPlainly(
                $"{incident.Subject}:memo",
                new Destination.ThreadOf(incident.Slot),
                incident.Subject,
                CardFor(draft, incident, cases, one => Visibility.MayBeNamedIn(organisation, incident.Queue, one))
            );
        }

        // Whoever said that it is fixed has it in the thread.
        if (memo.Owner?.Email != incident.EndedBy?.Email || memo.ReopenedAt is not null)
        {
            foreach (var reader in ReadersOf(draft, incident, memo))
            {
                Tell(draft, incident, cases, reader);
            }
        }
    }

    /// <summary>The day's look at what was reported since the fix.</summary>
    public static void Look(DecisionBuilder draft)
    {
        if (
            draft.Loaded.Incident is not { State: IncidentState.Fixed, FixedAt: { } at, Memo: { IsOver: false } memo } incident
            || draft.Loaded.LikeReports is not { } like
        )
        {
            return;
        }

        var looked = memo.Looked(memo.Before ?? like.Before, like.After, at, draft.Now);
        var kept = draft.Keep(incident with { Memo = looked });
        if (looked.ReopenedAt is not null)
        {
            draft.Note("memo_reopened", null, kept.Id);
            draft.ShowIncident(kept, draft.Loaded.IncidentCases);
            // What was read weeks ago and is edited is seen by nobody: it comes as a new message, in place of the old one.
            foreach (var reader in ReadersOf(draft, kept, looked))
            {
                draft.Remove(SlotOf(incident, reader), kept.Subject);
            }
        }

        if (looked != memo)
        {
            Show(draft, kept, draft.Loaded.IncidentCases);
        }

        if (!looked.IsOver)
        {
            var end = at + PatternMemo.Watched;
            var next = draft.Now + EachLook;
            draft.Timer(kept.Subject, TimerNames.PatternWatch, next < end ? next : end);
        }
    }

    /// <summary>Its owner; without one who is still listed, the managers of the queue.</summary>
    private static IEnumerable<Colleague> ReadersOf(DecisionBuilder draft, Incident incident, PatternMemo memo) =>
        draft.Loaded.Organisation.FindPerson(memo.Owner?.Email) is { } owner ? [owner] : draft.ManagersOf(incident.Queue);

    private static void Tell(DecisionBuilder draft, Incident incident, IReadOnlyList<Case> cases, Colleague reader)
    {
        var organisation = draft.Loaded.Organisation;
        draft.TellPerson(
            reader.Email,
            CardFor(draft, incident, cases, one => Visibility.May(organisation, reader, one)),
            null,
            SlotOf(incident, reader)
        );
    }

    private static string SlotOf(Incident incident, Colleague reader) =>
        $"{incident.Subject}:memo:{(incident.Memo is { ReopenedAt: not null } ? "again:" : "")}{reader.Email}";

    private static Card CardFor(DecisionBuilder draft, Incident incident, IEnumerable<Case> cases, Func<Case, bool> mayRead) =>
        new MemoCards(draft.Loaded.Workplace, draft.Words, draft.Now).Of(
            incident,
            [.. cases.Where(one => one.Incident?.Id == incident.Id && (!one.Restricted || mayRead(one)))],
            draft.Loaded.IncidentGrants,
            mayRead
        );
}
