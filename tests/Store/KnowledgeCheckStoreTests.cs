using EscalationBot.Core.Cases;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;
using Timers = EscalationBot.Core.Store.Queues.Timers;

namespace EscalationBot.Tests.Store;

/// <summary>What confirmed questions found, on every engine.</summary>
public sealed class KnowledgeCheckStoreTests
{
    private static KnowledgeCheck Check(string id, int version, DateTimeOffset at) =>
        new()
        {
            Id = id,
            Version = version,
            At = at,
            Mark = at,
            Asked = 1,
            Results = [new("q1", "a1", ConfirmedOutcome.First, "a1")],
            Worse = [new("q1", "a1", ConfirmedOutcome.Answered, ConfirmedOutcome.First, "a1", null)],
        };

    [Theory, Engines]
    public async Task Of_two_replicas_one_stores_what_it_found_with_its_timer_and_the_other_nothing(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var (checks, timers, now) = (new KnowledgeChecks(test.Database), new Timers(test.Database), test.Clock.GetUtcNow());
        (await checks.FindAsync(KnowledgeCheck.Live, default)).ShouldBeNull();
        var run = Check("run:1", 1, now);
        var timer = new TimerChange(run.Subject, TimerNames.KnowledgeWorse, now);
        (await checks.PutAsync([Check(KnowledgeCheck.Live, 1, now), run], timer, default)).ShouldBeTrue();
        (await checks.PutAsync([Check(KnowledgeCheck.Live, 1, now), Check("run:2", 1, now)], null, default)).ShouldBeFalse();
        (await checks.FindAsync("run:2", default)).ShouldBeNull();
        var found = (await new CaseStore(test.Database).FindKnowledgeCheckAsync("run:1", default)).ShouldNotBeNull();
        found.Worse.ShouldBe(run.Worse);
        (await timers.FindAsync(run.Subject, TimerNames.KnowledgeWorse, default)).ShouldNotBeNull();

        // What was told is old after a while; what the next look is compared with never is.
        test.Clock.Advance(TimeSpan.FromDays(91));
        (await checks.PutAsync([Check("run:3", 1, test.Clock.GetUtcNow())], null, default)).ShouldBeTrue();
        (await checks.FindAsync("run:1", default)).ShouldBeNull();
        (await checks.FindAsync(KnowledgeCheck.Live, default)).ShouldNotBeNull();
    }

    [Theory, Engines]
    public async Task Articles_that_were_added_changed_or_retired_since_are_named_and_lessons_are_no_change(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var (checks, articles, store) = (new KnowledgeChecks(test.Database), new Articles(test.Database), new CaseStore(test.Database));
        (await checks.NewestChangeAsync(default)).ShouldBeNull();
        Article one = new("one", "One", "First", []),
            two = new("two", "Two", "Second", []);
        await articles.PutAsync([one, two], default);
        var mark = (await checks.NewestChangeAsync(default)).ShouldNotBeNull();
        (await checks.ChangedSinceAsync(mark, default)).ShouldBeEmpty();
        test.Clock.Advance(TimeSpan.FromSeconds(1));
        var lesson = new ArticleFeedback("one", "q1", "solved", "how?", "ana@example.com", Morning);
        await store.CommitAsync(null, new Decision { Feedback = [lesson] }, default);
        await articles.PutAsync([one, two], default);
        (await checks.ChangedSinceAsync(mark, default)).ShouldBeEmpty();
        await articles.RetireOthersAsync(Articles.File, new HashSet<string> { "two" }, default);
        (await checks.ChangedSinceAsync(mark, default)).Keys.ShouldBe(["one"]);
        (await store.ArticlesAsync(["one", "two", "none"], default)).Keys.Order().ShouldBe(["one", "two"]);
    }

    [Theory, Engines]
    public async Task Solved_questions_come_newest_first_without_those_that_were_forgotten(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var store = new CaseStore(test.Database);
        var solved = Question("q1", state: QuestionState.Solved);
        await store.CommitAsync(
            null,
            new Decision
            {
                Questions =
                [
                    solved,
                    Question("q2") with
                    {
                        AskedAt = Morning.AddMinutes(1),
                    },
                    solved with
                    {
                        Id = "q3",
                        AskedAt = Morning.AddMinutes(2),
                    },
                    solved with
                    {
                        Id = "q4",
                        By = Forgotten.Nobody,
                        AskedAt = Morning.AddMinutes(3),
                    },
                ],
            },
            default
        );
        (await store.SolvedQuestionsAsync(Morning, 10, default)).Select(one => one.Id).ShouldBe(["q3", "q1"]);
        (await store.SolvedQuestionsAsync(Morning, 1, default)).Select(one => one.Id).ShouldBe(["q3"]);
        (await store.SolvedQuestionsAsync(Morning.AddMinutes(1), 10, default)).Select(one => one.Id).ShouldBe(["q3"]);
    }
}
