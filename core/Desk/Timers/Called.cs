using EscalationBot.Core.Cases;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Timers;

/// <summary>Whom the ladder of an unclaimed case calls.</summary>
internal static class Called
{
    /// <summary>
    /// First, within hours: who looks after the account; else, and outside hours: who is on call by the rota, then by <c>on_call</c>; else
    /// the specialist of the queue who is listed first. Second: the deputy of the first, else the next one on call.
    /// </summary>
    public static (Colleague? First, Colleague? Second) Of(OrganisationSnapshot organisation, Case theCase, DateTimeOffset now)
    {
        var onCall = organisation
            .OnCall(theCase.Queue, now)
            .Select(person => organisation.FindPerson(person.Email))
            .OfType<Colleague>()
            .ToList();
        var portfolio = organisation.SpecialistFor(theCase.Account, theCase.Queue);
        var first =
            (organisation.Calendar.IsOpen(now) ? portfolio : null)
            ?? onCall.FirstOrDefault()
            ?? portfolio
            ?? organisation.With(Roles.Specialist, theCase.Queue).FirstOrDefault();
        return (first, organisation.FindPerson(first?.Deputy) ?? onCall.Find(person => person != first));
    }
}
