using System.Text.Json.Serialization;

namespace EscalationBot.Core.Messages;

/// <summary>
/// One thing for a channel to do. Written to the outbox in the transaction that decided it, sent in order within its lane, retried until
/// the platform has it. Nothing here is specific to a platform.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Show), "show")]
[JsonDerivedType(typeof(Whisper), "whisper")]
[JsonDerivedType(typeof(Remove), "remove")]
[JsonDerivedType(typeof(Home), "home")]
public abstract record Outbound
{
    /// <summary>
    /// Unique; travels with the message where the platform lets it (Slack metadata), so that an uncertain send can be found again.
    /// </summary>
    public required string Key { get; init; }

    /// <summary>Rows of a lane are sent one after the other.</summary>
    public required string Lane { get; init; }

    /// <summary>Id of the inbox row that caused it; lets a waiting request be answered with it.</summary>
    public long? CausedBy { get; init; }

    /// <summary>
    /// Makes the one message of a slot show this card: posts it the first time, edits it afterwards. Idempotent; of several waiting for one
    /// slot only the newest matters.
    /// </summary>
    /// <param name="Slot">A name of ours for the message, e.g. <c>case:ESC-1001:card</c>.</param>
    public sealed record Show(string Slot, Destination To, Card Card) : Outbound
    {
        /// <summary>The case it is about: replies to it belong there.</summary>
        public string? CaseId { get; init; }

        /// <summary>The question it is about.</summary>
        public string? QuestionId { get; init; }

        /// <summary>
        /// Not null: a language model may have something better to show, and the row is held back for it so long at most; zero = it goes
        /// out at once and is edited later.
        /// </summary>
        public TimeSpan? HeldFor { get; init; }

        /// <summary>
        /// The words of the card that a language model wrote, as they stand in one of its parts; null when there are none. A channel may
        /// have shown them while they were written.
        /// </summary>
        public string? Worded { get; init; }

        /// <summary>
        /// It shows a secret to its owner: once it was sent, or is given up, its stored words are replaced by the card's fallback.
        /// </summary>
        public bool Secret { get; init; }

        /// <summary>
        /// Not null: the bytes of this file are handed over, in place of a card; once, and never edited. Where it cannot be, both sides are
        /// told why.
        /// </summary>
        public FileLink? File { get; init; }

        /// <summary>
        /// Not null: this report is sent to a department's webhook, once; there the card is only its name on the console.
        /// </summary>
        public BugReport? Report { get; init; }

        /// <summary>
        /// Not null: the company's own endpoint is asked about an account, once; there the card is only its name on the console.
        /// </summary>
        public AccountQuery? Query { get; init; }

        /// <summary>
        /// E-mail of the listed person who gets a one-time sign-in link, in their own 1:1 chat and nowhere else; null for every other
        /// message. The link is made when the message is sent.
        /// </summary>
        public string? SignInFor { get; init; }
    }

    /// <summary>
    /// Words for one person only, in the place where they acted (Slack ephemeral; Teams: the answer to the press, or the 1:1 chat; web:
    /// shown to them alone).
    /// </summary>
    public sealed record Whisper(Place Place, PersonKey Person, Card Card) : Outbound;

    /// <summary>Deletes the message of a slot; nothing to do when it was never sent.</summary>
    public sealed record Remove(string Slot) : Outbound;

    /// <summary>A person's home page (Slack App Home); other channels ignore it.</summary>
    public sealed record Home(PersonKey Person, Card Card) : Outbound;
}

/// <summary>What became of a send.</summary>
public abstract record Delivery
{
    private Delivery() { }

    /// <summary>It is there.</summary>
    /// <param name="Place">The canonical place (ids resolved, thread as given); null where nothing was posted.</param>
    /// <param name="MessageId">The message's id; null where there is none (ephemeral, home).</param>
    public sealed record Sent(Place? Place, string? MessageId) : Delivery
    {
        /// <summary>Of a report: what the desk is told by <see cref="Inbound.Filed"/>.</summary>
        public ReportReceipt? Receipt { get; init; }

        /// <summary>Of a question about an account: what the desk is told by <see cref="Inbound.AccountRead"/>.</summary>
        public AccountAnswer? Answer { get; init; }
    }

    /// <summary>Not now.</summary>
    /// <param name="After">Wait at least this long.</param>
    /// <param name="Why">For logs and people.</param>
    /// <param name="MayHaveArrived">The answer was lost: look for the message before sending again.</param>
    public sealed record Retry(TimeSpan After, string Why, bool MayHaveArrived) : Delivery
    {
        /// <summary>
        /// The platform said how long, for everything of this kind: the row waits just so long, and the try does not make its own pauses
        /// longer.
        /// </summary>
        public bool IsAsked { get; init; }

        /// <summary>
        /// Somebody must do something first (un-archive the channel, install the app there again): people hear of it at once, and not only
        /// after a while.
        /// </summary>
        public bool NeedsSomebody { get; init; }
    }

    /// <summary>Never: blocked, gone, refused. The desk is told by <see cref="Inbound.Undelivered"/>.</summary>
    public sealed record Drop(string Why) : Delivery;

    /// <summary>The message of the slot no longer exists on the platform, or not where people are: it is posted anew.</summary>
    public sealed record Vanished : Delivery
    {
        /// <summary>Not the row's own message, but the one in whose thread it was to go; the row goes under the new one.</summary>
        public bool IsRoot { get; init; }
    }
}
