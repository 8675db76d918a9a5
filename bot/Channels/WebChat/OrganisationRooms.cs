using EscalationBot.Core.Desk;
using EscalationBot.Core.Directory;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.WebChat;

/// <summary>The web chat's picture of the organisation in force.</summary>
internal static class OrganisationRooms
{
    public static WebDirectory Of(WorkplaceHolder workplaces)
    {
        var organisation = workplaces.Current.Organisation;
        var places = organisation.Queues.Select(queue => (queue.Place, queue.Title)).Concat(organisation.Departments.Select(department => (department.Place, department.Title)));
        return new(
            organisation.Name,
            organisation.Language,
            organisation.Calendar.Zone,
            [.. organisation.People.Select(person => new WebPerson(person.Email, person.Name, person.Is(Roles.Rep), person.Is(Roles.Specialist), person.Is(Roles.Manager)))],
            [.. places.Where(pair => pair.Place.Channel == ChannelNames.Web).GroupBy(pair => pair.Place.Id, StringComparer.Ordinal).Select(group => new WebRoom(group.Key, string.Join(", ", group.Select(pair => pair.Title))))]);
    }
}
