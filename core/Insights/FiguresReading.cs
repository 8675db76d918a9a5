using EscalationBot.Core.Cases;
using EscalationBot.Core.Insights.Recurring;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Calendar;
using EscalationBot.Core.Organisation.People;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Triage;

namespace EscalationBot.Core.Insights;

/// <summary>Computes <see cref="Figures"/> from the store.</summary>
public sealed partial class FiguresReading(Measures measures, CaseStore cases, RecurringIssues recurring, TimeProvider time)
{
    private static readonly SemaphoreSlim Few = new(2, 2);
    private const int AtOnce = 1000;
    private const int MostUncovered = 5;
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <summary>Without a contact about it for this long, an answer is taken to have held.</summary>
    private static readonly TimeSpan QuietFor = TimeSpan.FromHours(72);

    /// <summary>
    /// Figures from the start of the last working day before today until now: what a manager has not yet seen in the morning, and today so
    /// far.
    /// </summary>
    /// <param name="organisation">Whose calendar and names count.</param>
    /// <param name="queues">Queue ids of the reader; cases of others are left out.</param>
    /// <param name="knowledge">By whose encoder recurring issues are found.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Figures> SinceLastWorkingDayAsync(
        OrganisationSnapshot organisation,
        IReadOnlyCollection<string> queues,
        SearchIndex knowledge,
        CancellationToken ct
    )
    {
        var calendar = organisation.Calendar;
        var now = time.GetUtcNow();
        // The end is exclusive: what was asked in this very millisecond counts, too.
        var (from, to) = (StartOfLastWorkingDay(calendar, now), now.AddMilliseconds(1));
        return await OverAsync(from, to, organisation, queues, knowledge, ct);
    }

    /// <summary>
    /// Figures of a digest that is sent by a schedule: from the start of the day of the one before it. A digest of Mondays covers the week.
    /// </summary>
    public async Task<Figures> SinceLastDigestAsync(
        DigestSchedule schedule,
        OrganisationSnapshot organisation,
        IReadOnlyCollection<string> queues,
        SearchIndex knowledge,
        CancellationToken ct
    )
    {
        var now = time.GetUtcNow();
        return await OverAsync(
            StartOfLastDigest(schedule, organisation.Calendar, now),
            now.AddMilliseconds(1),
            organisation,
            queues,
            knowledge,
            ct
        );
    }

    /// <summary>See <see cref="KnowledgeGaps.ReadAsync"/>.</summary>
    public Task<IReadOnlyList<KnowledgeGap>> GapsAsync(
        OrganisationSnapshot organisation,
        TriageEngine triage,
        IReadOnlyCollection<string> queues,
        CancellationToken ct
    ) => new KnowledgeGaps(recurring, cases, time).ReadAsync(organisation, triage, queues, ct);

    /// <summary>The newest row of the audit: a digest writes it down outside the database.</summary>
    public Task<AuditHead> AuditHeadAsync(CancellationToken ct) => measures.AuditHeadAsync(ct);

    /// <summary>Figures of any span. Two are read at a time: a long span holds its questions in memory.</summary>
    public async Task<Figures> BetweenAsync(
        DateTimeOffset from,
        DateTimeOffset to,
        OrganisationSnapshot organisation,
        IReadOnlyCollection<string> queues,
        CancellationToken ct
    )
    {
        await Few.WaitAsync(ct);
        try
        {
            return await ReadAsync(from, to, organisation, queues, ct);
        }
        finally
        {
            Few.Release();
        }
    }

    private async Task<Figures> ReadAsync(
        DateTimeOffset from,
        DateTimeOffset to,
        OrganisationSnapshot organisation,
        IReadOnlyCollection<string> queues,
        CancellationToken ct
    )
    {
        var zone = organisation.Calendar.Zone;
        // What was asked afterwards says whether somebody came back with it, what was asked before which article solves it.
        var around = await measures.QuestionsAsync(from - Insights.Indicators.SolvedBefore, to + QuietFor, ct);
        var asked = around.Where(question => question.AskedAt >= from).ToList();
        var questions = asked.Where(question => question.AskedAt < to).ToList();
        var line = await measures.LineAsync(from, to, ct);
        var open = await cases.CasesAsync(
            new CaseFilter
            {
                Queues = queues,
                States = CaseFilter.Open,
                Limit = int.MaxValue,
            },
            ct
        );
        var changed = await measures.CasesAsync(from, to, ct);
        var worked = changed
            .Where(row =>
                queues.Contains(row.Queue) && (IsWithin(row.FirstClaimedAt) || IsWithin(row.ResolvedAt) || IsWithin(row.ClosedAt))
            )
            .ToList();
        var (undelivered, newestUndelivered) = await measures.CountHistoryAsync("undelivered", from, to, ct);
        var (putRight, newestPutRight) = await measures.CountHistoryAsync("put_right", from, to, ct);
        var firstQueues = await measures.FirstQueuesAsync(from, ct);
        var hours = new int[24];
        foreach (var question in questions)
        {
            hours[TimeZoneInfo.ConvertTime(question.AskedAt, zone).Hour]++;
        }

        var workedCases = new Dictionary<string, Case>(StringComparer.Ordinal);
        foreach (var some in worked.Chunk(AtOnce))
        {
            foreach (var one in await cases.FindCasesAsync(some.Select(row => row.Id), ct))
            {
                // A long span has thousands of them, and no figure is made of what was said.
                workedCases[one.Id] = one with
                {
                    Conversation = [],
                    Undecided = [],
                    Found = [],
                    Similar = [],
                };
            }
        }

        // A case belongs to the queue to which it came first.
        var made = changed
            .Where(row => IsWithin(row.CreatedAt) && queues.Contains(firstQueues.GetValueOrDefault(row.Id, row.Queue)))
            .Select(row => row.Id)
            .ToList();
        var figures = new Figures(from, to)
        {
            Questions = (int)line.Questions,
            Finished = (int)line.Finished,
            Open = (int)(line.Open - Math.Min(line.Open, line.Lost)),
            Lost = (int)line.Lost,
            Outcomes = OutcomesOf(questions),
            Proved = ProvedOf(questions, asked),
            ByHour = hours,
            Topics =
            [
                .. questions
                    .GroupBy(question => question.Category ?? "", StringComparer.Ordinal)
                    .Select(group => (group.Key, group.Count()))
                    .OrderByDescending(pair => pair.Item2),
            ],
            Uncovered = await UncoveredAsync(questions, ct),
            OpenCases = [.. open.Reverse()],
            Worked = [.. worked.Select(row => workedCases.GetValueOrDefault(row.Id)).OfType<Case>()],
            Undelivered = (int)undelivered,
            NewestUndelivered = newestUndelivered,
            PutRight = (int)putRight,
            NewestPutRight = newestPutRight,
            Specialists = [.. organisation.People.Where(Solves).Select(person => person.Email)],
            Promised = workedCases.Values.ToDictionary(one => one.Id, one => Clocks.Promised(one, organisation), StringComparer.Ordinal),
        };
        return figures with
        {
            Indicators = Insights.Indicators.Of(
                figures,
                around,
                firstQueues.Keys.ToHashSet(StringComparer.Ordinal),
                made,
                Recontacts(questions, asked),
                await measures.ServiceAsync(from, to, time.GetUtcNow(), ct)
            ),
        };

        bool Solves(Colleague person) => person.Is(Roles.Specialist) && person.Queues.Any(queues.Contains);

        bool IsWithin(DateTimeOffset? at) => at >= from && at < to;
    }

    private static Outcomes OutcomesOf(IReadOnlyCollection<QuestionRow> questions)
    {
        var alone = questions.Where(question => question.CaseId is null).ToList();
        var (answered, offered) = (alone.Count(row => row.Verdict == "answer"), alone.Count(row => row.Verdict == "offer"));
        return new(answered, offered, alone.Count - answered - offered, questions.Count - alone.Count);
    }

    private AnswersProved ProvedOf(IEnumerable<QuestionRow> questions, IReadOnlyList<QuestionRow> asked)
    {
        var now = time.GetUtcNow();
        var byPerson = asked.ToLookup(PersonOf);
        var answers = questions.Where(IsAnswer).ToList();
        var confirmed = answers.Count(answer => answer.State == "solved");
        var quiet = answers.Count(answer => answer.State != "solved" && answer.AskedAt + QuietFor <= now && !CameBack(answer, byPerson));
        return new(confirmed, quiet, answers.Count - confirmed - quiet);
    }

    /// <summary>An offer from which the asker took an article counts as an answer.</summary>
    private static bool IsAnswer(QuestionRow question) =>
        question.CaseId is null && (question.Verdict == "answer" || (question.Verdict == "offer" && question.State == "solved"));

    private static bool CameBack(QuestionRow answer, ILookup<string, QuestionRow> byPerson) =>
        byPerson[PersonOf(answer)]
            .Any(later => later.AskedAt > answer.AskedAt && later.AskedAt < answer.AskedAt + QuietFor && IsAbout(later, answer));

    private static int Recontacts(IEnumerable<QuestionRow> questions, IReadOnlyList<QuestionRow> asked)
    {
        var byPerson = asked.ToLookup(PersonOf);
        return questions.Count(question => IsAnswer(question) && CameBack(question, byPerson));
    }

    private static string PersonOf(QuestionRow question) => question.Email ?? $"{question.Channel}:{question.Person}";

    /// <summary>About the same client, the same category or the same article.</summary>
    private static bool IsAbout(QuestionRow later, QuestionRow answer) =>
        (later.Account is not null && later.Account == answer.Account)
        || (later.Category is not null && later.Category == answer.Category)
        || (later.Article is not null && later.Article == answer.Article);

    /// <summary>
    /// The last questions that nothing covered, in their words. What is restricted, or became a restricted case, is not told to every
    /// manager.
    /// </summary>
    private async Task<IReadOnlyList<string>> UncoveredAsync(IReadOnlyList<QuestionRow> questions, CancellationToken ct)
    {
        List<string> uncovered = [];
        foreach (var some in questions.Reverse().Where(question => question.Verdict == "not_covered").Chunk(MostUncovered * 4))
        {
            var made = (await cases.FindCasesAsync(some.Select(question => question.CaseId).OfType<string>(), ct))
                .Where(theCase => !theCase.Restricted)
                .Select(theCase => theCase.Id)
                .ToHashSet(StringComparer.Ordinal);
            var told = some.Where(question => question.CaseId is not { } id || made.Contains(id)).Select(question => question.Id).ToList();
            var texts = (await cases.FindQuestionsAsync(told, ct))
                .Where(asked => !asked.IsRestricted)
                .ToDictionary(asked => asked.Id, asked => asked.Text, StringComparer.Ordinal);
            uncovered.AddRange(told.Select(id => texts.GetValueOrDefault(id)).OfType<string>().Take(MostUncovered - uncovered.Count));
            if (uncovered.Count == MostUncovered)
            {
                break;
            }
        }

        return uncovered;
    }

    /// <summary>Issues without cases, and those of which one case is in a queue of the reader's.</summary>
    private async Task<IReadOnlyList<RecurringIssue>> OwnAsync(
        IEnumerable<RecurringIssue> issues,
        IReadOnlyCollection<string> queues,
        CancellationToken ct
    )
    {
        var all = issues.ToList();
        var own = (await cases.FindCasesAsync(all.SelectMany(CasesOf), ct))
            .Where(theCase => queues.Contains(theCase.Queue))
            .Select(theCase => theCase.Id)
            .ToHashSet(StringComparer.Ordinal);
        return [.. all.Where(issue => !CasesOf(issue).Any() || CasesOf(issue).Any(own.Contains))];

        static IEnumerable<string> CasesOf(RecurringIssue issue) => issue.Risen.Select(one => one.CaseId).OfType<string>();
    }

    private static DateTimeOffset StartOfLastDigest(DigestSchedule schedule, BusinessCalendar calendar, DateTimeOffset now)
    {
        var date = calendar.DateOf(now);
        for (var back = 1; back <= 31; back++)
        {
            var day = date.AddDays(-back);
            if (schedule.On.Contains(day.DayOfWeek) && !calendar.Holidays.Contains(day))
            {
                var midnight = day.ToDateTime(TimeOnly.MinValue);
                return new DateTimeOffset(midnight, calendar.Zone.GetUtcOffset(midnight)).ToUniversalTime();
            }
        }

        return StartOfLastWorkingDay(calendar, now);
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
