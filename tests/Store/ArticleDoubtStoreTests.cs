using EscalationBot.Core.Cases;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Erasure;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;

namespace EscalationBot.Tests.Store;

/// <summary>What people report about articles, and the doubt that comes of it, on every engine.</summary>
public sealed class ArticleDoubtStoreTests
{
    private static ArticleDoubt Doubt(int version = 1, bool open = true) =>
        new()
        {
            ArticleId = "a1",
            Version = version,
            ArticleVersion = 1,
            At = Morning,
            Times = 1,
            IsOpen = open,
            Asked = ["mia@example.com", "otto@example.com"],
        };

    private static ArticleFeedback Says(string kind, string? by, int version = 1) =>
        new("a1", "q1", kind, "words", by, Morning) { Note = "the menu is gone", DoubtsVersion = version };

    [Theory, Engines]
    public async Task Reports_count_for_the_words_they_are_about_and_a_doubt_lasts_until_those_change(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var (store, articles, timers) = (new CaseStore(test.Database), new Articles(test.Database), new Timers(test.Database));
        await articles.PutAsync([new Article("a1", "A", "first", []), new Article("a2", "B", "second", [])], default);
        await store.CommitAsync(
            null,
            new Decision { Feedback = [Says("wrong", "ana@example.com"), Says("incomplete", "eva@example.com"), Says("wrong", "x", 0)] },
            default
        );
        (await store.ReportsAsync("a1", default)).ShouldHaveSingleItem().Note.ShouldBe("the menu is gone");
        (await articles.LiveAsync(default)).ShouldAllBe(article => !article.IsDoubted);

        var revision = await articles.RevisionAsync(default);
        (await store.CommitAsync(null, new Decision { Doubts = [Doubt()] }, default)).ShouldBe(Committed.Stored);
        (await store.CommitAsync(null, new Decision { Doubts = [Doubt()] }, default)).ShouldBe(Committed.Stale);
        (await articles.RevisionAsync(default)).ShouldBe(revision + 1);
        (await articles.LiveAsync(default)).Where(article => article.IsDoubted).ShouldHaveSingleItem().Id.ShouldBe("a1");
        (await store.OpenDoubtsAsync(default)).ShouldHaveSingleItem().Asked.Count.ShouldBe(2);

        // Other tags are no other words; other words are told to the desk.
        await articles.PutAsync([new Article("a1", "A", "first", ["x"])], default);
        (await articles.LiveAsync(default)).Count(article => article.IsDoubted).ShouldBe(1);
        (await store.ReportsAsync("a1", default)).Count.ShouldBe(1);
        (await timers.FindAsync("doubt:a1", TimerNames.ArticleDoubt, default)).ShouldBeNull();
        await articles.PutAsync([new Article("a1", "A", "corrected", [])], default);
        (await articles.LiveAsync(default)).ShouldAllBe(article => !article.IsDoubted);
        (await store.ReportsAsync("a1", default)).ShouldBeEmpty();
        (await timers.FindAsync("doubt:a1", TimerNames.ArticleDoubt, default)).ShouldNotBeNull();
    }

    [Theory, Engines]
    public async Task Taken_back_reports_count_no_more_and_erased_people_go_out_of_all_of_it(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var (store, articles) = (new CaseStore(test.Database), new Articles(test.Database));
        await articles.PutAsync([new Article("a1", "A", "first", [])], default);
        await store.CommitAsync(null, new Decision { Feedback = [Says("wrong", "otto@example.com")], Doubts = [Doubt()] }, default);
        await new Timers(test.Database).SetAsync("articles:otto@example.com:2026-12-01", TimerNames.ArticleReview, Morning, default);
        await new PersonErasing(test.Database).EraseAsync("otto@example.com", "Otto Brandt", "somebody", default);
        (await store.FindDoubtAsync("a1", default)).ShouldNotBeNull().Asked.ShouldBe(["mia@example.com"]);
        (await test.CountAsync("SELECT COUNT(*) FROM timers WHERE timer = 'article_review'")).ShouldBe(0);
        var left = (await store.ReportsAsync("a1", default)).ShouldHaveSingleItem();
        (left.By, left.Note).ShouldBe(("", ""));
        await store.CommitAsync(
            null,
            new Decision { TakenBack = [new TakenBackReports("a1", "mia@example.com", Morning)], Doubts = [Doubt(3, open: false)] },
            default
        );
        (await store.ReportsAsync("a1", default)).ShouldBeEmpty();
        (await store.OpenDoubtsAsync(default)).ShouldBeEmpty();
    }
}
