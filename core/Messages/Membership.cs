namespace EscalationBot.Core.Messages;

/// <summary>
/// What a platform vouches for about a person's account. Roles, internal articles and look-ups are for <see cref="Member"/> alone; whoever
/// is not known to be a member is a stranger. Stored by name: never rename one.
/// </summary>
public enum Membership
{
    /// <summary>The platform has not told, or could not be asked.</summary>
    Unknown,

    /// <summary>A full member of our own workspace or tenant, with an account in use.</summary>
    Member,

    /// <summary>A guest of our workspace or tenant: somebody from outside who was let in.</summary>
    Guest,

    /// <summary>Somebody of another workspace or tenant: a shared channel, a federated chat.</summary>
    Outsider,

    /// <summary>
    /// Our account, but nobody vouches for its e-mail address: not confirmed, or of a domain that its tenant may not speak for.
    /// </summary>
    Unconfirmed,

    /// <summary>Our account, but its e-mail address was proven before to belong to another account of the same channel.</summary>
    Contested,

    /// <summary>An account that was switched off.</summary>
    Deactivated,

    /// <summary>A program.</summary>
    Bot,
}
