using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Timers;

/// <summary>Whom the ladder of an unclaimed case tells.</summary>
internal static class ClaimLadder
{
    /// <summary>
    /// First: whom the case is offered to, else the best of the suggestions, else the first listed specialist of the queue who is free.
    /// Second: the deputy of the first, else the next suggestion.
    /// </summary>
    public static (Colleague? First, Colleague? Second) Of(DecisionBuilder draft, Case theCase)
    {
        var organisation = draft.Loaded.Organisation;
        var suggested = Suggestion.All(draft, theCase).Select(suggestion => suggestion.Person).ToList();
        var first =
            suggested.Find(person => person.Email == theCase.OfferedTo)
            ?? (suggested.Count > 0 ? suggested[0] : null)
            ?? organisation.With(Roles.Specialist, theCase.Queue).FirstOrDefault(person => Suggestion.IsFree(draft, theCase, person));
        var deputy = organisation.FindPerson(first?.Deputy);
        return (
            first,
            deputy is not null && Suggestion.IsFree(draft, theCase, deputy) ? deputy : suggested.Find(person => person != first)
        );
    }
}
