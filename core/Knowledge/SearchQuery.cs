namespace EscalationBot.Core.Knowledge;

/// <summary>What is searched for, and what the reader may see of it.</summary>
/// <param name="Text">The words, as typed.</param>
/// <param name="Reader">The least-privileged reader of the answer: <see cref="Audience.Client"/> sees only articles for clients.</param>
/// <param name="Day">Only articles in force on this day are found.</param>
public sealed record SearchQuery(string Text, Audience Reader, DateOnly Day)
{
    /// <summary>Ids that must not be found.</summary>
    public IReadOnlyCollection<string> Not { get; init; } = [];
    /// <summary>Only articles with this tag; null = all.</summary>
    public string? Tag { get; init; }
    /// <summary>How many articles at most.</summary>
    public int Top { get; init; } = 10;

    /// <summary>True when the article may be found by this query.</summary>
    internal bool Admits(Article article) =>
        IsInForce(article) && (Tag is null || article.Tags.Contains(Tag, StringComparer.OrdinalIgnoreCase)) && (Not.Count == 0 || !Not.Contains(article.Id, StringComparer.Ordinal));

    /// <summary>True when the reader may see the article at all.</summary>
    internal bool MayRead(Article article) => Reader == Audience.Internal || article.Audience == Audience.Client;

    private bool IsInForce(Article article) => (article.InForceFrom is not { } from || Day >= from) && (article.InForceTo is not { } to || Day <= to);
}
