using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk;

/// <summary>The one switch over everything that can happen. Pure: no I/O, no clock, no randomness.</summary>
public static class Deciding
{
    /// <summary>Decides one inbound row.</summary>
    public static Decision Decide(Inbound inbound, Loaded loaded, DateTimeOffset now)
    {
        var draft = new Draft(loaded, inbound, now);
        if (Strangers.IsTurnedAway(loaded.Organisation, loaded.Asker, inbound))
        {
            Strangers.Answer(draft);
            return draft.Finish();
        }

        switch (inbound)
        {
            case Inbound.Said said: Hearing.Apply(draft, said); break;
            case Inbound.Edited edited: Editing.Apply(draft, edited); break;
            case Inbound.Deleted deleted: Editing.Apply(draft, deleted); break;
            case Inbound.Pressed pressed: Pressing.Apply(draft, pressed); break;
            case Inbound.Submitted submitted: Submitting.Apply(draft, submitted); break;
            // A reaction never changes the state of a case: one slip of a finger must not acknowledge anything.
            case Inbound.Reacted: break;
            case Inbound.Arrived: draft.Show($"welcome:{inbound.Place.Lane}", new Destination.At(inbound.Place), inbound.Place.Lane, Listing.Help(draft, welcome: true)); break;
            case Inbound.Departed: break;
            case Inbound.HomeOpened: draft.Home(inbound.From, Listing.Home(draft)); break;
            case Inbound.TimePassed passed: Ticking.Apply(draft, passed); break;
            case Inbound.Written written: Writing.Apply(draft, written); break;
            case Inbound.Undelivered undelivered: Rerouting.Apply(draft, undelivered); break;
            default: throw new System.Diagnostics.UnreachableException();
        }

        // Talk that nobody keeps is left alone.
        if (inbound is { Hidden: > 0 } && (draft.LeavesHistory || inbound is Inbound.Said { Addressed: true }))
        {
            // Whoever wrote it should know, and not send it again.
            draft.Whisper(Card.Of(draft.Words.Count("hidden_told", inbound.Hidden)));
        }

        return draft.Finish();
    }
}
