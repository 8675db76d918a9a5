using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;

namespace EscalationBot.Tests.Desk.Leaks;

/// <summary>What can be pressed, filled in, and come due.</summary>
internal sealed partial class LeakHistory
{
    private static readonly string[] Pressable =
    [
        Actions.Why,
        Actions.PickArticle,
        Actions.NoneOfThese,
        Actions.Solved,
        Actions.SendToSpecialists,
        Actions.AddToCase,
        Actions.Claim,
        Actions.TakeBack,
        Actions.ClientTold,
        Actions.Rate,
        Actions.StillOnIt,
        Actions.Wake,
        Actions.KeepOpen,
        Actions.CloseStale,
        Actions.Follow,
        Actions.Unfollow,
        Actions.InviteAccept,
        Actions.ConsultEscalate,
        Actions.PublishArticle,
        Actions.LeaveIncident,
        Actions.Verified,
        Actions.StillBroken,
        Actions.Declare,
        Actions.Dismiss,
        Actions.JoinAlike,
        Actions.UndoIncident,
        Actions.ReopenIncident,
        Actions.IncidentMemo,
        Actions.ShowCase,
        Actions.MyCases,
        Actions.LookBack,
        Actions.Digest,
        Actions.Refresh,
        Actions.Help,
    ];

    private static readonly string[] Fillable =
    [
        Actions.GetSpecialist,
        Actions.EscalateMessage,
        Actions.AskRep,
        Actions.ReplyToRep,
        Actions.Resolve,
        Actions.Transfer,
        Actions.Transfer,
        Actions.Release,
        Actions.Priority,
        Actions.Decline,
        Actions.Reassign,
        Actions.Reopen,
        Actions.AnswerAsk,
        Actions.Snooze,
        Actions.Consult,
        Actions.Consult,
        Actions.ConsultAnswer,
        Actions.ConsultAnswer,
        Actions.ConsultDecline,
        Actions.Invite,
        Actions.InviteDecline,
        Actions.Split,
        Actions.Link,
        Actions.Merge,
        Actions.Unmerge,
        Actions.Incident,
        Actions.Incident,
        Actions.UpdateIncident,
        Actions.UpdateIncident,
        Actions.FixIncident,
        Actions.MergeIncident,
        Actions.WriteArticle,
        Actions.WriteArticle,
        Actions.ReturnArticle,
        Actions.ToldHow,
    ];

    private static readonly string[] Timers =
    [
        TimerNames.ClaimWarning,
        TimerNames.Claim,
        TimerNames.ClaimLadder,
        TimerNames.UpdateWarning,
        TimerNames.Update,
        TimerNames.UpdateLadder,
        TimerNames.Resolve,
        TimerNames.ClientToldNudge,
        TimerNames.ClientTold,
        TimerNames.CardCheck,
        TimerNames.Snooze,
        TimerNames.Stale,
        TimerNames.Consult,
        TimerNames.Verify,
        TimerNames.Rise,
        TimerNames.Incident,
        TimerNames.Incident,
    ];

    /// <summary>
    /// Words that were written for somebody who may not read the case: for them, and for who else answers in their queue.
    /// </summary>
    private void Address(Marker marker, string form, IReadOnlyDictionary<string, string> data, Decision decision)
    {
        // An article is written for everybody of the organisation, and is read by its queue before that.
        if (form is Actions.WriteArticle or Actions.ReturnArticle && decision.Drafts.Count > 0)
        {
            marker.For.UnionWith(LeakOrganisation.People.Where(name => name is not ("kim" or "eve")));
        }

        // What is said of an incident is said to all colleagues, and to those from outside whose case is part of one.
        if (form is Actions.Incident or Actions.UpdateIncident or Actions.FixIncident && decision.Incidents.Count > 0)
        {
            marker.For.UnionWith(
                LeakOrganisation.People.Where(name =>
                    name != "eve" || form is Actions.FixIncident || _rules.Cases.Values.Any(one => one.Rep.Key.Id == name)
                )
            );
        }

        if (
            form is not (Actions.Consult or Actions.ConsultAnswer or Actions.ConsultDecline)
            || decision.Cases.FirstOrDefault(one => one.Id == data.GetValueOrDefault(DataKeys.Case)) is not { } theCase
            || (
                form is Actions.Consult
                    ? theCase.Consults is [.., var last]
                        ? last
                        : null
                    : theCase.Consults.FirstOrDefault(one => one.Id == data.GetValueOrDefault(DataKeys.Consult))
            )
                is not { } consult
        )
        {
            return;
        }

        marker.For.UnionWith(
            consult.Queue is { } queue
                ? LeakOrganisation.ReadersOf(Organisation, new Place(ChannelNames.Slack, Organisation.FindQueue(queue)!.Place.Id))
                : [consult.Person!.Split('@')[0]]
        );
    }
}
