using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Decisions;

/// <summary>Incidents of a decision.</summary>
public sealed partial class DecisionBuilder
{
    /// <summary>A timer that fires twice for the same moment is taken for one that came twice: each row has a moment of its own.</summary>
    private const int Moments = 997;

    private readonly Dictionary<string, Incident> _incidents = new(StringComparer.Ordinal);

    /// <summary>The cards of incidents.</summary>
    internal IncidentCards IncidentCards => new(Loaded.Workplace, Words, Now);

    /// <summary>Keeps a new or changed incident.</summary>
    internal Incident Keep(Incident changed) =>
        _incidents[changed.Id] = changed with { Version = (Loaded.FindIncident(changed.Id)?.Version ?? 0) + 1, ChangedAt = Now };

    /// <summary>
    /// What became of an incident is told to those who wait, and its card shown anew: a moment later and in steps, each stored by itself,
    /// so that nothing is lost and nobody waits for a hundred others.
    /// </summary>
    internal void Wake(string incidentId) =>
        Timer(Incident.Prefix + incidentId, TimerNames.Incident, Now.AddMilliseconds(Loaded.InboxId % Moments));

    /// <summary>The open incident that a new case belongs to; of a restricted one nobody is to hear, whatever it is about.</summary>
    internal CaseIncident? IncidentOf(AskedQuestion asked, bool restricted)
    {
        if (restricted || asked.IsRestricted || IncidentTopics.Find(Loaded.Incidents, asked.Text) is not { } incident)
        {
            return null;
        }

        Wake(incident.Id);
        return new(incident.Id, incident.Title, Now);
    }

    /// <summary>An answer on the topic of an open incident begins with it. What reps are told is for members, in their own chat.</summary>
    internal Card WithBanner(Card card, AskedQuestion asked)
    {
        if (IncidentTopics.Find(Loaded.Incidents, asked.Text) is not { } incident)
        {
            return card;
        }

        if (incident.Updates.Count > 0)
        {
            // Whose words stand above the answer: so they are found when that person is erased.
            NoteOwn(Incident.Banner, asked.Id, $"{incident.Id}:{Incident.ToldAs(incident.Updates.Count - 1)}");
        }

        return IncidentCards.WithBanner(card, incident, Loaded.Asker.AudienceIn(asked.Direct) is Audience.Internal);
    }

    /// <summary>Shows an incident's card in the place of its queue.</summary>
    internal void ShowIncident(Incident incident, IReadOnlyList<Case> cases)
    {
        var place = (Loaded.Organisation.FindQueue(incident.Queue) ?? Loaded.Organisation.DefaultQueue).Place;
        ShowPlainly(
            incident.Slot,
            new Destination.At(new Place(place.Channel, place.Id)),
            incident.Subject,
            IncidentCards.ForQueue(incident, cases)
        );
    }

    /// <summary>A line in the thread under an incident's card.</summary>
    internal void TellIncident(Incident incident, string key, params object?[] values) =>
        ShowPlainly(
            $"{incident.Subject}:thread:{NextKey()}",
            new Destination.ThreadOf(incident.Slot),
            incident.Subject,
            Card.Of(Words.Say(key, values))
        );
}
