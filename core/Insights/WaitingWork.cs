using EscalationBot.Core.Cases;

namespace EscalationBot.Core.Insights;

/// <summary>What waits for somebody to decide, whoever that is: who may hear of what is asked where it is shown.</summary>
public sealed record WaitingWork
{
    /// <summary>Approvals that nobody has decided, oldest first.</summary>
    public IReadOnlyList<Approval> Approvals { get; init; } = [];

    /// <summary>What their accounts were granted so far, by account id.</summary>
    public IReadOnlyDictionary<string, AccountLedger> Ledgers { get; init; } =
        new Dictionary<string, AccountLedger>(StringComparer.Ordinal);

    /// <summary>The cases that they are for, by number.</summary>
    public IReadOnlyDictionary<string, Case> Cases { get; init; } = new Dictionary<string, Case>(StringComparer.Ordinal);

    /// <summary>Drafts of articles that nobody has read, oldest first.</summary>
    public IReadOnlyList<ArticleDraft> Drafts { get; init; } = [];

    /// <summary>The change of the criteria that is worked on; null = none.</summary>
    public CriteriaChange? Criteria { get; init; }

    /// <summary>Articles that colleagues call wrong.</summary>
    public IReadOnlyList<ArticleDoubt> Doubts { get; init; } = [];

    /// <summary>Alike reports of several clients that nobody has declared or dismissed.</summary>
    public IReadOnlyList<Incident> Suspected { get; init; } = [];
}
