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

    [Theory, Engines]
    public async Task A_message_that_is_gone_is_posted_anew_and_the_desk_hears_of_it_once(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var outbox = await WithAsync(test, Show("card", "card") with { CaseId = "ESC-1001" });
        await outbox.RecordAsync((await LeaseAsync(outbox)).Single(), Arrived, default);
        await AddAsync(test, Show("edit", "card") with { CaseId = "ESC-1001" });
        var edit = (await LeaseAsync(outbox)).Single();
        // The answer to the record was lost: it is recorded again.
        await outbox.RecordAsync(edit, new Delivery.Vanished(), default);
        await outbox.RecordAsync(edit, new Delivery.Vanished(), default);

        (await LeaseAsync(outbox)).Single().Message.ShouldBeNull();
        var gone = (await new Inbox(test.Database).LeaseAsync(10, [], default)).ShouldHaveSingleItem().Inbound;
        gone.ShouldBeOfType<Inbound.MessageGone>()
            .ShouldSatisfyAllConditions(one => one.CaseId.ShouldBe("ESC-1001"), one => one.Slot.ShouldBe("card"));
    }

    [Theory, Engines]
    public async Task What_is_said_under_a_message_that_is_gone_still_belongs_to_its_slot(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var (outbox, slots) = (await WithAsync(test, Show("card", "card") with { CaseId = "ESC-1001" }), new SlotMessages(test.Database));
        await outbox.RecordAsync((await LeaseAsync(outbox)).Single(), Arrived, default);
        await AddAsync(test, Show("edit", "card") with { CaseId = "ESC-1001" });
        var edit = (await LeaseAsync(outbox)).Single();
        await outbox.RecordAsync(edit, new Delivery.Vanished(), default);
        await outbox.RecordAsync(edit, new Delivery.Vanished(), default);
        await outbox.RecordAsync((await LeaseAsync(outbox)).Single(), new Delivery.Sent(new Place("web", "room"), "m2"), default);

        foreach (var (message, isCopy) in new[] { ("m1", true), ("m2", false) })
        {
            var binding = (await slots.FindBindingAsync("web", "room", message, default)).ShouldNotBeNull();
            (binding.Slot, binding.CaseId, binding.IsCopy).ShouldBe(("card", "ESC-1001", isCopy));
        }
    }

    [Theory, Engines]
    public async Task Rows_that_are_taken_after_a_long_wait_for_the_database_are_held_for_a_whole_lease(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var outbox = await WithAsync(test, Show("1"));
        test.Database.Around = (_, transaction) =>
        {
            test.Clock.Advance(Outbox.Lease);
            return transaction();
        };
        (await LeaseAsync(outbox)).Count.ShouldBe(1);
        test.Database.Around = null;

        (await LeaseAsync(outbox)).ShouldBeEmpty();
    }

    [Theory, Engines]
    public async Task A_copy_that_is_gone_is_not_posted_anew(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var copy = SlotMessages.CopyOf("case:ESC-1001:card", "17.1");
        await new CaseStore(test.Database).CommitAsync(
            null,
            new Decision
            {
                Bound = [new BoundMessage(copy, new Place("web", "room"), "17.1", "ESC-1001")],
                Outbound = [Show("inert", copy) with { CaseId = "ESC-1001" }],
            },
            default
        );
        var outbox = new Outbox(test.Database);
        var row = (await LeaseAsync(outbox)).Single();
        row.Message!.MessageId.ShouldBe("17.1");
        await outbox.RecordAsync(row, new Delivery.Vanished(), default);
        (await LeaseAsync(outbox)).ShouldBeEmpty();
        (await new SlotMessages(test.Database).FindSlotAsync(copy, default)).ShouldBeNull();
        (await new Inbox(test.Database).LeaseAsync(10, [], default)).ShouldBeEmpty();
    }

    [Theory, Engines]
    public async Task A_found_message_fills_a_slot_that_has_none_and_no_other(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        foreach (var id in new[] { "17.1", "17.2" })
        {
            await new CaseStore(test.Database).CommitAsync(
                null,
                new Decision { Bound = [new BoundMessage("card", new Place("web", "room"), id, "ESC-1001")] },
                default
            );
        }
        (await new SlotMessages(test.Database).FindSlotAsync("card", default))!.MessageId.ShouldBe("17.1");
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
