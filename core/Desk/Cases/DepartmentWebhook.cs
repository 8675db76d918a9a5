using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>A department's webhook gets each request as a report, beside the card in its place.</summary>
internal static class DepartmentWebhook
{
    /// <summary>Puts the report on its way; nothing for a department without a webhook.</summary>
    public static void Send(DecisionBuilder draft, Case theCase, Department department, DepartmentRequest request)
    {
        if (department.Webhook is null)
        {
            return;
        }

        var slot = Slots.Webhook(theCase.Id, request.Id);
        draft.Report(
            slot,
            new Place(ChannelNames.Webhook, department.Id),
            draft.Words.Say("report_sent_as", theCase.Id, department.Title),
            Report(draft, theCase, request),
            theCase.Id
        );
    }

    /// <summary>The request as a report.</summary>
    public static BugReport Report(DecisionBuilder draft, Case theCase, DepartmentRequest request) =>
        BugReports.Of(draft.Loaded.Workplace, draft.Words, theCase, request, AskDepartment.CardsOf(draft).MayHold(theCase, request));

    /// <summary>It arrived: the case shows where it is kept.</summary>
    public static void Filed(DecisionBuilder draft, Inbound.Filed filed) =>
        Change(
            draft,
            filed.Slot,
            (kept, request) => draft.Note("webhook_sent", kept, $"{request.Department} {request.Id} → {filed.Receipt.Where}"),
            request => request with { Tracker = filed.Receipt.Link, NotSent = null }
        );

    /// <summary>It was given up: the case says so until it is sent again.</summary>
    public static void Undelivered(DecisionBuilder draft, string slot, string why) =>
        Change(
            draft,
            slot,
            (kept, request) =>
                draft.TellThreadPlainly(kept, "thread_webhook_undelivered", AskDepartment.CardsOf(draft).TitleOf(request), why),
            request => request with { NotSent = ShortText.Of(why, 200) }
        );

    private static void Change(
        DecisionBuilder draft,
        string slot,
        Action<Case, DepartmentRequest> tell,
        Func<DepartmentRequest, DepartmentRequest> change
    )
    {
        if (
            draft.Loaded.Case is not { } theCase
            || theCase.Requests.FirstOrDefault(one => one.Id == Slots.RequestOf(slot)) is not { } request
        )
        {
            return;
        }

        var kept = draft.Keep(theCase.Asking(change(request)));
        tell(kept, request);
        draft.ShowEverywhere(kept);
    }
}
