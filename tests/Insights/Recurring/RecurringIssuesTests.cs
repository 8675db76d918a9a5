using EscalationBot.Core.Cases;
using EscalationBot.Core.Insights.Recurring;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Erasure;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Insights.Recurring;

public sealed class RecurringIssuesTests
{
    private static async Task<(TestDatabase Store, CaseStore Cases, RecurringIssues Issues)> OpenAsync(
        DatabaseEngine engine = DatabaseEngine.Sqlite
    )
    {
        var store = await TestDatabase.OpenAsync(engine);
        var cases = new CaseStore(store.Database);
        await IssueSamples.PutAsync(
            cases,
            [.. IssueSamples.Month(store.Clock.GetUtcNow()), .. IssueSamples.Outbreak(store.Clock.GetUtcNow())]
        );
        return (store, cases, New(store));
    }

    private static RecurringIssues New(TestDatabase store) => new(new Records(store.Database), new CaseStore(store.Database), store.Clock);

    private static Task<IReadOnlyList<RecurringIssue>> ReadAsync(RecurringIssues issues) =>
        issues.ReadAsync(OrganisationFixture.Of(), SearchIndex.Empty(), CancellationToken.None);

    private static Task<IReadOnlyList<RecurringIssue>> LatestAsync(RecurringIssues issues) =>
        issues.LatestAsync(OrganisationFixture.Of(), SearchIndex.Empty(), CancellationToken.None);

    [Theory, Engines]
    public async Task An_issue_that_many_asked_about_lately_has_a_name_and_rises(DatabaseEngine engine)
    {
        var (store, _, issues) = await OpenAsync(engine);
        await using var _s = store;
        using var _i = issues;
        var issue = (await ReadAsync(issues)).ShouldHaveSingleItem();
        issue.Name.ShouldBe("manifest cache");
        issue.Occurrences.Select(one => one.Id).ShouldBe(["m000", "m001", "m002", "m003", "m004"]);
        issue.Occurrences.Select(one => one.Account).ShouldBe(["acme", "birch", "acme", "birch", "acme"]);
        issue.RisingSince.ShouldBe(store.Clock.GetUtcNow().AddHours(-5));
    }

    [Fact]
    public async Task What_comes_later_joins_and_a_fresh_start_sees_the_same()
    {
        var (store, cases, issues) = await OpenAsync();
        await using var _s = store;
        using var _i = issues;
        await ReadAsync(issues);
        store.Clock.Advance(TimeSpan.FromHours(1));
        await IssueSamples.PutAsync(cases, [IssueSamples.Asked("z1", IssueSamples.Manifest[5], store.Clock.GetUtcNow(), "birch")]);
        var later = (await ReadAsync(issues)).ShouldHaveSingleItem();
        later.Occurrences.Count.ShouldBe(6);
        using var fresh = New(store);
        var again = (await ReadAsync(fresh)).ShouldHaveSingleItem();
        again.Occurrences.ShouldBe(later.Occurrences);
        (again.Name, again.RisingSince).ShouldBe((later.Name, later.RisingSince));
    }

    [Fact]
    public async Task Words_that_were_changed_or_forgotten_are_gone()
    {
        var (store, cases, issues) = await OpenAsync();
        await using var _s = store;
        using var _i = issues;
        await ReadAsync(issues);
        var first = (await cases.FindQuestionAsync("m000", CancellationToken.None))!;
        await IssueSamples.PutAsync(cases, [first with { Version = 2, Text = "how is a tariff zone drawn?" }]);
        (await ReadAsync(issues)).ShouldHaveSingleItem().Occurrences.Select(one => one.Id).ShouldBe(["m001", "m002", "m003", "m004"]);
        foreach (var id in new[] { "m001", "m002" })
        {
            var old = (await cases.FindQuestionAsync(id, CancellationToken.None))!;
            await IssueSamples.PutAsync(cases, [old with { Version = 2, State = QuestionState.Settled, FinishedAt = old.AskedAt }]);
        }
        (await new Forgetting(store.Database).ForgetAsync(store.Clock.GetUtcNow(), CancellationToken.None)).ShouldBe(2);
        (await ReadAsync(issues)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_restricted_case_never_counts_and_never_lends_its_words()
    {
        var (store, cases, issues) = await OpenAsync();
        await using var _s = store;
        using var _i = issues;
        await ReadAsync(issues);
        for (var i = 0; i < 3; i++)
        {
            var asked = (await cases.FindQuestionAsync($"m00{i}", CancellationToken.None))!;
            await IssueSamples.PutAsync(
                cases,
                [asked with { Version = 2, CaseId = $"ESC-100{i}" }],
                [TestDatabaseSamples.Case($"ESC-100{i}") with { Restricted = true, QuestionId = asked.Id }]
            );
        }
        (await ReadAsync(issues)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_last_look_serves_for_a_while_and_nothing_that_was_forgotten_or_changed_with_it()
    {
        var (store, cases, issues) = await OpenAsync();
        await using var _s = store;
        using var _i = issues;
        var look = await ReadAsync(issues);
        await IssueSamples.PutAsync(cases, [IssueSamples.Asked("z1", IssueSamples.Manifest[5], store.Clock.GetUtcNow(), "birch")]);
        store.Clock.Advance(TimeSpan.FromMinutes(15));
        (await LatestAsync(issues)).ShouldBeSameAs(look);
        store.Clock.Advance(TimeSpan.FromSeconds(1));
        (await LatestAsync(issues)).ShouldHaveSingleItem().Occurrences.Count.ShouldBe(6);

        var first = (await cases.FindQuestionAsync("m000", CancellationToken.None))!;
        await IssueSamples.PutAsync(cases, [first with { Version = 2, Text = "how is a tariff zone drawn?" }]);
        (await LatestAsync(issues))
            .ShouldHaveSingleItem()
            .Occurrences.Select(one => one.Id)
            .ShouldBe(["m001", "m002", "m003", "m004", "z1"]);
        var second = (await cases.FindQuestionAsync("m001", CancellationToken.None))!;
        await IssueSamples.PutAsync(cases, [second with { Version = 2, State = QuestionState.Settled, FinishedAt = second.AskedAt }]);
        (await LatestAsync(issues)).ShouldHaveSingleItem();
        (await new Forgetting(store.Database).ForgetAsync(store.Clock.GetUtcNow(), CancellationToken.None)).ShouldBe(1);
        (await LatestAsync(issues)).ShouldHaveSingleItem().Occurrences.Select(one => one.Id).ShouldBe(["m002", "m003", "m004", "z1"]);
    }

    [Fact]
    public async Task The_last_look_does_not_serve_an_organisation_that_changed()
    {
        var (store, _, issues) = await OpenAsync();
        await using var _s = store;
        using var _i = issues;
        (await ReadAsync(issues)).ShouldHaveSingleItem().Name.ShouldBe("manifest cache");
        var changed = OrganisationFixture.Of(
            ("organisation.yaml", OrganisationFixture.Yaml.Replace("name: Carol,", "name: Carol Manifest,", StringComparison.Ordinal))
        );
        (await issues.LatestAsync(changed, SearchIndex.Empty(), CancellationToken.None)).ShouldNotContain(issue =>
            issue.Name.Contains("manifest", StringComparison.OrdinalIgnoreCase)
        );
    }

    [Fact]
    public async Task What_is_older_than_five_weeks_is_left_to_the_past()
    {
        var (store, _, issues) = await OpenAsync();
        await using var _s = store;
        using var _i = issues;
        await ReadAsync(issues);
        store.Clock.Advance(TimeSpan.FromDays(RecurringIssues.Days));
        (await ReadAsync(issues)).ShouldHaveSingleItem().RisingSince.ShouldBeNull();
        store.Clock.Advance(TimeSpan.FromDays(1));
        (await ReadAsync(issues)).ShouldBeEmpty();
    }
}
