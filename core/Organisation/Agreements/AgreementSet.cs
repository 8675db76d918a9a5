namespace EscalationBot.Core.Organisation.Agreements;

/// <summary>All documents that were agreed with clients, by account. Immutable.</summary>
public sealed class AgreementSet
{
    private readonly Dictionary<string, List<Agreement>> _byAccount;

    private AgreementSet(IReadOnlyList<Agreement> all)
    {
        All = all;
        _byAccount = all.GroupBy(one => one.Account, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.OrderBy(one => one.From).ToList(), StringComparer.Ordinal);
    }

    /// <summary>None.</summary>
    public static AgreementSet None { get; } = new([]);

    /// <summary>In the order of their files.</summary>
    public IReadOnlyList<Agreement> All { get; }

    /// <summary>Makes the set of these.</summary>
    public static AgreementSet Of(IReadOnlyList<Agreement> all) => all.Count == 0 ? None : new(all);

    /// <summary>What is agreed with an account, thing by thing, as of a day; empty without a document.</summary>
    /// <param name="account">Its id, lower case.</param>
    /// <param name="day">In the organisation's time zone.</param>
    public IReadOnlyList<AgreedState> StateOf(string account, DateOnly day)
    {
        if (!_byAccount.TryGetValue(account, out var documents))
        {
            return [];
        }

        var clauses = documents.SelectMany(document => document.Clauses.Select(clause => new AgreedClause(document, clause)));
        return
        [
            .. clauses
                .GroupBy(one => one.Clause.Title, StringComparer.OrdinalIgnoreCase)
                .Select(group => new AgreedState(group.First().Clause.Title, Holding([.. group], documents, day), [.. group])),
        ];
    }

    private static List<AgreedClause> Holding(IReadOnlyList<AgreedClause> clauses, List<Agreement> documents, DateOnly day)
    {
        var inForce = clauses.Where(one => one.Document.IsInForce(day)).ToList();
        var replaced = inForce
            .SelectMany(one => AmendedBy(one.Document, documents).Where(id => id != one.Document.Id))
            .ToHashSet(StringComparer.Ordinal);
        // The same words twice are no conflict: the newer document says that they still hold.
        return
        [
            .. inForce
                .Where(one => !replaced.Contains(one.Document.Id))
                .Reverse()
                .DistinctBy(one => Plain(one.Clause.Text), StringComparer.OrdinalIgnoreCase),
        ];
    }

    /// <summary>What a document changes, and what those changed.</summary>
    private static HashSet<string> AmendedBy(Agreement document, List<Agreement> documents)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(document.Amends);
        while (open.TryPop(out var id))
        {
            if (found.Add(id) && documents.Find(other => other.Id == id) is { } amended)
            {
                foreach (var further in amended.Amends)
                {
                    open.Push(further);
                }
            }
        }

        return found;
    }

    private static string Plain(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
