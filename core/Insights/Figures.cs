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

    /// <summary>What became of the questions: parts of all of them.</summary>
    public Outcomes Outcomes { get; init; } = new(0, 0, 0, 0);

    /// <summary>How the answers among them proved.</summary>
    public AnswersProved Proved { get; init; } = new(0, 0, 0);

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

    /// <summary>Every share of the four weeks before the span; empty when they were not read.</summary>
    public IReadOnlyList<Indicator> FourWeeksBefore { get; init; } = [];

    /// <summary>The weeks that end with the span; null when they were not read.</summary>
    public IReadOnlyList<TrendWeek>? Weeks { get; init; }

    /// <summary>What waits for somebody to decide.</summary>
    public WaitingWork Waiting { get; init; } = new();

    /// <summary>Issues that rise now and are the reader's: with a case in one of their queues, or without a case.</summary>
    public IReadOnlyList<RecurringIssue> Rising { get; init; } = [];

    /// <summary>What no article answers, the dearest first, as far as it is the reader's.</summary>
    public IReadOnlyList<KnowledgeGap> Gaps { get; init; } = [];

    /// <summary>Messages that could not be delivered in the span.</summary>
    public int Undelivered { get; init; }

    /// <summary>Number of the newest line of history about one of them; 0 = none.</summary>
    public long NewestUndelivered { get; init; }

    /// <summary>How many of them the reader may send again.</summary>
    public int Sendable { get; init; }

    /// <summary>Messages that were gone from their platform in the span, or stood there unknown, and are right again.</summary>
    public int PutRight { get; init; }

    /// <summary>Number of the newest line of history about one of them; 0 = none.</summary>
    public long NewestPutRight { get; init; }

    /// <summary>Addresses of the specialists of the reader's queues.</summary>
    public IReadOnlyList<string> Specialists { get; init; } = [];

    /// <summary>By when the cases of <see cref="Worked"/> were promised to be claimed and resolved, by number.</summary>
    public IReadOnlyDictionary<string, (DateTimeOffset Claim, DateTimeOffset Resolve)> Promised { get; init; } =
        new Dictionary<string, (DateTimeOffset, DateTimeOffset)>(StringComparer.Ordinal);

    /// <summary>Every figure with its two numbers, in the order of <see cref="Insights.Indicators.Keys"/>.</summary>
    public IReadOnlyList<Indicator> Indicators { get; init; } = [];

    /// <summary>One of them.</summary>
    public Indicator? Find(string key) => Indicators.FirstOrDefault(one => one.Key == key);
}

/// <summary>What became of questions; the four parts make up all of them.</summary>
/// <param name="Answered">An article was given as the answer, and it did not become a case.</param>
/// <param name="Offered">Candidates were offered, and it did not become a case.</param>
/// <param name="NotCovered">Nothing covered it, or one fact is still asked for, and it did not become a case.</param>
/// <param name="ToPeople">It became a case, or part of one.</param>
public sealed record Outcomes(int Answered, int Offered, int NotCovered, int ToPeople)
{
    /// <summary>All questions.</summary>
    public int All => Answered + Offered + NotCovered + ToPeople;
}

/// <summary>
/// How answers proved; the three parts make up all of them. An offer from which the asker took an article counts as an answer.
/// </summary>
/// <param name="Confirmed">The asker said that it solved the question.</param>
/// <param name="Quiet">Nobody said so, and the asker had no contact about it for 72 hours.</param>
/// <param name="Unknown">Neither is known yet, or they came back with it.</param>
public sealed record AnswersProved(int Confirmed, int Quiet, int Unknown)
{
    /// <summary>All answers.</summary>
    public int All => Confirmed + Quiet + Unknown;
}
