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

/// <summary>Somebody sets the machine's clock: leases, pauses and the order of rows do not mind.</summary>
public sealed class QueueClockTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1),
        Way = TimeSpan.FromMilliseconds(20);

    [Theory]
    [InlineData(60)]
    [InlineData(-3600)]
    public async Task A_clock_that_is_set_ends_no_lease_and_makes_no_pause_longer(int seconds)
    {
        await using var test = await TestDatabase.OpenAsync();
        var (inbox, outbox) = (new Inbox(test.Database), new Outbox(test.Database));
        await inbox.AddAsync(Said("1"), default);
        await inbox.AddAsync(Said("2", "dm:other"), default);
        await DecideAsync(test, Show("1", "s1", "a"), Show("2", "s2", "b"));
        var said = await inbox.LeaseAsync(1, [], default);
        var shown = await outbox.LeaseAsync(1, ["web"], default);

        test.Clock.SetBy(TimeSpan.FromSeconds(seconds));
        (await inbox.LeaseAsync(9, [], default)).ShouldHaveSingleItem().Id.ShouldNotBe(said[0].Id);
        (await outbox.LeaseAsync(9, ["web"], default)).ShouldHaveSingleItem().Id.ShouldNotBe(shown[0].Id);

        await outbox.RecordAsync(shown[0], new Delivery.Retry(TimeSpan.FromSeconds(3), "429", false) { IsAsked = true }, default);
        test.Clock.SetBy(TimeSpan.FromSeconds(seconds));
        (await outbox.LeaseAsync(9, ["web"], default)).ShouldBeEmpty();
        test.Clock.Advance(TimeSpan.FromSeconds(3.6));
        (await outbox.LeaseAsync(9, ["web"], default)).ShouldHaveSingleItem().Id.ShouldBe(shown[0].Id);
    }

    [Theory, Engines]
    public async Task After_a_restart_with_the_clock_set_back_ids_go_on_rising_and_what_rested_is_tried_again(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var inbox = new Inbox(test.Database);
        var first = await inbox.AddAsync(Said("1"), default);
        await DecideAsync(test, Show("1"));
        var outbox = new Outbox(test.Database);
        await outbox.RecordAsync(
            (await outbox.LeaseAsync(1, ["web"], default)).Single(),
            new Delivery.Retry(TimeSpan.FromSeconds(30), "HTTP 503", MayHaveArrived: false),
            default
        );
        await inbox.ReleaseAsync((await inbox.LeaseAsync(1, [], default)).Single().Id, TimeSpan.FromSeconds(5), "it threw", default);

        var earlier = new TestClock(test.Clock.GetUtcNow() - Hour);
        await using var again = new Database(test.Options, earlier);
        await again.OpenAsync(OpenMode.Create, default);
        await new Inbox(again).ClearLeasesAsync(default);
        await new Outbox(again).ClearLeasesAsync(default);

        (await new Inbox(again).AddAsync(Said("2"), default)).ShouldNotBeNull().ShouldBeGreaterThan(first!.Value);
        (await new Inbox(again).LeaseAsync(1, [], default)).ShouldHaveSingleItem().Id.ShouldBe(first.Value);
        (await new Outbox(again).LeaseAsync(1, ["web"], default)).ShouldHaveSingleItem().What.Key.ShouldBe("1");
    }

    [Theory, Engines]
    public async Task A_pause_that_the_platform_asked_for_is_just_so_long_however_often_it_asks(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        await DecideAsync(test, Show("1"));
        var outbox = new Outbox(test.Database);
        for (var time = 0; time < 8; time++)
        {
            var row = (await outbox.LeaseAsync(1, ["web"], default)).ShouldHaveSingleItem();
            await outbox.RecordAsync(row, new Delivery.Retry(TimeSpan.FromSeconds(1), "429", false) { IsAsked = true }, default);
            (await outbox.LeaseAsync(1, ["web"], default)).ShouldBeEmpty();
            test.Clock.Advance(TimeSpan.FromSeconds(1.5));
        }

        var last = (await outbox.LeaseAsync(1, ["web"], default)).Single();
        await outbox.RecordAsync(last, new Delivery.Retry(TimeSpan.Zero, "HTTP 503", MayHaveArrived: false), default);
        test.Clock.Advance(TimeSpan.FromSeconds(1.3));
        (await outbox.LeaseAsync(1, ["web"], default)).ShouldHaveSingleItem();
    }

    [Fact]
    public void It_follows_its_server_and_takes_the_way_to_it_for_no_difference()
    {
        var machine = new TestClock();
        var clock = new QueueClock(machine);
        var started = clock.Now;
        clock.Follow(TimeSpan.FromMilliseconds(7), Way);
        clock.Now.ShouldBe(started);
        clock.Follow(TimeSpan.FromSeconds(-40), Way);
        clock.Now.ShouldBe(started - TimeSpan.FromSeconds(40));
        machine.SetBy(Hour);
        machine.Advance(TimeSpan.FromSeconds(2));
        clock.Now.ShouldBe(started - TimeSpan.FromSeconds(38));
        clock.Follow(-Hour, Way);
        clock.Now.ShouldBe(started + TimeSpan.FromSeconds(2));
    }

    private static async Task DecideAsync(TestDatabase test, params Outbound[] rows) =>
        (await new CaseStore(test.Database).CommitAsync(null, new Decision { Outbound = rows }, default)).ShouldBe(Committed.Stored);
}
