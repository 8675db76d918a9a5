using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk;

/// <summary>A message could not be delivered for good. Another route is tried once; then the people who must know are told. Never silent.</summary>
internal static class Rerouting
{
    public static void Apply(Draft draft, Inbound.Undelivered undelivered)
    {
        draft.Note(undelivered.StillTrying ? "delayed" : "undelivered", draft.Loaded.Case, undelivered.Why, (undelivered.What as Outbound.Show)?.QuestionId);
        if (undelivered.What is not Outbound.Show show || draft.Loaded.Case is not { } theCase || show.Slot.StartsWith("warn:", StringComparison.Ordinal))
        {
            return;
        }

        var toRep = show.To is Destination.At at && at.Place.Lane == theCase.RepPlace.Lane;
        if (toRep && undelivered.StillTrying)
        {
            draft.TellThread(theCase, Card.Of(draft.Words.Say("thread_delayed", theCase.Rep.Name, undelivered.Why)), "warn:" + draft.Loaded.InboxId.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        else if (toRep)
        {
            // The rep's other channel, when they were seen on one.
            if (!show.Slot.StartsWith("again:", StringComparison.Ordinal) && theCase.Rep.Email is { } email && draft.Loaded.Reachable.TryGetValue(email, out var key) && key.Channel != theCase.RepPlace.Channel)
            {
                draft.Show("again:" + show.Slot, new Destination.Direct(key.Channel, key.Id, email), $"person:{email}", show.Card, theCase.Id, theCase.QuestionId);
            }

            draft.TellThread(theCase, Card.Of(draft.Words.Say("thread_undelivered", theCase.Rep.Name, undelivered.Why)), "warn:" + draft.Loaded.InboxId.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        else if (Slots.IsCaseCard(show.Slot))
        {
            // The specialists cannot see it: managers must.
            Ticking.TellManagers(draft, theCase, "manager_card_undelivered", undelivered.Why);
        }
    }
}
