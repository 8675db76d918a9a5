using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Organisation.Files;

/// <summary>Warns of settings about reading that do less than they seem to.</summary>
internal static class ReadingRights
{
    /// <summary>A rep reads the cases of their queues, so they need some.</summary>
    public static void CheckReps(MapReader main, string repsSee, IReadOnlyCollection<Colleague> people)
    {
        if (repsSee == "queue" && people.All(person => !person.Is(Roles.Rep) || person.Queues.Count == 0))
        {
            main.Warn(
                main.LineOf("reps_see"),
                "No rep has queues, so reps see their own cases only.",
                "Give reps queues: [technical], or write reps_see: own."
            );
        }
    }

    /// <summary>A card of a restricted case shows no words in a place where people read who are not of its queue.</summary>
    public static void CheckPlaces(
        ProblemList problems,
        CriteriaPolicy criteria,
        IReadOnlyCollection<Queue> queues,
        IReadOnlyCollection<Colleague> people
    )
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var criterion in criteria.Criteria.Where(criterion => criterion.Then.Restricted))
        {
            foreach (var queue in queues.Where(queue => criterion.Then.Queue is null || queue.Id == criterion.Then.Queue))
            {
                var others = Places
                    .ReadersOf(queue.Place, queues, people)
                    .Where(person => !person.Is(Roles.Specialist | Roles.Manager, queue.Id))
                    .Select(person => person.Email)
                    .ToList();
                if (others.Count == 0 || !told.Add(queue.Id))
                {
                    continue;
                }

                problems.Warn(
                    "criteria.yaml",
                    criterion.Line,
                    $"Restricted cases of the queue '{queue.Id}' are posted in {queue.Place.Text}, where "
                        + $"{string.Join(", ", others.Take(3))}{(others.Count > 3 ? $" and {others.Count - 3} more" : "")} "
                        + $"of other queues read: their cards show no words there.",
                    $"Give the queue {queue.Id} a place of its own."
                );
            }
        }
    }
}
