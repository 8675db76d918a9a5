using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>
/// A time that a specialist names to the rep is a promise: it stands on the case's card, its owner is reminded before it passes, and it is
/// kept or broken. A new one moves it.
/// </summary>
internal static class Promises
{
    /// <summary>Its row in <see cref="CaseActions"/>: whoever works on the case says that it was kept.</summary>
    public static CaseAction Kept { get; } =
        new(Actions.PromiseKept, DeskAction.ReplyToRep) { Do = (draft, theCase, _) => Keep(draft, theCase) };

    /// <summary>The case with what the words promise; the same one when they promise nothing, or nothing that is still to come.</summary>
    public static Case In(DecisionBuilder draft, Case theCase, string text)
    {
        var organisation = draft.Loaded.Organisation;
        var client = organisation.ZoneOf(theCase.Account);
        if (
            !theCase.IsWorkedOn
            || PromiseFinder.Find(text, draft.Now, organisation.Calendar, organisation.Language, client) is not { } found
        )
        {
            return theCase;
        }

        if (found.DueAt <= draft.Now)
        {
            draft.Whisper("promise_past", found.Words);
            return theCase;
        }

        draft.Whisper("promise_noted", draft.When.Due(found.DueAt, client));
        if (theCase.Requests.Where(request => request.IsOpen).MaxBy(request => request.DueAt) is { } request && request.DueAt > found.DueAt)
        {
            draft.Whisper("promise_early", AskDepartment.CardsOf(draft).TitleOf(request), draft.When.Due(request.DueAt, client));
        }

        draft.Note("promised", theCase, $"{found.DueAt:O}: {ShortText.Of(found.Words, 300)}");
        return theCase.Promising(new Promise(ShortText.Of(found.Words, 300), draft.By, draft.Now, found.DueAt));
    }

    private static void Keep(DecisionBuilder draft, Case theCase)
    {
        if (theCase.OpenPromise is not { } open)
        {
            draft.Whisper("promise_none", theCase.Id);
            return;
        }

        var kept = draft.Keep(theCase.WithPromise(open.DueAt >= draft.Now ? PromiseState.Kept : PromiseState.Broken));
        draft.Note(open.DueAt >= draft.Now ? "promise_kept" : "promise_broken", kept, ShortText.Of(open.Words, 300));
        draft.ShowEverywhere(kept);
        draft.Whisper("promise_kept", kept.Id);
    }
}
