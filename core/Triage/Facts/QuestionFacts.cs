using EscalationBot.Core.Triage.Routing;

namespace EscalationBot.Core.Triage.Facts;

/// <summary>One thing understood from a question, with the words it came from.</summary>
/// <param name="Name">One of <see cref="FactNames"/>, or a fact name of the organisation's intake.yaml.</param>
/// <param name="Value">Normalised: an id, a number in invariant form, an ISO date, a BCP 47 language tag.</param>
/// <param name="Words">The exact words of the question; empty when it was derived (an account's tier).</param>
/// <param name="Certainty">0..1; below 0.5 it is shown as a guess and never fires a criterion.</param>
public sealed record Fact(string Name, string Value, string Words, double Certainty)
{
    /// <summary>The certainty of what is shown as a question and never taken for a fact.</summary>
    public const double Guess = 0.4;
}

/// <summary>The names of facts that the engine itself finds.</summary>
public static class FactNames
{
#pragma warning disable CS1591 // the constants are their own description
    public const string Category = "category",
        Account = "account",
        Product = "product",
        ErrorCode = "error_code",
        Version = "version",
        Amount = "amount",
        Date = "date",
        Deadline = "deadline",
        Impact = "impact",
        Urgency = "urgency",
        Tone = "tone",
        Repeat = "repeat_contact",
        Tried = "tried",
        Language = "language";
#pragma warning restore CS1591
}

/// <summary>What the desk knows about the moment of a question and the engine cannot see in its words.</summary>
/// <param name="EarlierContacts">When the same account or person asked the same thing before, newest first.</param>
/// <param name="IncidentOpen">The question is about an open incident.</param>
/// <param name="OutsideHours">The organisation is closed now.</param>
/// <param name="AskerLanguage">The asker's platform language (BCP 47), or null.</param>
public sealed record Circumstances(
    IReadOnlyList<DateTimeOffset> EarlierContacts,
    bool IncidentOpen,
    bool OutsideHours,
    string? AskerLanguage
)
{
    /// <summary>Nothing special: first contact, no incident, open hours.</summary>
    public static Circumstances None { get; } = new([], false, false, null);
}

/// <summary>
/// All that criteria may look at. Filled by the engine from the question, the accounts and the <see cref="Circumstances"/>.
/// </summary>
public sealed record QuestionFacts
{
    /// <summary>The question's text as asked.</summary>
    public required string Text { get; init; }

    /// <summary>Most likely category, or null when none is likely.</summary>
    public string? Category { get; init; }

    /// <summary>Queue id in which past cases in such words ended, when no category is likely; null otherwise.</summary>
    public string? Queue { get; init; }

    /// <summary>Where past cases in such words ended, likeliest first, up to three.</summary>
    public IReadOnlyList<LikelyPlace> PastPlaces { get; init; } = [];

    /// <summary>Account id of accounts.csv, or null.</summary>
    public string? AccountId { get; init; }

    /// <summary>The account's tier (lower case), or null.</summary>
    public string? AccountTier { get; init; }

    /// <summary>Days until the account renews, negative when past; null when unknown.</summary>
    public int? RenewalInDays { get; init; }

    /// <summary>The largest amount of money in the question, in its own currency; null without one.</summary>
    public decimal? Amount { get; init; }

    /// <summary>ISO 4217 code of <see cref="Amount"/>, or null.</summary>
    public string? Currency { get; init; }

    /// <summary>The client is plainly angry or at the end of their patience.</summary>
    public bool Frustrated { get; init; }

    /// <summary>Earlier contacts about the same thing, newest first.</summary>
    public IReadOnlyList<DateTimeOffset> EarlierContacts { get; init; } = [];

    /// <summary>An incident is open for this.</summary>
    public bool IncidentOpen { get; init; }

    /// <summary>The organisation is closed.</summary>
    public bool OutsideHours { get; init; }

    /// <summary>BCP 47 primary language subtag of the question, e.g. "en".</summary>
    public string Language { get; init; } = "en";

    /// <summary>No article covers it.</summary>
    public bool ArticleMissing { get; init; }

    /// <summary>The best article is past its review date.</summary>
    public bool ArticleStale { get; init; }

    /// <summary>Colleagues call the best article wrong or outdated.</summary>
    public bool ArticleDoubted { get; init; }

    /// <summary>Two articles in force contradict each other about it.</summary>
    public bool ArticleConflicting { get; init; }

    /// <summary>Calibrated probability that the top article is right, 0..1.</summary>
    public double Confidence { get; init; }

    /// <summary>Everything found, with its words.</summary>
    public IReadOnlyList<Fact> Found { get; init; } = [];
}
