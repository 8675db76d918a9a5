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
        Actions.ShowCase,
        Actions.MyCases,
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
    ];

    /// <summary>
    /// Words that were written for somebody who may not read the case: for them, and for who else answers in their queue.
    /// </summary>
    private void Address(Marker marker, string form, IReadOnlyDictionary<string, string> data, Decision decision)
    {
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
