using EscalationBot.Core.Cases;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;

namespace EscalationBot.Tests.Store;

public sealed class LessonsTests
{
    [Theory, Engines]
    public async Task A_lesson_tells_article_wording_who_and_when_and_can_be_undone_once(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var (articles, lessons) = (new Articles(test.Database), new Lessons(test.Database));
        await articles.PutAsync([new Article("export", "Export of data", "Press Export.", [])], default);
        await TeachAsync(
            test,
            Solved("q1", "how to get data out", "ana@example.com"),
            Solved("q2", "how to get the data out", "ben@example.com")
        );
        (await articles.LiveAsync(default)).Single().SolvedQuestions.Count.ShouldBe(2);

        var shown = await lessons.NewestAsync(long.MaxValue, 10, default);
        shown
            .Select(lesson => (lesson.ArticleId, lesson.ArticleTitle, lesson.Kind, lesson.Wording, lesson.By, lesson.At, lesson.UndoneAt))
            .ShouldBe([
                ("export", "Export of data", "solved", "how to get the data out", "ben@example.com", Morning, null),
                ("export", "Export of data", "solved", "how to get data out", "ana@example.com", Morning, null),
            ]);
        (await lessons.NewestAsync(shown[0].Id, 10, default)).ShouldHaveSingleItem().Id.ShouldBe(shown[1].Id);

        var revision = await articles.RevisionAsync(default);
        (await lessons.UndoAsync(shown[0].Id, "mia@example.com", Undo, default)).ShouldBeTrue();
        (await lessons.UndoAsync(shown[0].Id, "mia@example.com", Undo, default)).ShouldBeFalse();
        (await lessons.UndoAsync(404, "mia@example.com", Undo, default)).ShouldBeFalse();
        // Running bots look at the revision; one colleague is left, who teaches nothing alone.
        (await articles.RevisionAsync(default)).ShouldBeGreaterThan(revision);
        (await articles.LiveAsync(default)).Single().SolvedQuestions.ShouldBeEmpty();
        (await articles.FeedbackAsync("export", default)).ShouldBe(new Dictionary<string, long> { ["solved"] = 1 });
        // Once undone, once in the audit.
        (await test.CountAsync("SELECT COUNT(*) FROM audit_pending WHERE verb = 'undo_lesson' AND subject = 'export'")).ShouldBe(1);
        var undone = (await lessons.FindAsync(shown[0].Id, default))!;
        (undone.UndoneBy, undone.UndoneAt, undone.Wording).ShouldBe(("mia@example.com", Morning, "how to get the data out"));
    }

    [Theory, Engines]
    public async Task The_queue_and_restriction_of_the_case_behind_a_lesson_are_told(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        await new CaseStore(test.Database).CommitAsync(
            null,
            new Decision
            {
                Cases = [Case() with { Restricted = true, Queue = "billing" }],
                Questions = [Question("q1", state: QuestionState.Escalated, caseId: "ESC-1001")],
                Feedback = [Solved("q1", "words", null) with { Kind = "rejected" }],
            },
            default
        );
        var lesson = (await new Lessons(test.Database).NewestAsync(long.MaxValue, 10, default)).ShouldHaveSingleItem();
        (lesson.Restricted, lesson.CaseQueue, lesson.ArticleTitle, lesson.By).ShouldBe((true, "billing", "", null));
    }

    [Fact]
    public void Wordings_count_from_the_second_colleague_who_says_much_the_same()
    {
        Wordings.Confirmed([new("how to get data out", "ana"), new("get the data out, how?", "ana")]).ShouldBeEmpty();
        Wordings.Confirmed([new("how to get data out", "ana"), new("invoice of last month", "ben")]).ShouldBeEmpty();
        Wordings
            .Confirmed([new("how to get data out", "ana"), new("invoice of last month", "ben"), new("get the data out, how?", "ben")])
            .ShouldBe(["how to get data out", "get the data out, how?"]);
        Wordings.AreConfirmedFor("data out?", [new("get data out", "ana"), new("data out", "ana")]).ShouldBeFalse();
        Wordings.AreConfirmedFor("data out?", [new("get data out", "ana"), new("data out", "ben")]).ShouldBeTrue();
    }

    [Theory, Engines]
    public async Task One_colleague_cannot_crowd_out_what_others_confirmed(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var articles = new Articles(test.Database);
        await articles.PutAsync([new Article("export", "Export", "Press Export.", [])], default);
        await TeachAsync(test, Solved("q1", "get data out", "ana@example.com"), Solved("q2", "get data out", "ben@example.com"));
        await TeachAsync(
            test,
            [.. Enumerable.Range(0, 300).Select(i => Solved($"z{i}", $"zebra number{i} crossing{i}", "zoe@example.com"))]
        );
        (await articles.LiveAsync(default)).Single().SolvedQuestions.ShouldBe(["get data out"]);
    }

    private static AuditEntry Undo { get; } =
        new(AuditKind.Admin, "undo_lesson", AuditActor.Of("mia@example.com")) { Surface = AuditSurfaces.Console, Subject = "export" };

    private static ArticleFeedback Solved(string question, string words, string? by) =>
        new("export", question, "solved", words, by, Morning);

    private static Task TeachAsync(TestDatabase test, params IReadOnlyList<ArticleFeedback> lessons) =>
        new CaseStore(test.Database).CommitAsync(null, new Decision { Feedback = lessons }, default);
}
