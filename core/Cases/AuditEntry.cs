using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Cases;

/// <summary>What kind of act an audit row tells of.</summary>
public enum AuditKind
{
    /// <summary>The engine decided about somebody's question: a verdict.</summary>
    Decision,

    /// <summary>Somebody, or the bot at its own time, changed something.</summary>
    Action,

    /// <summary>Somebody wanted something and did not get it.</summary>
    Refusal,

    /// <summary>Somebody read what is not for everybody: status, Why?, a form, the console, an export, a search.</summary>
    View,

    /// <summary>
    /// The work of administrators: import, erasing a person, undoing a lesson, sign-in, changed settings or organisation files.
    /// </summary>
    Admin,
}

/// <summary>Names of the surfaces on which people act, beside those of <see cref="ChannelNames"/>.</summary>
public static class AuditSurfaces
{
#pragma warning disable CS1591 // the names are their own description; clock is the bot itself at a time it had set
    public const string Console = "console",
        Api = "api",
        Command = "command",
        Clock = "clock";
#pragma warning restore CS1591
}

/// <summary>
/// Who acted, or on whom. A person is known by e-mail where one is known, else by the channel's key; their name is not kept.
/// </summary>
/// <param name="Identity"><c>mail:ADDRESS</c>, <c>key:CHANNEL:ID</c>, <c>bot</c> or <c>operator</c>.</param>
public sealed record AuditActor(string Identity)
{
    internal const string Mail = "mail:",
        Key = "key:";

    /// <summary>The bot itself: a timer, a failed delivery, the start.</summary>
    public static AuditActor Bot { get; } = new("bot");

    /// <summary>Whoever may run commands on the machine, or holds its emergency key.</summary>
    public static AuditActor Operator { get; } = new("operator");

    /// <summary>A person by e-mail.</summary>
    public static AuditActor Of(string email) => new(Mail + MailAddresses.Lower(email.Trim()));

    /// <summary>A person of a channel; by e-mail when it is known.</summary>
    public static AuditActor Of(PersonKey key, string? email) =>
        string.IsNullOrEmpty(email) ? new($"{Key}{key.Channel}:{key.Id}") : Of(email);

    /// <summary>A person of a case or question.</summary>
    public static AuditActor Of(Party party) => Of(party.Key, party.Email);

    /// <summary>A human being, whose identity is kept apart and can be erased.</summary>
    public bool IsPerson => Identity.StartsWith(Mail, StringComparison.Ordinal) || Identity.StartsWith(Key, StringComparison.Ordinal);
}

/// <summary>One act, as it goes into the audit. Ids and kinds only: words of messages never.</summary>
/// <param name="Kind">What kind of act.</param>
/// <param name="Verb">What was done or wanted, snake case: <c>claimed</c>, <c>why</c>, <c>sign_in</c>.</param>
/// <param name="By">Who did.</param>
public sealed record AuditEntry(AuditKind Kind, string Verb, AuditActor By)
{
    /// <summary>Where: a channel's name, or one of <see cref="AuditSurfaces"/>.</summary>
    public required string Surface { get; init; }

    /// <summary>Id of the case, question or article; null when it is about none.</summary>
    public string? Subject { get; init; }

    /// <summary>On whom, when it was somebody else: the new owner, the erased person.</summary>
    public AuditActor? About { get; init; }

    /// <summary><c>done</c>, or why not in one snake-case word.</summary>
    public string Result { get; init; } = "done";

    /// <summary>Ids, kinds and numbers beside it: <c>billing → technical</c>. At most 200 characters count.</summary>
    public string Detail { get; init; } = "";
}
