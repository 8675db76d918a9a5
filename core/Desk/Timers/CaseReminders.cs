using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Timers;

/// <summary>Reminders of what was promised, and of the client's daily update.</summary>
internal static class CaseReminders
{
    /// <summary>Three quarters of the time to a promise are over: whoever has the case knows.</summary>
    public static void PromiseWarning(DecisionBuilder draft, Case theCase, Promise promise)
    {
        draft.Note(TimerNames.PromiseWarning, theCase);
        TellOwner(draft, theCase, "promise_warning", promise);
    }

    /// <summary>Its time is over and nobody said that it was kept: it is broken, and managers hear of it.</summary>
    public static void PromiseBroken(DecisionBuilder draft, Case theCase, Promise promise)
    {
        var broken = draft.Keep(theCase.WithPromise(PromiseState.Broken));
        draft.Note("promise_broken", broken, ShortText.Of(promise.Words, 300));
        TellOwner(draft, broken, "promise_broken", promise);
        TimerHandler.TellManagers(
            draft,
            broken,
            "manager_promise_broken",
            draft.When.Clock(promise.DueAt, draft.Loaded.Organisation.ZoneOf(broken.Account))
        );
        RenewalRisk.Look(draft, broken);
        draft.ShowEverywhere(broken);
    }

    /// <summary>The rep gets the words for the client, once a working day while the case is worked on.</summary>
    public static void ClientUpdate(DecisionBuilder draft, Case theCase)
    {
        var organisation = draft.Loaded.Organisation;
        if (Clocks.ClientUpdateDue(theCase, organisation) is not { } due || due > draft.Now)
        {
            // The calendar was changed meanwhile.
            draft.Timer(theCase.Id, TimerNames.ClientUpdate, Clocks.ClientUpdateDue(draft.KeepAsIs(theCase), organisation));
            return;
        }

        var kept = draft.Keep(theCase with { ClientUpdateAskedAt = draft.Now });
        draft.Note("client_update_due", kept);
        if (!Nudges.MaySend(draft, kept.Rep.Email, kept))
        {
            return;
        }

        var title = draft.Words.Say("client_update_title", kept.Id);
        var client = organisation.ZoneOf(kept.Account);
        var when = client is null ? draft.When : new When(draft.Words, client, draft.Now);
        var next = Clocks.ClientUpdateDue(kept, organisation)!.Value;
        var text = ClientUpdateText.Of(kept, draft.Words, when, next, isClientsTime: client is not null);
        draft.TellRep(
            kept,
            new Card(
                title,
                [
                    new CardPart.Text(title, Strong: true),
                    new CardPart.Quote(text, null),
                    new CardPart.Note(
                        client is null
                            ? draft.Words["client_update_note"]
                            : $"{draft.Words["client_update_note"]} {draft.Words.Say("client_update_zone", client.Id, draft.When.Clock(next))}"
                    ),
                ],
                [draft.Cards.Button(Actions.ClientUpdated, kept) with { Style = ButtonStyle.Primary }]
            )
        );
    }

    private static void TellOwner(DecisionBuilder draft, Case theCase, string key, Promise promise)
    {
        var text = draft.Words.Say(key, theCase.Id, draft.When.Due(promise.DueAt, draft.Loaded.Organisation.ZoneOf(theCase.Account)));
        if (theCase.Owner is not { } owner)
        {
            draft.TellThread(
                theCase,
                new Card(text, [new CardPart.Text(text, Strong: true), new CardPart.Quote(promise.Words, promise.By.Name)], [])
            );
            return;
        }

        if (Nudges.MaySend(draft, owner.Email, theCase))
        {
            draft.TellOwner(
                theCase,
                new Card(
                    text,
                    [new CardPart.Text(text, Strong: true), new CardPart.Quote(promise.Words, promise.By.Name)],
                    [
                        .. theCase.OpenPromise is null
                            ? []
                            : (CardButton[])[draft.Cards.Button(Actions.PromiseKept, theCase) with { Style = ButtonStyle.Primary }],
                        draft.Cards.Button(Actions.ReplyToRep, theCase) with
                        {
                            OpensForm = true,
                        },
                    ]
                ),
                $"case:{theCase.Id}:{key}:{draft.Loaded.InboxId.ToString(CultureInfo.InvariantCulture)}"
            );
        }
    }
}
