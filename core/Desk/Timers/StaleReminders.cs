using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Timers;

/// <summary>A case in which nobody has said anything for days, while it waits for its rep (<see cref="StaleCase"/>).</summary>
internal static class StaleReminders
{
    /// <summary>Its timer ran out: first the offer, then the end.</summary>
    public static void Look(DecisionBuilder draft, Case theCase)
    {
        var organisation = draft.Loaded.Organisation;
        if (Clocks.StaleDue(theCase, organisation) is not { } due || due > draft.Now)
        {
            // Somebody said something, or the calendar was changed meanwhile.
            draft.Timer(theCase.Id, TimerNames.Stale, Clocks.StaleDue(draft.KeepAsIs(theCase), organisation));
            return;
        }

        if (theCase.StaleOfferedAt is { } offered && offered >= Clocks.SilentSince(theCase, Clocks.OpenAsk(theCase)!))
        {
            StaleCase.Close(draft, theCase);
            return;
        }

        var since = Clocks.SilentSince(theCase, Clocks.OpenAsk(theCase)!);
        var kept = draft.Keep(theCase with { StaleOfferedAt = draft.Now });
        draft.Note("stale_offered", kept);
        var line = draft.Words.Say("stale_offer", kept.Id, kept.Rep.Name, draft.When.Clock(since));
        var card = new Card(
            line,
            [
                new CardPart.Text(line, Strong: true),
                new CardPart.Note(draft.Words.Say("stale_offer_note", draft.When.Due(Clocks.StaleDue(kept, organisation)!.Value))),
            ],
            [draft.Cards.Button(Actions.CloseStale, kept), draft.Cards.Button(Actions.KeepOpen, kept) with { Style = ButtonStyle.Primary }]
        );
        if (kept.Owner is null)
        {
            draft.TellThread(kept, card);
        }
        else if (Nudges.MaySend(draft, kept.Owner.Email, kept))
        {
            draft.TellOwner(kept, card, $"case:{kept.Id}:stale:{draft.Loaded.InboxId.ToString(CultureInfo.InvariantCulture)}");
        }

        draft.ShowEverywhere(kept);
    }
}
