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
        For(
            organisation,
            (theCase.Category, theCase.Queue),
            person => person.Email != theCase.Rep.Email && person.Email != theCase.Owner?.Email && may(person),
            load,
            away
        );

    /// <summary>Best first, for something of a category that belongs to a queue.</summary>
    public static IReadOnlyList<Colleague> For(
        OrganisationSnapshot organisation,
        (string? Category, string Queue) about,
        Func<Colleague, bool> may,
        IReadOnlyDictionary<string, int>? load = null,
        IReadOnlyDictionary<string, DateTimeOffset>? away = null
    ) =>
        [
            .. organisation
                .People.Where(may)
                .OrderBy(person => Distance(organisation, about, person))
                .Take(Most)
                .OrderBy(person => away?.ContainsKey(person.Email) == true ? 1 : 0)
                .ThenBy(person => Distance(organisation, about, person))
                .ThenBy(person => load?.GetValueOrDefault(person.Email) ?? 0),
        ];

    /// <summary>0: works in a queue for the category; 1: in its queue; 2: another specialist or manager; 3: anybody else.</summary>
    private static int Distance(OrganisationSnapshot organisation, (string? Category, string Queue) about, Colleague person) =>
        person.Is(Roles.Specialist | Roles.Manager)
            ? about.Category is { } category
            && person.Queues.Any(queue => organisation.FindQueue(queue)?.Categories.Contains(category, StringComparer.Ordinal) == true)
                ? 0
                : person.Queues.Contains(about.Queue, StringComparer.Ordinal)
                    ? 1
                    : 2
            : 3;
}
