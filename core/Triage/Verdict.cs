using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Triage;

/// <summary>What the engine decides about a question. A value, never parsed from anybody's prose.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Answer), "answer")]
[JsonDerivedType(typeof(Offer), "offer")]
[JsonDerivedType(typeof(Ask), "ask")]
[JsonDerivedType(typeof(NotCovered), "not_covered")]
[JsonDerivedType(typeof(Escalate), "escalate")]
public abstract record Verdict
{
    private Verdict() { }

    /// <summary>One article answers it; its passages are quoted.</summary>
    public sealed record Answer(Hit Best, IReadOnlyList<Hit> Alternatives) : Verdict;

    /// <summary>Up to three candidates, the asker picks by id.</summary>
    public sealed record Offer(IReadOnlyList<Hit> Candidates) : Verdict;

    /// <summary>One fact is missing and would change the verdict; it is asked once.</summary>
    /// <param name="Fact">Name of the fact in intake.yaml.</param>
    /// <param name="Question">The words that ask for it.</param>
    public sealed record Ask(string Fact, string Question) : Verdict;

    /// <summary>
    /// The knowledge base does not cover it, or (<paramref name="OnlyPeople"/>) a criterion says that no article may answer it.
    /// </summary>
    public sealed record NotCovered(bool OnlyPeople) : Verdict;

    /// <summary>A criterion says that it becomes a case at once.</summary>
    /// <param name="Queue">Queue id of the criterion; null = by category, else by past cases, else the default queue.</param>
    /// <param name="Priority">p1..p4 of the criterion, or null = p3.</param>
    /// <param name="Department">Department id to ask beside it, or null.</param>
    /// <param name="Restricted">Only people of the queue may read it.</param>
    public sealed record Escalate(string? Queue, string? Priority, string? Department, bool Restricted) : Verdict
    {
        /// <summary>Ids of facts that the criteria want and nobody gave: they are asked for in the reply that tells of the case.</summary>
        public IReadOnlyList<string> Missing { get; init; } = [];
    }
}

/// <summary>One article of a ranking.</summary>
/// <param name="ArticleId">Its id.</param>
/// <param name="ArticleVersion">The version that was searched.</param>
/// <param name="Title">Its title as shown.</param>
/// <param name="Passage">The best passage, Markdown.</param>
/// <param name="PassageHeading">Heading path of the passage ("Export › Limits"), or empty.</param>
/// <param name="Score">Ranking score; only its order means anything.</param>
/// <param name="Confidence">Calibrated probability that this article is right, 0..1.</param>
/// <param name="Updated">When the article was last changed.</param>
/// <param name="Unverified">Past its review date.</param>
/// <param name="SolvedBefore">How often a person confirmed that it solved a question.</param>
public sealed record Hit(
    string ArticleId,
    int ArticleVersion,
    string Title,
    string Passage,
    string PassageHeading,
    double Score,
    double Confidence,
    DateTimeOffset Updated,
    bool Unverified,
    int SolvedBefore
)
{
    /// <summary>Who may read it; null in judgements from before this was kept.</summary>
    public Audience? Audience { get; init; }

    /// <summary>Colleagues call its words wrong or outdated.</summary>
    public bool Doubted { get; init; }
}

/// <summary>What a question is judged by: its words, who asks, and the moment.</summary>
/// <param name="Text">The words, with earlier turns of the same question joined by new lines.</param>
/// <param name="Audience">The least-privileged reader of the place of the answer.</param>
/// <param name="Given">Facts that people gave (forms, answers to Ask); they win over found ones.</param>
/// <param name="NotAgain">Article ids already shown and rejected for this question.</param>
/// <param name="AlreadyAsked">Facts that were asked for before: never asked again.</param>
public sealed record Question(
    string Text,
    Audience Audience,
    IReadOnlyDictionary<string, string> Given,
    IReadOnlyCollection<string> NotAgain,
    IReadOnlyCollection<string> AlreadyAsked
)
{
    /// <summary>Only articles with this tag may answer; null = all.</summary>
    public string? Scope { get; init; }

    /// <summary>The meaning of the text, taken beforehand, so that judging it again gives the same; null = the encoder is asked.</summary>
    public IReadOnlyList<float>? Meaning { get; init; }

    /// <summary>A first question with nothing known.</summary>
    public static Question Of(string text, Audience audience = Audience.Internal) =>
        new(text, audience, new Dictionary<string, string>(StringComparer.Ordinal), [], []);
}

/// <summary>The engine's whole judgement. Stored with the question; all of it is what <c>Why?</c> shows.</summary>
/// <param name="Verdict">What happens.</param>
/// <param name="Facts">What was understood, with the words it came from.</param>
/// <param name="Ranking">Passages with scores and ages, best first (up to five).</param>
/// <param name="Receipt">Why.</param>
public sealed record Judgement(Verdict Verdict, QuestionFacts Facts, IReadOnlyList<Hit> Ranking, Receipt Receipt)
{
    /// <summary>The first two of <see cref="Ranking"/> contradict each other: both are shown, and people decide.</summary>
    public bool Conflict { get; init; }

    /// <summary>One of the criteria that held restricts the case that may come of it, whatever the verdict.</summary>
    public bool Restricted { get; init; }

    /// <summary>Further questions of the same message, and what was found for each; empty when it asks one thing.</summary>
    public IReadOnlyList<PartOfQuestion> Beside { get; init; } = [];

    /// <summary>The organisation pinned this article to the words: it stands first, and not by a confidence.</summary>
    public bool IsPinned(Hit hit) => Receipt.Pinned is not null && Ranking is [var first, ..] && hit == first;
}

/// <summary>One of several questions of a message.</summary>
/// <param name="Text">Its words.</param>
/// <param name="Hit">The passage found for it; null when no article covers it.</param>
/// <param name="IsAnswer">It is answered by that; else it is only the nearest.</param>
public sealed record PartOfQuestion(string Text, Hit? Hit, bool IsAnswer);

/// <summary>Why the verdict is what it is, beside the facts and the ranking of its <see cref="Judgement"/>.</summary>
/// <param name="Confidence">Of the top article.</param>
/// <param name="AnswerFrom">Confidence from which the engine answers.</param>
/// <param name="OfferFrom">Confidence from which it offers candidates.</param>
/// <param name="Fired">Ids of the criteria that held, the deciding one first.</param>
/// <param name="PolicyVersion">Version and content hash of the criteria file.</param>
/// <param name="RunnerUp">Name of the verdict that was second ("offer").</param>
/// <param name="Flip">The smallest change that would flip the verdict, as a sentence.</param>
[SuppressMessage("Naming", "CA1724:Type names should not match namespaces", Justification = "No such namespace of ours.")]
public sealed record Receipt(
    double Confidence,
    double AnswerFrom,
    double OfferFrom,
    IReadOnlyList<string> Fired,
    string PolicyVersion,
    string RunnerUp,
    string Flip
)
{
    /// <summary>What the confidence rests on; null in receipts from before this was kept.</summary>
    public ConfidenceBasis? Basis { get; init; }

    /// <summary>An answer is pinned to these words; criteria that escalate go before it all the same. Null = none is.</summary>
    public PinnedBy? Pinned { get; init; }
}

/// <summary>The entry of pinned.yaml that a question fitted.</summary>
/// <param name="Line">Its line in the file as it was then.</param>
/// <param name="Also">Lines of further entries that fitted; the first one goes.</param>
/// <param name="Otherwise">Name of the verdict without it.</param>
public sealed record PinnedBy(int Line, IReadOnlyList<int> Also, string Otherwise);

/// <summary>What a confidence rests on beside the shipped model.</summary>
/// <param name="Articles">
/// It was measured on the organisation's own articles; false = not yet, and the engine is careful until then.
/// </param>
/// <param name="Answers">About how many answers people said whether they were right; 0 = none yet.</param>
public sealed record ConfidenceBasis(bool Articles, int Answers);
