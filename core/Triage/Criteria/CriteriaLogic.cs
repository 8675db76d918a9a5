using System.Diagnostics;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Triage.Criteria;

/// <summary>A single condition or its opposite.</summary>
internal sealed record Literal(Condition Leaf, bool Holds)
{
    /// <summary>The opposite.</summary>
    public Literal Opposite => this with { Holds = !Holds };
}

/// <summary>
/// Reasons about conditions without any question: can one ever hold, does one imply another? Sound but not complete: what it says is true,
/// and it may miss what only a person sees.
/// </summary>
internal static class CriteriaLogic
{
    /// <summary>More alternatives than this are not worth the time; then nothing is claimed.</summary>
    private const int MostClauses = 512;

    /// <summary>
    /// A condition as alternatives of literals that hold together, those that contradict themselves left out; null when there are too many.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<Literal>>? Alternatives(Condition condition) =>
        Expand(condition, holds: true)?.Where(clause => !Contradicts(clause)).ToList();

    /// <summary>Whether the condition cannot hold for any question.</summary>
    public static bool NeverHolds(Condition condition) => Alternatives(condition) is { Count: 0 };

    /// <summary>Whether <paramref name="other"/> holds whenever <paramref name="condition"/> does.</summary>
    public static bool Implies(Condition condition, Condition other) =>
        Alternatives(condition) is { Count: > 0 } from
        && Alternatives(other) is { } to
        && from.All(clause => to.Any(wanted => wanted.All(literal => clause.Any(given => Implies(given, literal)))));

    private static List<List<Literal>>? Expand(Condition condition, bool holds) =>
        condition switch
        {
            Condition.Not not => Expand(not.Part, !holds),
            Condition.All all => holds ? Product(all.Parts, holds) : Union(all.Parts, holds),
            Condition.Any any => holds ? Union(any.Parts, holds) : Product(any.Parts, holds),
            _ =>
            [
                [new(condition, holds)],
            ],
        };

    private static List<List<Literal>>? Union(IReadOnlyList<Condition> parts, bool holds)
    {
        var union = new List<List<Literal>>();
        foreach (var part in parts)
        {
            if (Expand(part, holds) is not { } clauses || union.Count + clauses.Count > MostClauses)
            {
                return null;
            }

            union.AddRange(clauses);
        }

        return union;
    }

    private static List<List<Literal>>? Product(IReadOnlyList<Condition> parts, bool holds)
    {
        List<List<Literal>> product =
        [
            [],
        ];
        foreach (var part in parts)
        {
            if (Expand(part, holds) is not { } clauses || product.Count * clauses.Count > MostClauses)
            {
                return null;
            }

            product = [.. product.SelectMany(clause => clauses, (clause, more) => (List<Literal>)[.. clause, .. more])];
        }

        return product;
    }

    private static bool Contradicts(List<Literal> clause) => clause.Exists(one => clause.Exists(other => Implies(one, other.Opposite)));

    private static bool Implies(Literal one, Literal other) =>
        (one.Holds, other.Holds) switch
        {
            (true, true) => Covers(other.Leaf, one.Leaf),
            (false, false) => Covers(one.Leaf, other.Leaf),
            (true, false) => Excludes(one.Leaf, other.Leaf),
            (false, true) => OneHolds(one.Leaf, other.Leaf),
        };

    /// <summary>Whether <paramref name="wide"/> holds whenever <paramref name="narrow"/> does.</summary>
    private static bool Covers(Condition wide, Condition narrow) =>
        (wide, narrow) switch
        {
            (Condition.Words all, Condition.Words some) => Covers(all, some),
            (Condition.Category all, Condition.Category some) => some.OneOf.All(all.OneOf.Contains),
            (Condition.AccountTier all, Condition.AccountTier some) => some.OneOf.All(all.OneOf.Contains),
            (Condition.Article all, Condition.Article some) => some.OneOf.All(all.OneOf.Contains),
            (Condition.LanguageNot all, Condition.LanguageNot some) => all.NoneOf.All(some.NoneOf.Contains),
            (Condition.AmountOver all, Condition.AmountOver some) => some.Amount >= all.Amount
                && (all.Currency is null || all.Currency == some.Currency),
            (Condition.RepeatContacts all, Condition.RepeatContacts some) => some.Count >= all.Count && some.Within <= all.Within,
            (Condition.RenewalWithin all, Condition.RenewalWithin some) => some.Days <= all.Days,
            (Condition.ConfidenceUnder all, Condition.ConfidenceUnder some) => some.Limit <= all.Limit,
            (Condition.All or Condition.Any or Condition.Not, _) => throw new UnreachableException(),
            _ => wide == narrow,
        };

    private static bool Covers(Condition.Words all, Condition.Words some)
    {
        if (all.In != some.In && all.In is not WordsIn.Any)
        {
            return false;
        }

        if (all.Claimed && !some.Claimed)
        {
            return false;
        }

        // A list that is named is compared by its name.
        var terms = new WordTerms();
        WordPattern[] wide = [.. all.Patterns.Select(pattern => WordPattern.From(pattern, terms))];
        return some
            .Patterns.Select(pattern => WordPattern.From(pattern, terms))
            .All(pattern => Array.Exists(wide, other => other.Covers(pattern)));
    }

    /// <summary>Whether the two can never hold together.</summary>
    private static bool Excludes(Condition one, Condition other) =>
        (one, other) switch
        {
            (Condition.Category a, Condition.Category b) => !a.OneOf.Any(b.OneOf.Contains),
            (Condition.AccountTier a, Condition.AccountTier b) => !a.OneOf.Any(b.OneOf.Contains),
            // No article covers it, or there is one that may be stale, conflicting or both.
            (Condition.Article a, Condition.Article b) => (OnlyMissing(a) && !b.OneOf.Contains(ArticleState.Missing))
                || (OnlyMissing(b) && !a.OneOf.Contains(ArticleState.Missing)),
            _ => IsEither(one, other),
        };

    /// <summary>Whether at least one of the two holds, always.</summary>
    private static bool OneHolds(Condition one, Condition other) =>
        (one, other) switch
        {
            // A question has one language: it cannot be one of these and one of those.
            (Condition.LanguageNot a, Condition.LanguageNot b) => !a.NoneOf.Any(b.NoneOf.Contains),
            _ => IsEither(one, other),
        };

    /// <summary>Whether exactly one of the two holds, always.</summary>
    private static bool IsEither(Condition one, Condition other) =>
        (one, other) switch
        {
            (Condition.IncidentOpen a, Condition.IncidentOpen b) => a.Open != b.Open,
            (Condition.OutsideHours a, Condition.OutsideHours b) => a.Closed != b.Closed,
            _ => false,
        };

    private static bool OnlyMissing(Condition.Article article) => article.OneOf.All(state => state == ArticleState.Missing);
}
