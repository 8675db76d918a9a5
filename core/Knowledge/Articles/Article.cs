using System.Text.Json.Serialization;

namespace EscalationBot.Core.Knowledge.Articles;

/// <summary>Who may read an article.</summary>
public enum Audience
{
    /// <summary>Only people of the organisation.</summary>
    Internal,

    /// <summary>May be passed to a client as it is.</summary>
    Client,
}

/// <summary>One knowledge article, as stored. <see cref="Body"/> is Markdown.</summary>
/// <param name="Id">Lower-case id, unique.</param>
/// <param name="Title">May be empty in imported sets; then the first line of the body is shown.</param>
/// <param name="Body">Markdown.</param>
/// <param name="Tags">Lower-case words.</param>
public sealed record Article(string Id, string Title, string Body, IReadOnlyList<string> Tags)
{
    /// <summary>Who may read it.</summary>
    public Audience Audience { get; init; } = Audience.Internal;

    /// <summary>E-mail of the person who keeps it true, or null.</summary>
    public string? Owner { get; init; }

    /// <summary>After this day it is shown as unverified.</summary>
    public DateOnly? ReviewBy { get; init; }

    /// <summary>First day it is in force; null = always was.</summary>
    public DateOnly? InForceFrom { get; init; }

    /// <summary>Last day it is in force; null = no end.</summary>
    public DateOnly? InForceTo { get; init; }

    /// <summary>When the words were last changed.</summary>
    public DateTimeOffset Updated { get; init; }

    /// <summary>1, 2, … counted by the store at each change of words.</summary>
    public int Version { get; init; } = 1;

    /// <summary>BCP 47 tag, or null = the organisation's language.</summary>
    public string? Language { get; init; }

    /// <summary>Where it comes from: "file", "import" or "case ESC-1001".</summary>
    public string Source { get; init; } = "file";

    /// <summary>
    /// Wordings of questions that two colleagues confirmed it to solve (<see cref="Wordings"/>); each teaches the search.
    /// </summary>
    public IReadOnlyList<string> SolvedQuestions { get; init; } = [];

    /// <summary>Questions for which people reported it as the wrong answer.</summary>
    public IReadOnlyList<Lesson> WrongFor { get; init; } = [];

    /// <summary>
    /// Colleagues call its words wrong or outdated (<see cref="ArticleReports"/>): it is offered and not given as the answer.
    /// </summary>
    [JsonIgnore]
    public bool IsDoubted { get; init; }
}
