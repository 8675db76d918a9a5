using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Erasure;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;

namespace EscalationBot.Tests.Store;

/// <summary>Grants and approvals on every engine.</summary>
public sealed class CreditStoreTests
{
    private static readonly Party Ana = new(new PersonKey("teams", "U-ana"), "Ana Duarte", "ana@example.com"),
        Mia = new(new PersonKey("teams", "U-mia"), "Mia Sorensen", "mia@example.com"),
        Otto = new(new PersonKey("teams", "U-otto"), "Otto Brandt", "otto@example.com");

    private static RecordedGrant Grant(string id, decimal amount = 40.05m, string? caseId = null) =>
        new(id, "acme", "goodwill_credit", amount, "EUR", Ana, Mia, "Ana Duarte promised it", caseId, Morning) { SecondBy = Otto };

    private static Approval Waiting(string id, string? caseId = null) =>
        new()
        {
            Id = id,
            Version = 1,
            State = ApprovalState.Waiting,
            Action = "goodwill_credit",
            Account = "acme",
            Amount = 300.5m,
            Currency = "EUR",
            Reason = "a lost night",
            By = Ana,
            At = Morning,
            ExpiresAt = Morning.AddDays(2),
            CaseId = caseId,
            Queue = "technical",
            Needed = 1,
            Asked = [new("mia@example.com", null), new("otto@example.com", "zoe@example.com")],
        };

    [Theory, Engines]
    public async Task Grants_and_approvals_are_stored_with_the_decision_and_read_back(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var store = new CaseStore(test.Database);
        (await store.LedgerAsync("acme", default)).Version.ShouldBe(0);
        await store.CommitAsync(null, new Decision { Grants = [new(Grant("g1"), 0)], Approvals = [Waiting("a1")] }, default);
        var ledger = await store.LedgerAsync("acme", default);
        (await store.GrantsAsync(ledger.Grants[0].At, 10, default))
            .Select(one => one.Id)
            .ShouldBe(ledger.Grants.Reverse().Select(one => one.Id));
        (await store.GrantsAsync(ledger.Grants[^1].At.AddSeconds(1), 10, default)).ShouldBeEmpty();
        (await store.GrantsAsync(ledger.Grants[0].At, 1, default)).Count.ShouldBe(1);
        ledger.Version.ShouldBe(1);
        ledger.Grants.ShouldBe([Grant("g1")]);
        var found = (await store.FindApprovalAsync("a1", default)).ShouldNotBeNull();
        found.Asked.ShouldBe(Waiting("a1").Asked);
        (found with { Asked = [] }).ShouldBe(Waiting("a1") with { Asked = [] });
    }

    [Theory, Engines]
    public async Task Of_two_decisions_at_one_moment_one_wins(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        await using var another = await test.OpenAnotherAsync();
        var store = new CaseStore(test.Database);
        await store.CommitAsync(null, new Decision { Approvals = [Waiting("a1")] }, default);
        for (var round = 0; round < 10; round++)
        {
            var before = await store.LedgerAsync("acme", default);
            var number = round;
            var results = await Task.WhenAll(
                Enumerable
                    .Range(0, 4)
                    .Select(i =>
                        new CaseStore(i % 2 == 0 ? test.Database : another).CommitAsync(
                            null,
                            new Decision
                            {
                                Grants = [new(Grant($"g{number}-{i}"), before.Version)],
                                Approvals = number == 0 ? [Waiting("a1") with { Version = 2, State = ApprovalState.Approved }] : [],
                            },
                            default
                        )
                    )
            );
            results.Count(result => result is Committed.Stored).ShouldBe(1);
            results.Count(result => result is Committed.Stale).ShouldBe(3);
        }

        var after = await store.LedgerAsync("acme", default);
        (after.Version, after.Grants.Count).ShouldBe((10, 10));
        (await store.FindApprovalAsync("a1", default))!.Version.ShouldBe(2);
    }

    [Theory, Engines]
    public async Task Erasing_a_person_takes_them_out_and_leaves_the_amounts(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var store = new CaseStore(test.Database);
        await store.CommitAsync(
            null,
            new Decision
            {
                Grants = [new(Grant("g1"), 0)],
                Approvals = [Waiting("a1")],
                History = [new HistoryEntry(null, "q1", Morning, "credited", "Ana Duarte", "ana@example.com", "")],
            },
            default
        );
        var erasing = new PersonErasing(test.Database);
        (await erasing.EraseAsync("ana@example.com", "Ana Duarte", "a former colleague", default)).Others.ShouldBeGreaterThan(1);
        var grant = (await store.LedgerAsync("acme", default)).Grants.ShouldHaveSingleItem();
        (grant.Amount, grant.By.Name, grant.By.Email, grant.Reason, grant.ApprovedBy).ShouldBe(
            (40.05m, "a former colleague", null, "", Mia)
        );
        var approval = (await store.FindApprovalAsync("a1", default))!;
        (approval.By.Email, approval.Reason, approval.Version).ShouldBe((null, "", 2));
        await erasing.EraseAsync("otto@example.com", "Otto Brandt", "a former colleague", default);
        (await store.FindApprovalAsync("a1", default))!.Asked.ShouldBe([new AskedApprover("mia@example.com", null)]);
        (await store.LedgerAsync("acme", default)).Grants[0].SecondBy!.Email.ShouldBeNull();
    }

    [Theory, Engines]
    public async Task Retention_takes_people_and_words_out_and_leaves_the_amounts(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var store = new CaseStore(test.Database);
        await store.CommitAsync(
            null,
            new Decision
            {
                Grants = [new(Grant("g1"), 0)],
                Approvals =
                [
                    Waiting("a1"),
                    Waiting("a2") with
                    {
                        State = ApprovalState.Refused,
                        DecidedAt = Morning,
                        DecidedBy = Mia,
                        Why = "no",
                    },
                ],
            },
            default
        );
        await new Forgetting(test.Database).ForgetAsync(Morning.AddDays(1), default);
        var grant = (await store.LedgerAsync("acme", default)).Grants.ShouldHaveSingleItem();
        (grant.Amount, grant.By, grant.ApprovedBy, grant.Reason).ShouldBe((40.05m, Forgotten.Nobody, Forgotten.Nobody, ""));
        var refused = (await store.FindApprovalAsync("a2", default))!;
        (refused.By, refused.DecidedBy, refused.Why, refused.Reason).ShouldBe((Forgotten.Nobody, Forgotten.Nobody, "", ""));
        (await store.FindApprovalAsync("a1", default))!.By.ShouldBe(Ana);
        (await new Forgetting(test.Database).ForgetAsync(Morning.AddDays(1), default)).ShouldBe(0);
    }
}
