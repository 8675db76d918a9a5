using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Bot.Channels.WebChat.Auth;

/// <summary>The organisation as the web chat sees it.</summary>
internal static class OrganisationDirectory
{
    /// <summary>Reads the organisation in force; the picture is made anew only when that changed.</summary>
    public static ReadWebDirectory Of(WorkplaceHolder workplaces)
    {
        var last = (Organisation: (OrganisationSnapshot?)null, Directory: (WebDirectory?)null);
        var gate = new Lock();
        return () =>
        {
            var organisation = workplaces.Current.Organisation;
            lock (gate)
            {
                if (last.Organisation != organisation || last.Directory is null)
                {
                    last = (organisation, From(organisation));
                }

                return last.Directory;
            }
        };
    }

    /// <summary>People with their roles, and the rooms of queues and departments.</summary>
    public static WebDirectory From(OrganisationSnapshot organisation)
    {
        var rooms = organisation
            .Queues.Select(queue => queue.Place)
            .Concat(organisation.Departments.Select(department => department.Place))
            .Where(place => place.Channel == ChannelNames.Web)
            .Select(place => place.Id)
            .Distinct(StringComparer.Ordinal);
        return new(
            organisation.Name,
            organisation.Language,
            organisation.Calendar.Zone,
            [
                .. organisation.People.Select(person => new WebPerson(
                    person.Email,
                    person.Name,
                    person.Is(Roles.Rep),
                    person.Is(Roles.Specialist),
                    person.Is(Roles.Manager)
                )),
            ],
            [.. rooms.Select(room => Room(organisation, room))]
        );
    }

    private static WebRoom Room(OrganisationSnapshot organisation, string id)
    {
        var queues = organisation.Queues.Where(queue => IsAt(queue.Place, id)).ToList();
        var titles = queues
            .Select(queue => queue.Title)
            .Concat(organisation.Departments.Where(department => IsAt(department.Place, id)).Select(department => department.Title))
            .Distinct(StringComparer.Ordinal);
        var members = queues
            .SelectMany(queue => organisation.With(Roles.Specialist | Roles.Manager, queue.Id))
            .Select(person => person.Email)
            .ToHashSet(StringComparer.Ordinal);
        return new(
            id,
            string.Join(" · ", titles),
            queues.Count > 0 ? members : DepartmentPlaces.ListedAt(organisation, new PlaceName($"web:{id}", ChannelNames.Web, id))
        )
        {
            IsOfDepartment = queues.Count == 0,
        };
    }

    private static bool IsAt(PlaceName place, string room) => place.Channel == ChannelNames.Web && place.Id == room;
}
