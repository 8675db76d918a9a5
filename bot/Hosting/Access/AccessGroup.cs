namespace EscalationBot.Bot.Hosting.Access;

/// <summary>
/// Who may call an address. Every endpoint is in exactly one group: <see cref="AccessGuard"/> refuses to start otherwise.
/// </summary>
internal enum AccessGroup
{
    /// <summary>Everybody. Nothing of the organisation is shown or changed.</summary>
    Public,

    /// <summary>Teams and Slack. The handler proves who sends (token, or signature over the raw body) before it reads anything.</summary>
    Platform,

    /// <summary>A person who signed in, or the playground of this machine.</summary>
    Page,

    /// <summary>Whoever runs the bot: this machine, the bearer of <c>Operations:Token</c>, or the emergency key's holder.</summary>
    Operator,
}

/// <summary>An endpoint's group, as its metadata.</summary>
/// <param name="Group">Who may call it.</param>
/// <param name="AnswersJson">A refusal is JSON, never a page or a way to the sign-in.</param>
internal sealed record Access(AccessGroup Group, bool AnswersJson);
