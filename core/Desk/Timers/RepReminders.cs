using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Timers;

/// <summary>
/// A case that waits for the rep stands still: its other clocks do not run. So the rep is reminded, then the managers hear of it, and the
/// specialist sees how often. It goes on until there is an answer: nothing waits for ever.
/// </summary>
internal static class RepReminders
{
    public static void Remind(DecisionBuilder draft, Case theCase, RepAsk ask)
    {
        if (Clocks.ReminderDue(theCase, ask, draft.Loaded.Organisation) is var due && due > draft.Now)
        {
            // The calendar or the promise was changed meanwhile.
            draft.KeepAsIs(theCase);
            draft.Timer(theCase.Id, TimerNames.RepReminder, due);
            return;
        }

        var reminded = ask with { Reminded = ask.Reminded + 1 };
        var kept = draft.Keep(theCase with { Asks = [.. theCase.Asks.Select(other => other.Id == ask.Id ? reminded : other)] });
        draft.Note("rep_reminded", kept, reminded.Reminded.ToString(CultureInfo.InvariantCulture));
        draft.Timer(kept.Id, TimerNames.RepReminder, Clocks.ReminderDue(kept, reminded, draft.Loaded.Organisation));
        if (Nudges.MaySend(draft, kept.Rep.Email, kept))
        {
            var line = draft.Words.Say("rep_reminder", ask.By, kept.Id, draft.When.Past(ask.At));
            draft.TellRep(
                kept,
                new Card(
                    $"{line} {ask.Text}",
                    [new CardPart.Text(line, Strong: true), new CardPart.Quote(ask.Text, ask.By)],
                    [
                        draft.Cards.Button(Actions.AnswerAsk, kept, (DataKeys.Ask, ask.Id)) with
                        {
                            OpensForm = true,
                            Style = ButtonStyle.Primary,
                        },
                    ]
                )
            );
        }

        if (ask.Reminded > 0)
        {
            TimerHandler.TellManagers(draft, kept, "manager_rep_silent", kept.Rep.Name);
        }

        draft.ShowEverywhere(kept);
    }
}
