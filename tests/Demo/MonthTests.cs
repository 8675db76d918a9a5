using System.Globalization;
using EscalationBot.Bot.Demo;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using Case = EscalationBot.Core.Cases.Case;

namespace EscalationBot.Tests.Demo;

public sealed partial class MonthTests(PlayedMonth played, ITestOutputHelper output) : IClassFixture<PlayedMonth>
{
    private static readonly string[] Finished = ["solved", "settled", "ended"];

    [Fact]
    public async Task Every_message_had_an_answer_and_no_row_was_given_up_or_dropped()
    {
        foreach (var (what, count) in played.Month.Hands.Done)
        {
            output.WriteLine($"{what} {count}");
        }
        output.WriteLine(
            $"{played.Took.TotalSeconds:F1} s, {played.Seen.Count} cards, {played.Month.Hands.Asked.Count} messages, "
                + $"{played.Cases.Count} cases"
        );
        played.Month.Board.Addressed.Except(played.Month.Board.Answered).ShouldBeEmpty();
        (await played.CountAsync("SELECT COUNT(*) FROM inbox WHERE state <> 1")).ShouldBe(0);
        var dropped = await played
            .Month.Services.GetRequiredService<EscalationBot.Core.Store.Engine.Database>()
            .ReadAsync(
                session =>
                    session.QueryAsync(
                        "SELECT body, error, state FROM outbox WHERE state NOT IN (1, 3)",
                        row => $"{row.TextOrNull(1)} {row.Long(2)} {row.Text(0)}"
                    ),
                CancellationToken.None
            );
        dropped.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_question_has_one_outcome_or_somebody_who_has_it_and_none_is_lost()
    {
        var line = await played.Measures.LineAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, CancellationToken.None);
        var questions = await played.Measures.QuestionsAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, CancellationToken.None);
        var open = played
            .Cases.Where(one => one.IsOpen || one.State is CaseState.Declined)
            .Select(one => one.Id)
            .ToHashSet(StringComparer.Ordinal);
        output.WriteLine(line.ToString());
        questions.Count.ShouldBeGreaterThan(100);
        line.Lost.ShouldBe(0);
        (line.Finished + line.Open).ShouldBe(line.Questions);
        foreach (var question in questions)
        {
            var isFinished = Finished.Contains(question.State);
            (question.FinishedAt is not null).ShouldBe(isFinished, $"{question.Id} {question.State}");
            var inHands = question.CaseId is { } id
                ? open.Contains(id)
                : question.AskedAt > played.Month.Clock.GetUtcNow() - TimeSpan.FromDays(8);
            (isFinished || inHands).ShouldBeTrue($"{question.Id} {question.State} {question.CaseId} {question.AskedAt}");
        }
    }

    [Fact]
    public void Case_numbers_have_no_gaps() =>
        played
            .Cases.Select(one => int.Parse(one.Id[4..], CultureInfo.InvariantCulture))
            .Order()
            .ShouldBe(Enumerable.Range(1001, played.Cases.Count));

    [Fact]
    public void Deadlines_are_what_a_second_count_of_hours_holidays_and_the_clock_change_says()
    {
        var hours = new CountedHours(played.Plan);
        var wrong = new List<string>();
        var counted = 0;
        foreach (var one in played.States.Where(one => one.State is CaseState.Unclaimed or CaseState.Claimed))
        {
            var (claim, update, resolve, clock) = Promised(one.Queue, one.Priority, hours);
            var asked = one.Asks.Any(ask => ask.RepliedAt is null);
            var rests = (one.State is CaseState.Claimed && asked) || one.Snoozed is not null;
            Check(
                one,
                "claim",
                one.Due.Claim,
                one.State is CaseState.Unclaimed && one.Incident is not { Holds: true } ? After(clock, one.QueuedAt, claim) : null
            );
            DateTimeOffset?[] words =
            [
                one.RepToldAt,
                one.ClaimedAt ?? one.QueuedAt,
                one.Asks.Max(ask => ask.RepliedAt),
                one.Pauses.Count > 0 ? one.Pauses[^1].To : null,
            ];
            Check(
                one,
                "update",
                one.Due.Update,
                one.State is CaseState.Claimed && !rests ? After(clock, words.Max()!.Value, update) : null
            );
            var from = one.ReopenedAt ?? one.CreatedAt;
            var due = After(clock, from, resolve);
            var waited = Waited(one, from, clock);
            Check(
                one,
                "resolve",
                one.Due.Resolve,
                one.Snoozed is not null || asked ? null
                    : waited > TimeSpan.Zero ? clock.After(due, 0, waited)
                    : due
            );
        }

        output.WriteLine($"{counted} deadlines of {played.States.Count} states counted again");
        wrong.Take(20).ShouldBeEmpty();
        counted.ShouldBeGreaterThan(500);

        void Check(Case one, string which, DateTimeOffset? got, DateTimeOffset? expected)
        {
            counted++;
            if (got != expected)
            {
                wrong.Add($"{one.Id} v{one.Version} {one.State} {one.Queue} {one.Priority} {which}: {got:u}, counted {expected:u}");
            }
        }
    }

    /// <summary>A case that nobody claimed in time is told to be late at that very moment, and none that somebody did.</summary>
    [Fact]
    public async Task What_is_late_was_said_to_be_late_at_its_moment()
    {
        var hours = new CountedHours(played.Plan);
        List<HistoryEntry> history = [];
        await played.Month.Services.GetRequiredService<Records>().EachHistoryAsync(history.Add, CancellationToken.None);
        var late = history.Where(entry => entry.Kind == "claim_late").ToLookup(entry => entry.CaseId);
        var checkedCases = 0;
        foreach (var states in played.States.GroupBy(one => one.Id))
        {
            var first = states.First();
            if (
                first.State is not CaseState.Unclaimed
                || first.Incident is not null
                || history.Any(entry =>
                    entry.CaseId == first.Id
                    && entry.Kind
                        is "priority"
                            or "transferred"
                            or "incident"
                            or "category"
                            or "merged"
                            or "merged_here"
                            or "declined"
                            or "reassigned"
                )
            )
            {
                continue;
            }
            var (claim, _, _, clock) = Promised(first.Queue, first.Priority, hours);
            var due = After(clock, first.QueuedAt, claim);
            var claimed = states.Select(one => one.FirstClaimedAt).FirstOrDefault(at => at is not null) ?? played.Month.End;
            late[first.Id]
                .Any(entry => entry.At == due)
                .ShouldBe(claimed > due, $"{first.Id} {first.Queue} {first.Priority} due {due:u}, claimed {claimed:u}");
            checkedCases++;
        }

        output.WriteLine($"{checkedCases} cases, {late.Count} late");
        checkedCases.ShouldBeGreaterThan(30);
        late.Count.ShouldBeGreaterThan(3);
    }

    /// <summary>
    /// Messages that nobody asked for, to one person on one day: in nineteen of twenty days with any, and at most. A day on call counts as
    /// any other. A full month has twelve times the questions of a small one; of those who solve each has as much more to do.
    /// </summary>
    private static readonly Dictionary<Part, (int Usual, int Most)> Budgets = new()
    {
        [Part.Rep] = (10, 30),
        [Part.Specialist] = (16, 40),
        [Part.Manager] = (10, 20),
        [Part.Department] = (5, 10),
    };

    [Fact]
    public void Nobody_is_told_more_than_the_budget_allows()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var told = played
            .Seen.Where(news => news is { IsNew: true, Only: null })
            .SelectMany(news =>
                news.Chat is { } own
                    ? own == news.CausedBy?.Id
                        ? []
                        : [(Email: own, news)]
                    : news
                        .Card.Parts.OfType<CardPart.Mention>()
                        .Where(mention => mention.Person != news.CausedBy)
                        .Select(mention => (Email: mention.Person.Id, news))
            )
            .ToList();
        var people = played.Month.People.ToDictionary(person => person.Email);
        foreach (var part in Enum.GetValues<Part>())
        {
            var days = told.Where(one => people.TryGetValue(one.Email, out var person) && person.Part == part)
                .GroupBy(one => (one.Email, Day: DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(one.news.At, zone).DateTime)))
                .Select(group => group.Count())
                .Order()
                .ToList();
            if (days.Count == 0)
            {
                continue;
            }
            var working = people.Values.Count(person => person.Part == part) * 20.0;
            var (usual, most) = Budgets[part];
            (days[days.Count * 95 / 100] <= usual * played.Load && days[^1] <= most * played.Load).ShouldBeTrue(
                $"{part}: {days[days.Count * 95 / 100]}, {days[^1]}"
            );
            output.WriteLine(
                $"{part}: {days.Sum() / working:F2} a working day on average; of days with any: "
                    + $"median {days[days.Count / 2]}, 95 % {days[days.Count * 95 / 100]}, most {days[^1]}"
            );
        }
    }

    /// <summary>Words of restricted cases stand before the asker and the people of the case's queues, and before nobody else.</summary>
    [Fact]
    public void What_is_restricted_is_read_by_its_asker_and_its_queue_alone()
    {
        var people = played.Month.People.ToDictionary(person => person.Email);
        var restricted = played.Cases.Where(one => one.Restricted).ToList();
        restricted.Count.ShouldBeGreaterThan(3);
        var queues = played
            .States.Where(one => one.Restricted)
            .SelectMany(one => one.Readers.Append(one.Queue))
            .ToHashSet(StringComparer.Ordinal);
        var askers = restricted
            .Select(one => one.Rep.Email)
            .Concat(
                played
                    .Month.Hands.Asked.Where(one => one.Text.Contains(MonthWords.Secret, StringComparison.Ordinal))
                    .Select(one => one.Who.Email)
            )
            .ToHashSet(StringComparer.Ordinal);
        var shown = played
            .Seen.Where(news => PlayedMonth.TextOf(news.Card).Contains(MonthWords.Secret, StringComparison.OrdinalIgnoreCase))
            .ToList();
        output.WriteLine($"{restricted.Count} restricted cases, {shown.Count} cards with their words");
        shown.Count.ShouldBeGreaterThan(5);
        var rooms = queues
            .SelectMany(queue => new[] { $"C0{(queue == "technical" ? "SPECIALISTS" : queue.ToUpperInvariant())}" })
            .ToHashSet();
        shown
            .Where(news =>
                (news.Only?.Id ?? news.Chat) is { } reader
                    ? !askers.Contains(reader)
                        && !(people[reader].Part is Part.Specialist or Part.Manager && people[reader].Queues.Any(queues.Contains))
                    : !rooms.Contains(news.Place.Conversation)
            )
            .Select(news => $"{news.Place} {news.Slot}: {PlayedMonth.TextOf(news.Card)}")
            .ShouldBeEmpty();
    }

    private static DateTimeOffset After(CountedHours clock, DateTimeOffset from, (int Days, double Minutes) time) =>
        clock.After(from, time.Days, TimeSpan.FromMinutes(time.Minutes));

    private static TimeSpan Waited(Case one, DateTimeOffset from, CountedHours clock)
    {
        // Spans in which a question was open, or the case was put off, without counting any time twice.
        var spans = one
            .Asks.Where(ask => ask.RepliedAt is not null)
            .Select(ask => (From: ask.At, To: ask.RepliedAt!.Value))
            .Concat(one.Pauses.Select(pause => (pause.From, pause.To)))
            .Where(span => span.To > from)
            .OrderBy(span => span.From)
            .ToList();
        var (sum, until) = (TimeSpan.Zero, from);
        foreach (var span in spans)
        {
            sum += clock.Between(span.From > until ? span.From : until, span.To);
            until = span.To > until ? span.To : until;
        }

        return sum;
    }

    /// <summary>
    /// What organisation.yaml of the month promises; billing states p1 and p3, trust nothing: the rest is the default queue's, with
    /// its clock.
    /// </summary>
    private static ((int, double) Claim, (int, double) Update, (int, double) Resolve, CountedHours Clock) Promised(
        string queue,
        string priority,
        CountedHours hours
    ) =>
        (queue, priority) switch
        {
            ("billing", "p1") => ((0, 15), (0, 120), (1, 0), CountedHours.Always),
            ("billing", "p3") => ((0, 120), (1, 0), (4, 0), hours),
            (_, "p1") => ((0, 5), (0, 60), (0, 240), CountedHours.Always),
            (_, "p2") => ((0, 15), (0, 240), (1, 0), hours),
            (_, "p3") => ((0, 60), (1, 0), (3, 0), hours),
            _ => ((0, 240), (2, 0), (5, 0), hours),
        };
}
