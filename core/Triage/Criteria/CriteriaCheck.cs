using System.Globalization;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Triage.Criteria;

/// <summary>What checking an organisation found.</summary>
/// <param name="Organisation">As read, or null when a file has errors; then the criteria were not checked.</param>
/// <param name="Problems">Of the files first, then of the criteria. Any error means that the check failed.</param>
/// <param name="Examples">How many examples ran.</param>
public sealed record OrganisationReport(OrganisationSnapshot? Organisation, IReadOnlyList<Problem> Problems, int Examples)
{
    /// <summary>No errors; warnings and notes do not fail a check.</summary>
    public bool IsGood => Problems.All(problem => problem.Level != ProblemLevel.Error);
}

/// <summary>
/// Runs the criteria's own examples and looks for criteria that cannot work: the second half of the <c>check</c> command.
/// </summary>
public static class CriteriaCheck
{
    /// <summary>Reads the folder and checks its criteria.</summary>
    /// <param name="path">The organisation folder.</param>
    /// <param name="now">For dates that are past.</param>
    /// <param name="understanding">Makes the function that understands a question of that organisation, without circumstances (the triage
    /// engine's fact finding).</param>
    public static OrganisationReport CheckFolder(
        string path,
        DateTimeOffset now,
        Func<OrganisationSnapshot, Func<string, QuestionFacts>> understanding
    )
    {
        var reading = OrganisationFolder.Read(path, now);
        if (reading.Organisation is not { } organisation)
        {
            return new(null, [.. reading.Problems, .. NotChecked(path, reading)], 0);
        }

        var found = Check(CriteriaSet.From(organisation), understanding(organisation), now);
        return new(
            organisation,
            [.. reading.Problems, .. found],
            organisation.Criteria.Criteria.Sum(criterion => criterion.Examples.Count)
        );
    }

    /// <summary>Says what could not be checked because of errors: silence would pass for good.</summary>
    private static IEnumerable<Problem> NotChecked(string path, OrganisationReading reading)
    {
        const string File = "criteria.yaml";
        const string First = "Fix the errors first, then check again.";
        var examples = reading.Criteria.Criteria.Sum(criterion => criterion.Examples.Count);
        if (examples > 0)
        {
            yield return new(
                ProblemLevel.Note,
                File,
                0,
                examples == 1 ? "Its example was not run." : $"Its {examples} examples were not run.",
                First
            );
        }
        else if (reading.Criteria == CriteriaPolicy.None && System.IO.File.Exists(Path.Combine(path, File)))
        {
            yield return new(ProblemLevel.Note, File, 0, "The file was not checked, nor were its examples run.", First);
        }
    }

    /// <summary>Checks criteria against their own examples and against each other.</summary>
    /// <param name="set">The criteria.</param>
    /// <param name="understand">What the words of an example say.</param>
    /// <param name="now">For criteria whose days are over.</param>
    /// <param name="file">Named in the problems.</param>
    public static IReadOnlyList<Problem> Check(
        CriteriaSet set,
        Func<string, QuestionFacts> understand,
        DateTimeOffset now,
        string file = "criteria.yaml"
    )
    {
        var problems = new List<Problem>();
        foreach (var criterion in set.Policy.Criteria)
        {
            problems.AddRange(criterion.Examples.Select(example => Run(set, criterion, example, understand, now, file)).OfType<Problem>());
            problems.AddRange(Look(set, criterion, now, file));
            if (CriteriaConflicts.Taken(set, criterion, understand, now, file) is { } taken)
            {
                problems.Add(taken);
            }
        }

        problems.AddRange(CriteriaConflicts.Always(set, understand(""), now, file));
        problems.AddRange(CriteriaConflicts.Between(set, now, file));

        return [.. problems.OrderBy(problem => problem.Line)];
    }

    /// <summary>
    /// Runs one example. What its words cannot show counts in favour of an expected escalation; an example that should be left alone must
    /// be left alone as it stands.
    /// </summary>
    private static Problem? Run(
        CriteriaSet set,
        Criterion criterion,
        CriterionExample example,
        Func<string, QuestionFacts> understand,
        DateTimeOffset now,
        string file
    )
    {
        var facts = With(understand(example.Text), example.Given, now);
        var test = set.TestOf(criterion);
        if (example.Fires && test.Check(set.SightOf(facts, now, example.Given)) == Truth.No)
        {
            var missing = test.Change(set.SightOf(facts, now), wanted: true)
                .Select(condition => CriteriaWords.Describe(condition, CultureInfo.InvariantCulture));
            return new(
                ProblemLevel.Error,
                file,
                example.Line,
                $"'{criterion.Id}' does not hold for \"{Short(example.Text)}\".",
                $"It would if {string.Join(", and ", missing)}. Widen 'when', or move the example to 'leave'."
            );
        }

        return !example.Fires && test.Check(set.SightOf(facts, now)) == Truth.Yes
            ? new(
                ProblemLevel.Error,
                file,
                example.Line,
                $"'{criterion.Id}' holds for \"{Short(example.Text)}\" and should leave it alone.",
                "Narrow 'when' (a phrase instead of a word, or not: { ... }), or move the example to 'escalate'."
            )
            : null;
    }

    private static IEnumerable<Problem> Look(CriteriaSet set, Criterion criterion, DateTimeOffset now, string file)
    {
        if (CriteriaLogic.NeverHolds(criterion.When))
        {
            yield return new(
                ProblemLevel.Error,
                file,
                criterion.Line,
                $"'{criterion.Id}' can never hold: its conditions contradict each other.",
                "Take one of them out, or join them by any: [...]."
            );
            yield break;
        }

        if (
            criterion.To is not null
            && !set.InEffect(criterion, now)
            && !(criterion.From is { } from && from > DateOnly.FromDateTime(now.DateTime))
        )
        {
            yield return new(
                ProblemLevel.Warning,
                file,
                criterion.Line,
                string.Create(CultureInfo.InvariantCulture, $"'{criterion.Id}' ended on {criterion.To:yyyy-MM-dd}."),
                "Delete it, or move 'to'."
            );
        }

        var missing = (criterion.Examples.Any(example => example.Fires), criterion.Examples.Any(example => !example.Fires)) switch
        {
            (false, false) => "no examples",
            (false, true) => "no example that it escalates",
            (true, false) => "no example that it leaves alone",
            _ => null,
        };
        if (missing is not null)
        {
            yield return new(
                ProblemLevel.Note,
                file,
                criterion.Line,
                $"'{criterion.Id}' has {missing}.",
                "Add examples: { escalate: [\"...\"], leave: [\"...\"] }"
            );
        }
    }

    /// <summary>The facts of an example: what its words say, and what it states beside them.</summary>
    internal static QuestionFacts With(QuestionFacts facts, ExampleFacts given, DateTimeOffset now) =>
        facts with
        {
            Category = given.Category ?? facts.Category,
            AccountTier = given.Tier ?? facts.AccountTier,
            RenewalInDays = given.RenewalInDays ?? facts.RenewalInDays,
            EarlierContacts = given.Contacts is { } contacts
                ? [.. Enumerable.Repeat(now.AddDays(-1), contacts - 1)]
                : facts.EarlierContacts,
            IncidentOpen = given.IncidentOpen ?? facts.IncidentOpen,
            OutsideHours = given.OutsideHours ?? facts.OutsideHours,
            ArticleMissing = given.Article is { } a ? a == ArticleState.Missing : facts.ArticleMissing,
            ArticleStale = given.Article is { } b ? b == ArticleState.Stale : facts.ArticleStale,
            ArticleConflicting = given.Article is { } c ? c == ArticleState.Conflicting : facts.ArticleConflicting,
            Confidence = given.Confidence ?? facts.Confidence,
        };

    internal static string Short(string text) => ShortText.Of(text, 80);
}
