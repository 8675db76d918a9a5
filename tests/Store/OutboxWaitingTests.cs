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

/// <summary>What waits until somebody puts something right on a platform.</summary>
public sealed class OutboxWaitingTests
{
    private static readonly Delivery Arrived = new Delivery.Sent(new Place("web", "room"), "m1");

    [Theory, Engines]
    public async Task A_card_whose_channel_was_made_anew_stands_in_the_new_one_and_its_thread_goes_on_there(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var outbox = await WithAsync(test, Show("card", "card", "queue"));
        await outbox.RecordAsync((await LeaseAsync(outbox)).Single(), Arrived, default);
        await AddAsync(test, InThread("1"), InThread("2"));
        var first = (await LeaseAsync(outbox)).Single();

        await outbox.RecordAsync(first, new Delivery.Vanished { IsRoot = true }, default);
        // Whoever finds out later undoes nothing.
        var card = (await LeaseAsync(outbox)).Single();
        (card.What.Key, card.Message, card.LookSince).ShouldBe(("card", null, null));
        await outbox.RecordAsync(card, new Delivery.Sent(new Place("web", "new room"), "m9"), default);

        var again = (await LeaseAsync(outbox)).Single();
        (again.What.Key, again.Root?.Place.Conversation).ShouldBe(("1", "new room"));
        await outbox.RecordAsync(again, new Delivery.Sent(again.Root!.Thread, "m10"), default);
        (await LeaseAsync(outbox)).Single().What.Key.ShouldBe("2");
    }

    [Theory, Engines]
    public async Task What_needs_somebody_is_told_at_once_and_once_and_goes_on_waiting(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var outbox = await WithAsync(test, Show("1") with { CaseId = "ESC-1001" });
        var retry = new Delivery.Retry(TimeSpan.Zero, "It is archived.", false) { NeedsSomebody = true };
        for (var i = 0; i < 2; i++)
        {
            await outbox.RecordAsync((await LeaseAsync(outbox)).Single(), retry, default);
            test.Clock.Advance(TimeSpan.FromMinutes(2));
        }

        var told = (await new Inbox(test.Database).LeaseAsync(10, [], default)).ShouldHaveSingleItem().Inbound;
        told.ShouldBeOfType<Inbound.Undelivered>()
            .ShouldSatisfyAllConditions(one => one.StillTrying.ShouldBeTrue(), one => one.NeedsSomebody.ShouldBeTrue());
        (await outbox.WaitingAsync(default)).ShouldHaveSingleItem().Why.ShouldBe("It is archived.");
    }

    private static async Task<Outbox> WithAsync(TestDatabase test, params Outbound[] rows)
    {
        await AddAsync(test, rows);
        return new Outbox(test.Database);
    }

    private static async Task AddAsync(TestDatabase test, params Outbound[] rows) =>
        (await new CaseStore(test.Database).CommitAsync(null, new Decision { Outbound = rows }, default)).ShouldBe(Committed.Stored);

    private static Outbound.Show InThread(string key) =>
        new("reply:" + key, new Destination.ThreadOf("card"), Card.Of("in the thread")) { Key = key, Lane = "rep" };

    private static Task<IReadOnlyList<OutboxRow>> LeaseAsync(Outbox outbox) => outbox.LeaseAsync(10, ["web"], default);
}
