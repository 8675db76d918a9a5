namespace EscalationBot.Core.Organisation.Files;

/// <summary>
/// Looks for account tiers that nobody meant: an account whose tier is misspelt falls out of every criterion, authority and report without
/// a word.
/// </summary>
internal static class TierCheck
{
    /// <summary>So many accounts must share a tier before a like one that is rare is taken for a slip.</summary>
    private const int Rarer = 2;

    /// <summary>
    /// With a list of the organisation every other word is an error; without one, a rare word that is nearly a common one is a warning.
    /// </summary>
    /// <param name="tiers">Tier and line of each account that has one.</param>
    /// <param name="listed">The <c>tiers</c> of organisation.yaml; empty = not listed.</param>
    /// <param name="file">accounts.csv.</param>
    /// <param name="problems">Where to tell.</param>
    public static void Run(
        IReadOnlyList<(string Tier, int Line)> tiers,
        IReadOnlyCollection<string> listed,
        string file,
        ProblemList problems
    )
    {
        var counted = tiers.GroupBy(one => one.Tier, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        foreach (var group in counted)
        {
            if (listed.Count > 0)
            {
                foreach (var (tier, line) in group.Where(one => !listed.Contains(one.Tier, StringComparer.Ordinal)))
                {
                    problems.Error(file, line, $"'{tier}' is no tier of organisation.yaml.", Spelling.Suggest(tier, listed));
                }
                continue;
            }
            var like = counted
                .Where(other => other.Count() >= group.Count() * Rarer && IsSlip(group.Key, other.Key))
                .MaxBy(other => other.Count());
            if (like is not null)
            {
                problems.Warn(
                    file,
                    group.First().Line,
                    $"Only {Accounts(group.Count())} has the tier '{group.Key}', and {like.Count()} have '{like.Key}'.",
                    $"If it is a slip, write {like.Key}. `tiers: [...]` in organisation.yaml lists the tiers that "
                        + $"exist; then any other is an error."
                );
            }
        }
    }

    /// <summary>One letter in a word of four or more, two in one of eight or more.</summary>
    private static bool IsSlip(string one, string other) =>
        one != other && one.Length >= 4 && Spelling.Distance(one, other) <= (other.Length >= 8 ? 2 : 1);

    private static string Accounts(int count) => count == 1 ? "one account" : $"{count} accounts";
}
