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

public sealed class HandOverTests
{
    [Fact]
    public async Task What_comes_in_is_handed_over_with_its_lease_and_its_lane_waits()
    {
        await using var test = await TestDatabase.OpenAsync(DatabaseEngine.Sqlite);
        var (inbox, worker) = (new Inbox(test.Database), new Worker<InboxRow>());
        test.Database.ToWorker<InboxRow>().Attach(worker);

        await inbox.AddAsync(Said("1", "a"), default);
        await inbox.AddAsync(Said("2", "a"), default);
        await inbox.AddAsync(Said("3", "b"), default);
        (await inbox.AddAsync(Said("3", "b"), default)).ShouldBeNull();

        Ids(worker).ShouldBe(["1", "3"]);
        worker.Room.ShouldBe(8);
        var whole = worker.Taken[0];
        (whole.Attempt, Text(whole.Inbound)).ShouldBe((1, Text(Said("1", "a"))));
        (await inbox.LeaseAsync(10, [], default)).ShouldBeEmpty();

        (await new CaseStore(test.Database).CommitAsync(whole.Id, new Decision(), default)).ShouldBe(Committed.Stored);
        (await inbox.LeaseAsync(10, [], default)).ShouldHaveSingleItem().Inbound.MessageKey.ShouldBe(Said("2", "a").MessageKey);
    }

    [Fact]
    public async Task After_a_crash_what_was_handed_over_comes_back()
    {
        await using var test = await TestDatabase.OpenAsync(DatabaseEngine.Sqlite);
        var inbox = new Inbox(test.Database);
        var outbox = new Outbox(test.Database);
        test.Database.ToWorker<InboxRow>().Attach(new Worker<InboxRow>());
        test.Database.ToWorker<OutboxRow>().Attach(new Worker<OutboxRow>());
        await inbox.AddAsync(Said("1"), default);
        await DecideAsync(test, Show("1", "s1", "a"));

        (await inbox.ClearLeasesAsync(default), await outbox.ClearLeasesAsync(default)).ShouldBe((1, 1));

        (await inbox.LeaseAsync(10, [], default)).ShouldHaveSingleItem().Attempt.ShouldBe(1);
        // It may have been sent: whoever sends it looks first.
        (await outbox.LeaseAsync(10, ["web"], default))
            .ShouldHaveSingleItem()
            .LookSince.ShouldNotBeNull();
    }

    [Fact]
    public async Task What_is_decided_is_handed_over_as_far_as_it_may_be_sent_now()
    {
        await using var test = await TestDatabase.OpenAsync(DatabaseEngine.Sqlite);
        var outbox = new Outbox(test.Database);
        var worker = new Worker<OutboxRow>();
        test.Database.ToWorker<OutboxRow>().Attach(worker);

        await DecideAsync(
            test,
            Show("first of a", "s1", "a"),
            Show("second of a", "s2", "a"),
            Show("held", "s3", "b") with
            {
                HeldFor = TimeSpan.FromSeconds(6),
            },
            Show("under a message that is not sent yet", "s4", "c") with
            {
                To = new Destination.ThreadOf("s1"),
            },
            Show("of a channel that is off", "s5", "d") with
            {
                To = new Destination.At(new Place("teams", "room")),
            }
        );

        Keys(worker).ShouldBe(["first of a"]);
        worker.Room.ShouldBe(8);
        Keys(await outbox.LeaseAsync(10, ["web"], default)).ShouldBeEmpty();

        await outbox.RecordAsync(worker.Taken[0], new Delivery.Sent(new Place("web", "room"), "m1"), default);
        Keys(await outbox.LeaseAsync(10, ["web"], default))
            .ShouldBe(["second of a", "under a message that is not sent yet"], ignoreOrder: true);

        // What is known now goes along: the message to change.
        await DecideAsync(test, Show("first of a, anew", "s1", "e"));
        worker.Taken[^1].Message.ShouldNotBeNull().MessageId.ShouldBe("m1");
    }

    [Fact]
    public async Task What_is_not_stored_is_not_handed_over()
    {
        await using var test = await TestDatabase.OpenAsync(DatabaseEngine.Sqlite);
        var (inbox, cases, worker) = (new Inbox(test.Database), new CaseStore(test.Database), new Worker<OutboxRow>());
        test.Database.ToWorker<OutboxRow>().Attach(worker);
        var id = await inbox.AddAsync(Said("1"), default);
        await cases.CommitAsync(id, new Decision(), default);

        (await cases.CommitAsync(id, new Decision { Outbound = [Show("1")] }, default)).ShouldBe(Committed.HandledBefore);

        worker.Taken.ShouldBeEmpty();
        worker.Room.ShouldBe(8);
    }

    [Theory, Engines]
    public async Task Without_room_or_without_a_worker_rows_are_found_by_looking(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var (inbox, outbox) = (new Inbox(test.Database), new Outbox(test.Database));
        var full = new Worker<InboxRow> { Room = 0 };
        test.Database.ToWorker<InboxRow>().Attach(full);
        test.Database.ToWorker<OutboxRow>().Attach(null);

        await inbox.AddAsync(Said("1"), default);
        await DecideAsync(test, Show("1"));

        full.Taken.ShouldBeEmpty();
        (await inbox.LeaseAsync(10, [], default)).ShouldHaveSingleItem();
        (await outbox.LeaseAsync(10, ["web"], default)).ShouldHaveSingleItem().LookSince.ShouldBeNull();
    }

    [PostgresFact]
    public async Task Replicas_of_one_database_hand_nothing_over()
    {
        await using var test = await TestDatabase.OpenAsync(DatabaseEngine.Postgres);
        var (inbox, worker) = (new Inbox(test.Database), new Worker<InboxRow>());
        test.Database.ToWorker<InboxRow>().Attach(worker);

        await inbox.AddAsync(Said("1"), default);

        worker.Taken.ShouldBeEmpty();
        (await inbox.LeaseAsync(10, [], default)).ShouldHaveSingleItem();
    }

    private static async Task DecideAsync(TestDatabase test, params Outbound[] rows) =>
        (await new CaseStore(test.Database).CommitAsync(null, new Decision { Outbound = rows }, default)).ShouldBe(Committed.Stored);

    private static List<string> Ids(Worker<InboxRow> worker) => [.. worker.Taken.Select(row => ((Inbound.Said)row.Inbound).MessageId)];

    private static List<string> Keys(Worker<OutboxRow> worker) => Keys(worker.Taken);

    private static List<string> Keys(IEnumerable<OutboxRow> rows) => [.. rows.Select(row => row.What.Key)];

    private sealed class Worker<TRow> : IReceiver<TRow>
    {
        /// <summary>Rows that fit beside those in hand; what is taken is done at once.</summary>
        public int Room { get; set; } = 8;

        public List<TRow> Taken { get; } = [];

        public int Reserve(int most)
        {
            var fit = Math.Min(most, Room);
            Room -= fit;
            return fit;
        }

        public void Release(int count) => Room += count;

        public void Take(TRow row)
        {
            Taken.Add(row);
            Room++;
        }

        public bool Serves(string channel) => channel != "teams";
    }
}
