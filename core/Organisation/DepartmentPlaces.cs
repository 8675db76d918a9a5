using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Organisation;

/// <summary>
/// Who reads in a department's place, and who may have the words of a request for a restricted case. Slack and Teams have members of
/// channels of their own; a place on the web has those whom departments.yaml lists, and without a list every specialist and manager.
/// </summary>
public static class DepartmentPlaces
{
    /// <summary>E-mails of those who read in a place of departments on the web that is no queue's; null = nobody is listed.</summary>
    public static IReadOnlySet<string>? ListedAt(OrganisationSnapshot organisation, PlaceName place)
    {
        var listed = At(organisation, place).SelectMany(department => department.Members).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return listed.Count > 0 ? listed : null;
    }

    /// <summary>Whether a request for a restricted case may stand in the department's place with its words.</summary>
    public static bool MayHoldRestricted(OrganisationSnapshot organisation, Department department)
    {
        if (department.Place.Channel != ChannelNames.Web)
        {
            return !organisation.IsReadByOutsiders(department.Place);
        }

        var queues = organisation.Queues.Where(queue => IsSame(queue.Place, department.Place)).ToList();
        var readers =
            queues.Count > 0
                ? queues.SelectMany(queue => organisation.With(Roles.Specialist | Roles.Manager, queue.Id)).Select(person => person.Email)
                : ListedAt(organisation, department.Place);
        return department.Members.Count > 0 && readers?.All(reader => IsMember(department, reader)) == true;
    }

    /// <summary>
    /// Whether somebody who reads in the department's place may answer what was asked of it for a restricted case: where people are listed,
    /// only they do, on every channel; on the web nobody else ever.
    /// </summary>
    /// <param name="email">Of whoever answers; null = the platform does not tell.</param>
    public static bool MayAnswerRestricted(Department department, string? email) =>
        department.Members.Count > 0 ? email is not null && IsMember(department, email) : department.Place.Channel != ChannelNames.Web;

    private static IEnumerable<Department> At(OrganisationSnapshot organisation, PlaceName place) =>
        organisation.Departments.Where(department => IsSame(department.Place, place));

    private static bool IsMember(Department department, string email) =>
        department.Members.Contains(email, StringComparer.OrdinalIgnoreCase);

    private static bool IsSame(PlaceName one, PlaceName other) => one.Channel == other.Channel && one.Id == other.Id;
}
