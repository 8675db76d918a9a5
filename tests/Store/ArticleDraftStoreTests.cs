using EscalationBot.Core.Cases;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Erasure;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;

namespace EscalationBot.Tests.Store;

/// <summary>Drafts of articles, on every engine.</summary>
public sealed class ArticleDraftStoreTests
{
    private static readonly Party Otto = new(new PersonKey("teams", "U-otto"), "Otto Brandt", "otto@example.com");

    private static ArticleDraft Draft(int version = 1, ArticleDraftState state = ArticleDraftState.Waiting) =>
        new()
        {
            Id = "ad1",
            Version = version,
            State = state,
            CaseId = "ESC-1001",
            ArticleId = "case-esc-1001",
            Queue = "technical",
            Title = "A mast squeaks",
            Body = "Grease it, says Otto Brandt",
            Author = Otto,
            At = Morning,
            DecidedAt = state is ArticleDraftState.Waiting ? null : Morning,
        };

    [Theory, Engines]
    public async Task A_draft_is_stored_with_its_decision_and_the_article_is_in_use_with_the_approval(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var (store, articles) = (new CaseStore(test.Database), new Articles(test.Database));
        await store.CommitAsync(null, new Decision { Drafts = [Draft()] }, default);
        (await store.FindDraftAsync("ad1", default)).ShouldNotBeNull().Author.ShouldBe(Otto);
        (await store.DraftsOfCaseAsync("ESC-1001", default)).Count.ShouldBe(1);
        var revision = await articles.RevisionAsync(default);
        var approved = new Decision
        {
            Drafts = [Draft(2, ArticleDraftState.Published)],
            Articles = [new Article("case-esc-1001", "A mast squeaks", "Grease it", [])],
        };
        (await store.CommitAsync(null, approved, default)).ShouldBe(Committed.Stored);
        (await store.CommitAsync(null, approved, default)).ShouldBe(Committed.Stale);
        (await articles.RevisionAsync(default)).ShouldBe(revision + 1);
        (await store.FindArticleAsync("case-esc-1001", default)).ShouldNotBeNull().Version.ShouldBe(1);
    }

    [Theory, Engines]
    public async Task A_person_goes_out_of_drafts_and_old_ones_lose_their_words(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var store = new CaseStore(test.Database);
        var ofOther = Draft() with
        {
            Id = "ad2",
            Author = Otto with { Name = "Ana", Email = "ana@example.com", Key = new("slack", "ana") },
        };
        await store.CommitAsync(null, new Decision { Drafts = [Draft(), ofOther] }, default);
        await new PersonErasing(test.Database).EraseAsync("otto@example.com", "Otto Brandt", "somebody", default);
        // Their own words go; in what others wrote their name goes.
        var erased = (await store.FindDraftAsync("ad1", default))!;
        (erased.Author.Name, erased.Body).ShouldBe(("somebody", ""));
        var kept = (await store.FindDraftAsync("ad2", default))!;
        (kept.Author.Name, kept.Body).ShouldBe(("Ana", "Grease it, says somebody"));
        await new Forgetting(test.Database).ForgetAsync(Morning.AddDays(900), default);
        (await store.FindDraftAsync("ad1", default))!.Title.ShouldBe("");
        var gone = (await store.FindDraftAsync("ad2", default))!;
        (gone.Author, gone.Title, gone.Body).ShouldBe((Forgotten.Nobody, "", ""));
    }
}
