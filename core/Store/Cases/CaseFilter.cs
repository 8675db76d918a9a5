using EscalationBot.Core.Cases;

namespace EscalationBot.Core.Store.Cases;

/// <summary>Which cases: every condition that is not null must hold. An empty list holds for none.</summary>
public sealed record CaseFilter
{
    /// <summary>One of these states.</summary>
    public IReadOnlyCollection<CaseState>? States { get; init; }

    /// <summary>In one of these queues.</summary>
    public IReadOnlyCollection<string>? Queues { get; init; }

    /// <summary>Owned by this e-mail.</summary>
    public string? Owner { get; init; }

    /// <summary>About this account.</summary>
    public string? Account { get; init; }

    /// <summary>Of this category.</summary>
    public string? Category { get; init; }

    /// <summary>Made at this moment or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Made before this moment.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Under legal hold, or not.</summary>
    public bool? Held { get; init; }

    /// <summary>Most cases.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Unclaimed, claimed and resolved: somebody still has to do something.</summary>
    public static IReadOnlyCollection<CaseState> Open { get; } = [CaseState.Unclaimed, CaseState.Claimed, CaseState.Resolved];

    /// <summary>Nobody has to do anything any more.</summary>
    public static IReadOnlyCollection<CaseState> Over { get; } = [.. Enum.GetValues<CaseState>().Except(Open)];
}
