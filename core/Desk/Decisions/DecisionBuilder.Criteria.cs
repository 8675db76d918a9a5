using EscalationBot.Core.Cases;

namespace EscalationBot.Core.Desk.Decisions;

/// <summary>Changes of the criteria of a decision.</summary>
public sealed partial class DecisionBuilder
{
    private readonly List<CriteriaChange> _criteria = [];

    /// <summary>Keeps the change that was loaded.</summary>
    internal CriteriaChange Keep(CriteriaChange changed)
    {
        var kept = changed with { Version = Loaded.Criteria!.Version + 1 };
        _criteria.Add(kept);
        return kept;
    }
}
