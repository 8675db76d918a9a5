namespace EscalationBot.Core.Cases;

/// <summary>What can happen to a case, each as a pure step. Callers check first who may and whether the state allows it.</summary>
public static class Transitions
{
    /// <summary>Somebody takes it.</summary>
    public static Case ClaimedBy(this Case theCase, Party who, DateTimeOffset now) =>
        theCase with
        {
            State = CaseState.Claimed,
            Owner = who,
            ClaimedAt = now,
            FirstClaimedAt = theCase.FirstClaimedAt ?? now,
            RepToldAt = now,
            LadderStep = 0,
        };

    /// <summary>Back to the queue, or into another one.</summary>
    public static Case BackToQueue(this Case theCase, string queue, bool movesPlace, DateTimeOffset now) =>
        theCase.Woken(now) with
        {
            State = CaseState.Unclaimed,
            LastOwner = theCase.Owner ?? theCase.LastOwner,
            Owner = null,
            ClaimedAt = null,
            Queue = queue,
            QueuedAt = now,
            CardNumber = movesPlace ? theCase.CardNumber + 1 : theCase.CardNumber,
            OfferedTo = null,
            TurnedDown = queue == theCase.Queue ? theCase.TurnedDown : [],
            LadderStep = 0,
        };

    /// <summary>
    /// Into another queue. Its words stay with those who could read them, unless they are <paramref name="opened"/> to the new queue; so do
    /// lines about other cases of which nobody knows whether they are restricted.
    /// </summary>
    public static Case MovedTo(this Case theCase, string queue, bool movesPlace, bool opened, DateTimeOffset now) =>
        theCase.BackToQueue(queue, movesPlace, now) with
        {
            ReadIn =
                !theCase.Restricted ? []
                : opened ? [.. theCase.Readers.Append(queue).Distinct(StringComparer.Ordinal)]
                : theCase.Readers,
            Similar = theCase.SimilarRestricted is null ? [] : theCase.Similar,
        };

    /// <summary>Put off until a moment. A case that is put off already keeps the beginning: only the end moves.</summary>
    public static Case SnoozedUntil(this Case theCase, Party who, DateTimeOffset until, string why, DateTimeOffset now) =>
        theCase with
        {
            Snoozed = new(who, theCase.Snoozed?.At ?? now, until, why),
            LadderStep = 0,
        };

    /// <summary>It goes on; the same case when it was not put off.</summary>
    public static Case Woken(this Case theCase, DateTimeOffset now) =>
        theCase.Snoozed is { } snoozed ? theCase with { Snoozed = null, Pauses = [.. theCase.Pauses, new(snoozed.At, now)] } : theCase;

    /// <summary>Closed since the rep was silent for too long; it can be opened again.</summary>
    public static Case ClosedForSilence(this Case theCase, string why, DateTimeOffset now) =>
        theCase.DeclinedWith(why, now) with
        {
            ClosedAsStale = true,
        };

    /// <summary>
    /// Worked on together with another case from now on. Questions to the rep that are still open are void; what was promised is owed by
    /// the other one.
    /// </summary>
    public static Case MergedWith(this Case theCase, string other, DateTimeOffset now) =>
        theCase.WithPromise(PromiseState.Moved).Woken(now) with
        {
            State = CaseState.Merged,
            LastOwner = theCase.Owner ?? theCase.LastOwner,
            Owner = null,
            ClaimedAt = null,
            OfferedTo = null,
            RepToldAt = now,
            LadderStep = 0,
            Asks = [.. theCase.Asks.Where(ask => ask.RepliedAt is not null)],
            Links = [.. theCase.Links.Where(link => link.CaseId != other), new(other, CaseLinkKind.MergedInto)],
        };

    /// <summary>One of its requests to departments, changed.</summary>
    public static Case Asking(this Case theCase, DepartmentRequest changed) =>
        theCase with
        {
            Requests = theCase.Requests.Any(request => request.Id == changed.Id)
                ? [.. theCase.Requests.Select(request => request.Id == changed.Id ? changed : request)]
                : [.. theCase.Requests, changed],
        };

    /// <summary>A time was promised; one that is still open is moved by it.</summary>
    public static Case Promising(this Case theCase, Promise promise) =>
        theCase with
        {
            Promises = [.. theCase.WithPromise(PromiseState.Moved).Promises, promise],
        };

    /// <summary>The open promise became this; the same case when there is none.</summary>
    public static Case WithPromise(this Case theCase, PromiseState state) =>
        theCase.OpenPromise is { } open
            ? theCase with
            {
                Promises = [.. theCase.Promises.SkipLast(1), open with { State = state }],
            }
            : theCase;

    /// <summary>Somebody else has it now.</summary>
    public static Case HandedTo(this Case theCase, Party who, DateTimeOffset now) =>
        theCase.Woken(now) with
        {
            State = CaseState.Claimed,
            LastOwner = theCase.Owner ?? theCase.LastOwner,
            Owner = who,
            ClaimedAt = now,
            FirstClaimedAt = theCase.FirstClaimedAt ?? now,
            LadderStep = 0,
        };

    /// <summary>It is solved; questions to the rep that are still open are void.</summary>
    public static Case ResolvedWith(this Case theCase, Resolution resolution) =>
        theCase.WithPromise(theCase.OpenPromise?.DueAt >= resolution.At ? PromiseState.Kept : PromiseState.Broken).Woken(resolution.At) with
        {
            State = CaseState.Resolved,
            Resolution = resolution,
            Owner = theCase.Owner ?? resolution.By,
            RepToldAt = resolution.At,
            Asks = [.. theCase.Asks.Where(ask => ask.RepliedAt is not null)],
            LadderStep = 0,
        };

    /// <summary>The client knows.</summary>
    public static Case ClientWasTold(this Case theCase, DateTimeOffset now) =>
        theCase with
        {
            State = CaseState.Closed,
            ClientToldAt = now,
        };

    /// <summary>Declined with a reason.</summary>
    public static Case DeclinedWith(this Case theCase, string why, DateTimeOffset now) =>
        theCase.Woken(now) with
        {
            State = CaseState.Declined,
            DeclinedWhy = why,
            RepToldAt = now,
            LadderStep = 0,
            Asks = [.. theCase.Asks.Where(ask => ask.RepliedAt is not null)],
        };

    /// <summary>Open again: its last owner has it when <paramref name="ownerIsHere"/>, else the queue. Everything known is kept.</summary>
    public static Case OpenedAgain(this Case theCase, bool ownerIsHere, DateTimeOffset now)
    {
        var owner = ownerIsHere ? theCase.Owner ?? theCase.LastOwner : null;
        return theCase with
        {
            State = owner is null ? CaseState.Unclaimed : CaseState.Claimed,
            Owner = owner,
            LastOwner = theCase.Owner ?? theCase.LastOwner,
            ClaimedAt = owner is null ? null : now,
            QueuedAt = now,
            ReopenedAt = now,
            RepToldAt = now,
            ClientToldAt = null,
            ToldHow = null,
            ClosedAsStale = false,
            StaleOfferedAt = null,
            Reopened = theCase.Reopened + 1,
            LadderStep = 0,
        };
    }
}
