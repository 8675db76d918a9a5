using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels;

/// <summary>
/// The sending side of one platform. Reading differs per platform and lives in its own endpoints, which hand <see cref="Inbound"/> rows to
/// the <see cref="IReception"/>.
/// </summary>
internal interface IChannel
{
    /// <summary>One of <see cref="ChannelNames"/>.</summary>
    string Name { get; }

    /// <summary>How it is doing, for /health/ready and the console. Never blocks.</summary>
    ChannelState State { get; }

    /// <summary>Does one outbound thing. Expected failures are values; an exception counts as "may have arrived, try again".</summary>
    Task<Delivery> SendAsync(Dispatch dispatch, CancellationToken ct);

    /// <summary>As <see cref="IProfiles.FindAsync"/>.</summary>
    /// <param name="seenIn">Where they acted (Teams needs a conversation to look into); their own id when no conversation with them is
    /// known.</param>
    Task<Profile?> FindProfileAsync(PersonKey person, Place seenIn, CancellationToken ct);

    /// <summary>
    /// What people said in a thread, as <see cref="IThreads.ReadAsync"/> wants it. Teams shows bots only what they are told, hence null.
    /// </summary>
    Task<IReadOnlyList<Quoted>?> ReadThreadAsync(Place thread, CancellationToken ct) => Task.FromResult<IReadOnlyList<Quoted>?>(null);

    /// <summary>What stands on the platform can be read; null = a bot is shown none of its messages there.</summary>
    IStandingMessages? Standing => null;

    /// <summary>Rows of this channel can be handled now (Slack: only once our own user id is known).</summary>
    bool IsReady { get; }
}

/// <summary>State of a channel: <c>ok | degraded | off</c> and why.</summary>
internal sealed record ChannelState(string Status, string Why);

/// <summary>One send.</summary>
/// <param name="What">The stored row.</param>
/// <param name="To">Where, with <see cref="Destination.ThreadOf"/> already resolved to a place; null for what has no place.</param>
/// <param name="MessageId">The message that the slot has already, with <paramref name="MessagePlace"/>: edit or delete that one. Null:
/// post.</param>
/// <param name="MessagePlace">Where that message stands.</param>
/// <param name="LookSince">Not null: an earlier try may have arrived since then; look for the message by its key first and adopt
/// it.</param>
internal sealed record Dispatch(Outbound What, Destination? To, string? MessageId, Place? MessagePlace, DateTimeOffset? LookSince);
