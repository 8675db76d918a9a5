namespace EscalationBot.Core.Cases;

/// <summary>
/// Who sees to it that a problem does not come back, and whether it did: like reports are counted for two weeks after it was said to be
/// fixed, against the two weeks before.
/// </summary>
/// <param name="Owner">Who sees to it; null = nobody is named, the managers of the queue do.</param>
public sealed record PatternMemo(Party? Owner)
{
    /// <summary>So long before and after the fix reports are counted.</summary>
    public static TimeSpan Watched { get; } = TimeSpan.FromDays(14);

    private const int LeastReports = 2;

    /// <summary>Like reports in the time up to the fix; null = not counted yet.</summary>
    public int? Before { get; init; }

    /// <summary>Like reports since the fix.</summary>
    public int After { get; init; }

    /// <summary>When the rate turned out not to have fallen; null = it has, so far.</summary>
    public DateTimeOffset? ReopenedAt { get; init; }

    /// <summary>It is watched no more: the time is over, or it is open again.</summary>
    public bool IsOver { get; init; }

    /// <summary>
    /// The memo after a look. It is open again once there are two reports or more, and more than half as many as in the whole time before:
    /// a rate that did not fall by half is no fix, and waiting longer makes none of them go away.
    /// </summary>
    public PatternMemo Looked(int before, int after, DateTimeOffset fixedAt, DateTimeOffset now)
    {
        var cameBack = after >= LeastReports && after * 2 > before;
        return this with
        {
            Before = before,
            After = after,
            ReopenedAt = cameBack ? now : null,
            IsOver = cameBack || now >= fixedAt + Watched,
        };
    }
}
