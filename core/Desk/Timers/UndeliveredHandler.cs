using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Credits;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Timers;

/// <summary>
/// A message could not be delivered for good. Another route is tried once; then the people who must know are told. Never silent.
/// </summary>
internal static class UndeliveredHandler
{
    private const string Again = "again:";
    private const string OwnerAgain = Again + "owner:";
    private const string Relay = "relay:";
    private const int LongestTitle = 120;

    public static void Apply(DecisionBuilder draft, Inbound.Undelivered undelivered)
    {
        draft.Note(
            undelivered.StillTrying ? "delayed" : "undelivered",
            draft.Loaded.Case,
            undelivered.Why,
            (undelivered.What as Outbound.Show)?.QuestionId
        );
        if (draft.Loaded.Approval is { } approval && undelivered is { StillTrying: false, What: Outbound.Show card })
        {
            Approvals.Undelivered(draft, approval, card.Slot);
            return;
        }

        if (undelivered is { StillTrying: false, What: Outbound.Show { CaseId: null, QuestionId: null } common })
        {
            TellManagersOf(draft, common, undelivered.Why);
            return;
        }

        if (
            draft.Loaded.Question is { } asked
            && undelivered is { StillTrying: false, What: Outbound.Show { CaseId: null, Slot: var slot } }
            && Slots.QuestionConsultOf(slot) is { } about
        )
        {
            QuestionConsults.Undelivered(draft, asked, about, undelivered.Why);
            return;
        }

        if (
            undelivered.What is not Outbound.Show show
            || draft.Loaded.Case is not { } theCase
            || show.Slot.StartsWith("warn:", StringComparison.Ordinal)
            || show.Query is not null
        )
        {
            return;
        }

        if (Paging.IsCall(show.Slot))
        {
            if (!undelivered.StillTrying)
            {
                Paging.NotReached(draft, theCase, show.Slot);
            }

            return;
        }

        // Of a restricted case that was asked for in front of others the rep hears in their 1:1 chat.
        var toRep = show.To is Destination.At at
            ? at.Place.Lane == theCase.RepPlace.Lane
            : show.To is Destination.Direct direct && direct.Channel == theCase.Rep.Key.Channel && direct.Id == theCase.Rep.Key.Id;
        if (show.File is { } file)
        {
            TellOfFile(draft, theCase, file, toRep, undelivered);
        }
        else if (toRep)
        {
            if (undelivered is { StillTrying: false } or { NeedsSomebody: true })
            {
                ShowElsewhere(draft, theCase, show);
            }

            Warn(draft, theCase, undelivered.StillTrying ? "thread_delayed" : "thread_undelivered", undelivered.Why);
        }
        else if (Slots.IsWebhook(show.Slot))
        {
            if (!undelivered.StillTrying)
            {
                DepartmentWebhook.Undelivered(draft, show.Slot, undelivered.Why);
            }
        }
        else if (Slots.RequestOf(show.Slot) is { } id)
        {
            if (!undelivered.StillTrying && theCase.Requests.FirstOrDefault(request => request.Id == id) is { } request)
            {
                draft.TellThreadPlainly(
                    theCase,
                    "thread_department_undelivered",
                    AskDepartment.CardsOf(draft).TitleOf(request),
                    undelivered.Why
                );
            }
        }
        else if (Slots.ConsultOf(show.Slot) is { } consult)
        {
            if (!undelivered.StillTrying)
            {
                ConsultAnswers.Undelivered(draft, theCase, consult, undelivered.Why);
            }
        }
        else if (Slots.InviteOf(show.Slot) is { } invite)
        {
            if (!undelivered.StillTrying)
            {
                InviteColleague.Undelivered(draft, theCase, invite, undelivered.Why);
            }
        }
        else if (show.To is Destination.ThreadOf && undelivered.StillTrying)
        {
            TimerHandler.TellManagers(draft, theCase, "manager_thread_waits", undelivered.Why, Today(draft));
            draft.TellOwner(theCase, show.Card, OwnerSlot(show));
            if (IsFromRep(show))
            {
                draft.TellRep(
                    theCase,
                    Card.Of(
                        draft.Words.Say(
                            theCase.Owner is null ? "rep_thread_waits_queue" : "rep_thread_waits",
                            theCase.Id,
                            theCase.Owner?.Name
                        )
                    )
                );
            }
        }
        else if (show.To is Destination.ThreadOf)
        {
            Rebind(draft, theCase, show, undelivered.Why);
        }
        else if (undelivered.StillTrying && show.Slot.StartsWith(OwnerAgain + Relay, StringComparison.Ordinal))
        {
            draft.TellRep(theCase, Card.Of(draft.Words.Say("rep_owner_waits", theCase.Id, theCase.Owner?.Name)));
        }
        else if (Slots.IsCaseCard(show.Slot))
        {
            // The specialists cannot see it: managers must.
            TimerHandler.TellManagers(
                draft,
                theCase,
                "manager_card_undelivered",
                undelivered.Why,
                undelivered.StillTrying ? Today(draft) : null
            );
        }
    }

    /// <summary>
    /// What stands in a queue's place and is of no case (an incident, a draft of an article) did not arrive there: its managers hear of it.
    /// </summary>
    private static void TellManagersOf(DecisionBuilder draft, Outbound.Show lost, string why)
    {
        if (lost.To is not Destination.At { Place: var place })
        {
            return;
        }

        var queues = draft
            .Loaded.Organisation.Queues.Where(queue => queue.Place.Channel == place.Channel && queue.Place.Id == place.Conversation)
            .ToList();
        foreach (var manager in draft.ManagersOf(queues.Select(queue => queue.Id)))
        {
            draft.TellPerson(
                manager.Email,
                Card.Of(draft.Words.Say("manager_undelivered", ShortText.Of(lost.Card.Fallback, LongestTitle), queues[0].Title, why)),
                theCase: null,
                $"warn:{draft.Loaded.InboxId.ToString(System.Globalization.CultureInfo.InvariantCulture)}:{manager.Email}"
            );
        }
    }

    /// <summary>A file that could not be handed over: whoever waits for it and whoever sent it know why, and what helps.</summary>
    private static void TellOfFile(DecisionBuilder draft, Case theCase, FileLink file, bool toRep, Inbound.Undelivered undelivered)
    {
        if (undelivered.StillTrying)
        {
            return;
        }

        var waits = Card.Of(draft.Words.Say("file_not_come", file.Name, undelivered.Why));
        var sent = Card.Of(
            draft.Words.Say("file_not_handed", file.Name, toRep ? theCase.Rep.Name : draft.Cards.QueueTitle(theCase), undelivered.Why)
        );
        var slot = "warn:" + draft.Loaded.InboxId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        draft.TellThread(theCase, toRep ? sent : waits, $"{slot}:thread");
        draft.TellRep(theCase, toRep ? waits : sent, $"{slot}:rep");
    }

    /// <summary>
    /// The thread took it not: it is locked, archived or gone. The case gets a new card in the place of its queue, what was to be said
    /// stands there and reaches the owner in their 1:1 chat, and the rep knows. Where the new thread takes nothing either, managers know.
    /// </summary>
    private static void Rebind(DecisionBuilder draft, Case theCase, Outbound.Show show, string why)
    {
        if (show.Slot.StartsWith(Again, StringComparison.Ordinal))
        {
            TimerHandler.TellManagers(draft, theCase, "manager_thread_gone", why);
            return;
        }

        // Of several messages that did not arrive the first one makes the new card.
        var isPresent = show.To is Destination.ThreadOf thread && thread.Slot == Slots.CaseCard(theCase);
        var kept = isPresent ? draft.Keep(theCase with { CardNumber = theCase.CardNumber + 1 }) : draft.KeepAsIs(theCase);
        if (isPresent)
        {
            draft.Note("rebound", kept, why);
            draft.ShowInQueue(kept);
            Say(draft, kept, "warn:", Card.Of(draft.Words.Say("thread_rebound", kept.Id, why)));
        }

        draft.Show(Again + show.Slot, new Destination.ThreadOf(Slots.CaseCard(kept)), $"case:{kept.Id}:thread", show.Card, kept.Id);
        draft.TellOwner(kept, show.Card, OwnerSlot(show));
        if (IsFromRep(show))
        {
            draft.TellRep(
                kept,
                Card.Of(draft.Words.Say(kept.Owner is null ? "rep_rebound_queue" : "rep_rebound", kept.Id, kept.Owner?.Name))
            );
        }
    }

    /// <summary>While something waits, each change of the case waits with it: managers read it once a day.</summary>
    private static string Today(DecisionBuilder draft) =>
        draft.Now.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What the thread did not take, in the owner's own chat: once, also when it is given up after it waited.</summary>
    private static string OwnerSlot(Outbound.Show show) => OwnerAgain + show.Slot;

    private static bool IsFromRep(Outbound.Show show) => show.Slot.StartsWith(Relay, StringComparison.Ordinal);

    /// <summary>On the rep's other channel, when they were seen on one.</summary>
    private static void ShowElsewhere(DecisionBuilder draft, Case theCase, Outbound.Show show)
    {
        if (
            !show.Slot.StartsWith(Again, StringComparison.Ordinal)
            && theCase.Rep.Email is { } email
            && draft.Loaded.Reachable.TryGetValue(email, out var key)
            && key.Channel != theCase.RepPlace.Channel
        )
        {
            draft.Show(
                Again + show.Slot,
                new Destination.Direct(key.Channel, key.Id, email),
                $"person:{email}",
                show.Card,
                theCase.Id,
                theCase.QuestionId
            );
        }
    }

    private static void Warn(DecisionBuilder draft, Case theCase, string key, string why) =>
        Say(draft, theCase, "warn:", Card.Of(draft.Words.Say(key, theCase.Rep.Name, why)));

    private static void Say(DecisionBuilder draft, Case theCase, string prefix, Card card) =>
        draft.ShowPlainly(
            prefix + draft.Loaded.InboxId.ToString(System.Globalization.CultureInfo.InvariantCulture),
            new Destination.ThreadOf(Slots.CaseCard(theCase)),
            $"case:{theCase.Id}:thread",
            card,
            theCase.Id
        );
}
