namespace EscalationBot.Core.Messages;

/// <summary>Where an <see cref="Inbound"/> comes from: who did it, in which place, when, and under which keys.</summary>
public sealed record Origin
{
    /// <summary>The delivery's own id (Slack <c>event_id</c>; Teams conversation + activity id + kind), prefixed by the channel.</summary>
    public required string DeliveryKey { get; init; }

    /// <summary>
    /// What happened, whoever delivers it again: team + channel + ts + kind; conversation + activity id + kind. Prefixed by the channel.
    /// </summary>
    public required string MessageKey { get; init; }

    /// <summary>Who did it.</summary>
    public required PersonKey From { get; init; }

    /// <summary>
    /// Their display name when the delivery carries one (Teams), else null; kept as <see cref="PersonNames.Clean"/> leaves it.
    /// </summary>
    public string? FromName
    {
        get;
        init => field = value is not null && PersonNames.Clean(value) is { Length: > 0 } name ? name : null;
    }

    /// <summary>
    /// Where it happened and where an answer goes. A top-level channel message starts its own thread: its own id is the thread.
    /// </summary>
    public required Place Place { get; init; }

    /// <summary>A 1:1 chat with the bot.</summary>
    public bool Direct { get; init; }

    /// <summary>
    /// A program posted it: in a person's name (a user token), or in its own. Who <see cref="From"/> is decides which; programs are not
    /// answered, so that two of them never talk for ever.
    /// </summary>
    public bool ThroughApp { get; init; }

    /// <summary>
    /// By a button or a form of a page, not in a chat: it does not say where the person talks, and what comes unasked goes on to where they
    /// do.
    /// </summary>
    public bool OnPage { get; init; }

    /// <summary>When, by the platform's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>BCP 47 tag of the person's client, or null.</summary>
    public string? Locale { get; init; }

    /// <summary>Base address of the platform to answer to (Teams <c>serviceUrl</c>), or null.</summary>
    public string? ServiceUrl { get; init; }
}
