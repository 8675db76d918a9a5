using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Organisation.Authority;

/// <summary>One line of authority.yaml: who may grant how much of what.</summary>
/// <param name="Role">The role that may.</param>
/// <param name="Action">What is granted, the organisation's own word ("service_credit").</param>
/// <param name="UpTo">Largest amount in the matrix's currency; null = any amount.</param>
/// <param name="Tiers">Account tiers it holds for; empty = all.</param>
/// <param name="Window">When set, <paramref name="UpTo"/> bounds the sum of what one account was granted in so many calendar days, this
/// grant included.</param>
/// <param name="TwoPeople">A second person with the same authority must agree.</param>
public sealed record AuthorityRule(Roles Role, string Action, decimal? UpTo, IReadOnlyList<string> Tiers, int? Window, bool TwoPeople);

/// <summary>Something granted before, to count against a window.</summary>
public sealed record Grant(string Action, decimal Amount, DateTimeOffset At);

/// <summary>The matrix's answer.</summary>
/// <param name="Allowed">The asked roles suffice.</param>
/// <param name="TwoPeople">A second person must agree (when allowed).</param>
/// <param name="Limit">What the asked roles could still grant; null = no bound. Zero when they may grant nothing.</param>
/// <param name="WhoMay">Least powerful role that may grant it; <see cref="Roles.None"/> when no rule allows it.</param>
public sealed record AuthorityAnswer(bool Allowed, bool TwoPeople, decimal? Limit, Roles WhoMay);

/// <summary>How much somebody may grant alone.</summary>
/// <param name="UpTo">The rule's amount; null = any amount.</param>
/// <param name="Left">What is left of it for the account; null = any amount.</param>
/// <param name="Window">Calendar days over which the account's grants add up; null = each grant counts alone.</param>
public sealed record AuthorityLimit(decimal? UpTo, decimal? Left, int? Window);

/// <summary>authority.yaml: role × action × amount × account tier × window.</summary>
/// <param name="Currency">ISO 4217 code of all amounts.</param>
/// <param name="Rules">In file order.</param>
public sealed record AuthorityMatrix(string Currency, IReadOnlyList<AuthorityRule> Rules)
{
    /// <summary>Nobody may grant anything.</summary>
    public static AuthorityMatrix None { get; } = new("EUR", []);

    /// <summary>E-mail of whoever answers for it, or null.</summary>
    public string? Owner { get; init; }

    /// <summary>Last day on which it grants, or null. After it the matrix is read-only: people decide each case.</summary>
    public DateOnly? ReviewBy { get; init; }

    /// <summary>Whether its review is overdue.</summary>
    /// <param name="today">The organisation's day.</param>
    public bool IsOverdue(DateOnly today) => ReviewBy is { } last && today > last;

    /// <summary>The actions that any rule names.</summary>
    public IReadOnlyList<string> Actions => [.. Rules.Select(rule => rule.Action).Distinct(StringComparer.Ordinal)];

    /// <summary>May somebody with these roles grant this?</summary>
    /// <param name="roles">Roles of the person.</param>
    /// <param name="action">A word of <see cref="Actions"/>.</param>
    /// <param name="amount">In <see cref="Currency"/>.</param>
    /// <param name="tier">The account's tier, or null when unknown: then only rules for all tiers hold.</param>
    /// <param name="before">What the account was granted so far; others' actions are ignored.</param>
    /// <param name="now">End of the window.</param>
    public AuthorityAnswer Check(Roles roles, string action, decimal amount, string? tier, IReadOnlyList<Grant> before, DateTimeOffset now)
    {
        var inForce = Rules
            .Where(rule =>
                rule.Action == action && (rule.Tiers.Count == 0 || (tier is not null && rule.Tiers.Contains(tier, StringComparer.Ordinal)))
            )
            .ToList();
        var own = inForce.Where(rule => (rule.Role & roles) != Roles.None).ToList();
        decimal? limit =
            own.Count == 0 ? 0
            : own.Any(rule => Left(rule, before, now) is null) ? null
            : own.Max(rule => Left(rule, before, now));
        // Of the rules that suffice the friendliest decides: one person before two.
        var enough = own.Where(rule => Left(rule, before, now) is not { } left || amount <= left).ToList();
        var whoMay = inForce
            .Where(rule => Left(rule, before, now) is not { } left || amount <= left)
            .Select(rule => rule.Role)
            .DefaultIfEmpty(Roles.None)
            .Min();
        return new(enough.Count > 0, enough.Count > 0 && enough.All(rule => rule.TwoPeople), limit, whoMay);
    }

    /// <summary>
    /// What somebody with these roles may grant alone: of the rules in force the one that leaves most. Null when they may grant nothing
    /// alone.
    /// </summary>
    /// <inheritdoc cref="Check" path="/param"/>
    public AuthorityLimit? LimitOf(Roles roles, string action, string? tier, IReadOnlyList<Grant> before, DateTimeOffset now) =>
        Rules
            .Where(rule =>
                !rule.TwoPeople
                && (rule.Role & roles) != Roles.None
                && rule.Action == action
                && (rule.Tiers.Count == 0 || (tier is not null && rule.Tiers.Contains(tier, StringComparer.Ordinal)))
            )
            .Select(rule => new AuthorityLimit(rule.UpTo, Left(rule, before, now), rule.Window))
            .OrderByDescending(limit => limit.Left ?? decimal.MaxValue)
            .ThenByDescending(limit => limit.UpTo ?? decimal.MaxValue)
            .FirstOrDefault();

    private static decimal? Left(AuthorityRule rule, IReadOnlyList<Grant> before, DateTimeOffset now)
    {
        if (rule.UpTo is not { } most)
        {
            return null;
        }

        var used = rule.Window is { } days
            ? before
                .Where(grant => grant.Action == rule.Action && grant.At > now.AddDays(-days) && grant.At <= now)
                .Sum(grant => grant.Amount)
            : 0;
        return Math.Max(0, most - used);
    }
}
