using System.Text.Json.Serialization;

namespace EscalationBot.Core.Messages;

/// <summary>Names of the channels, as they stand in stored rows and in <c>place:</c> of the organisation.</summary>
public static class ChannelNames
{
#pragma warning disable CS1591 // the names are their own description
    public const string Teams = "teams",
        Slack = "slack",
        Web = "web",
        Webhook = "webhook";
#pragma warning restore CS1591
}

/// <summary>A person as one channel knows them. The same human may have several keys; the e-mail address joins them.</summary>
/// <param name="Channel">One of <see cref="ChannelNames"/>, or <c>clock</c> / <c>delivery</c> for rows that the bot writes to
/// itself.</param>
/// <param name="Id">The platform's user id (Slack <c>U…</c>, Teams <c>29:…</c>), or the web chat's person id.</param>
public sealed record PersonKey(string Channel, string Id);

/// <summary>Where words stand: a conversation of a channel, and a thread in it.</summary>
/// <param name="Channel">One of <see cref="ChannelNames"/>.</param>
/// <param name="Conversation">The platform's conversation id without any thread part (Slack <c>C…</c>/<c>D…</c>, Teams <c>a:…</c> or
/// <c>19:…@thread.tacv2</c>).</param>
/// <param name="Thread">Id of the thread's first message; null in a 1:1 chat outside any thread.</param>
public sealed record Place(string Channel, string Conversation, string? Thread = null)
{
    /// <summary>Rows of one lane are handled in order: a 1:1 chat, or one thread.</summary>
    [JsonIgnore]
    public string Lane => Thread is null ? $"{Channel}:{Conversation}" : $"{Channel}:{Conversation}:{Thread}";
}

/// <summary>
/// Where a message is to go. Resolved to a <see cref="Place"/> by the outbox, or by the channel when a 1:1 chat must be opened first.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(At), "at")]
[JsonDerivedType(typeof(Direct), "direct")]
[JsonDerivedType(typeof(ThreadOf), "thread_of")]
public abstract record Destination
{
    private Destination() { }

    /// <summary>A known place. A conversation <c>#name</c> on Slack is resolved to its id by the channel.</summary>
    public sealed record At(Place Place) : Destination;

    /// <summary>The 1:1 chat with a person on a channel, by platform id, or by e-mail when they were never met there.</summary>
    public sealed record Direct(string Channel, string? Id, string? Email) : Destination;

    /// <summary>
    /// The thread under the message that fills a slot; the row waits until that message was sent. Never the channel's root.
    /// </summary>
    public sealed record ThreadOf(string Slot) : Destination;
}

/// <summary>A file that somebody attached: it travels as a link; its bytes are carried to readers who may be unable to open that.</summary>
/// <param name="Name">With its ending, as its sender named it.</param>
/// <param name="Url">Where those among whom it was sent open it; empty when only the bot can.</param>
public sealed record FileLink(string Name, string Url)
{
    /// <summary>Where the bot gets its bytes; null when it cannot.</summary>
    public FileSource? Source { get; init; }
}

/// <summary>Where a channel gets the bytes of a file that was sent on it.</summary>
/// <param name="Channel">One of <see cref="ChannelNames"/>: the one that can fetch it.</param>
/// <param name="Address">Its address there, as the platform told it. Never trusted: the channel fetches from hosts that it knows.</param>
public sealed record FileSource(string Channel, string Address)
{
    /// <summary>MIME type as the platform tells it, or null.</summary>
    public string? MediaType { get; init; }

    /// <summary>Size in bytes as the platform tells it, or null.</summary>
    public long? Size { get; init; }

    /// <summary>
    /// Below which address the platform itself keeps files of that conversation (Teams: the activity's <c>serviceUrl</c>); null where
    /// addresses tell, and for what was stored by an earlier version.
    /// </summary>
    public string? Home { get; init; }
}

/// <summary>What a channel tells of a person.</summary>
/// <param name="Person">Their key.</param>
/// <param name="Name">Display name, unescaped; kept as <see cref="PersonNames.Clean"/> leaves it, and their id when it leaves
/// nothing.</param>
/// <param name="Email">Lower case, or null when the platform does not tell. It names a listed person only when <see cref="Membership"/>
/// says that the account is ours.</param>
/// <param name="TimeZone">IANA name, or null.</param>
/// <param name="Locale">BCP 47 tag, or null.</param>
public sealed record Profile(PersonKey Person, string Name, string? Email, string? TimeZone, string? Locale)
{
    /// <inheritdoc cref="Profile" path="/param[@name='Name']"/>
    public string Name
    {
        get;
        init => field = PersonNames.Clean(value) is { Length: > 0 } name ? name : Person.Id;
    } = PersonNames.Clean(Name) is { Length: > 0 } clean ? clean : Person.Id;

    /// <summary>What the platform vouches for.</summary>
    public Membership Membership { get; init; }

    /// <summary>
    /// For guests and outsiders: where they are from, as people would say it (a company, else a domain); null when nobody tells.
    /// </summary>
    public string? Organisation
    {
        get;
        init => field = value is not null && PersonNames.Clean(value) is { Length: > 0 } name ? name : null;
    }

    /// <summary>
    /// The platform's own id of the account, which outlives names and addresses (Slack user id, Entra <c>aadObjectId</c>); null where
    /// accounts have no other id than their address.
    /// </summary>
    public string? AccountId { get; init; }
}
