using System.Text.Json.Serialization;

namespace EscalationBot.Core.Messages;

/// <summary>
/// One thing that somebody did (or that the bot tells itself), as every channel says it. Written to the inbox before it is acknowledged,
/// handled once by the desk. Two keys make redelivery harmless: the delivery's own id, and the identity of what happened.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Said), "said")]
[JsonDerivedType(typeof(Edited), "edited")]
[JsonDerivedType(typeof(Deleted), "deleted")]
[JsonDerivedType(typeof(Pressed), "pressed")]
[JsonDerivedType(typeof(Submitted), "submitted")]
[JsonDerivedType(typeof(Reacted), "reacted")]
[JsonDerivedType(typeof(Arrived), "arrived")]
[JsonDerivedType(typeof(Departed), "departed")]
[JsonDerivedType(typeof(HomeOpened), "home_opened")]
[JsonDerivedType(typeof(TimePassed), "time_passed")]
[JsonDerivedType(typeof(Undelivered), "undelivered")]
[JsonDerivedType(typeof(Filed), "filed")]
[JsonDerivedType(typeof(AccountRead), "account_read")]
[JsonDerivedType(typeof(Written), "written")]
[JsonDerivedType(typeof(MessageGone), "message_gone")]
[JsonDerivedType(typeof(CardFound), "card_found")]
public abstract record Inbound
{
    /// <summary>Who did it, where, when, and the keys that make its redelivery harmless.</summary>
    public required Origin Origin { get; init; }

    /// <summary>How many secrets were taken out of its words before it was stored. Set by the inbox alone.</summary>
    public int Hidden { get; init; }

    /// <summary>Nobody did it: the bot tells itself that time has passed, or what became of something.</summary>
    [JsonIgnore]
    public bool IsOwn => this is TimePassed or Undelivered or Filed or AccountRead or MessageGone or CardFound;

    /// <inheritdoc cref="Origin.DeliveryKey"/>
    [JsonIgnore]
    public string DeliveryKey => Origin.DeliveryKey;

    /// <inheritdoc cref="Origin.MessageKey"/>
    [JsonIgnore]
    public string MessageKey => Origin.MessageKey;

    /// <inheritdoc cref="Origin.Locale"/>
    [JsonIgnore]
    public string? Locale => Origin.Locale;

    /// <inheritdoc cref="Origin.ServiceUrl"/>
    [JsonIgnore]
    public string? ServiceUrl => Origin.ServiceUrl;

    /// <inheritdoc cref="Origin.From"/>
    [JsonIgnore]
    public PersonKey From => Origin.From;

    /// <inheritdoc cref="Origin.FromName"/>
    [JsonIgnore]
    public string? FromName => Origin.FromName;

    /// <inheritdoc cref="Origin.Place"/>
    [JsonIgnore]
    public Place Place => Origin.Place;

    /// <inheritdoc cref="Origin.Direct"/>
    [JsonIgnore]
    public bool Direct => Origin.Direct;

    /// <inheritdoc cref="Origin.At"/>
    [JsonIgnore]
    public DateTimeOffset At => Origin.At;

    /// <inheritdoc cref="Origin.ThroughApp"/>
    [JsonIgnore]
    public bool ThroughApp => Origin.ThroughApp;

    /// <summary>A message.</summary>
    /// <param name="MessageId">The platform's id of it (Slack ts, Teams activity id).</param>
    /// <param name="Text">As a person reads it: the bot's mention removed, escapes undone. May be empty when only files were sent.</param>
    public sealed record Said(string MessageId, string Text) : Inbound
    {
        /// <summary>Meant for the bot: 1:1, a mention, a command. Other talk is heard only where it belongs to a case's thread.</summary>
        public bool Addressed { get; init; }

        /// <summary>
        /// A command chosen by name instead of typed words: help, my cases, status, specialist, digest. Then <see cref="Text"/> is its
        /// argument.
        /// </summary>
        public string? Command { get; init; }

        /// <summary>Answer for this person's eyes only (slash commands in channels).</summary>
        public bool Privately { get; init; }

        /// <summary>Id of the message it replies to or quotes, or null.</summary>
        public string? ReplyTo { get; init; }

        /// <summary>Attached files.</summary>
        public IReadOnlyList<FileLink> Files { get; init; } = [];

        /// <summary>
        /// The message was edited and reached us again as one that mentions the bot (Slack's <c>app_mention</c> with <c>edited</c>). When
        /// it was heard before it is an edit; when the mention came with the edit it is new.
        /// </summary>
        public bool AfterEdit { get; init; }
    }

    /// <summary>A message was changed.</summary>
    public sealed record Edited(string MessageId, string Text) : Inbound
    {
        /// <summary>Attached files.</summary>
        public IReadOnlyList<FileLink> Files { get; init; } = [];
    }

    /// <summary>A message was deleted.</summary>
    public sealed record Deleted(string MessageId) : Inbound;

    /// <summary>A button or menu of a card was used.</summary>
    /// <param name="Action">One of <see cref="Actions"/>.</param>
    /// <param name="Data">What the button carried: case, question, article ids. Never trusted: checked against the present state.</param>
    /// <param name="Values">Inputs of the card.</param>
    /// <param name="CardMessageId">The card's message, or null (App Home).</param>
    public sealed record Pressed(
        string Action,
        IReadOnlyDictionary<string, string> Data,
        IReadOnlyDictionary<string, string> Values,
        string? CardMessageId
    ) : Inbound;

    /// <summary>A form was sent (already validated for its fields on the spot).</summary>
    /// <param name="Form">One of <see cref="Actions"/>: the action that opened it.</param>
    /// <param name="Data">The form's hidden context.</param>
    /// <param name="Values">Field id to what was typed or chosen; empty fields are left out.</param>
    public sealed record Submitted(string Form, IReadOnlyDictionary<string, string> Data, IReadOnlyDictionary<string, string> Values)
        : Inbound;

    /// <summary>A reaction was put on or taken off a message.</summary>
    public sealed record Reacted(string MessageId, string Reaction, bool Added) : Inbound;

    /// <summary>The bot came into a conversation, or a person opened theirs with it for the first time: a welcome is due once.</summary>
    public sealed record Arrived : Inbound;

    /// <summary>The bot was removed from the conversation in <c>Place</c>, or from everything on the channel.</summary>
    public sealed record Departed(bool Everywhere, string Why) : Inbound;

    /// <summary>Slack's App Home was opened.</summary>
    public sealed record HomeOpened : Inbound;

    /// <summary>A timer of a case or question ran out. Its truth is checked again when handled.</summary>
    /// <param name="Subject">Case id or question id.</param>
    /// <param name="Timer">Which, e.g. <c>claim</c>.</param>
    /// <param name="DueAt">The moment it was set for.</param>
    public sealed record TimePassed(string Subject, string Timer, DateTimeOffset DueAt) : Inbound;

    /// <summary>
    /// What a language model wrote about a question that was answered. It comes in like everything else; whether it still matters, and
    /// whether it is true to the passages, is decided like everything else.
    /// </summary>
    /// <param name="QuestionId">The question.</param>
    /// <param name="Version">The version of the question that it was written for; any later one makes it void.</param>
    /// <param name="Slot">The message that answers the question.</param>
    /// <param name="Sentences">A worded answer, each sentence with the numbers of its passages in brackets; empty when it was not
    /// that.</param>
    /// <param name="Search">The question in other words, for another search; null when it was not that.</param>
    public sealed record Written(string QuestionId, int Version, string Slot, IReadOnlyList<string> Sentences, string? Search) : Inbound;

    /// <summary>A message could not be delivered for good; the desk looks for another way or shows it to managers.</summary>
    public sealed record Undelivered(Outbound What, string Why) : Inbound
    {
        /// <summary>Not given up: it is tried again, but people must know that it has not arrived so far.</summary>
        public bool StillTrying { get; init; }

        /// <inheritdoc cref="Delivery.Retry.NeedsSomebody"/>
        public bool NeedsSomebody { get; init; }
    }

    /// <summary>A report arrived at a department's webhook.</summary>
    /// <param name="CaseId">Whose.</param>
    /// <param name="Slot">Which (<c>case:ESC-1001:request:1:webhook</c>).</param>
    public sealed record Filed(string CaseId, string Slot, ReportReceipt Receipt) : Inbound;

    /// <summary>The company's own endpoint was asked about the account of a case.</summary>
    /// <param name="CaseId">Whose.</param>
    public sealed record AccountRead(string CaseId, AccountAnswer Answer) : Inbound;

    /// <summary>A message about a case no longer stood on its platform, or not where people are; it is posted anew.</summary>
    /// <param name="CaseId">Whose.</param>
    /// <param name="Slot">Our name for it.</param>
    public sealed record MessageGone(string CaseId, string Slot) : Inbound;

    /// <summary>A case's card stands on a platform, posted by us, and no row knows that message.</summary>
    /// <param name="CaseId">Whose, as the message says of itself.</param>
    /// <param name="Slot">Which card of the case, as the message says of itself.</param>
    /// <param name="Stands">Where it stands.</param>
    /// <param name="MessageId">The platform's id of it.</param>
    /// <param name="Named">The place of a queue, as the organisation's files name it, that is there; null = none is.</param>
    public sealed record CardFound(string CaseId, string Slot, Place Stands, string MessageId, Place? Named) : Inbound;
}

/// <summary>A message quoted from a conversation.</summary>
/// <param name="Who">Display name, kept as <see cref="PersonNames.Clean"/> leaves it.</param>
/// <param name="At">When it was said.</param>
/// <param name="Text">Plain text.</param>
public sealed record Quoted(string Who, DateTimeOffset At, string Text)
{
    /// <inheritdoc cref="Quoted" path="/param[@name='Who']"/>
    public string Who
    {
        get;
        init => field = PersonNames.Clean(value);
    } = PersonNames.Clean(Who);

    /// <summary>The platform's id of it, so that later edits find it; null when the platform does not tell.</summary>
    public string? MessageId { get; init; }

    /// <summary>Attached files.</summary>
    public IReadOnlyList<FileLink> Files { get; init; } = [];
}
