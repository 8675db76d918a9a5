using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Queues;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>What platforms show of a case and what its rows say are made one again, and counted for the managers' digest.</summary>
public static class FoundCards
{
    /// <summary>History of what was put right.</summary>
    public const string PutRight = "put_right";

    /// <summary>A message was gone; the outbox posts it anew.</summary>
    internal static void Gone(DecisionBuilder draft)
    {
        if (draft.Loaded.Case is { } theCase)
        {
            draft.Note(PutRight, theCase, "gone");
        }
    }

    /// <summary>
    /// A card that no row knows is taken as the case's card where that has none and it stands in the place of the case's queue. Otherwise
    /// it says that it is not, and has no buttons; words under it reach the case all the same.
    /// </summary>
    internal static void Found(DecisionBuilder draft, Inbound.CardFound found)
    {
        if (draft.Loaded.Case is not { } theCase || draft.Loaded.Card?.Is(found.Stands, found.MessageId) == true)
        {
            return;
        }

        if (
            draft.Loaded.Card is null
            && found.Slot == Slots.CaseCard(theCase)
            && found.Named == CasePlace.Of(draft.Loaded.Organisation, theCase)
        )
        {
            var kept = draft.KeepAsIs(theCase);
            draft.Note(PutRight, kept, "adopted");
            draft.Bind(found.Slot, found.Stands, found.MessageId, kept.Id);
            draft.ShowInQueue(kept);
            return;
        }

        var copy = SlotMessages.CopyOf(found.Slot, found.MessageId);
        draft.Note(PutRight, theCase, "retired");
        draft.Bind(copy, found.Stands, found.MessageId, theCase.Id);
        draft.ShowPlainly(
            copy,
            new Destination.At(found.Stands),
            $"case:{theCase.Id}:card",
            Card.Of(draft.Words.Say("card_retired", theCase.Id, draft.Cards.QueueTitle(theCase))),
            theCase.Id
        );
    }
}
