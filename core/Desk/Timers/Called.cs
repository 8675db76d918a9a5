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
    /// <param name="away">E-mails of those who are away: they are passed over.</param>
    public static (Colleague? First, Colleague? Second) Of(
        OrganisationSnapshot organisation,
        Case theCase,
        DateTimeOffset now,
        IReadOnlyDictionary<string, DateTimeOffset> away
    )
    {
        bool IsHere(Colleague? person) => person is not null && !away.ContainsKey(person.Email);

        var onCall = organisation
            .OnCall(theCase.Queue, now)
            .Select(person => organisation.FindPerson(person.Email))
            .OfType<Colleague>()
            .Where(IsHere)
            .ToList();
        var portfolio = organisation.SpecialistFor(theCase.Account, theCase.Queue);
        // Their deputy stands in for them; whoever is away and has none is passed over.
        portfolio =
            IsHere(portfolio) ? portfolio
            : organisation.FindPerson(portfolio?.Deputy) is { } standsIn && IsHere(standsIn) ? standsIn
            : null;
        var first =
            (organisation.Calendar.IsOpen(now) ? portfolio : null)
            ?? onCall.FirstOrDefault()
            ?? portfolio
            ?? organisation.With(Roles.Specialist, theCase.Queue).FirstOrDefault(IsHere);
        var deputy = organisation.FindPerson(first?.Deputy);
        return (first, IsHere(deputy) ? deputy : onCall.Find(person => person != first));
    }
}
