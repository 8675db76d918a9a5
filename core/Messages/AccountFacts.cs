namespace EscalationBot.Core.Messages;

/// <summary>
/// What the company's own endpoint says of a client, checked. Names of its members are a contract (bot/Channels/Webhooks/README.md).
/// What is null, or empty, is as accounts.csv says.
/// </summary>
public sealed record AccountFacts
{
    /// <summary>Lower case.</summary>
    public string? Tier { get; init; }

    /// <summary>Yearly revenue in the organisation's currency, not negative.</summary>
    public decimal? Arr { get; init; }

    /// <summary>Day on which the contract renews.</summary>
    public DateOnly? Renewal { get; init; }

    /// <summary>E-mail, lower case, of who looks after the client.</summary>
    public string? OwnerEmail { get; init; }

    /// <summary>BCP 47 tag of the client's language.</summary>
    public string? Language { get; init; }

    /// <summary>One line about the client.</summary>
    public string? Notes { get; init; }

    /// <summary>Contract, invoices and whatever else the company shows, in its own words and order.</summary>
    public IReadOnlyList<LabelledFact> Lines { get; init; } = [];
}

/// <summary>A question to the company's own endpoint.</summary>
/// <param name="Account">Id of accounts.csv.</param>
/// <param name="Again">Somebody pressed: what was read a moment ago does not do.</param>
public sealed record AccountQuery(string Account, bool Again);

/// <summary>What became of it.</summary>
/// <param name="Account">Who was asked about.</param>
/// <param name="Facts">What was said; null when nothing was that can be used.</param>
/// <param name="Why">Why not, as people read it; null when there are facts.</param>
/// <param name="At">When.</param>
public sealed record AccountAnswer(string Account, AccountFacts? Facts, string? Why, DateTimeOffset At);
