using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Authority;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Credits;

/// <summary>What is to be granted, for the question who may.</summary>
/// <param name="Action">A word of authority.yaml.</param>
/// <param name="Amount">In its currency.</param>
/// <param name="Tier">The account's tier; null when unknown.</param>
/// <param name="Before">What the account was granted.</param>
/// <param name="Queue">Queue whose people are asked first.</param>
/// <param name="Now">The moment.</param>
internal sealed record GrantQuestion(
    string Action,
    decimal Amount,
    string? Tier,
    IReadOnlyList<Grant> Before,
    string Queue,
    DateTimeOffset Now
);

/// <summary>Who may decide about more than somebody may grant: never the asker, under whatever address. Pure.</summary>
internal static class Approvers
{
    private static readonly Roles[] Ladder = [Roles.Specialist, Roles.Manager, Roles.Rep];

    /// <summary>Everybody who might be asked, with their deputies: whose chats must be known before it is decided.</summary>
    public static IEnumerable<string> Mails(OrganisationSnapshot organisation) =>
        organisation
            .People.Where(person => person.Is(Roles.Specialist | Roles.Manager))
            .SelectMany(person => new[] { person.Email, person.Deputy })
            .Append(organisation.FindPerson(organisation.Authority.Owner)?.Email)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal);

    /// <summary>
    /// The people of the queue with the least role that suffices; where there are none, the next role's, then other queues'. Of a case
    /// those who may read it, when there are such. Past the review date: the owner and the queue's managers.
    /// </summary>
    /// <param name="organisation">Who is listed.</param>
    /// <param name="what">What is to be granted.</param>
    /// <param name="not">People who have had their say: the asker, who agreed first.</param>
    /// <param name="theCase">The case, or null.</param>
    /// <param name="atLeast">How many different people are needed.</param>
    public static IReadOnlyList<Colleague> Of(
        OrganisationSnapshot organisation,
        GrantQuestion what,
        IReadOnlyList<Party> not,
        Case? theCase,
        int atLeast
    )
    {
        var others = organisation.People.Where(person => !not.Any(party => IsSame(person, party))).ToList();
        if (organisation.Authority.IsOverdue(organisation.Calendar.DateOf(what.Now)))
        {
            return Readers(organisation, [.. others.Where(person => Answers(organisation, person, what.Queue))], theCase, atLeast);
        }

        var found = new List<Colleague>();
        foreach (var inQueue in new[] { true, false })
        {
            foreach (var role in Ladder)
            {
                found.AddRange(
                    others.Where(person =>
                        (inQueue && role is not Roles.Rep ? person.Is(role, what.Queue) : person.Is(role))
                        && Suffices(organisation.Authority, role, what)
                        && !found.Exists(other => IsSame(person, other))
                    )
                );
                if (found.Count >= atLeast && Readers(organisation, found, theCase, atLeast) is { Count: > 0 } enough)
                {
                    return enough;
                }
            }
        }

        return found.Count >= atLeast ? found : [];
    }

    /// <summary>May this person decide about it now, with the roles that they have now?</summary>
    public static bool May(OrganisationSnapshot organisation, Colleague? person, Approval approval, GrantQuestion what) =>
        person is not null
        && !IsSame(person, approval.By)
        && (approval.FirstBy is null || !IsSame(person, approval.FirstBy))
        && (
            MayAlone(organisation, person, approval, what)
            || approval.Asked.Any(asked =>
                asked.Email == person.Email
                && organisation.FindPerson(asked.For) is { } absent
                && absent.Deputy == person.Email
                && !IsSame(absent, approval.By)
                && (approval.FirstBy is null || !IsSame(absent, approval.FirstBy))
                && MayAlone(organisation, absent, approval, what)
            )
        );

    /// <summary>The same human: by account, by address (whatever stands behind a plus sign), or listed twice under one name.</summary>
    public static bool IsSame(Colleague person, Party party) =>
        MailAddresses.Mailbox(person.Email) == MailAddresses.Mailbox(party.Email)
        || string.Equals(person.Name, party.Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>As <see cref="IsSame(Colleague, Party)"/>, for two people who act.</summary>
    public static bool IsSame(Party one, Party other) =>
        one.Is(other)
        || one.Key == other.Key
        || (one.Email is not null && MailAddresses.Mailbox(one.Email) == MailAddresses.Mailbox(other.Email))
        || string.Equals(one.Name, other.Name, StringComparison.OrdinalIgnoreCase);

    private static bool IsSame(Colleague one, Colleague other) =>
        IsSame(one, new Party(new PersonKey("", one.Email), other.Name, other.Email));

    private static bool MayAlone(OrganisationSnapshot organisation, Colleague person, Approval approval, GrantQuestion what)
    {
        if (organisation.Authority.IsOverdue(organisation.Calendar.DateOf(what.Now)))
        {
            return Answers(organisation, person, what.Queue);
        }

        // People of another queue decide only when they were asked, because the queue has nobody.
        var wasAsked = approval.Asked.Any(asked => (asked.For ?? asked.Email) == person.Email);
        return Ladder.Any(role =>
            (role is Roles.Rep ? person.Is(role) && wasAsked : person.Is(role, what.Queue) || (person.Is(role) && wasAsked))
            && Suffices(organisation.Authority, role, what)
        );
    }

    private static bool Answers(OrganisationSnapshot organisation, Colleague person, string queue) =>
        person.Email == organisation.Authority.Owner || person.Is(Roles.Manager, queue);

    private static bool Suffices(AuthorityMatrix matrix, Roles role, GrantQuestion what) =>
        matrix.Check(role, what.Action, what.Amount, what.Tier, what.Before, what.Now).Allowed;

    private static IReadOnlyList<Colleague> Readers(
        OrganisationSnapshot organisation,
        IReadOnlyList<Colleague> people,
        Case? theCase,
        int atLeast
    )
    {
        var readers = theCase is null ? people : [.. people.Where(person => Visibility.May(organisation, person, theCase))];
        return readers.Count >= atLeast ? readers
            : people.Count >= atLeast ? people
            : [];
    }
}
