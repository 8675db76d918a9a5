using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Erasure;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;

namespace EscalationBot.Tests.Store;

public sealed class InboxTests
{
    [Theory, Engines]
    public async Task What_comes_in_is_leased_as_it_was(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var inbox = new Inbox(test.Database);
        var said = Said("1", text: "Zürich 🙂 \0 <!channel>") with { Files = [new FileLink("a.txt", "https://files.example/a")] };

        var id = await inbox.AddAsync(said, default);

        var row = (await inbox.LeaseAsync(10, [], default)).ShouldHaveSingleItem();
        row.Id.ShouldBe(id!.Value);
        row.Attempt.ShouldBe(1);
        Text(row.Inbound).ShouldBe(Text(said));
    }

    [Theory, Engines]
    public async Task What_people_said_since_a_moment_is_found_by_its_channel_handled_or_not(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var inbox = new Inbox(test.Database);
        await inbox.AddAsync(Said("1"), default);
        test.Clock.Advance(TimeSpan.FromHours(1));
        var since = test.Clock.GetUtcNow();
        await inbox.AddAsync(Said("2"), default);
        await inbox.AddAsync(new Inbound.Deleted("m9") { Origin = Said("9").Origin }, default);
        var channel = Said("2").Place.Channel;

        (await inbox.SaidSinceAsync(channel, since, default)).Select(Text).ShouldBe([Text(Said("2"))]);
        (await inbox.SaidSinceAsync(channel, since.AddHours(-2), default)).Count.ShouldBe(2);
        (await inbox.SaidSinceAsync("elsewhere", since, default)).ShouldBeEmpty();
    }

    [Theory, Engines]
    public async Task A_second_delivery_of_either_key_is_not_kept(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var inbox = new Inbox(test.Database);
        (await inbox.AddAsync(Said("1"), default)).ShouldNotBeNull();

        (await inbox.AddAsync(Said("1") with { Origin = Said("1").Origin with { MessageKey = "other" } }, default)).ShouldBeNull();
        (await inbox.AddAsync(Said("1") with { Origin = Said("1").Origin with { DeliveryKey = "other" } }, default)).ShouldBeNull();

        (await test.CountAsync("SELECT COUNT(*) FROM inbox")).ShouldBe(1);
    }

    [Theory, Engines]
    public async Task Sixteen_arrivals_in_a_moment_are_a_rush_and_a_pause_ends_it(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var inbox = new Inbox(test.Database);
        for (var i = 0; i < 15; i++)
        {
            await inbox.AddAsync(Said(i.ToString(CultureInfo.InvariantCulture)), default);
        }
        inbox.IsRush.ShouldBeFalse();
        await inbox.AddAsync(Said("16"), default);
        inbox.IsRush.ShouldBeTrue();
        test.Clock.Advance(TimeSpan.FromSeconds(1));
        inbox.IsRush.ShouldBeFalse();
        await inbox.AddAsync(Said("17"), default);
        inbox.IsRush.ShouldBeFalse("the others are long past");
    }

    [Theory, Engines]
    public async Task Of_many_deliveries_at_once_exactly_one_is_kept(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var inbox = new Inbox(test.Database);

        var kept = await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(i => inbox.AddAsync(Said("1") with { Origin = Said("1").Origin with { DeliveryKey = "event " + i } }, default))
        );

        kept.Count(id => id is not null).ShouldBe(1);
    }

    [Theory, Engines]
    public async Task A_lane_is_handled_in_order_and_other_lanes_beside_it(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var inbox = new Inbox(test.Database);
        var cases = new CaseStore(test.Database);
        await inbox.AddAsync(Said("a1", "a"), default);
        await inbox.AddAsync(Said("a2", "a"), default);
        await inbox.AddAsync(Said("b1", "b"), default);

        var first = await inbox.LeaseAsync(10, [], default);
        Ids(first).ShouldBe(["a1", "b1"]);
        (await inbox.LeaseAsync(10, [], default)).ShouldBeEmpty();

        await cases.CommitAsync(first[0].Id, Decision.Nothing, default);
        Ids(await inbox.LeaseAsync(10, [], default)).ShouldBe(["a2"]);
    }

    [Theory, Engines]
    public async Task A_failed_row_rests_and_holds_its_lane(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var inbox = new Inbox(test.Database);
        await inbox.AddAsync(Said("a1", "a"), default);
        await inbox.AddAsync(Said("a2", "a"), default);
        var row = (await inbox.LeaseAsync(10, [], default)).Single();

        await inbox.ReleaseAsync(row.Id, TimeSpan.FromSeconds(3), "TimeoutException", default);

        (await inbox.LeaseAsync(10, [], default)).ShouldBeEmpty();
        (await inbox.NextDueInAsync(default)).ShouldBe(TimeSpan.FromSeconds(3));
        test.Clock.Advance(TimeSpan.FromSeconds(3));
        var again = (await inbox.LeaseAsync(10, [], default)).ShouldHaveSingleItem();
        (again.Id, again.Attempt).ShouldBe((row.Id, 2));
    }

    [Theory, Engines]
    public async Task A_row_given_back_unbegun_loses_no_try(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var inbox = new Inbox(test.Database);
        await inbox.AddAsync(Said("1"), default);
        var row = (await inbox.LeaseAsync(10, [], default)).Single();

        await inbox.ReleaseAsync(row.Id, TimeSpan.Zero, null, default);

        (await inbox.LeaseAsync(10, [], default)).Single().Attempt.ShouldBe(1);
    }

    [Theory, Engines]
    public async Task A_row_that_waits_for_a_platform_keeps_its_lane_and_its_tries_and_tells_once(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var (inbox, outbox) = (new Inbox(test.Database), new Outbox(test.Database));
        await inbox.AddAsync(Said("1"), default);
        await inbox.AddAsync(Said("2"), default);
        var row = (await inbox.LeaseAsync(10, [], default)).ShouldHaveSingleItem();
        for (var time = 0; time < 7; time++)
        {
            await inbox.PostponeAsync(row.Id, TimeSpan.FromSeconds(30), "busy", [Show("wait")], default);
            test.Clock.Advance(TimeSpan.FromSeconds(29));
            (await inbox.LeaseAsync(10, [], default)).ShouldBeEmpty();
            test.Clock.Advance(TimeSpan.FromSeconds(1));
            var again = (await inbox.LeaseAsync(10, [], default)).ShouldHaveSingleItem();
            (again.Id, again.Attempt).ShouldBe((row.Id, 1));
        }

        (await outbox.LeaseAsync(10, ["web"], default)).ShouldHaveSingleItem().What.Key.ShouldBe("wait");
        await inbox.GiveUpAsync(row.Id, "enough", default);
        await inbox.PostponeAsync(row.Id, TimeSpan.FromSeconds(30), "busy", [Show("late")], default);
        Ids(await inbox.LeaseAsync(10, [], default)).ShouldBe(["2"]);
        (await outbox.LeaseAsync(10, ["web"], default)).ShouldBeEmpty();
    }

    [Theory, Engines]
    public async Task A_lease_runs_out_unless_it_is_renewed(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var inbox = new Inbox(test.Database);
        var id = await inbox.AddAsync(Said("1"), default);
        await inbox.LeaseAsync(10, [], default);

        test.Clock.Advance(Inbox.Lease / 2);
        await inbox.RenewAsync([id!.Value], default);
        test.Clock.Advance(Inbox.Lease / 2);
        (await inbox.LeaseAsync(10, [], default)).ShouldBeEmpty();

        // A process that was killed with the row in hand says nothing about the row.
        test.Clock.Advance(Inbox.Lease / 2);
        (await inbox.LeaseAsync(10, [], default)).Single().Attempt.ShouldBe(1);
    }

    [Theory, Engines]
    public async Task A_late_renewal_changes_nothing_of_what_was_given_back(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var inbox = new Inbox(test.Database);
        await inbox.AddAsync(Said("1"), default);

        // The renewal took the id while the row was in hand, and reaches the database after the row was given back.
        var (id, attempt) = await LeaseOneAsync();
        await inbox.ReleaseAsync(id, TimeSpan.Zero, null, default);
        await inbox.RenewAsync([id], default);
        (await LeaseOneAsync()).ShouldBe((id, attempt));

        await inbox.ReleaseAsync(id, TimeSpan.FromSeconds(1), "the database was away", default);
        await inbox.RenewAsync([id], default);
        test.Clock.Advance(TimeSpan.FromSeconds(1));
        (await LeaseOneAsync()).ShouldBe((id, attempt + 1));

        await inbox.PostponeAsync(id, Inbox.Lease * 3, "Slack cannot say who asks", [], default);
        await inbox.RenewAsync([id], default);
        test.Clock.Advance(Inbox.Lease * 2);
        (await inbox.LeaseAsync(10, [], default)).ShouldBeEmpty();

        async Task<(long Id, int Attempt)> LeaseOneAsync()
        {
            var row = (await inbox.LeaseAsync(10, [], default)).ShouldHaveSingleItem();
            return (row.Id, row.Attempt);
        }
    }

    [Theory, Engines]
    public async Task A_killed_process_leaves_leases_that_its_next_start_clears(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var inbox = new Inbox(test.Database);
        await inbox.AddAsync(Said("1"), default);
        await inbox.LeaseAsync(10, [], default);

        (await inbox.ClearLeasesAsync(default)).ShouldBe(1);

        (await inbox.LeaseAsync(10, [], default)).ShouldHaveSingleItem();
    }

    [Theory, Engines]
    public async Task Rows_of_a_channel_that_is_not_ready_wait(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var inbox = new Inbox(test.Database);
        await inbox.AddAsync(Said("s", channel: "slack"), default);
        await inbox.AddAsync(Said("w"), default);

        Ids(await inbox.LeaseAsync(10, ["slack", "teams"], default)).ShouldBe(["w"]);
        (await inbox.WaitingAsync(default)).Select(waiting => (waiting.Channel, waiting.Count)).ShouldBe([("slack", 1L), ("web", 1L)]);
        Ids(await inbox.LeaseAsync(10, [], default)).ShouldBe(["s"]);
    }

    [Theory, Engines]
    public async Task A_row_given_up_is_kept_counted_and_frees_its_lane(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var inbox = new Inbox(test.Database);
        await inbox.AddAsync(Said("a1", "a"), default);
        await inbox.AddAsync(Said("a2", "a"), default);
        var row = (await inbox.LeaseAsync(10, [], default)).Single();

        await inbox.GiveUpAsync(row.Id, "why", default);

        (await inbox.FailedAsync(Morning, default)).ShouldBe(1);
        (await inbox.IsFinishedAsync(row.Id, default)).ShouldBe(true);
        Ids(await inbox.LeaseAsync(10, [], default)).ShouldBe(["a2"]);
        (await inbox.AddAsync(Said("a1", "a"), default)).ShouldBeNull();
    }

    [Theory, Engines]
    public async Task Replicas_never_lease_the_same_row(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var inbox = new Inbox(test.Database);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => inbox.AddAsync(Said(i.ToString(), "lane" + i), default)));
        await using var other = await test.OpenAnotherAsync();
        var inboxes = new[] { inbox, new Inbox(other) };

        var leased = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => inboxes[i % 2].LeaseAsync(10, [], default)));

        var ids = leased.SelectMany(rows => rows).Select(row => row.Id).ToList();
        ids.Distinct().Count().ShouldBe(ids.Count);
        // What two replicas passed by in each other's favour comes next.
        ids.AddRange((await inbox.LeaseAsync(200, [], default)).Select(row => row.Id));
        ids.Distinct().Count().ShouldBe(100);
        ids.Count.ShouldBe(100);
    }

    [Theory, Engines]
    public async Task Old_finished_rows_are_removed_and_waiting_ones_never(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var (inbox, cases, retention) = (new Inbox(test.Database), new CaseStore(test.Database), new Retention(test.Database));
        var done = await inbox.AddAsync(Said("done", "a"), default);
        var failed = await inbox.AddAsync(Said("failed", "b"), default);
        await inbox.AddAsync(Said("waiting", "c"), default);
        await cases.CommitAsync(done, new Decision { Outbound = [Show("k")] }, default);
        await inbox.GiveUpAsync(failed!.Value, "why", default);

        test.Clock.Advance(TimeSpan.FromDays(1));
        (await retention.CleanAsync(100, default)).ShouldBe(0);
        test.Clock.Advance(TimeSpan.FromDays(2));
        (await retention.CleanAsync(100, default)).ShouldBe(1);
        test.Clock.Advance(TimeSpan.FromDays(30));
        (await retention.CleanAsync(100, default)).ShouldBe(1);
        (await test.CountAsync("SELECT COUNT(*) FROM inbox WHERE state = 0")).ShouldBe(1);
        (await test.CountAsync("SELECT COUNT(*) FROM outbox WHERE state = 0")).ShouldBe(1);
    }

    private static List<string> Ids(IEnumerable<InboxRow> rows) => [.. rows.Select(row => ((Inbound.Said)row.Inbound).MessageId)];
}
