using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>
/// A case that waits for its rep, and in which nobody has said anything for days (<c>stale_after</c> of organisation.yaml): its owner is
/// offered to close it; unless they keep it open it closes, with a word to everybody. It can be reopened.
/// </summary>
internal static class StaleCase
{
    /// <summary>Their rows in <see cref="CaseActions"/>.</summary>
    public static IReadOnlyList<CaseAction> All { get; } =
    [
        new(Actions.KeepOpen, DeskAction.ReplyToRep)
        {
            Do = (draft, theCase, _) =>
            {
                if (IsSilent(draft, theCase))
                {
                    var kept = draft.Keep(theCase with { KeptOpenAt = draft.Now });
                    draft.Note("kept_open", kept);
                    draft.TellThreadPlainly(kept, "thread_kept_open", draft.By.Name);
                    draft.Whisper("kept_open", kept.Id);
                    draft.ShowEverywhere(kept);
                }
            },
        },
        new(Actions.CloseStale, DeskAction.Decline)
        {
            Do = (draft, theCase, _) =>
            {
                if (IsSilent(draft, theCase))
                {
                    Close(draft, theCase);
                }
            },
        },
    ];

    /// <summary>Closes it, with a word to everybody.</summary>
    public static void Close(DecisionBuilder draft, Case theCase)
    {
        var since = draft.When.Clock(Clocks.SilentSince(theCase, Clocks.OpenAsk(theCase)!));
        var closed = CaseEnd.Withdraw(draft, draft.Keep(theCase.ClosedForSilence(draft.Words.Say("stale_why", since), draft.Now)));
        draft.Note("closed_stale", closed);
        draft.EndQuestion(closed);
        draft.ShowEverywhere(closed);
        draft.TellThreadPlainly(closed, "thread_stale_closed", closed.Rep.Name, since);
        draft.TellOwner(
            closed,
            Card.Of($"{closed.Id}: {draft.Words.Say("thread_stale_closed", closed.Rep.Name, since)}"),
            $"case:{closed.Id}:stale_closed:{draft.Loaded.InboxId.ToString(CultureInfo.InvariantCulture)}"
        );
        var line = draft.Words.Say("rep_told_stale", closed.Id);
        draft.TellRep(
            closed,
            new Card(
                line,
                [new CardPart.Text(line, Strong: true), new CardPart.Quote(theCase.Asks.First(ask => ask.RepliedAt is null).Text, null)],
                [draft.Cards.Button(Actions.Reopen, closed) with { OpensForm = true }]
            )
        );
    }

    private static bool IsSilent(DecisionBuilder draft, Case theCase)
    {
        if (Clocks.OpenAsk(theCase) is not null)
        {
            return true;
        }

        draft.Whisper("stale_not", theCase.Id);
        return false;
    }
}
