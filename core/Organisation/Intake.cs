namespace EscalationBot.Core.Organisation;

/// <summary>A fact that specialists need, and how to ask a rep for it.</summary>
/// <param name="Id">Lower-case id ("error_code"), the key under which the answer is kept.</param>
/// <param name="Label">Label of the form's field.</param>
/// <param name="Question">The words that ask for it in a chat.</param>
/// <param name="Choices">When not empty, the only answers.</param>
public sealed record IntakeFact(string Id, string Label, string Question, IReadOnlyList<string> Choices)
{
    /// <summary>The form that makes a case is not sent without it, where its category asks for it.</summary>
    public bool Required { get; init; }
}

/// <summary>intake.yaml: which facts a case of a category must have.</summary>
/// <param name="Facts">All facts, in file order.</param>
/// <param name="Everywhere">Ids required whatever the category.</param>
/// <param name="ByCategory">Ids required per category, in the order in which they are asked.</param>
public sealed record Intake(
    IReadOnlyList<IntakeFact> Facts,
    IReadOnlyList<string> Everywhere,
    IReadOnlyDictionary<string, IReadOnlyList<string>> ByCategory
)
{
    /// <summary>Asks for nothing.</summary>
    public static Intake None { get; } = new([], [], new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal));

    /// <summary>The fact of an id, or null.</summary>
    public IntakeFact? Find(string id) => Facts.FirstOrDefault(fact => fact.Id == id);

    /// <summary>The facts of some ids, in their order; ids that the file has no longer are left out.</summary>
    public IReadOnlyList<IntakeFact> FindAll(IEnumerable<string> ids) => [.. ids.Select(Find).OfType<IntakeFact>()];

    /// <summary>What a case of that category must have, in the order to ask; null = category unknown.</summary>
    public IReadOnlyList<IntakeFact> RequiredFor(string? category)
    {
        var ids =
            category is not null && ByCategory.TryGetValue(category, out var own)
                ? Everywhere.Concat(own).Distinct(StringComparer.Ordinal)
                : Everywhere;
        return FindAll(ids);
    }
}
