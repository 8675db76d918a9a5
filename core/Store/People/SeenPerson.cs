using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Store.People;

/// <summary>A person as met on one channel.</summary>
/// <param name="Key">Their key there.</param>
/// <param name="Name">Display name; their id until a name is known.</param>
/// <param name="Email">Lower case, and proven to be theirs; null while unknown, and for everybody who is not a member.</param>
/// <param name="TimeZone">IANA name, or null.</param>
/// <param name="Locale">BCP 47 tag, or null.</param>
/// <param name="Conversation">Their 1:1 chat with the bot, or null when they never used it.</param>
/// <param name="SeenAt">When they last did something there (to the minute).</param>
/// <param name="FetchedAt">When the channel last told who they are; null = never, or no longer believed.</param>
public sealed record SeenPerson(
    PersonKey Key,
    string Name,
    string? Email,
    string? TimeZone,
    string? Locale,
    string? Conversation,
    DateTimeOffset SeenAt,
    DateTimeOffset? FetchedAt
)
{
    /// <summary>How long a member's profile is trusted before the channel is asked again: who leaves is noticed within a day.</summary>
    public static TimeSpan Freshness { get; } = TimeSpan.FromHours(24);

    /// <summary>The same for everybody else: whoever is let in need not wait for a day.</summary>
    public static TimeSpan StrangerFreshness { get; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a member stays one while the channel cannot be asked.</summary>
    public static TimeSpan LongestTrust { get; } = TimeSpan.FromHours(72);

    /// <summary>What the platform vouched for.</summary>
    public Membership Membership { get; init; }

    /// <summary>For guests and outsiders: where they are from, or null.</summary>
    public string? Organisation { get; init; }

    /// <summary>The platform's own id of the account, or null.</summary>
    public string? AccountId { get; init; }

    /// <summary>The address of an account that is no proven member's: for explanations only.</summary>
    public string? ClaimedEmail { get; init; }

    /// <summary>
    /// The channel need not be asked who they are. A profile without its address is asked for again each time: something is wrong, and may
    /// be fixed by now.
    /// </summary>
    public bool IsFresh(DateTimeOffset now) =>
        FetchedAt is { } at
        && Membership switch
        {
            Membership.Unknown => false,
            Membership.Member => Email is not null && now - at < Freshness,
            _ => now - at < StrangerFreshness,
        };

    /// <summary>Known well enough to go on while the channel cannot be asked.</summary>
    public bool IsTrusted(DateTimeOffset now) => FetchedAt is { } at && Membership is not Membership.Unknown && now - at < LongestTrust;
}
