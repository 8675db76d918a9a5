namespace EscalationBot.Core.Insights.Recurring;

/// <summary>One question, as a recurring issue sees it.</summary>
/// <param name="Id">The question's id.</param>
/// <param name="Text">Its words.</param>
/// <param name="Source">Who has it: the account where one is known, else the person. One source that asks often is one sign.</param>
/// <param name="At">When it was asked.</param>
public sealed record Occurrence(string Id, string Text, string Source, DateTimeOffset At)
{
    /// <summary>The question's version when it was read.</summary>
    public int Version { get; init; }

    /// <summary>Account id, or null when nobody knows it.</summary>
    public string? Account { get; init; }

    /// <summary>The case it became, or null.</summary>
    public string? CaseId { get; init; }

    /// <summary>No article answered it, and none was kept from it by a criterion.</summary>
    public bool IsUnanswered { get; init; }
}

/// <summary>Questions about one issue, named by words of their own.</summary>
/// <param name="Name">Two to four words, as people write them: "manifest cache".</param>
/// <param name="Occurrences">Oldest first; three or more, from two or more sources.</param>
/// <param name="RisingSince">When the present rise began; null when it does not rise (<see cref="Rise"/>).</param>
public sealed record RecurringIssue(string Name, IReadOnlyList<Occurrence> Occurrences, DateTimeOffset? RisingSince)
{
    /// <summary>Those of the present rise.</summary>
    public IReadOnlyList<Occurrence> Risen => [.. Occurrences.Where(one => one.At >= RisingSince)];
}
