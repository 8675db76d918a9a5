using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Context;

/// <summary>Where a case stands.</summary>
internal static class CasePlace
{
    /// <summary>Where the cards of a case's queue are.</summary>
    public static Place Of(OrganisationSnapshot organisation, Case theCase)
    {
        var place = (organisation.FindQueue(theCase.Queue) ?? organisation.DefaultQueue).Place;
        return new(place.Channel, place.Id);
    }
}
