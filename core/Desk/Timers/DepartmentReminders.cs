using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Timers;

/// <summary>
/// A department whose time is over is reminded in its place, and the owner knows; from the second time on the managers hear of it, too.
/// </summary>
internal static class DepartmentReminders
{
    public static void Remind(DecisionBuilder draft, Case theCase)
    {
        var organisation = draft.Loaded.Organisation;
        var late = theCase
            .Requests.Where(request => request.State is RequestState.Open && Clocks.ReminderDue(request, organisation) <= draft.Now)
            .ToList();
        if (late.Count == 0 || !theCase.IsWorkedOn)
        {
            // The calendar was changed meanwhile, or it was answered: the timer is set anew.
            draft.Timer(theCase.Id, TimerNames.Department, Clocks.DepartmentDue(draft.KeepAsIs(theCase), organisation));
            return;
        }

        var cards = AskDepartment.CardsOf(draft);
        var reminded = late.Aggregate(
            theCase,
            (changed, request) => changed.Asking(request with { RemindedAt = draft.Now, Reminded = request.Reminded + 1 })
        );
        var kept = draft.Keep(reminded);
        foreach (var request in late)
        {
            var slot = Slots.Request(kept.Id, request.Id);
            draft.Note("department_late", kept, request.Department);
            draft.ShowPlainly(
                $"{slot}:late:{draft.Loaded.InboxId.ToString(CultureInfo.InvariantCulture)}",
                new Destination.ThreadOf(slot),
                $"case:{kept.Id}:request:{request.Id}",
                Card.Of(draft.Words.Say("department_late", kept.Id, draft.When.Due(request.DueAt))),
                kept.Id
            );
            draft.TellThreadPlainly(kept, "thread_department_late", cards.TitleOf(request), draft.When.Due(request.DueAt));
            if (request.Reminded > 0)
            {
                TimerHandler.TellManagers(draft, kept, "manager_department_silent", cards.TitleOf(request));
            }
        }

        draft.ShowEverywhere(kept);
    }
}
