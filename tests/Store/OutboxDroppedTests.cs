using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;

namespace EscalationBot.Tests.Store;

/// <summary>What could not be delivered, and is sent again by somebody who removed the cause.</summary>
public sealed class OutboxDroppedTests
{
    private static readonly AuditEntry Again = new(AuditKind.Admin, "send_again", AuditActor.Of("mia@example.com"))
    {
        Surface = AuditSurfaces.Console,
    };

    [Theory, Engines]
    public async Task A_row_that_was_given_up_is_sent_again_once_with_all_its_patience(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var outbox = await DroppedAsync(test, Show("1", "s1", "a"));
        test.Clock.Advance(TimeSpan.FromDays(2));
        var row = (await outbox.DroppedAsync(10, default)).ShouldHaveSingleItem();
        row.MaySendAgain.ShouldBeTrue();

        (await outbox.SendAgainAsync(row.Id, Again, default)).ShouldBeTrue();
        (await outbox.SendAgainAsync(row.Id, Again, default)).ShouldBeFalse();

        (await outbox.DroppedAsync(10, default)).ShouldBeEmpty();
        var leased = (await outbox.LeaseAsync(10, ["web"], default)).ShouldHaveSingleItem();
        (leased.What.Key, leased.Attempt).ShouldBe(("1", 1));
        await outbox.RecordAsync(leased, new Delivery.Retry(TimeSpan.Zero, "503", false), default);
        (await outbox.LeaseAsync(10, ["web"], default)).Count.ShouldBe(0); // it waits for its next try, and was not given up at once
        (await outbox.DroppedAsync(10, default)).ShouldBeEmpty();
        (
            await test.Database.ReadAsync(
                session =>
                    session.FindAsync(
                        "SELECT (SELECT COUNT(*) FROM audit WHERE verb = 'send_again') + (SELECT COUNT(*) FROM audit_pending WHERE verb = 'send_again')",
                        found => found.Long(0)
                    ),
                default
            )
        ).ShouldBe(1);
    }

    [Theory, Engines]
    public async Task A_decision_sends_it_again_with_itself_or_not_at_all(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var outbox = await DroppedAsync(test, Show("1", "s1", "a"));
        var cases = new CaseStore(test.Database);
        var row = (await cases.DroppedAsync(10, default)).ShouldHaveSingleItem();

        // Somebody was faster with the case: nothing of the decision is stored.
        var stale = new Decision { Cases = [Case(version: 2)], SentAgain = [row.Id] };
        (await cases.CommitAsync(null, stale, default)).ShouldBe(Committed.Stale);
        (await outbox.DroppedAsync(10, default)).Count.ShouldBe(1);

        (await cases.CommitAsync(null, new Decision { SentAgain = [row.Id, row.Id, 5] }, default)).ShouldBe(Committed.Stored);
        (await outbox.DroppedAsync(10, default)).ShouldBeEmpty();
        (await outbox.LeaseAsync(10, ["web"], default)).ShouldHaveSingleItem().Id.ShouldBe(row.Id);
    }

    [Theory, Engines]
    public async Task What_a_schedule_told_last_is_found_by_its_mark_and_by_nothing_else(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var cases = new CaseStore(test.Database);
        foreach (
            var (kind, detail, day) in new[]
            {
                ("digest_told", "aaaa case:1=1", 0),
                ("digest_told", "aaaa case:2=1", 1),
                ("digest_told", "bbbb case:3=1", 2),
                ("other", "aaaa case:4=1", 3),
            }
        )
        {
            await cases.CommitAsync(
                null,
                new Decision { History = [new HistoryEntry(null, null, Morning.AddDays(day), kind, "bot", null, detail)] },
                default
            );
        }

        (await cases.NewestDetailAsync("digest_told", "aaaa", Morning, default)).ShouldBe("aaaa case:2=1");
        (await cases.NewestDetailAsync("digest_told", "bbbb", Morning, default)).ShouldBe("bbbb case:3=1");
        (await cases.NewestDetailAsync("digest_told", "aaaa", Morning.AddDays(2), default)).ShouldBeNull();
        (await cases.NewestDetailAsync("digest_told", "cccc", Morning, default)).ShouldBeNull();
    }

    [Theory, Engines]
    public async Task An_older_card_never_covers_a_newer_one(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var outbox = await DroppedAsync(test, Show("1", "s1", "a"));
        test.Clock.Advance(TimeSpan.FromSeconds(1));
        await AddAsync(test, Show("2", "s1", "a"));
        await AllRefusedAsync(0); // the newer one waits

        await DropAsync(outbox);
        await AllRefusedAsync(1); // it was given up as well: it alone may be sent again
        test.Clock.Advance(TimeSpan.FromSeconds(1));
        await AddAsync(test, Show("3", "s1", "a"));
        await outbox.RecordAsync(
            (await outbox.LeaseAsync(10, ["web"], default)).Single(),
            new Delivery.Sent(new("web", "room"), "m1"),
            default
        );
        await AllRefusedAsync(0); // what people see is newer

        async Task AllRefusedAsync(int offered)
        {
            var rows = await outbox.DroppedAsync(10, default);
            rows.Count(row => row.MaySendAgain).ShouldBe(offered);
            foreach (var row in rows.Where(row => !row.MaySendAgain))
            {
                (await outbox.SendAgainAsync(row.Id, Again, default)).ShouldBeFalse();
            }
        }
    }

    private static async Task<Outbox> DroppedAsync(TestDatabase test, Outbound.Show show)
    {
        await AddAsync(test, show);
        var outbox = new Outbox(test.Database);
        await DropAsync(outbox);
        return outbox;
    }

    private static Task AddAsync(TestDatabase test, Outbound.Show show) =>
        new CaseStore(test.Database).CommitAsync(null, new Decision { Outbound = [show] }, default);

    private static async Task DropAsync(Outbox outbox) =>
        await outbox.RecordAsync((await outbox.LeaseAsync(10, ["web"], default)).Single(), new Delivery.Drop("is_archived"), default);
}
