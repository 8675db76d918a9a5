using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.Authority;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Organisation;

/// <summary>What somebody wants to do at the desk.</summary>
public enum DeskAction
{
    /// <summary>Ask a question, open a case.</summary>
    Ask,

    /// <summary>Read a case.</summary>
    See,

    /// <summary>Add words, facts or files to a case as the one who asked.</summary>
    AddToCase,

    /// <summary>Open a resolved case again.</summary>
    Reopen,

    /// <summary>Say that the client knows.</summary>
    ClientTold,

    /// <summary>Rate the help.</summary>
    Rate,

    /// <summary>Become the owner.</summary>
    Claim,

    /// <summary>Resolve.</summary>
    Resolve,

    /// <summary>Give to another queue or person.</summary>
    Transfer,

    /// <summary>Give back to the queue.</summary>
    Release,

    /// <summary>Decline with a reason.</summary>
    Decline,

    /// <summary>Change the priority.</summary>
    Priority,

    /// <summary>Correct what was found about the case: its category, or the verdict.</summary>
    Category,

    /// <summary>Ask another department.</summary>
    Department,

    /// <summary>Answer what one was asked as a colleague; who was asked is for the action to check.</summary>
    AnswerColleague,

    /// <summary>Make a case of its own of a second problem.</summary>
    Split,

    /// <summary>Say that another case belongs to it.</summary>
    Link,

    /// <summary>Ask a colleague to join the case.</summary>
    Invite,

    /// <summary>Answer for a department, in its place.</summary>
    AnswerDepartment,

    /// <summary>Put it off until a day, or go on with it.</summary>
    Snooze,

    /// <summary>Ask the rep something.</summary>
    AskRep,

    /// <summary>Send words to the rep.</summary>
    ReplyToRep,

    /// <summary>Grant a credit; how much is for <see cref="AuthorityMatrix"/>.</summary>
    Credit,

    /// <summary>Declare or link an incident.</summary>
    Incident,

    /// <summary>Ask a colleague without handing over.</summary>
    Consult,

    /// <summary>Give the case to a named specialist.</summary>
    Reassign,

    /// <summary>Get a digest.</summary>
    Digest,

    /// <summary>Publish criteria or take them back.</summary>
    Criteria,

    /// <summary>Set or release a legal hold.</summary>
    Hold,
}

/// <summary>What of a case decides who may do what to it.</summary>
/// <param name="Queue">Its queue's id.</param>
/// <param name="IsRep">The person is the one who asked.</param>
/// <param name="OwnerEmail">E-mail of its owner, or null.</param>
/// <param name="Restricted">Only its readers, its owner and the rep may read it.</param>
public sealed record CaseStanding(string Queue, bool IsRep, string? OwnerEmail, bool Restricted = false)
{
    /// <summary>
    /// Ids of the queues whose people may read a restricted case; null = those of <see cref="Queue"/>. Another queue's, when the case moved
    /// and its words were kept back.
    /// </summary>
    public IReadOnlyList<string>? ReadIn { get; init; }
}

/// <summary>Who may do it, for the words of a refusal.</summary>
public enum WhoMay
{
    /// <summary>People listed in organisation.yaml.</summary>
    Listed,

    /// <summary>Members of our own workspace or tenant.</summary>
    Members,

    /// <summary>The rep of the case.</summary>
    RepOfTheCase,

    /// <summary>Specialists of the case's queue.</summary>
    SpecialistsOfTheQueue,

    /// <summary>Managers of the case's queue.</summary>
    ManagersOfTheQueue,

    /// <summary>Managers.</summary>
    Managers,

    /// <summary>People who may read a restricted case: those of the queue that it came from, and whoever claims it.</summary>
    ReadersOfTheCase,
}

/// <summary>The answer to "may this person do that?".</summary>
public abstract record Permission
{
    private Permission() { }

    /// <summary>Yes.</summary>
    public sealed record Allowed : Permission
    {
        /// <summary>The one value.</summary>
        public static Allowed Yes { get; } = new();
    }

    /// <summary>No; nothing changes, and the person is told privately.</summary>
    /// <param name="WhoMay">Who may.</param>
    /// <param name="Queue">The queue that is meant, or null.</param>
    /// <param name="AskWhom">Listed people who may, best first; empty when none is listed.</param>
    public sealed record Refused(WhoMay WhoMay, string? Queue, IReadOnlyList<Colleague> AskWhom) : Permission;
}

/// <summary>
/// Who may do what: a rep asks and sees to own cases; a specialist works in own queues; a manager does everything in own queues, gets
/// digests and reassigns. Of a restricted case whose words were kept back when it moved, people of its new queue do only what needs none of
/// its words, until one of them claims it.
/// </summary>
public static class Permissions
{
    private static readonly Permission Yes = Permission.Allowed.Yes;

    /// <summary>May they?</summary>
    /// <param name="organisation">Who is listed.</param>
    /// <param name="who">The listed person, or null for somebody who is not listed.</param>
    /// <param name="membership">What their platform vouches for.</param>
    /// <param name="action">What they want.</param>
    /// <param name="theCase">The case, null only for <see cref="DeskAction.Ask"/>, <see cref="DeskAction.Digest"/> and
    /// <see cref="DeskAction.Criteria"/>.</param>
    public static Permission Check(
        OrganisationSnapshot organisation,
        Colleague? who,
        Membership membership,
        DeskAction action,
        CaseStanding? theCase
    )
    {
        // Words for one's own case are never lost, whatever became of one's account: nothing comes back for them.
        if (!Admission.Admits(organisation, membership) && !(action is DeskAction.AddToCase && theCase is { IsRep: true }))
        {
            return new Permission.Refused(WhoMay.Members, null, ManagersOf(organisation, organisation.DefaultQueue.Id));
        }

        if (action is DeskAction.Ask)
        {
            return who is not null || organisation.Askers is not Askers.Listed
                ? Yes
                : new Permission.Refused(WhoMay.Listed, null, ManagersOf(organisation, organisation.DefaultQueue.Id));
        }

        if (action is DeskAction.Digest or DeskAction.Criteria)
        {
            return who?.Is(Roles.Manager) == true
                ? Yes
                : new Permission.Refused(WhoMay.Managers, null, [.. organisation.People.Where(person => person.Is(Roles.Manager))]);
        }

        ArgumentNullException.ThrowIfNull(theCase);
        // Whoever of the organisation reads in a department's place answers for it: its people are not listed.
        if (action is DeskAction.AnswerDepartment or DeskAction.AnswerColleague)
        {
            return membership is Membership.Member
                ? Yes
                : new Permission.Refused(WhoMay.Members, null, ManagersOf(organisation, theCase.Queue));
        }

        if (action is DeskAction.See)
        {
            return MayRead(organisation, who, theCase) ? Yes : OnlyReaders(organisation, who, theCase);
        }

        var manages = who?.Is(Roles.Manager, theCase.Queue) == true;
        if ((manages || WorksOn(who, theCase)) && NeedsItsWords(action, theCase) && !MayRead(organisation, who, theCase))
        {
            return OnlyReaders(organisation, who, theCase);
        }

        if (manages)
        {
            return Yes;
        }

        return action switch
        {
            DeskAction.Reassign or DeskAction.Hold => new Permission.Refused(
                WhoMay.ManagersOfTheQueue,
                theCase.Queue,
                ManagersOf(organisation, theCase.Queue)
            ),
            DeskAction.AddToCase or DeskAction.Reopen or DeskAction.ClientTold => theCase.IsRep || WorksOn(who, theCase)
                ? Yes
                : OnlyItsRep(theCase),
            // The list of colleagues is for members.
            DeskAction.Consult => (theCase.IsRep && membership is Membership.Member) || WorksOn(who, theCase)
                ? Yes
                : OnlySpecialists(organisation, theCase),
            DeskAction.Rate => theCase.IsRep ? Yes : OnlyItsRep(theCase),
            _ => WorksOn(who, theCase) ? Yes : OnlySpecialists(organisation, theCase),
        };
    }

    /// <summary>
    /// The rep who asked and the owner read every case of theirs. A restricted one is for people of its readers' queues beside them. Any
    /// other is for specialists and managers, who hand over between queues, and for reps as far as <c>reps_see</c> goes.
    /// </summary>
    private static bool MayRead(OrganisationSnapshot organisation, Colleague? who, CaseStanding theCase)
    {
        if (theCase.IsRep || IsOwner(who, theCase))
        {
            return true;
        }

        if (who is null)
        {
            return false;
        }

        return theCase.Restricted
            ? ReadersOf(theCase).Any(queue => who.Is(Roles.Specialist | Roles.Manager, queue))
            : who.Is(Roles.Specialist | Roles.Manager)
                || organisation.RepsSee switch
                {
                    RepsSee.All => true,
                    RepsSee.Queue => who.Queues.Contains(theCase.Queue, StringComparer.Ordinal),
                    _ => false,
                };
    }

    /// <summary>What shows words of the case, or makes no sense to somebody who has not read it.</summary>
    private static bool NeedsItsWords(DeskAction action, CaseStanding theCase) =>
        // Whoever takes a case out of its owner's hands, to themselves or to others, takes its words with it.
        (theCase.OwnerEmail is not null && action is DeskAction.Transfer or DeskAction.Release or DeskAction.Reassign)
        || action
            is not (
                DeskAction.Claim
                or DeskAction.Transfer
                or DeskAction.Release
                or DeskAction.Priority
                or DeskAction.Reassign
                or DeskAction.Rate
                or DeskAction.Hold
            );

    private static IReadOnlyList<string> ReadersOf(CaseStanding theCase) => theCase.ReadIn ?? [theCase.Queue];

    /// <summary>An owner keeps the case in hand even when it was moved to a queue that is not theirs.</summary>
    private static bool WorksOn(Colleague? who, CaseStanding theCase) =>
        who is not null && (who.Is(Roles.Specialist, theCase.Queue) || IsOwner(who, theCase));

    /// <summary>Whoever has it, while they are a specialist or manager of whatever queue: what was taken takes the case along.</summary>
    private static bool IsOwner(Colleague? who, CaseStanding theCase) =>
        who?.Is(Roles.Specialist | Roles.Manager) == true
        && string.Equals(who.Email, theCase.OwnerEmail, StringComparison.OrdinalIgnoreCase);

    /// <summary>People of the present queue are told that the words were kept back; others, who works on it.</summary>
    private static Permission.Refused OnlyReaders(OrganisationSnapshot organisation, Colleague? who, CaseStanding theCase)
    {
        var readers = ReadersOf(theCase);
        if (
            !theCase.Restricted
            || readers.Contains(theCase.Queue, StringComparer.Ordinal)
            || who?.Is(Roles.Specialist | Roles.Manager, theCase.Queue) != true
        )
        {
            return OnlySpecialists(organisation, theCase);
        }

        return new(
            WhoMay.ReadersOfTheCase,
            readers[0],
            [.. organisation.With(Roles.Manager, readers[0]).Concat(organisation.With(Roles.Specialist, readers[0])).Distinct()]
        );
    }

    private static Permission.Refused OnlyItsRep(CaseStanding theCase) => new(WhoMay.RepOfTheCase, theCase.Queue, []);

    private static Permission.Refused OnlySpecialists(OrganisationSnapshot organisation, CaseStanding theCase)
    {
        var owner = organisation.FindPerson(theCase.OwnerEmail) is { } person && IsOwner(person, theCase) ? person : null;
        var others = organisation.With(Roles.Specialist, theCase.Queue).Where(other => other != owner);
        return new(WhoMay.SpecialistsOfTheQueue, theCase.Queue, owner is null ? [.. others] : [owner, .. others]);
    }

    private static List<Colleague> ManagersOf(OrganisationSnapshot organisation, string queue) =>
        [.. organisation.With(Roles.Manager, queue)];
}
