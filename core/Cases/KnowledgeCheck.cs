using System.Text.Json.Serialization;

namespace EscalationBot.Core.Cases;

/// <summary>What becomes of a confirmed question; a later member is better.</summary>
public enum ConfirmedOutcome
{
    /// <summary>Another article answers it.</summary>
    OtherAnswers,

    /// <summary>Nothing answers it, and the article that solved it does not come first.</summary>
    NotFirst,

    /// <summary>The article that solved it comes first, and does not answer.</summary>
    First,

    /// <summary>The article that solved it answers.</summary>
    Answered,
}

/// <summary>What one confirmed question found.</summary>
/// <param name="Question">Id of the question.</param>
/// <param name="Article">Id of the article that its asker said solved it.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Found">Id of the article that came first; null when none did.</param>
public sealed record ConfirmedResult(string Question, string Article, ConfirmedOutcome Outcome, string? Found);

/// <summary>A confirmed question that finds worse than before.</summary>
/// <param name="Question">Id of the question.</param>
/// <param name="Article">Id of the article that its asker said solved it.</param>
/// <param name="Was">What became of it before.</param>
/// <param name="Now">What becomes of it with the change.</param>
/// <param name="Found">Id of the article that comes first now; null when none does.</param>
/// <param name="Changed">Id of the changed article that it comes from; null when neither that article nor the found one changed.</param>
public sealed record WorseAnswer(
    string Question,
    string Article,
    ConfirmedOutcome Was,
    ConfirmedOutcome Now,
    string? Found,
    string? Changed
);

/// <summary>
/// What the organisation's confirmed questions found when they were asked again. One row, changed by compare-and-swap. It holds ids alone:
/// words and people stay in the questions, and go with them.
/// </summary>
public sealed record KnowledgeCheck : StoredRecord
{
    /// <summary>Id of the row with which the next look is compared.</summary>
    public const string Live = "live";

    /// <summary>Begins the ids of what is told, and the subjects of the timers that tell it.</summary>
    public const string RunPrefix = "run:",
        DraftPrefix = "draft:",
        Prefix = "knowledge:";

    /// <summary>Our id.</summary>
    public required string Id { get; init; }

    /// <summary>1, 2, …</summary>
    public required int Version { get; init; }

    /// <summary>When the questions were asked again.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The newest change of an article that is in it.</summary>
    public DateTimeOffset Mark { get; init; }

    /// <summary>
    /// What beside the articles decides whether something is sure enough to answer. Where it differs, only the order of articles is
    /// compared: a change of these is no change of the knowledge.
    /// </summary>
    public string Bend { get; init; } = "";

    /// <summary>How many questions were asked.</summary>
    public int Asked { get; init; }

    /// <summary>For <see cref="Live"/>: what each found.</summary>
    public IReadOnlyList<ConfirmedResult> Results { get; init; } = [];

    /// <summary>What got worse, or would; the newest question first.</summary>
    public IReadOnlyList<WorseAnswer> Worse { get; init; } = [];

    /// <summary>How many articles had changed.</summary>
    public int Changed { get; init; }

    /// <summary>It says what would get worse with a draft.</summary>
    public bool IsOf(ArticleDraft draft) => Id == DraftPrefix + draft.Id;

    /// <summary>The subject of the timer that tells it.</summary>
    [JsonIgnore]
    public string Subject => Prefix + Id;
}
