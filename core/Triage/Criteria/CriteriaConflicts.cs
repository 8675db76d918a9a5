using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Triage.Criteria;

/// <summary>
/// Criteria against each other and against everything: those that always hold, stand in another's shadow, or say otherwise than one that
/// holds with them. What is claimed is so; what only a person sees may be missed.
/// </summary>
internal static class CriteriaConflicts
{
    /// <summary>Surer than this an answer hardly ever is: a limit above it lets none through.</summary>
    private const double Surest = 0.95;

    /// <summary>
    /// Criteria that need nothing: they hold for a question without a word, answered with certainty; in the quietest of circumstances, or
    /// in one that lasts for hours.
    /// </summary>
    public static IEnumerable<Problem> Always(CriteriaSet set, QuestionFacts nothing, DateTimeOffset now, string file)
    {
        var quiet = nothing with { Confidence = Surest, ArticleMissing = false };
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (
            var (facts, when) in new[]
            {
                (quiet, "nearly every question, even an empty one"),
                (quiet with { OutsideHours = true }, "every question outside opening hours, even an empty one"),
                (quiet with { IncidentOpen = true }, "every question while an incident is open, even an empty one"),
            }
        )
        {
            foreach (
                var criterion in set.Evaluate(facts, now)
                    .Fired.Where(criterion => criterion.Then.Escalate != Escalation.None && told.Add(criterion.Id))
            )
            {
                yield return new(
                    ProblemLevel.Warning,
                    file,
                    criterion.Line,
                    $"'{criterion.Id}' holds for {when}.",
                    "Add what it is about: words, a category, an amount."
                );
            }
        }
    }

    /// <summary>Criteria that others decide for: in the shadow of them, or contradicted by one.</summary>
    public static IEnumerable<Problem> Between(CriteriaSet set, DateTimeOffset now, string file)
    {
        var before = new List<Criterion>();
        foreach (var criterion in set.InDecidingOrder)
        {
            if (!CriteriaLogic.NeverHolds(criterion.When) && Find(before, criterion) is var (wrong, fix))
            {
                yield return new(ProblemLevel.Warning, file, criterion.Line, wrong, fix);
            }
            if (IsComing(criterion, now) || set.InEffect(criterion, now))
            {
                before.Add(criterion);
            }
        }
    }

    /// <summary>
    /// A criterion whose own examples are all decided by another one, to another end: overlaps that depend on the words people use.
    /// </summary>
    public static Problem? Taken(
        CriteriaSet set,
        Criterion criterion,
        Func<string, QuestionFacts> understand,
        DateTimeOffset now,
        string file
    )
    {
        Criterion? by = null;
        foreach (var example in criterion.Examples.Where(example => example.Fires))
        {
            var deciding = set.Evaluate(CriteriaCheck.With(understand(example.Text), example.Given, now), now);
            if (
                !deciding.Fired.Contains(criterion)
                || deciding.Deciding == criterion
                || Differences(deciding.Deciding!, criterion).Count == 0
            )
            {
                return null;
            }
            by = deciding.Deciding;
        }

        // What logic alone shows is told once.
        return by is null || CriteriaLogic.Implies(criterion.When, by.When)
            ? null
            : new(
                ProblemLevel.Warning,
                file,
                criterion.Line,
                $"'{criterion.Id}' decides none of its own examples: '{by.Id}' holds too, decides first and says "
                    + $"{string.Join(", ", Differences(by, criterion))}.",
                "Add an example that only this one takes, or narrow the other one."
            );
    }

    private static (string Wrong, string Fix)? Find(List<Criterion> before, Criterion criterion)
    {
        var wider = before.Where(other => Lasts(other, criterion) && CriteriaLogic.Implies(criterion.When, other.When)).ToList();
        if (wider.Find(other => CriteriaLogic.Implies(other.When, criterion.When) && Differences(other, criterion).Count > 0) is { } same)
        {
            return (
                $"'{criterion.Id}' and '{same.Id}' contradict each other: they hold for the same questions, and '"
                    + $"{same.Id}' decides: {string.Join(", ", Differences(same, criterion))}.",
                "Make them one criterion, or narrow one of them."
            );
        }

        if (wider.Find(other => SaysAll(other, criterion)) is { } shadow)
        {
            return (
                $"'{criterion.Id}' never changes anything: whenever it holds, '{shadow.Id}' holds too and decides first.",
                "Narrow the other one, give this one its own effect, or delete it."
            );
        }

        if (wider.Find(other => Differences(other, criterion).Count > 0) is { } against)
        {
            return (
                $"A part of '{criterion.Id}' is never taken: whenever it holds, '{against.Id}' holds too and "
                    + $"decides: {string.Join(", ", Differences(against, criterion))}.",
                "Narrow the other one, or take that part out."
            );
        }

        var together = before.Where(other => Lasts(other, criterion) && SaysAll(other, criterion)).ToList();
        if (together.Count < 2 || !CriteriaLogic.Implies(criterion.When, new Condition.Any([.. together.Select(other => other.When)])))
        {
            return null;
        }
        foreach (var other in together.ToList())
        {
            if (CriteriaLogic.Implies(criterion.When, new Condition.Any([.. together.Where(one => one != other).Select(one => one.When)])))
            {
                together.Remove(other);
            }
        }

        return (
            $"'{criterion.Id}' never changes anything: whenever it holds, one of "
                + $"{string.Join(", ", together.Select(other => $"'{other.Id}'"))} holds too and decides first.",
            "Narrow the others, give this one its own effect, or delete it."
        );
    }

    /// <summary>What both name, and differently: as the one that decides says it.</summary>
    private static List<string> Differences(Criterion deciding, Criterion other)
    {
        var (says, said) = (deciding.Then, other.Then);
        var differences = new List<string>();
        Add("queue", says.Queue, said.Queue);
        Add("priority", says.Priority, said.Priority);
        Add("department", says.Department, said.Department);
        return differences;

        void Add(string what, string? one, string? instead)
        {
            if (one is not null && instead is not null && one != instead)
            {
                differences.Add($"{what} {one} instead of {instead}");
            }
        }
    }

    /// <summary>Everything that one says is said by the other, too.</summary>
    private static bool SaysAll(Criterion other, Criterion criterion)
    {
        var (effect, more) = (criterion.Then, other.Then);
        return (effect.Queue is null || more.Queue is not null)
            && (effect.Priority is null || more.Priority is not null)
            && (effect.Department is null || more.Department is not null)
            && (!effect.Restricted || more.Restricted)
            && effect.Ask.All(more.Ask.Contains);
    }

    /// <summary>In effect on every day on which the other one is.</summary>
    private static bool Lasts(Criterion other, Criterion criterion) =>
        (other.From is null || criterion.From >= other.From) && (other.To is null || criterion.To <= other.To);

    private static bool IsComing(Criterion criterion, DateTimeOffset now) =>
        criterion.From is { } from && from > DateOnly.FromDateTime(now.DateTime);
}
