using EscalationBot.Core.Desk;
using EscalationBot.Core.Directory;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.WebChat;

/// <summary>The organisation as the web chat sees it.</summary>
internal static class OrganisationDirectory
{
    /// <summary>Reads the organisation in force; the picture is made anew only when that changed.</summary>
    public static ReadWebDirectory Of(WorkplaceHolder workplaces)
    {
        var last = (Organisation: (Organisation?)null, Directory: (WebDirectory?)null);
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

                return last.Directory!;
            }
        };
    }

    /// <summary>People with their roles; rooms with the titles of all that is posted there.</summary>
    public static WebDirectory From(Organisation organisation)
    {
        var places = organisation.Queues.Select(queue => (queue.Place, queue.Title)).Concat(organisation.Departments.Select(department => (department.Place, department.Title)));
        return new(
            organisation.Name, organisation.Language, organisation.Calendar.Zone,
            [.. organisation.People.Select(person => new WebPerson(person.Email, person.Name, person.Is(Roles.Rep), person.Is(Roles.Specialist), person.Is(Roles.Manager)))],
            [.. places.Where(place => place.Place.Channel == ChannelNames.Web).GroupBy(place => place.Place.Id, StringComparer.Ordinal).Select(room => new WebRoom(room.Key, string.Join(" · ", room.Select(place => place.Title).Distinct(StringComparer.Ordinal))))]);
    }
}
