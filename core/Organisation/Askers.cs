using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Organisation;

/// <summary>Who may ask: <c>askers</c> of organisation.yaml.</summary>
public enum Askers
{
    /// <summary>Proven members of our own workspace or tenant, listed or not.</summary>
    Anyone,

    /// <summary>Only people who are listed.</summary>
    Listed,

    /// <summary>Guests and outsiders too: they get client articles only, and look up nothing.</summary>
    Guests,
}

/// <summary>
/// Who is let in at all, before any role is asked about. Whoever is not known to be let in is a stranger: they read one sentence, and
/// nothing changes.
/// </summary>
public static class Admission
{
    /// <summary>Whether an account of that standing is let in.</summary>
    public static bool Admits(OrganisationSnapshot organisation, Membership membership) =>
        membership switch
        {
            Membership.Member => true,
            // A program of our own workspace speaks for whoever set it up; it is nobody, so it has no role.
            Membership.Bot => organisation.Askers is not Askers.Listed,
            Membership.Guest or Membership.Outsider or Membership.Unconfirmed or Membership.Contested => organisation.Askers
                is Askers.Guests,
            _ => false,
        };
}
