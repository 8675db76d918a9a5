using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Context;

/// <summary>Which cards ask for their present state when somebody looks at them, and who those are.</summary>
internal static class RefreshableCards
{
    /// <summary>Whether a slot is one of those that show the state of a case. All others say what was so at a moment.</summary>
    public static bool IsOf(Case theCase, string slot) =>
        slot == Slots.Rep(theCase)
        || slot.StartsWith($"case:{theCase.Id}:outcome", StringComparison.Ordinal)
        || (Slots.IsCaseCard(slot) && slot.StartsWith($"case:{theCase.Id}:", StringComparison.Ordinal))
        || theCase.Asks.Any(ask => slot == Slots.Ask(theCase, ask));

    /// <summary>The rep sees their own cards; what stands in a shared place, the people who work on the case, too.</summary>
    public static IReadOnlyList<CardReader> ReadersOf(OrganisationSnapshot organisation, Case theCase, string slot)
    {
        CardReader[] rep = [new(theCase.Rep.Key, theCase.Rep.Email)];
        if (!Slots.IsCaseCard(slot) && theCase.RepDirect)
        {
            return rep;
        }

        var working = organisation
            .People.Where(person => person.Is(Roles.Specialist, theCase.Queue) || person.Is(Roles.Manager, theCase.Queue))
            .Select(person => new CardReader(null, person.Email));
        IEnumerable<CardReader> owner = theCase.Owner is { } has ? [new(has.Key, has.Email)] : [];
        return [.. Slots.IsCaseCard(slot) ? owner.Concat(working) : rep.Concat(owner).Concat(working)];
    }
}
