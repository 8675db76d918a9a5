using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Core.Triage.Criteria;
using EscalationBot.Core.Triage.Facts;
using EscalationBot.Core.Triage.Routing;

namespace EscalationBot.Core.Triage;

/// <summary>
/// All that the engine judges by, at one moment. Immutable: a change of articles or files makes a new one with <c>with</c>.
/// </summary>
public sealed record TriageData
{
    /// <summary>The articles.</summary>
    public required SearchIndex Knowledge { get; init; }

    /// <summary>The organisation's own words for things.</summary>
    public Synonyms Synonyms { get; init; } = Synonyms.None;

    /// <summary>Answers that the organisation pinned to words.</summary>
    public PinnedAnswers Pinned { get; init; } = PinnedAnswers.None;

    /// <summary>Recognises accounts.</summary>
    public AccountFinder Accounts { get; init; } = new([]);

    /// <summary>Facts that can be asked for, and how.</summary>
    public Intake Intake { get; init; } = Intake.None;

    /// <summary>When a question goes to people.</summary>
    public CriteriaSet Criteria { get; init; } = CriteriaSet.None;

    /// <summary>Categories that queues take, lower case. A tag of that name puts an article into the category.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Where past cases ended; null until there are enough of them.</summary>
    public PastCases? PastCases { get; init; }

    /// <summary>BCP 47 tag that a question has when its words do not say.</summary>
    public string Language { get; init; } = "en";

    /// <summary>Whose day decides what is in force and what is past review.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>How the organisation's own feedback bends the confidence.</summary>
    public Calibration Calibration { get; init; } = Calibration.Shipped;

    /// <summary>About how many answers people said whether they were right.</summary>
    public int ConfirmedAnswers { get; init; }

    /// <summary>
    /// What the articles themselves say about the confidence. Null takes the shipped model as it is: for whoever looks at nothing but one
    /// judgement.
    /// </summary>
    public SelfCalibration? Self { get; init; }

    /// <summary>Settings.</summary>
    public TriageOptions Options { get; init; } = new();

    /// <summary>What an organisation's files and its articles give.</summary>
    public static TriageData Of(SearchIndex knowledge, OrganisationSnapshot organisation, TriageOptions options) =>
        new()
        {
            Knowledge = knowledge,
            Synonyms = Synonyms.Of(organisation.Synonyms),
            Pinned = PinnedAnswers.Of(organisation.Pinned),
            Accounts = new AccountFinder(organisation.Accounts),
            Intake = organisation.Intake,
            Criteria = CriteriaSet.From(organisation),
            Categories = organisation.Categories,
            Language = organisation.Language,
            Zone = organisation.Calendar.Zone,
            Options = options,
        };

    /// <summary>
    /// The article that a hit came from, or null when it has been changed or retired since (the store then has the version).
    /// </summary>
    public Article? FindArticle(string id, int version) => Knowledge.Find(id) is { } article && article.Version == version ? article : null;
}
