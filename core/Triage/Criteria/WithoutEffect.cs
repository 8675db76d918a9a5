using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Triage.Criteria;

/// <summary>
/// Words of the organisation's files that are read and checked, and that nothing acts on yet. Whoever builds one of them deletes its line
/// here; the list ends empty.
/// </summary>
public static class WithoutEffect
{
    private static readonly IReadOnlyList<Word> List =
    [
        new("incident_open", "nobody can declare an incident yet, so none is ever open", Conditions<Condition.IncidentOpen>),
        new(
            "department",
            "departments are not asked yet",
            organisation => Criteria(organisation, criterion => criterion.Then.Department is not null)
        ),
        new(
            "departments.yaml",
            "departments are not asked yet",
            organisation => File("departments.yaml", organisation.Departments.Count > 0)
        ),
        new("arr", "nothing is decided by it yet", organisation => Column(organisation, account => account.Arr is not null)),
        new(
            "owner_email",
            "account owners are not told of anything yet",
            organisation => Column(organisation, account => account.OwnerEmail is not null)
        ),
        new(
            "language",
            "nothing is decided by an account's language yet",
            organisation => Column(organisation, account => account.Language is not null)
        ),
        new("notes", "no card shows them yet", organisation => Column(organisation, account => account.Notes.Length > 0)),
    ];

    /// <summary>One warning for each use.</summary>
    public static IEnumerable<Problem> In(OrganisationSnapshot organisation) =>
        from word in List
        from use in word.Uses(organisation)
        select new Problem(
            ProblemLevel.Warning,
            use.File,
            use.Line,
            $"'{word.Name}' is accepted and has no effect yet: {word.Why}.",
            "It may stay for later, or go."
        );

    private static IEnumerable<(string File, int Line)> Criteria(OrganisationSnapshot organisation, Func<Criterion, bool> uses) =>
        organisation.Criteria.Criteria.Where(uses).Select(criterion => ("criteria.yaml", criterion.Line));

    private static IEnumerable<(string File, int Line)> Conditions<T>(OrganisationSnapshot organisation)
        where T : Condition => Criteria(organisation, criterion => Holds<T>(criterion.When));

    private static IEnumerable<(string File, int Line)> File(string file, bool used) => used ? [(file, 1)] : [];

    private static IEnumerable<(string File, int Line)> Column(OrganisationSnapshot organisation, Func<Account, bool> uses) =>
        File("accounts.csv", organisation.Accounts.Any(uses));

    private static bool Holds<T>(Condition condition)
        where T : Condition =>
        condition switch
        {
            T => true,
            Condition.All all => all.Parts.Any(Holds<T>),
            Condition.Any any => any.Parts.Any(Holds<T>),
            Condition.Not not => Holds<T>(not.Part),
            _ => false,
        };

    private sealed record Word(string Name, string Why, Func<OrganisationSnapshot, IEnumerable<(string File, int Line)>> Uses);
}
