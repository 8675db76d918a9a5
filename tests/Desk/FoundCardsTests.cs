using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>Cards that stand on a platform and that no row knows.</summary>
public sealed class FoundCardsTests
{
    private const string Slot = "case:ESC-1001:card";
    private static readonly Place Queue = new("slack", "C0SPECIALISTS");

    [Fact]
    public async Task A_case_s_only_card_is_taken_as_its_card_and_shows_the_present_state()
    {
        await using var world = await CaseAsync();
        await ForgetAsync(world, Slot);
        await FindAsync(world, Slot, "17.1", Queue);
        (await new SlotMessages(world.Store.Database).FindSlotAsync(Slot, default))!.MessageId.ShouldBe("17.1");
        world.Messages[Slot].Id.ShouldBe("17.1");
        world.Messages[Slot].Card.Buttons.ShouldNotBeEmpty();
        // Its thread is the case's thread.
        await world.InThreadOf("bob", "ESC-1001").PressesAsync(Slot, "Claim");
        (await world.TheCaseAsync()).State.ShouldBe(CaseState.Claimed);
        (await PutRightAsync(world)).ShouldBe(1);
    }

    [Fact]
    public async Task A_second_card_says_that_it_is_none_and_has_no_buttons_and_words_under_it_reach_the_case()
    {
        await using var world = await CaseAsync();
        var own = world.Messages[Slot].Id;
        await FindAsync(world, Slot, "17.1", Queue);
        await FindAsync(world, Slot, own, Queue);
        var copy = SlotMessages.CopyOf(Slot, "17.1");
        world.Messages[copy].Card.Buttons.ShouldBeEmpty();
        Actor.TextOf(world.Messages[copy].Card).ShouldContain("This is not the card of ESC-1001 any more.");
        world.Messages[Slot].Id.ShouldBe(own);
        (await PutRightAsync(world)).ShouldBe(1, "its own card needs nothing");
        var bound = await new SlotMessages(world.Store.Database).FindBindingAsync("slack", "C0SPECIALISTS", "17.1", default);
        bound.ShouldNotBeNull().ShouldSatisfyAllConditions(one => one.IsCopy.ShouldBeTrue(), one => one.Slot.ShouldBe(Slot));
    }

    [Theory]
    [InlineData("case:ESC-1001:card", "C0BILLING")] // a place of another queue
    [InlineData("case:ESC-1001:card", null)] // a place of no queue
    [InlineData("case:ESC-1001:card7", "C0SPECIALISTS")] // another card of the case
    public async Task Elsewhere_than_in_the_place_of_its_queue_it_is_never_taken_as_the_card(string slot, string? named)
    {
        await using var world = await CaseAsync();
        await ForgetAsync(world, Slot);
        await FindAsync(world, slot, "17.1", named is null ? null : new Place("slack", named));
        (await new SlotMessages(world.Store.Database).FindSlotAsync(Slot, default)).ShouldBeNull();
        world.Messages[SlotMessages.CopyOf(slot, "17.1")].Card.Buttons.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_card_of_a_case_that_is_not_known_is_left_as_it_is()
    {
        await using var world = await CaseAsync();
        var before = world.Messages.Count;
        await FindAsync(world, "case:ESC-4711:card", "17.1", Queue, "ESC-4711");
        world.Messages.Count.ShouldBe(before);
        (await PutRightAsync(world)).ShouldBe(0);
    }

    [Fact]
    public async Task A_closed_case_s_card_is_shown_once_more_without_anything_else()
    {
        await using var world = await CaseAsync();
        await world.InThreadOf("bob", "ESC-1001").PressesAsync(Slot, "Claim");
        var theCase = await world.TheCaseAsync();
        await world.Cases.CommitAsync(
            null,
            new Decision
            {
                Cases = [theCase with { Version = theCase.Version + 1, State = CaseState.Closed, ClientToldAt = world.Clock.GetUtcNow() }],
            },
            default
        );
        var others = world.Messages.Where(one => one.Key != Slot).ToDictionary(one => one.Key, one => one.Value.Edits);
        await new Timers(world.Store.Database).SetAsync("ESC-1001", TimerNames.CardCheck, world.Clock.GetUtcNow(), default);
        await world.WaitAsync(TimeSpan.FromSeconds(1));
        world.Messages[Slot].Card.Buttons.ShouldNotContain(button => button.Title == "Resolve");
        world.Messages.Where(one => one.Key != Slot).ToDictionary(one => one.Key, one => one.Value.Edits).ShouldBe(others);
    }

    [Fact]
    public async Task The_digest_counts_what_was_put_right_and_says_nothing_when_there_is_nothing()
    {
        await using var world = await CaseAsync();
        var mia = world.Person("mia");
        await mia.SaysAsync("digest");
        mia.Reads.ShouldNotContain(text => text.Contains("gone, or stood there twice"));
        await world.HandInAsync(new Inbound.MessageGone("ESC-1001", Slot) { Origin = OriginOf(world, "gone") });
        await FindAsync(world, Slot, "17.1", Queue);
        await mia.SaysAsync("digest");
        mia.Reads.ShouldContain(text => text.Contains("2 messages that were gone, or stood there twice"));
    }

    private static async Task<DeskWorld> CaseAsync()
    {
        var world = await DeskWorld.OpenAsync();
        var rep = world.Person("ana");
        await rep.SaysAsync("the quantum flux coupling on our zeppelin wobbles");
        await rep.FillsAsync(
            world.Messages.Last(message => message.Value.Place == rep.Place).Key,
            "Get a specialist",
            ("How urgent?", "p3")
        );
        return world;
    }

    private static Task ForgetAsync(DeskWorld world, string slot)
    {
        world.Messages.Remove(slot);
        return world.Store.Database.WriteAsync(session => session.ExecuteAsync("DELETE FROM messages WHERE slot = @slot", slot), default);
    }

    private static Task FindAsync(DeskWorld world, string slot, string messageId, Place? named, string caseId = "ESC-1001") =>
        world.HandInAsync(new Inbound.CardFound(caseId, slot, Queue, messageId, named) { Origin = OriginOf(world, $"found:{messageId}") });

    private static Origin OriginOf(DeskWorld world, string key) =>
        new()
        {
            DeliveryKey = key,
            MessageKey = key,
            From = new PersonKey("clock", "reconciler"),
            Place = new Place("clock", "reconciler"),
            At = world.Clock.GetUtcNow(),
        };

    private static Task<long> PutRightAsync(DeskWorld world) =>
        world.Store.Database.ReadAsync(
            session => session.FindAsync("SELECT COUNT(*) FROM history WHERE kind = 'put_right'", row => row.Long(0)),
            default
        );
}
