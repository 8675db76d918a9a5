using EscalationBot.Core.Cases;

namespace EscalationBot.Core.Desk.Decisions;

/// <summary>Grants and approvals of a decision.</summary>
public sealed partial class DecisionBuilder
{
    private readonly Dictionary<string, Approval> _approvals = new(StringComparer.Ordinal);
    private readonly List<NewGrant> _grants = [];

    /// <summary>The organisation's day.</summary>
    public DateOnly Today => Loaded.Organisation.Calendar.DateOf(Now);

    /// <summary>Keeps a new or changed approval.</summary>
    public Approval Keep(Approval changed) =>
        _approvals[changed.Id] = changed with { Version = changed.Id == Loaded.Approval?.Id ? Loaded.Approval.Version + 1 : 1 };

    /// <summary>Records a grant upon the ledger that was read.</summary>
    public void Record(RecordedGrant grant, AccountLedger ledger) => _grants.Add(new(grant, ledger.Version));
}
