using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Organisation;

/// <summary>Who reads in the places of queues, as far as organisation.yaml tells.</summary>
public static class Places
{
    /// <summary>Specialists and managers of every queue whose cards are posted there, in file order.</summary>
    public static IEnumerable<Colleague> ReadersOf(PlaceName place, IEnumerable<Queue> queues, IEnumerable<Colleague> people)
    {
        string[] there =
        [
            .. queues.Where(queue => queue.Place.Channel == place.Channel && queue.Place.Id == place.Id).Select(queue => queue.Id),
        ];
        return people.Where(person => Array.Exists(there, queue => person.Is(Roles.Specialist | Roles.Manager, queue)));
    }
}
