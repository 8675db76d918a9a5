using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>
/// The account as the company's own endpoint knows it. It is asked beside everything else, like a message that is sent: a case never waits
/// for it, and its card says accounts.csv's facts until it has answered.
/// </summary>
internal static class LiveAccounts
{
    /// <summary>Its row in <see cref="CaseActions"/>.</summary>
    public static CaseAction Action { get; } =
        new(Actions.ReloadAccount, DeskAction.AskRep)
        {
            Do = (draft, theCase, _) =>
            {
                if (draft.Loaded.Organisation.LiveAccounts is null || theCase.Account is null)
                {
                    draft.Refuse("account_not_live", theCase.Id);
                    return;
                }

                var kept = draft.KeepAsIs(theCase);
                draft.Note("account_reloaded", kept);
                Query(draft, kept, again: true);
                draft.Whisper("account_asked", theCase.Id);
            },
        };

    /// <summary>What is just as old as it may be is not old yet.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <summary>Asks when nobody has, or when what is known is old.</summary>
    public static void Ask(DecisionBuilder draft, Case theCase)
    {
        if (
            draft.Loaded.Organisation.LiveAccounts is { } source
            && theCase.Account is not null
            && theCase.LiveAccount?.IsOld(draft.Now, source.FreshFor) != false
        )
        {
            Query(draft, theCase, again: false);
        }
    }

    /// <summary>It was asked: the card says what is known now.</summary>
    public static void Read(DecisionBuilder draft, AccountAnswer answer)
    {
        // The case may be over, or about somebody else by now.
        if (
            draft.Loaded is not { Case: { IsOpen: true } theCase, Organisation: { LiveAccounts: { } source } organisation }
            || theCase.Account != answer.Account
            || organisation.FindAccount(answer.Account) is not { } account
        )
        {
            return;
        }

        var line = answer.Facts is { } facts
            ? AccountText.Line(draft.Words, organisation, account.With(facts), draft.Loaded.OpenCasesOfAccount)
            : null;
        // The case itself has not changed: its clocks do not move.
        var kept = draft.KeepAsIs(theCase with { LiveAccount = LiveAccount.After(theCase.LiveAccount, answer, line) });
        if (answer.Why is { } why)
        {
            draft.Note("account_not_read", kept, why);
        }

        draft.Timer(kept.Id, TimerNames.AccountOld, answer.Facts is null ? null : answer.At + source.FreshFor + Tick);
        draft.ShowInQueue(kept);
    }

    private static void Query(DecisionBuilder draft, Case theCase, bool again) =>
        draft.Query(
            Slots.Account(theCase.Id),
            new Place(ChannelNames.Webhook, Slots.Account(theCase.Id)),
            draft.Words.Say("account_query", theCase.Id),
            new AccountQuery(theCase.Account!, again),
            theCase.Id
        );
}
