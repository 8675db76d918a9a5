using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Search;

namespace EscalationBot.Core.Knowledge.Index;

/// <summary>
/// What is searched for, and what the reader may see of it. All but the text are filters inside the search: what they leave out takes no
/// place among the best.
/// </summary>
/// <param name="Text">The words, as typed.</param>
/// <param name="Reader">The least-privileged reader of the answer: <see cref="Audience.Client"/> sees only articles for clients.</param>
/// <param name="Day">Only articles in force on this day are found.</param>
public sealed record SearchQuery(string Text, Audience Reader, DateOnly Day)
{
    /// <summary>Ids that must not be found.</summary>
    public IReadOnlyCollection<string> Not { get; init; } = [];

    /// <summary>Only articles with this tag; null = all.</summary>
    public string? Tag { get; init; }

    /// <summary>Only articles with one of these tags, for example the categories that a queue takes; empty = all.</summary>
    public IReadOnlyCollection<string> Tags { get; init; } = [];

    /// <summary>Only articles of this language (a BCP 47 tag; its first part counts) and those that do not say; null = all.</summary>
    public string? Language { get; init; }

    /// <summary>The organisation's own words for things.</summary>
    public Synonyms Synonyms { get; init; } = Synonyms.None;

    /// <summary>
    /// The meaning of the text, taken beforehand (<see cref="SearchIndex.MeaningOf"/>); empty = it is not known, words alone count. Null =
    /// the encoder is asked now.
    /// </summary>
    public IReadOnlyList<float>? Meaning { get; init; }

    /// <summary>How many articles at most.</summary>
    public int Top { get; init; } = 10;

    /// <summary>The article is none of those that the filters leave out; what an index does for all of its articles at once.</summary>
    internal bool MayFind(Article article) =>
        (Reader != Audience.Client || article.Audience == Audience.Client)
        && (Tag is null || article.Tags.Contains(Tag, StringComparer.OrdinalIgnoreCase))
        && (Tags.Count == 0 || article.Tags.Intersect(Tags, StringComparer.OrdinalIgnoreCase).Any())
        && (Language is null || IsIn(article, Language))
        && !Not.Contains(article.Id, StringComparer.Ordinal)
        && IsInForce(article);

    internal bool IsInForce(Article article) =>
        (article.InForceFrom is not { } from || Day >= from) && (article.InForceTo is not { } to || Day <= to);

    /// <summary>True for an article of that language, or of none that it says.</summary>
    internal static bool IsIn(Article article, string language) =>
        article.Language is null || Primary(article.Language).Equals(Primary(language), StringComparison.OrdinalIgnoreCase);

    private static ReadOnlySpan<char> Primary(string tag) =>
        tag.AsSpan()[..(tag.IndexOf('-', StringComparison.Ordinal) is > 0 and var end ? end : tag.Length)];
}
