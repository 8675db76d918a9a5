using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Calendar;

namespace EscalationBot.Core.Cases;

/// <summary>A timer to set (replacing one of the same name) or, without a time, to cancel.</summary>
public sealed record TimerChange(string Subject, string Timer, DateTimeOffset? DueAt);

/// <summary>Names of timers.</summary>
public static class TimerNames
{
#pragma warning disable CS1591 // the names are their own description
    public const string ClaimWarning = "claim_warning",
        Claim = "claim",
        ClaimLadder = "claim_ladder",
        UpdateWarning = "update_warning",
        Update = "update",
        UpdateLadder = "update_ladder",
        ResolveWarning = "resolve_warning",
        Resolve = "resolve",
        ClientToldNudge = "client_told_nudge",
        ClientTold = "client_told",
        Settle = "settle",
        Digest = "digest",
        Nudges = "nudges",
        CardCheck = "card_check",
        Checkup = "checkup",
        Review = "review",
        RotaGap = "rota_gap",
        Shift = "shift",
        Erased = "erased",
        HideAgain = "hide_again",
        Undecided = "undecided",
        RepReminder = "rep_reminder",
        Department = "department",
        PromiseWarning = "promise_warning",
        Promise = "promise",
        ClientUpdate = "client_update",
        Snooze = "snooze",
        Stale = "stale",
        Consult = "consult",
        QuestionConsult = "question_consult",
        FieldProposals = "field_proposals",
        Call = "call",
        Rise = "rise",
        Incident = "incident",
        PatternWatch = "pattern_watch",
        Verify = "verify",
        DraftReview = "draft_review",
        ArticleDoubt = "article_doubt",
        ArticleReview = "article_review",
        KnowledgeWorse = "knowledge_worse",
        DraftChecked = "draft_checked",
        CriteriaWatch = "criteria_watch",
        VerdictLabels = "verdict_labels",
        AccountOld = "account_old",
        ApprovalReminder = "approval_reminder",
        ApprovalExpiry = "approval_expiry";
#pragma warning restore CS1591
}

/// <summary>
/// The clocks of a case: pure functions of the case and the calendar of its priority, so that they can be computed again at any moment and
/// after any change of the calendar. Claim runs while nobody has the case; update runs while somebody has it and the rep has not been asked
/// anything; resolve runs from the start (or the reopening) until resolved, less the working time in which a question to the rep was open.
/// While a case is put off neither of these two runs.
/// Nothing runs after that.
/// </summary>
public static partial class Clocks
{
    private const double WarnAt = 0.75;

    /// <summary>After so long without "client told" the rep is reminded, then the manager (the 24-hour check-in; plain hours).</summary>
    public static TimeSpan NudgeAfter { get; } = TimeSpan.FromHours(20);

    /// <summary>See <see cref="NudgeAfter"/>.</summary>
    public static TimeSpan ToldWithin { get; } = TimeSpan.FromHours(24);

    /// <summary>Present deadlines.</summary>
    public static Deadlines DeadlinesOf(Case theCase, OrganisationSnapshot organisation)
    {
        var level = LevelOf(theCase, organisation);
        var calendar = level.CalendarIn(organisation.Calendar);
        return theCase.State switch
        {
            // Whoever works on the incident works on all its cases: nobody is called about each of them.
            CaseState.Unclaimed => new(
                theCase.Incident is { Holds: true } ? null : calendar.Add(theCase.QueuedAt, level.Claim),
                null,
                ResolveDue(theCase, calendar, level)
            ),
            CaseState.Claimed => new(
                null,
                IsWithRep(theCase) || theCase.Snoozed is not null ? null : calendar.Add(UpdateFrom(theCase), level.Update),
                ResolveDue(theCase, calendar, level)
            ),
            _ => Deadlines.None,
        };
    }

    /// <summary>The specialist asked something that the rep has not answered: the clock towards the rep stands still.</summary>
    public static bool WaitsForRep(Case theCase) => theCase.Asks.Any(ask => ask.RepliedAt is null);

    /// <summary>The oldest question that the rep has not answered, while somebody works on the case; else null.</summary>
    public static RepAsk? OpenAsk(Case theCase) => theCase.IsWorkedOn ? theCase.Asks.FirstOrDefault(ask => ask.RepliedAt is null) : null;

    /// <summary>
    /// When the rep is reminded of a question next: half the time in which the rep themselves would hear something, then all of it
    /// (managers are told), then once more after each such time, a working day at least (24 hours around the clock).
    /// </summary>
    public static DateTimeOffset ReminderDue(Case theCase, RepAsk ask, OrganisationSnapshot organisation)
    {
        var calendar = CalendarOf(theCase, organisation);
        var whole = calendar.Elapsed(ask.At, calendar.Add(ask.At, LevelOf(theCase, organisation).Update));
        var half = new BusinessTime(0, TimeSpan.FromTicks(Math.Max(whole.Ticks / 2, TimeSpan.TicksPerMinute)));
        var due = calendar.Add(ask.At, half);
        if (ask.Reminded > 0)
        {
            due = calendar.Add(due, half);
        }

        for (var more = 1; more < Math.Min(ask.Reminded, MostCounted); more++)
        {
            due = calendar.Add(due, new BusinessTime(1, TimeSpan.Zero));
        }

        return due;
    }

    private const int MostCounted = 60;

    /// <summary>By when the open promise is to be kept; null when there is none, or the case is over.</summary>
    public static DateTimeOffset? PromiseDue(Case theCase) => theCase.IsWorkedOn ? theCase.OpenPromise?.DueAt : null;

    /// <summary>When the next department that owes an answer is reminded; null = none does.</summary>
    public static DateTimeOffset? DepartmentDue(Case theCase, OrganisationSnapshot organisation) =>
        theCase.IsWorkedOn
            ? theCase
                .Requests.Where(request => request.State is RequestState.Open)
                .Min(request => (DateTimeOffset?)ReminderDue(request, organisation))
            : null;

    /// <summary>When whoever asked a colleague is offered to ask somebody else; null = nobody owes an answer.</summary>
    public static DateTimeOffset? ConsultDue(Case theCase) =>
        theCase.IsWorkedOn
            ? theCase.Consults.Where(consult => consult is { IsOpen: true, OfferedAt: null }).Min(consult => (DateTimeOffset?)consult.DueAt)
            : null;

    /// <summary>A department is reminded when its time is over, then once each working day: nothing waits for ever.</summary>
    public static DateTimeOffset ReminderDue(DepartmentRequest request, OrganisationSnapshot organisation)
    {
        var again = request.RemindedAt is { } last ? organisation.Calendar.Add(last, BusinessTime.OfDays(1)) : request.DueAt;
        // Its time may have been moved since: it was waiting for an answer itself.
        return again > request.DueAt ? again : request.DueAt;
    }

    /// <summary>What is promised for this case now.</summary>
    public static ServiceLevel LevelOf(Case theCase, OrganisationSnapshot organisation) =>
        (organisation.FindQueue(theCase.Queue) ?? organisation.DefaultQueue).Levels.For(theCase.Priority);

    /// <summary>
    /// By when a case was promised to be claimed for the first time and, after its last reopening, to be resolved; pauses are not taken
    /// off.
    /// </summary>
    public static (DateTimeOffset Claim, DateTimeOffset Resolve) Promised(Case theCase, OrganisationSnapshot organisation)
    {
        var (level, calendar) = (LevelOf(theCase, organisation), CalendarOf(theCase, organisation));
        return (calendar.Add(theCase.CreatedAt, level.Claim), calendar.Add(theCase.ReopenedAt ?? theCase.CreatedAt, level.Resolve));
    }

    /// <summary>In which time the case's clocks run: its priority may be promised around the clock.</summary>
    public static BusinessCalendar CalendarOf(Case theCase, OrganisationSnapshot organisation) =>
        LevelOf(theCase, organisation).CalendarIn(organisation.Calendar);

    /// <summary>Outside hours somebody is called about a P1 that nobody has, when its clocks run all the same.</summary>
    private static bool NeedsCall(Case theCase, OrganisationSnapshot organisation) =>
        theCase.State is CaseState.Unclaimed
        && theCase.Incident is not { Holds: true }
        && Priorities.Rank(theCase.Priority) == 0
        && LevelOf(theCase, organisation).Clock is ServiceClock.Always
        && !organisation.Calendar.IsOpen(theCase.ChangedAt);

    /// <summary>
    /// Timers to set or cancel when <paramref name="before"/> (null: a new case) became <paramref name="after"/>. A deadline that did not
    /// move keeps its timer, or keeps having fired.
    /// </summary>
    public static IEnumerable<TimerChange> Timers(Case after, Case? before, OrganisationSnapshot organisation)
    {
        var calendar = CalendarOf(after, organisation);
        foreach (
            var change in Pair(
                    after.Due.Claim,
                    before?.Due.Claim,
                    after.QueuedAt,
                    TimerNames.ClaimWarning,
                    TimerNames.Claim,
                    TimerNames.ClaimLadder
                )
                .Concat(
                    Pair(
                        after.Due.Update,
                        before?.Due.Update,
                        UpdateFrom(after),
                        TimerNames.UpdateWarning,
                        TimerNames.Update,
                        TimerNames.UpdateLadder
                    )
                )
                .Concat(
                    Pair(
                        after.Due.Resolve,
                        before?.Due.Resolve,
                        after.ReopenedAt ?? after.CreatedAt,
                        TimerNames.ResolveWarning,
                        TimerNames.Resolve,
                        null
                    )
                )
        )
        {
            yield return change;
        }

        // Whoever is on call is called at once.
        if (NeedsCall(after, organisation) && (before is null || !NeedsCall(before, organisation) || before.QueuedAt != after.QueuedAt))
        {
            yield return new(after.Id, TimerNames.Call, after.ChangedAt);
        }

        // A question to the rep has a clock of its own; it starts with the oldest that is open.
        var (asked, was) = (OpenAsk(after), before is null ? null : OpenAsk(before));
        if (asked?.Id != was?.Id || after.Priority != before?.Priority || after.Queue != before?.Queue)
        {
            var due = asked is null ? null : (DateTimeOffset?)ReminderDue(after, asked, organisation);
            if (due is not null || was is not null)
            {
                yield return new(after.Id, TimerNames.RepReminder, due);
            }
        }

        var (promise, promised) = (PromiseDue(after), before is null ? null : PromiseDue(before));
        if (promise != promised)
        {
            yield return new(after.Id, TimerNames.PromiseWarning, promise is { } at ? WarnTime(after.OpenPromise!.At, at, calendar) : null);
            yield return new(after.Id, TimerNames.Promise, promise);
        }

        var update = ClientUpdateDue(after, organisation);
        if (update != (before is null ? null : ClientUpdateDue(before, organisation)))
        {
            yield return new(after.Id, TimerNames.ClientUpdate, update);
        }

        var departments = DepartmentDue(after, organisation);
        if (departments != (before is null ? null : DepartmentDue(before, organisation)))
        {
            yield return new(after.Id, TimerNames.Department, departments);
        }

        if (after.Snoozed?.Until != before?.Snoozed?.Until)
        {
            yield return new(after.Id, TimerNames.Snooze, after.Snoozed?.Until);
        }

        var consult = ConsultDue(after);
        if (consult != (before is null ? null : ConsultDue(before)))
        {
            yield return new(after.Id, TimerNames.Consult, consult);
        }

        foreach (var change in VerifyTimers(after, before, organisation))
        {
            yield return change;
        }

        var stale = StaleDue(after, organisation);
        if (stale != (before is null ? null : StaleDue(before, organisation)))
        {
            yield return new(after.Id, TimerNames.Stale, stale);
        }

        var waits = after.State is CaseState.Resolved;
        if (waits != (before?.State is CaseState.Resolved))
        {
            yield return new(after.Id, TimerNames.ClientToldNudge, waits ? after.Resolution!.At + NudgeAfter : null);
            yield return new(after.Id, TimerNames.ClientTold, waits ? after.Resolution!.At + ToldWithin : null);
        }

        IEnumerable<TimerChange> Pair(
            DateTimeOffset? due,
            DateTimeOffset? was,
            DateTimeOffset from,
            string warning,
            string name,
            string? ladder
        )
        {
            if (due == was)
            {
                yield break;
            }

            yield return new(after.Id, warning, due is { } at ? WarnTime(from, at, calendar) : null);
            yield return new(after.Id, name, due);
            if (ladder is not null && was is not null)
            {
                yield return new(after.Id, ladder, null);
            }
        }
    }

    /// <summary>The moment at which three quarters of the working time between two moments are over.</summary>
    public static DateTimeOffset WarnTime(DateTimeOffset from, DateTimeOffset due, BusinessCalendar calendar) =>
        calendar.Add(from, new BusinessTime(0, calendar.Elapsed(from, due) * WarnAt));

    /// <summary>When the next step of a ladder is due: half of what was promised later.</summary>
    public static DateTimeOffset NextStep(DateTimeOffset now, DateTimeOffset from, DateTimeOffset due, BusinessCalendar calendar) =>
        calendar.Add(
            now,
            new BusinessTime(0, TimeSpan.FromTicks(Math.Max(calendar.Elapsed(from, due).Ticks / 2, TimeSpan.TicksPerMinute)))
        );

    /// <summary>Where the update clock starts: the last word to the rep, else the claim.</summary>
    public static DateTimeOffset UpdateFrom(Case theCase)
    {
        var told = theCase.RepToldAt ?? DateTimeOffset.MinValue;
        var claimed = theCase.ClaimedAt ?? theCase.QueuedAt;
        var answered = theCase.Asks.Max(ask => ask.RepliedAt) ?? DateTimeOffset.MinValue;
        var woken = theCase.Pauses is [.., var last] ? last.To : DateTimeOffset.MinValue;
        return new[] { told, claimed, answered, woken }.Max();
    }

    private static DateTimeOffset? ResolveDue(Case theCase, BusinessCalendar calendar, ServiceLevel level) =>
        IsWithRep(theCase) || theCase.Snoozed is not null ? null : PromisedBy(theCase, calendar, level);

    private static DateTimeOffset PromisedBy(Case theCase, BusinessCalendar calendar, ServiceLevel level)
    {
        var from = theCase.ReopenedAt ?? theCase.CreatedAt;
        var due = calendar.Add(from, level.Resolve);
        var waited = Waited(theCase, from, calendar);
        return waited > TimeSpan.Zero ? calendar.Add(due, new BusinessTime(0, waited)) : due;
    }

    /// <summary>Working time in which at least one question to the rep was open, or the case was put off.</summary>
    private static TimeSpan Waited(Case theCase, DateTimeOffset from, BusinessCalendar calendar)
    {
        var sum = TimeSpan.Zero;
        var counted = from;
        var waits = theCase
            .Asks.Where(ask => ask.RepliedAt is not null)
            .Select(ask => new Pause(ask.At, ask.RepliedAt!.Value))
            .Concat(theCase.Pauses);
        foreach (var wait in waits.OrderBy(wait => wait.From))
        {
            var start = wait.From > counted ? wait.From : counted;
            if (wait.To > start)
            {
                sum += calendar.Elapsed(start, wait.To);
                counted = wait.To;
            }
        }

        return sum;
    }
}
