namespace EscalationBot.Core.Insights;

/// <summary>What a replay shows: counted over all questions, with the moved ones kept.</summary>
/// <param name="labels">What people said should have been decided; null = nothing.</param>
public sealed class ReplaySummary(LabelCheck? labels = null)
{
    private readonly List<Replayed> _moved = [];
    private readonly SortedDictionary<string, (int Before, int After)> _queues = new(StringComparer.Ordinal);

    /// <summary>Questions that were decided again.</summary>
    public int Questions { get; private set; }

    /// <summary>Questions whose verdict, queue, priority, department or restriction changes, oldest first.</summary>
    public IReadOnlyList<Replayed> Moved => _moved;

    /// <summary>Cases per queue before and after: made at once by criteria, or asked for by a person. Every queue that has any.</summary>
    public IReadOnlyDictionary<string, (int Before, int After)> Queues => _queues;

    /// <summary>Labelled messages; null when nobody labelled any.</summary>
    public LabelCheck? Labels => labels is { Labelled: 0, Disagree: 0, Gone: 0 } ? null : labels;

    /// <summary>Questions of which an article was shown and rejected, or a person was asked for instead.</summary>
    public int KnownBad { get; private set; }

    /// <summary>Of those: no article is shown, under the criteria in force.</summary>
    public int KnownBadCaughtBefore { get; private set; }

    /// <summary>Of those: no article is shown, under the others.</summary>
    public int KnownBadCaughtAfter { get; private set; }

    /// <summary>Become a case at once and did not before.</summary>
    public IReadOnlyList<Replayed> NewlyEscalated => [.. _moved.Where(one => one.After.Escalates && !one.Before.Escalates)];

    /// <summary>An article is shown and was not before.</summary>
    public IReadOnlyList<Replayed> NewlyAnswered => [.. _moved.Where(one => one.After.Shows && !one.Before.Shows)];

    /// <summary>An article had solved them, and it would not be shown any more.</summary>
    public IReadOnlyList<Replayed> SolvedAndTaken => [.. _moved.Where(one => one.Solved && one.Before.Shows && !one.After.Shows)];

    /// <summary>Moves of one kind together, the most frequent first.</summary>
    public IEnumerable<IGrouping<string, Replayed>> Moves =>
        _moved
            .GroupBy(one => one.Move, StringComparer.Ordinal)
            .OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key, StringComparer.Ordinal);

    /// <summary>Counts one question.</summary>
    public void Add(Replayed one)
    {
        Questions++;
        labels?.Add(one);
        if (one.Moves)
        {
            _moved.Add(one);
        }
        Count(one.Before.Queue, (1, 0));
        Count(one.After.Queue, (0, 1));
        if (!one.KnownBad)
        {
            return;
        }
        KnownBad++;
        if (!one.Before.Shows)
        {
            KnownBadCaughtBefore++;
        }
        if (!one.After.Shows)
        {
            KnownBadCaughtAfter++;
        }
    }

    private void Count(string? queue, (int Before, int After) more)
    {
        if (queue is null)
        {
            return;
        }
        var now = _queues.GetValueOrDefault(queue);
        _queues[queue] = (now.Before + more.Before, now.After + more.After);
    }
}
