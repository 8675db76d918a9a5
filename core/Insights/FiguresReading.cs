using EscalationBot.Core.Cases;
using EscalationBot.Core.Directory;
using EscalationBot.Core.Insights.Recurring;
using EscalationBot.Core.Knowledge;
using EscalationBot.Core.Store;

namespace EscalationBot.Core.Insights;

/// <summary>Computes <see cref="Figures"/> from the store.</summary>
public sealed class FiguresReading(Measures measures, CaseStore cases, RecurringIssues recurring, TimeProvider time)
{
    private const int MostCases = 1000;
    private const int MostUncovered = 5;
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <summary>Figures from the start of the last working day before today until now: what a manager has not yet seen in the morning, and today so far.</summary>
    /// <param name="organisation">Whose calendar and names count.</param>
    /// <param name="queues">Queue ids of the reader; cases of others are left out.</param>
    /// <param name="knowledge">By whose encoder recurring issues are found.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Figures> SinceLastWorkingDayAsync(Organisation organisation, IReadOnlyCollection<string> queues, SearchIndex knowledge, CancellationToken ct)
    {
        var calendar = organisation.Calendar;
        var now = time.GetUtcNow();
        // The end is exclusive: what was asked in this very millisecond counts, too.
        var (from, to) = (StartOfLastWorkingDay(calendar, now), now.AddMilliseconds(1));
        var before = await BetweenAsync(from - Week, to - Week, calendar.Zone, queues, ct);
        var rising = (await recurring.LatestAsync(organisation, knowledge, ct)).Where(issue => issue.RisingSince is not null);
        return (await BetweenAsync(from, to, calendar.Zone, queues, ct)) with { WeekBefore = before, Rising = await OwnAsync(rising, queues, ct) };
    }

    /// <summary>Figures of any span.</summary>
    public async Task<Figures> BetweenAsync(DateTimeOffset from, DateTimeOffset to, TimeZoneInfo zone, IReadOnlyCollection<string> queues, CancellationToken ct)
    {
        var questions = await measures.QuestionsAsync(from, to, ct);
        var line = await measures.LineAsync(from, to, ct);
        var open = await cases.CasesAsync(new CaseFilter { Queues = queues, States = CaseFilter.Open, Limit = MostCases }, ct);
        var worked = (await measures.CasesAsync(from, to, ct)).Where(row => queues.Contains(row.Queue) && (IsWithin(row.FirstClaimedAt) || IsWithin(row.ResolvedAt) || IsWithin(row.ClosedAt))).ToList();
        var undelivered = (await measures.HistoryAsync(from, to, ct)).Count(entry => entry.Kind == "undelivered");
        var hours = new int[24];
        foreach (var question in questions)
        {
            hours[TimeZoneInfo.ConvertTime(question.AskedAt, zone).Hour]++;
        }

        List<string> uncovered = [];
        foreach (var question in questions.Reverse().Where(question => question.Verdict == "not_covered"))
        {
            if (uncovered.Count == MostUncovered)
            {
                break;
            }

            // What became a restricted case is not told to every manager.
            var isTold = question.CaseId is not { } id || await cases.FindCaseAsync(id, ct) is { Restricted: false };
            if (isTold && await cases.FindQuestionAsync(question.Id, ct) is { IsRestricted: false } asked)
            {
                uncovered.Add(asked.Text);
            }
        }

        List<Case> workedCases = [];
        foreach (var row in worked.Take(MostCases))
        {
            if (await cases.FindCaseAsync(row.Id, ct) is { } found)
            {
                workedCases.Add(found);
            }
        }

        return new Figures(from, to)
        {
            Questions = (int)line.Questions,
            Finished = (int)line.Finished,
            Open = (int)(line.Open - Math.Min(line.Open, line.Lost)),
            Lost = (int)line.Lost,
            Answered = questions.Count(question => question.CaseId is null && question.Verdict is "answer" or "offer"),
            Escalated = questions.Count(question => question.CaseId is not null),
            ByHour = hours,
            Topics = [.. questions.GroupBy(question => question.Category ?? "", StringComparer.Ordinal).Select(group => (group.Key, group.Count())).OrderByDescending(pair => pair.Item2)],
            Uncovered = uncovered,
            OpenCases = [.. open.Reverse()],
            Worked = workedCases,
            Undelivered = undelivered,
        };

        bool IsWithin(DateTimeOffset? at) => at >= from && at < to;
    }

    private async Task<IReadOnlyList<RecurringIssue>> OwnAsync(IEnumerable<RecurringIssue> issues, IReadOnlyCollection<string> queues, CancellationToken ct)
    {
        List<RecurringIssue> own = [];
        foreach (var issue in issues)
        {
            var ids = issue.Risen.Select(one => one.CaseId).OfType<string>().ToList();
            var isOwn = ids.Count == 0;
            for (var i = 0; i < ids.Count && !isOwn; i++) isOwn = await cases.FindCaseAsync(ids[i], ct) is { } found && queues.Contains(found.Queue);
            if (isOwn) own.Add(issue);
        }

        return own;
    }

    private static DateTimeOffset StartOfLastWorkingDay(BusinessCalendar calendar, DateTimeOffset now)
    {
        var date = calendar.DateOf(now);
        for (var back = 1; back <= 14; back++)
        {
            var day = date.AddDays(-back);
            var midnight = day.ToDateTime(TimeOnly.MinValue);
            if (!calendar.Holidays.Contains(day) && calendar.Hours.On(day.DayOfWeek).Any())
            {
                return new DateTimeOffset(midnight, calendar.Zone.GetUtcOffset(midnight)).ToUniversalTime();
            }
        }

        return now.AddDays(-1);
    }
}
