using EscalationBot.Core.Cases;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>Who could help with a case: whoever works on its kind first, then whoever has the fewest open cases.</summary>
internal static class Colleagues
{
    /// <summary>A menu holds so many.</summary>
    private const int Most = 100;

    /// <summary>Best first, without its rep and its owner.</summary>
    /// <param name="may">Who comes into question.</param>
    /// <param name="away">Until when people are away, by e-mail: they stand last; null = not asked.</param>
    /// <param name="load">Open cases by e-mail; null = not counted. It orders people and leaves nobody out.</param>
    public static IReadOnlyList<Colleague> For(
        OrganisationSnapshot organisation,
        Case theCase,
        Func<Colleague, bool> may,
        IReadOnlyDictionary<string, int>? load = null,
        IReadOnlyDictionary<string, DateTimeOffset>? away = null
    ) =>
        [
            .. organisation
                .People.Where(person => person.Email != theCase.Rep.Email && person.Email != theCase.Owner?.Email && may(person))
                .OrderBy(person => Distance(organisation, theCase, person))
                .Take(Most)
                .OrderBy(person => away?.ContainsKey(person.Email) == true ? 1 : 0)
                .ThenBy(person => Distance(organisation, theCase, person))
                .ThenBy(person => load?.GetValueOrDefault(person.Email) ?? 0),
        ];

    /// <summary>0: works in a queue for the case's category; 1: in its queue; 2: another specialist or manager; 3: anybody else.</summary>
    private static int Distance(OrganisationSnapshot organisation, Case theCase, Colleague person) =>
        person.Is(Roles.Specialist | Roles.Manager)
            ? theCase.Category is { } category
            && person.Queues.Any(queue => organisation.FindQueue(queue)?.Categories.Contains(category, StringComparer.Ordinal) == true)
                ? 0
                : person.Queues.Contains(theCase.Queue, StringComparer.Ordinal)
                    ? 1
                    : 2
            : 3;
}
