using System.Text.Json.Serialization;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Organisation.Calendar;

namespace EscalationBot.Core.Cases;

/// <summary>Where the draft of an article stands.</summary>
public enum ArticleDraftState
{
    /// <summary>A second person is to read it.</summary>
    Waiting,

    /// <summary>Somebody else than its author approved it: it is in the knowledge base.</summary>
    Published,

    /// <summary>Given back with a reason.</summary>
    Returned,
}

/// <summary>
/// An article that a case taught, on its way into the knowledge base. One row; the first decision about it wins, because it is the one that
/// makes the next version.
/// </summary>
public sealed record ArticleDraft : StoredRecord
{
    /// <summary>Begins the slots of cards.</summary>
    public const string Prefix = "article:";

    /// <summary>Our id.</summary>
    public required string Id { get; init; }

    /// <summary>1, 2, …</summary>
    public required int Version { get; init; }

    /// <summary>Where it stands.</summary>
    public required ArticleDraftState State { get; init; }

    /// <summary>The case that taught it.</summary>
    public required string CaseId { get; init; }

    /// <summary>Id of the article that it becomes.</summary>
    public required string ArticleId { get; init; }

    /// <summary>Queue whose people read it before it is published.</summary>
    public required string Queue { get; init; }

    /// <summary>Its title.</summary>
    public required string Title { get; init; }

    /// <summary>Markdown.</summary>
    public required string Body { get; init; }

    /// <summary>Lower-case words.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Who wrote it.</summary>
    public required Party Author { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The words that it replaces; null for a new article.</summary>
    public string? Before { get; init; }

    /// <summary>Who approved it or gave it back.</summary>
    public Party? DecidedBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Why it was given back.</summary>
    public string Why { get; init; } = "";

    /// <summary>What its timers are kept under.</summary>
    [JsonIgnore]
    public string Subject => Prefix + Id;

    /// <summary>After so long without a second person its place is reminded, and after as long again the managers.</summary>
    public static BusinessTime ReadWithin { get; } = new(2, TimeSpan.Zero);

    /// <summary>The slot of its card in the queue's place.</summary>
    [JsonIgnore]
    public string Slot => $"{Prefix}{Id}:card";

    /// <summary>The draft without a person's words and name; the same one when they do not stand in it.</summary>
    public ArticleDraft Without(ErasedPerson person)
    {
        var theirs = person.Is(Author);
        var changed = this with
        {
            FromNewer = NewerWithout(person),
            Author = theirs ? person.Party : Author,
            // Nobody can answer for it any more: a draft that waits is not published.
            State = theirs && State is ArticleDraftState.Waiting ? ArticleDraftState.Returned : State,
            Title = theirs ? "" : person.In(Title, tookPart: false),
            Body = theirs ? "" : person.In(Body, tookPart: false),
            Before = theirs || Before is null ? null : person.In(Before, tookPart: false),
            Tags = theirs ? [] : [.. Tags.Where(tag => !person.StandsIn(tag, tookPart: false))],
            DecidedBy = person.Is(DecidedBy) ? person.Party : DecidedBy,
            Why = person.Is(DecidedBy) ? "" : person.In(Why, tookPart: false),
        };
        return changed with { Tags = Tags } == this && changed.Tags.Count == Tags.Count ? this : changed with { Version = Version + 1 };
    }

    /// <summary>Its words were deleted: with whoever wrote them, or because they are old.</summary>
    [JsonIgnore]
    public bool IsForgotten => Title.Length == 0;

    /// <summary>The article that it becomes.</summary>
    /// <param name="now">When it is published.</param>
    /// <param name="today">The organisation's day then: it is to be read through a year later.</param>
    public Article ToArticle(DateTimeOffset now, DateOnly today) =>
        new(ArticleId, Title, Body, Tags)
        {
            Owner = Author.Email,
            ReviewBy = today.AddYears(1),
            Updated = now,
            Source = $"case {CaseId}",
        };

    /// <summary>The draft without people and words.</summary>
    public ArticleDraft WithoutPeople() =>
        this with
        {
            FromNewer = null,
            Version = Version + 1,
            Title = "",
            Body = "",
            Before = null,
            Tags = [],
            Author = Forgotten.Nobody,
            DecidedBy = DecidedBy is null ? null : Forgotten.Nobody,
            Why = "",
        };
}
