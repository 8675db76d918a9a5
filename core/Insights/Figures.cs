using EscalationBot.Core.Cases;
using EscalationBot.Core.Insights.Recurring;

namespace EscalationBot.Core.Insights;

/// <summary>What happened in a span of time, computed from the store alone.</summary>
/// <param name="From">Start of the span.</param>
/// <param name="To">Its end: the moment of the reading.</param>
public sealed record Figures(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Questions asked in the span.</summary>
    public int Questions { get; init; }

    /// <summary>Of those: ended.</summary>
    public int Finished { get; init; }

    /// <summary>Of those: somebody or some timer is responsible for them.</summary>
    public int Open { get; init; }

    /// <summary>Of those: neither ended nor in anybody's hands, or given up after errors. Must be 0.</summary>
    public int Lost { get; init; }

    /// <summary>Questions that an article answered or offered candidates for, and that did not become a case.</summary>
    public int Answered { get; init; }

    /// <summary>Questions that became a case.</summary>
    public int Escalated { get; init; }

    /// <summary>Questions by hour of the day in the organisation's zone, 24 numbers.</summary>
    public IReadOnlyList<int> ByHour { get; init; } = [];

    /// <summary>Category (empty = none) and how many questions, most first.</summary>
    public IReadOnlyList<(string Topic, int Count)> Topics { get; init; } = [];

    /// <summary>Texts of questions that no article covered, newest first.</summary>
    public IReadOnlyList<string> Uncovered { get; init; } = [];

    /// <summary>Open cases of the reader's queues, oldest first.</summary>
    public IReadOnlyList<Case> OpenCases { get; init; } = [];

    /// <summary>Cases of the reader's queues that were claimed or resolved in the span.</summary>
    public IReadOnlyList<Case> Worked { get; init; } = [];

    /// <summary>The same span a week earlier, to say against what a number stands; null when it was not read.</summary>
    public Figures? WeekBefore { get; init; }

    /// <summary>Issues that rise now and are the reader's: with a case in one of their queues, or without a case.</summary>
    public IReadOnlyList<RecurringIssue> Rising { get; init; } = [];

    /// <summary>Messages that could not be delivered in the span.</summary>
    public int Undelivered { get; init; }
}
