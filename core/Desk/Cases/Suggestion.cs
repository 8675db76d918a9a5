using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>Who is told first about a case, and why, in words. Anybody of its queue may claim it all the same.</summary>
/// <param name="Person">Who it is.</param>
/// <param name="Why">"looks after Acme.": goes on after their name.</param>
internal sealed record Suggestion(Colleague Person, string Why)
{
    /// <summary>Who looks after the account; while they are away, their deputy. Null = nobody does, or nobody of them is here.</summary>
    public static Suggestion? Of(DecisionBuilder draft, Case theCase)
    {
        var organisation = draft.Loaded.Organisation;
        var account = organisation.FindAccount(theCase.Account);
        if (organisation.SpecialistFor(account?.Id, theCase.Queue) is not { } specialist)
        {
            return null;
        }

        if (!draft.Loaded.AwayUntil.TryGetValue(specialist.Email, out var until))
        {
            return new(specialist, draft.Words.Say("portfolio", account!.Name));
        }

        return
            organisation.FindPerson(specialist.Deputy) is { } deputy
            && deputy.Is(Roles.Specialist | Roles.Manager, theCase.Queue)
            && !draft.Loaded.AwayUntil.ContainsKey(deputy.Email)
            ? new(deputy, draft.Words.Say("portfolio_deputy", specialist.Name, account!.Name, draft.When.Until(until)))
            : null;
    }

    /// <summary>Says it in the case's thread, with a mention where the person was met on the queue's channel.</summary>
    public void Tell(DecisionBuilder draft, Case theCase, Queue queue)
    {
        if (draft.Loaded.Reachable.TryGetValue(Person.Email, out var key) && key.Channel == queue.Place.Channel)
        {
            draft.ShowPlainly(
                $"{Slots.Thread(theCase)}:portfolio",
                new Destination.ThreadOf(Slots.CaseCard(theCase)),
                $"case:{theCase.Id}:thread",
                new Card($"{Person.Name} {Why}", [new CardPart.Mention(key, Person.Name, Why)], []),
                theCase.Id
            );
        }
    }
}
