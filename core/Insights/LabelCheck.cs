using EscalationBot.Core.Cases;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Insights;

/// <summary>
/// How many of the messages that people labelled (<see cref="VerdictLabel"/>) criteria get right: all parts that were named are as they
/// say. Where two people contradict each other neither counts.
/// </summary>
public sealed class LabelCheck
{
    private readonly ILookup<string, VerdictLabel> _labels;
    private readonly Func<VerdictLabel, bool> _isGone;
    private readonly List<Replayed> _worse = [];

    /// <summary>Makes it ready.</summary>
    /// <param name="labels">Those that stand.</param>
    /// <param name="organisation">Its queues, and the criteria in force.</param>
    /// <param name="other">The criteria that are tried.</param>
    public LabelCheck(IEnumerable<VerdictLabel> labels, OrganisationSnapshot organisation, CriteriaPolicy other)
    {
        var known = organisation
            .Criteria.Criteria.Concat(other.Criteria)
            .Select(criterion => criterion.Id)
            .Append(JudgedParts.NoCriterion)
            .ToHashSet(StringComparer.Ordinal);
        _labels = labels.ToLookup(label => label.QuestionId, StringComparer.Ordinal);
        _isGone = label =>
            (label.Right.Criterion is { } criterion && !known.Contains(criterion))
            || (label.Right.Queue is { } queue && organisation.FindQueue(queue) is null);
    }

    /// <summary>Labelled messages that count.</summary>
    public int Labelled { get; private set; }

    /// <summary>Of those: right under the criteria in force.</summary>
    public int RightBefore { get; private set; }

    /// <summary>Of those: right under the others.</summary>
    public int RightAfter { get; private set; }

    /// <summary>Messages that people labelled differently.</summary>
    public int Disagree { get; private set; }

    /// <summary>Labels that name a queue, or a criterion on neither side, that is not there any more: they count no more.</summary>
    public int Gone { get; private set; }

    /// <summary>Right before and not after, oldest first.</summary>
    public IReadOnlyList<Replayed> Worse => _worse;

    /// <summary>Looks at one message.</summary>
    public void Add(Replayed one)
    {
        var all = _labels[one.Id].ToList();
        Gone += all.RemoveAll(label => _isGone(label));
        if (all.Count == 0)
        {
            return;
        }

        if (all.Exists(label => all.Exists(other => label.Right.Contradicts(other.Right))))
        {
            Disagree++;
            return;
        }

        var (before, after) = (
            all.TrueForAll(label => IsRight(label.Right, one.Before)),
            all.TrueForAll(label => IsRight(label.Right, one.After))
        );
        Labelled++;
        RightBefore += before ? 1 : 0;
        RightAfter += after ? 1 : 0;
        if (before && !after)
        {
            _worse.Add(one);
        }
    }

    private static bool IsRight(JudgedParts right, ReplayOutcome outcome) =>
        (right.Verdict is null || right.Verdict == outcome.Verdict)
        && (right.Queue is null || right.Queue == outcome.Queue)
        && (right.Priority is null || right.Priority == outcome.Priority)
        && (
            right.Criterion is null
            || (right.Criterion == JudgedParts.NoCriterion ? outcome.Criteria.Count == 0 : outcome.Criteria.Contains(right.Criterion))
        );
}
