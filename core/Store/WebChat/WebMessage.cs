using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Store.WebChat;

/// <summary>One message of the web chat as stored.</summary>
/// <param name="Id">Sorts by time; also the id of the thread under it.</param>
/// <param name="Conversation"><c>dm:PERSON</c> or a room's id.</param>
/// <param name="Thread">Id of the message it stands under; null at the top level.</param>
/// <param name="Author">E-mail of the person, or <see cref="Bot"/>.</param>
/// <param name="OnlyFor">E-mail of the one person who may see it; null for everybody in the conversation.</param>
/// <param name="Card">What it shows.</param>
/// <param name="At">When it was posted.</param>
/// <param name="ChangedAt">Last change of any kind; of one message it only grows.</param>
public sealed record WebMessage(
    long Id,
    string Conversation,
    long? Thread,
    string Author,
    string? OnlyFor,
    Card Card,
    DateTimeOffset At,
    DateTimeOffset ChangedAt
)
{
    /// <summary>The author of what the bot says.</summary>
    public const string Bot = "bot";

    /// <summary>The message that it answers, or null.</summary>
    public long? ReplyTo { get; init; }

    /// <summary>Its author changed it (the bot's cards change without being marked).</summary>
    public bool Edited { get; init; }

    /// <summary>It is gone; only its place is kept, so that a thread under it stays readable.</summary>
    public bool Deleted { get; init; }

    /// <summary>Who reacted how.</summary>
    public IReadOnlyList<WebReaction> Reactions { get; init; } = [];
}

/// <summary>One person's reaction.</summary>
/// <param name="Message">To which message.</param>
/// <param name="Person">E-mail.</param>
/// <param name="Reaction">A short name: <c>thumbs_up</c>.</param>
public sealed record WebReaction(long Message, string Person, string Reaction);

/// <summary>A message to post.</summary>
/// <param name="Key">Unique: posting it a second time finds the first.</param>
public sealed record NewWebMessage(
    string Key,
    string Conversation,
    long? Thread,
    string Author,
    string? OnlyFor,
    Card Card,
    long? ReplyTo = null
);
