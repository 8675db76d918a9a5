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
        new(
            "owner_email",
            "account owners are not told of anything yet",
            organisation => Column(organisation, account => account.OwnerEmail is not null)
        ),
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

    private static IEnumerable<(string File, int Line)> File(string file, bool used) => used ? [(file, 1)] : [];

    private static IEnumerable<(string File, int Line)> Column(OrganisationSnapshot organisation, Func<Account, bool> uses) =>
        File("accounts.csv", organisation.Accounts.Any(uses));

    private sealed record Word(string Name, string Why, Func<OrganisationSnapshot, IEnumerable<(string File, int Line)>> Uses);
}
