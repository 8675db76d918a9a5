using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Cases;

/// <summary>A line of a case's (or question's) history: append-only.</summary>
/// <param name="CaseId">The case, or null.</param>
/// <param name="QuestionId">The question, or null.</param>
/// <param name="At">When.</param>
/// <param name="Kind">A verb in the past: asked, answered, escalated, claimed, relayed_to_rep, resolved, …</param>
/// <param name="Who">Display name, or <c>bot</c>.</param>
/// <param name="WhoEmail">E-mail when known.</param>
/// <param name="Detail">Short plain text: from, to, reason.</param>
public sealed record HistoryEntry(
    string? CaseId,
    string? QuestionId,
    DateTimeOffset At,
    string Kind,
    string Who,
    string? WhoEmail,
    string Detail
);

/// <summary>A message of ours that stands on a platform and is to fill a slot.</summary>
/// <param name="Slot">Our name for it.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="MessageId">The platform's id.</param>
/// <param name="CaseId">The case it is about.</param>
public sealed record BoundMessage(string Slot, Place Place, string MessageId, string CaseId);

/// <summary>Reminders that a person got.</summary>
/// <param name="Count">How many.</param>
/// <param name="Oldest">When the first of them was sent.</param>
public sealed record Nudged(int Count, DateTimeOffset Oldest);

/// <summary>What a person's reaction teaches about an article.</summary>
/// <param name="Kind">solved, rejected, wrong, outdated or incomplete.</param>
/// <param name="By">Whose reaction: their e-mail, or <c>channel:id</c> where none is known; null for nobody.</param>
public sealed record ArticleFeedback(string ArticleId, string QuestionId, string Kind, string QuestionText, string? By, DateTimeOffset At)
{
    /// <summary>What would be right, in their words.</summary>
    public string Note { get; init; } = "";

    /// <summary>The version of the words that a colleague says are not true; 0 = it casts no doubt on the article.</summary>
    public int DoubtsVersion { get; init; }
}

/// <summary>
/// All that one inbound row changes, committed in one transaction with the row itself. Cases and questions carry their new version; a
/// stored version that is not exactly one lower means that somebody was faster: nothing is written and the desk loads and decides again.
/// </summary>
public sealed record Decision
{
    /// <summary>Nothing to do.</summary>
    public static Decision Nothing { get; } = new();

    /// <summary>New (version 1) and changed cases.</summary>
    public IReadOnlyList<Case> Cases { get; init; } = [];

    /// <summary>New (version 1) and changed questions.</summary>
    public IReadOnlyList<AskedQuestion> Questions { get; init; } = [];

    /// <summary>History lines.</summary>
    public IReadOnlyList<HistoryEntry> History { get; init; } = [];

    /// <summary>What channels are to do, in order.</summary>
    public IReadOnlyList<Outbound> Outbound { get; init; } = [];

    /// <summary>Messages that stand on a platform already and fill a slot from now on; one that has a message keeps that.</summary>
    public IReadOnlyList<BoundMessage> Bound { get; init; } = [];

    /// <summary>Timers.</summary>
    public IReadOnlyList<TimerChange> Timers { get; init; } = [];

    /// <summary>Lessons for articles.</summary>
    public IReadOnlyList<ArticleFeedback> Feedback { get; init; } = [];

    /// <summary>Secrets of the inbound row belong to this decision's case or question.</summary>
    public bool HasHidden { get; init; }

    /// <summary>Hidden words that this decision shows to their owner: after it they are gone.</summary>
    public IReadOnlyList<long> Revealed { get; init; } = [];

    /// <summary>What it adds to the counts of its person and place; null when it is not counted.</summary>
    public UsageChange? Used { get; init; }

    /// <summary>New (version 1) and changed approvals; a version that is not the next one makes the decision stale.</summary>
    public IReadOnlyList<Approval> Approvals { get; init; } = [];

    /// <summary>What was granted. A ledger that another grant has changed meanwhile makes the decision stale.</summary>
    public IReadOnlyList<NewGrant> Grants { get; init; } = [];

    /// <summary>New (version 1) and changed incidents; a version that is not the next one makes the decision stale.</summary>
    public IReadOnlyList<Incident> Incidents { get; init; } = [];

    /// <summary>New (version 1) and changed drafts of articles; a version that is not the next one makes the decision stale.</summary>
    public IReadOnlyList<ArticleDraft> Drafts { get; init; } = [];

    /// <summary>Articles that come into the knowledge base.</summary>
    public IReadOnlyList<Article> Articles { get; init; } = [];

    /// <summary>New (version 1) and changed doubts about articles; a version that is not the next one makes the decision stale.</summary>
    public IReadOnlyList<ArticleDoubt> Doubts { get; init; } = [];

    /// <summary>New (version 1) and changed changes of the criteria; a version that is not the next one makes the decision stale.</summary>
    public IReadOnlyList<CriteriaChange> Criteria { get; init; } = [];

    /// <summary>New (version 1) and changed labels of verdicts; a version that is not the next one makes the decision stale.</summary>
    public IReadOnlyList<VerdictLabel> Labels { get; init; } = [];

    /// <summary>Reports about articles that count no more.</summary>
    public IReadOnlyList<TakenBackReports> TakenBack { get; init; } = [];

    /// <summary>Numbers of messages that were given up and are sent again.</summary>
    public IReadOnlyList<long> SentAgain { get; init; } = [];

    /// <summary>What people said of being here.</summary>
    public IReadOnlyList<Absence> Absences { get; init; } = [];

    /// <summary>Rows for the audit: who did, wanted or read what.</summary>
    public IReadOnlyList<AuditEntry> Audit { get; init; } = [];
}
