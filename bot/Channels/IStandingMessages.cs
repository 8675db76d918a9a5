using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels;

/// <summary>
/// A platform that shows a bot what stands in a conversation. Each question costs one call of it, seldom more; whoever asks paces them.
/// </summary>
internal interface IStandingMessages
{
    /// <summary>The conversation of a place as the organisation's files name it; null when it is not visible now.</summary>
    Task<Place?> FindAsync(Place named, CancellationToken ct);

    /// <summary>Whether people still look at a conversation.</summary>
    Task<Standing> LookAsync(Place place, CancellationToken ct);

    /// <summary>A page of a conversation's messages: <see cref="Standing.Messages"/>, or why there is none.</summary>
    /// <param name="place">Which conversation.</param>
    /// <param name="from">The page begins with this message, or the next older one; null = with the newest.</param>
    /// <param name="ct">Cancels.</param>
    Task<Standing> ReadAsync(Place place, string? from, CancellationToken ct);
}

/// <summary>What a look at a conversation showed.</summary>
internal abstract record Standing
{
    private Standing() { }

    /// <summary>People look at it.</summary>
    public sealed record Open : Standing;

    /// <summary>It takes nothing any more, and its place is elsewhere now: what stands there is seen by nobody.</summary>
    public sealed record Left : Standing;

    /// <summary>It cannot be read.</summary>
    /// <param name="Why">One sentence that says what helps.</param>
    /// <param name="IsEverywhere">So it is with every conversation of the platform: ask no more for a while.</param>
    public sealed record Unreadable(string Why, bool IsEverywhere) : Standing;

    /// <summary>Messages of whoever wrote them, newest first.</summary>
    /// <param name="All">Ids sort by time.</param>
    /// <param name="IsWhole">There is nothing older.</param>
    public sealed record Messages(IReadOnlyList<StandingMessage> All, bool IsWhole) : Standing;
}

/// <summary>A message that stands in a conversation.</summary>
/// <param name="Id">The platform's id.</param>
/// <param name="Slot">Of a case's card that this bot posted: which one it says it is; null for every other message.</param>
internal sealed record StandingMessage(string Id, string? Slot);
