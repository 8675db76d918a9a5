using EscalationBot.Core.Cases;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Context;

/// <summary>The person behind an inbound row: as the channel knows them and as the organisation lists them.</summary>
/// <param name="Party">Key, name, e-mail.</param>
/// <param name="Colleague">Their entry in organisation.yaml, or null.</param>
/// <param name="Zone">Their own time zone; the organisation's when the channel does not tell.</param>
public sealed record Asker(Party Party, Colleague? Colleague, TimeZoneInfo Zone)
{
    /// <summary>What the platform vouches for. Only a member is ever a <see cref="Colleague"/>.</summary>
    public Membership Membership { get; init; }

    /// <summary>For guests and outsiders: where they are from, or null. It is part of the name already.</summary>
    public string? Organisation { get; init; }

    /// <summary>A proven member of our own workspace or tenant.</summary>
    public bool IsMember => Membership is Membership.Member;

    /// <summary>The platform did not tell who this is, or not their address: nothing may be concluded from them not being listed.</summary>
    public bool IsUnidentified => Membership is Membership.Unknown || (IsMember && Party.Email is null);

    /// <summary>
    /// The least-privileged reader of what this person is shown: internal articles are for proven members alone, in their own chat with the
    /// bot.
    /// </summary>
    /// <param name="direct">A 1:1 chat. In a channel others read along, some of them perhaps from outside.</param>
    public Audience AudienceIn(bool direct) => direct && IsMember ? Audience.Internal : Audience.Client;

    /// <summary>What of a case decides what this person may do to it.</summary>
    public CaseStanding StandingIn(Case theCase) =>
        new(theCase.Queue, theCase.Rep.Is(Party), theCase.Owner?.Email, theCase.Restricted) { ReadIn = theCase.Readers };

    /// <summary>Them as a reader.</summary>
    public Reader.Person Reader => new(Party, Colleague) { Membership = Membership };

    /// <summary>May they do it to this case?</summary>
    public Permission May(OrganisationSnapshot organisation, DeskAction action, Case? theCase) =>
        Permissions.Check(organisation, Colleague, Membership, action, theCase is null ? null : StandingIn(theCase));
}

/// <summary>Where a listed person can be reached without being asked first: the channel they used last.</summary>
public sealed record Reach(Colleague Person, PersonKey Key);
