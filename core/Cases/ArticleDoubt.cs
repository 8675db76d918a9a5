using System.Text.Json.Serialization;

namespace EscalationBot.Core.Cases;

/// <summary>
/// That colleagues call an article's words wrong or outdated. One row for each article that ever was; while it is open the article is
/// offered and not given as the answer.
/// </summary>
public sealed record ArticleDoubt : StoredRecord
{
    /// <summary>Begins the subjects of timers and the slots of cards.</summary>
    public const string Prefix = "doubt:";

    /// <summary>The article.</summary>
    public required string ArticleId { get; init; }

    /// <summary>1, 2, …</summary>
    public required int Version { get; init; }

    /// <summary>The version of the words that are doubted.</summary>
    public required int ArticleVersion { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How often it was doubted, this time included: each time its keepers get a message of its own.</summary>
    public required int Times { get; init; }

    /// <summary>It is doubted; false = that was settled.</summary>
    public required bool IsOpen { get; init; }

    /// <summary>E-mails of whoever was asked to put it right; empty once it is settled.</summary>
    public IReadOnlyList<string> Asked { get; init; } = [];

    /// <summary>The timer's subject.</summary>
    [JsonIgnore]
    public string Subject => Prefix + ArticleId;

    /// <summary>
    /// When to look at it after a change: at once, and never at just the same moment for two changes, since one timer fires once for each
    /// moment.
    /// </summary>
    /// <param name="now">The change.</param>
    /// <param name="row">Some number that another change has not.</param>
    public static DateTimeOffset LookAt(DateTimeOffset now, long row) => now.AddMilliseconds(1 + (row % 499));

    /// <summary>The slot of a keeper's card.</summary>
    public string Slot(string email) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Prefix}{ArticleId}:{Times}:{email}");
}

/// <summary>What a colleague says is wrong with an article.</summary>
/// <param name="Kind">wrong or outdated.</param>
/// <param name="By">E-mail; empty when it was forgotten.</param>
/// <param name="Note">What would be right, in their words; may be empty.</param>
/// <param name="At">When.</param>
public sealed record ArticleReport(string Kind, string By, string Note, DateTimeOffset At);

/// <summary>Whoever keeps an article says that it is right: what was reported about it so far counts no more.</summary>
/// <param name="ArticleId">The article.</param>
/// <param name="By">E-mail of who says so.</param>
/// <param name="At">When.</param>
public sealed record TakenBackReports(string ArticleId, string By, DateTimeOffset At);
