using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Context;

/// <summary>Who reads what is shown: one person, or everybody in a place.</summary>
public abstract record Reader
{
    private Reader() { }

    /// <summary>One person, wherever they read it.</summary>
    /// <param name="Party">How they are known.</param>
    /// <param name="Colleague">Their entry in organisation.yaml, or null.</param>
    public sealed record Person(Party Party, Colleague? Colleague) : Reader
    {
        /// <summary>
        /// What their platform vouches for. Whoever is told without having asked is written to as the organisation lists them, or where
        /// they asked before.
        /// </summary>
        public Membership Membership { get; init; } = Membership.Member;
    }

    /// <summary>Everybody in a channel or a thread of it.</summary>
    public sealed record Room(Place Place) : Reader;
}

/// <summary>
/// The one question before anything is shown. A person may read: the rep who asked and the owner their case; of others what
/// <see cref="Permissions"/> says. A place holds a case when it is the place of the case's queue or where its rep asked; a restricted one
/// only where everybody who is known to read there may read it, and nobody of another organisation reads along. So the rep's own channel
/// thread never holds a restricted case: its words go to the rep's 1:1 chat.
/// </summary>
public static class Visibility
{
    /// <summary>May the reader have the words of the case?</summary>
    public static bool May(OrganisationSnapshot organisation, Reader reader, Case theCase) =>
        reader switch
        {
            Reader.Person person => MayRead(organisation, person, theCase),
            Reader.Room room => MayHold(organisation, room.Place, theCase),
            _ => false,
        };

    /// <summary>May this listed person have the words of the case? For what they are told without having asked.</summary>
    public static bool May(OrganisationSnapshot organisation, Colleague person, Case theCase) =>
        MayRead(organisation, PersonOf(person), theCase);

    /// <summary>May everybody in the place have the words of the case?</summary>
    /// <param name="place">As organisation.yaml writes a queue's, or as the channel names the rep's.</param>
    public static bool MayHold(OrganisationSnapshot organisation, Place place, Case theCase)
    {
        var queue = PlaceOf(organisation, theCase.Queue);
        if (place.Channel == queue.Channel && place.Conversation == queue.Id)
        {
            return !theCase.Restricted
                || (
                    !organisation.IsReadByOutsiders(queue)
                    && Places.ReadersOf(queue, organisation.Queues, organisation.People).All(reader => May(organisation, reader, theCase))
                );
        }

        return theCase.RepDirect ? IsSameChat(place, theCase.RepPlace) : !theCase.Restricted && place.Lane == theCase.RepPlace.Lane;
    }

    /// <summary>
    /// May everybody who reads in a queue's place have the words of the case, which is not there itself? Where others read along, only what
    /// stands in that place anyway.
    /// </summary>
    public static bool MayBeNamedIn(OrganisationSnapshot organisation, string queue, Case theCase)
    {
        if (theCase.Restricted)
        {
            return MayReadIn(organisation, queue, theCase.Readers);
        }

        var place = PlaceOf(organisation, queue);
        return !organisation.IsReadByOutsiders(place) || PlaceOf(organisation, theCase.Queue) == place;
    }

    /// <summary>Guests or people of other organisations read in a queue's place, or may.</summary>
    public static bool OthersReadIn(OrganisationSnapshot organisation, string queue) =>
        organisation.IsReadByOutsiders(PlaceOf(organisation, queue));

    /// <summary>May everybody who reads in a queue's place have what people of some queues may read?</summary>
    /// <param name="readIn">Ids of those queues.</param>
    public static bool MayReadIn(OrganisationSnapshot organisation, string queue, IReadOnlyList<string> readIn)
    {
        var place = PlaceOf(organisation, queue);
        return !organisation.IsReadByOutsiders(place)
            && Places.ReadersOf(place, organisation.Queues, organisation.People).All(reader => MayReadIn(reader, readIn));
    }

    /// <summary>Is the person of one of these queues?</summary>
    public static bool MayReadIn(Colleague person, IReadOnlyList<string> readIn) =>
        readIn.Any(queue => person.Is(Roles.Specialist | Roles.Manager, queue));

    /// <summary>
    /// May the reader have the words of a question and what was found for it? Its asker, and in a channel whoever reads where it was asked;
    /// of one that became a case, whoever may read that. A restricted one: its asker, and readers of its case. One line of what a client
    /// asked before, unless a criterion may restrict it, also goes with a later case of that client to those who work on it.
    /// </summary>
    /// <param name="became">The case that it became; null when it became none, or the case is not known any more.</param>
    public static bool May(OrganisationSnapshot organisation, Reader reader, AskedQuestion asked, Case? became)
    {
        if (reader is Reader.Room { Place: var place })
        {
            return (asked.Direct || !asked.IsRestricted) && Holds(place, asked);
        }

        return asked.By.Is(((Reader.Person)reader).Party)
            || (became is not null && became.Id == asked.CaseId && May(organisation, reader, became));
    }

    /// <summary>Is the place where the question was asked? What answers it stands there, whoever reads along, and nowhere else.</summary>
    public static bool Holds(Place place, AskedQuestion asked) =>
        asked.Direct ? IsSameChat(place, asked.Place) : place.Lane == asked.Place.Lane;

    /// <summary>A listed person as a reader, wherever they are told.</summary>
    public static Reader.Person PersonOf(Colleague person) =>
        new(new Party(new PersonKey("", person.Email), person.Name, person.Email), person);

    private static bool MayRead(OrganisationSnapshot organisation, Reader.Person person, Case theCase) =>
        new Asker(person.Party, person.Colleague, organisation.Calendar.Zone) { Membership = person.Membership }.May(
            organisation,
            DeskAction.See,
            theCase
        ) is Permission.Allowed;

    private static PlaceName PlaceOf(OrganisationSnapshot organisation, string queue) =>
        (organisation.FindQueue(queue) ?? organisation.DefaultQueue).Place;

    private static bool IsSameChat(Place one, Place other) => one.Channel == other.Channel && one.Conversation == other.Conversation;
}
