using EscalationBot.Core.Cases;

namespace EscalationBot.Core.Desk.Decisions;

/// <summary>Changes of the criteria of a decision.</summary>
public sealed partial class DecisionBuilder
{
    private readonly List<CriteriaChange> _criteria = [];
    private readonly List<VerdictLabel> _labels = [];

    /// <summary>Keeps the change that was loaded.</summary>
    internal CriteriaChange Keep(CriteriaChange changed)
    {
        var kept = changed with { Version = Loaded.Criteria!.Version + 1 };
        _criteria.Add(kept);
        return kept;
    }

    /// <summary>Keeps a new or changed label, and lets the desk tell whoever is to know.</summary>
    internal VerdictLabel Keep(VerdictLabel changed)
    {
        var kept = changed with { Version = (Loaded.Label?.Version ?? 0) + 1 };
        _labels.Add(kept);
        foreach (var subject in new[] { kept.Subject, Loaded.Label?.Subject }.OfType<string>().Distinct(StringComparer.Ordinal))
        {
            Timer(subject, TimerNames.VerdictLabels, ArticleDoubt.LookAt(Now, Loaded.InboxId));
        }

        return kept;
    }
}
