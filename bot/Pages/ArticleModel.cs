namespace EscalationBot.Bot.Pages;

/// <summary>An article with what is known of it, as the viewer may read it.</summary>
/// <param name="Context">What every component needs.</param>
/// <param name="Title">Its title; of an article that is not there, what the page is.</param>
/// <param name="Facts">Label and value: owner, dates, version, where it comes from, what it solved.</param>
/// <param name="Markdown">Its words; null = there is no such article in use.</param>
public sealed record ArticleModel(PageContext Context, string Title, IReadOnlyList<(string Label, string Value)> Facts, string? Markdown)
{
    /// <summary>Colleagues call it wrong or outdated.</summary>
    public bool IsDoubted { get; init; }

    /// <summary>What they said, for whoever keeps it true; empty for others.</summary>
    public IReadOnlyList<string> Said { get; init; } = [];

    /// <summary>Its versions that cases taught, newest first.</summary>
    public IReadOnlyList<VersionLine> Versions { get; init; } = [];
}

/// <summary>A version of an article that a case taught.</summary>
/// <param name="At">When it was published.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="ApprovedBy">Who approved it.</param>
/// <param name="Case">The case, where the viewer may read it; else empty.</param>
/// <param name="Markdown">Its words then.</param>
public sealed record VersionLine(DateTimeOffset At, string Author, string ApprovedBy, string Case, string Markdown);
