namespace EscalationBot.Bot.Pages;

/// <summary>What needs somebody's hand in the knowledge base, as managers see it.</summary>
/// <param name="Context">What every component needs.</param>
/// <param name="Doubted">Articles that colleagues call wrong or outdated, newest first.</param>
/// <param name="Acts">The viewer is a person who may settle doubts here.</param>
/// <param name="Notice">What came of something that was just done on the page, or null.</param>
public sealed record KnowledgeModel(PageContext Context, IReadOnlyList<DoubtLine> Doubted, bool Acts, string? Notice)
{
    /// <summary>What no article answers, the dearest first.</summary>
    public IReadOnlyList<GapLine> Gaps { get; init; } = [];

    /// <summary>The viewer's own chat, in which they act; null = they have none here.</summary>
    public string? Chat { get; init; }

    /// <summary>Past their review date, the oldest first.</summary>
    public IReadOnlyList<ArticleLine> Stale { get; init; } = [];

    /// <summary>Shown as an answer to no question of the last 90 days, the oldest first; empty while nobody asked anything.</summary>
    public IReadOnlyList<ArticleLine> Unused { get; init; } = [];

    /// <summary>Pairs that say different things.</summary>
    public IReadOnlyList<(ArticleLine One, ArticleLine Other)> Conflicts { get; init; } = [];

    /// <summary>What the engine promises on these articles and what that rests on, then what would raise it: a sentence each.</summary>
    public (IReadOnlyList<string> Promise, IReadOnlyList<string> Advice) Basis { get; init; } = ([], []);

    /// <summary>Articles that are taken for one another, the surest first.</summary>
    public IReadOnlyList<ConfusedLine> Alike { get; init; } = [];

    /// <summary>Titles and confirmed wordings that find another article first.</summary>
    public IReadOnlyList<ConfusedLine> Hidden { get; init; } = [];
}

/// <summary>An article that stands in the way of another one.</summary>
/// <param name="Title">What is asked for.</param>
/// <param name="Question">In which words.</param>
/// <param name="Found">What is found first in its place.</param>
/// <param name="Confidence">How sure the engine is of that, in words.</param>
public sealed record ConfusedLine(string Title, string Question, string Found, string Confidence);

/// <summary>What no article answers.</summary>
/// <param name="Name">Its own words.</param>
/// <param name="Questions">How many.</param>
/// <param name="Accounts">How many clients, as far as they are known.</param>
/// <param name="Time">Working time that they took, in words.</param>
/// <param name="Cost">That time in minutes, weighed by the clients' tiers.</param>
/// <param name="Owner">Name of who is to write, or empty.</param>
/// <param name="Cases">Its cases, newest first.</param>
/// <param name="Lesson">The case from which an article can be drafted, or null.</param>
public sealed record GapLine(
    string Name,
    int Questions,
    int Accounts,
    string Time,
    int Cost,
    string Owner,
    IReadOnlyList<string> Cases,
    string? Lesson
);

/// <summary>An article of a list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Owner">Name of whoever keeps it true, or empty.</param>
/// <param name="Day">The day that the list is about, in words.</param>
/// <param name="SortBy">For sorting.</param>
public sealed record ArticleLine(string Id, string Title, string Owner, string Day, DateOnly SortBy);

/// <summary>A doubted article.</summary>
/// <param name="Id">Of the article.</param>
/// <param name="Title">Its title.</param>
/// <param name="Keepers">Names of whoever was asked to put it right.</param>
/// <param name="Since">Since when it answers nobody.</param>
/// <param name="Said">What colleagues said, oldest first.</param>
public sealed record DoubtLine(string Id, string Title, string Keepers, DateTimeOffset Since, IReadOnlyList<string> Said);
