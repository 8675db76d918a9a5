using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;
using EscalationBot.Core.Store.Queues;

namespace EscalationBot.Core.Desk.Context;

/// <summary>Which messages that could not be delivered a manager may send again: those about cases of their queues.</summary>
public static class SendingAgain
{
    /// <summary>May this manager send it again?</summary>
    /// <param name="organisation">Who is listed.</param>
    /// <param name="manager">Who asks.</param>
    /// <param name="row">What was given up.</param>
    /// <param name="theCase">The case that it is about; null = none, or nobody knows any more.</param>
    public static bool May(OrganisationSnapshot organisation, Colleague manager, DroppedRow row, Case? theCase) =>
        row is { MaySendAgain: true, What: Outbound.Show { CaseId: { } about } show }
        && theCase is not null
        && theCase.Id == about
        && manager.Is(Roles.Manager, theCase.Queue)
        && IsStillFor(organisation, show, theCase);

    /// <summary>
    /// Whether its readers may have the words was asked when it was decided: roles, queues and who reads along may be others now. Of a case
    /// that is not there any more nobody can tell.
    /// </summary>
    public static bool IsStillFor(OrganisationSnapshot organisation, Outbound.Show show, Case theCase)
    {
        var queue = (organisation.FindQueue(theCase.Queue) ?? organisation.DefaultQueue).Place;
        return show.To switch
        {
            Destination.Direct direct when organisation.FindPerson(direct.Email) is { } person => Visibility.May(
                organisation,
                person,
                theCase
            ),
            Destination.Direct direct => theCase.Rep.Key == new PersonKey(direct.Channel, direct.Id ?? ""),
            Destination.At { Place: var place } when organisation.Queues.Any(one => IsAt(one.Place, place)) => !theCase.Restricted
                || Visibility.MayHold(organisation, place, theCase),
            Destination.ThreadOf => !theCase.Restricted || Visibility.MayHold(organisation, new Place(queue.Channel, queue.Id), theCase),
            _ => true,
        };

        static bool IsAt(PlaceName one, Place place) => one.Channel == place.Channel && one.Id == place.Conversation;
    }
}
