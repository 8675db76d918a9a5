using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>What a rep is told about their words is true.</summary>
public sealed class ThreadGoneTests
{
    private const string Card = "case:ESC-1001:card";

    [Fact]
    public async Task A_thread_that_takes_nothing_is_replaced_by_a_new_card_and_both_sides_know()
    {
        await using var world = await WhoseWordsTests.AskedAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("LZ-129");
        var old = world.Messages[Card];
        world.Broken[(old.Place with { Thread = old.Id }).Lane] = "That Slack channel is archived.";
        await ana.SaysAsync("ESC-1001 the deadline is 6 pm");
        ana.Reads.ShouldNotContain(text => text.Contains("sees it"));
        ana.Reads.ShouldContain(text => text.Contains("Your words go to Bob directly, and to a new card."));
        world.Messages.ShouldContainKey("case:ESC-1001:card1");
        var thread = world.InThreadOfSlot("bob", "case:ESC-1001:card1");
        thread.Reads.ShouldContain(text => text.Contains("took no more messages (That Slack channel is archived.)"));
        thread.Reads.ShouldContain(text => text.Contains("the deadline is 6 pm"));
        world.Messages.Values.ShouldContain(message =>
            message.Place.Conversation == "dm:bob" && Actor.TextOf(message.Card).Contains("6 pm")
        );
        (
            await new Measures(world.Store.Database).LineAsync(
                DateTimeOffset.MinValue.AddYears(2000),
                world.Clock.GetUtcNow().AddDays(1),
                default
            )
        ).Lost.ShouldBe(0);
        (await new Outbox(world.Store.Database).DroppedOfCasesAsync(world.Clock.GetUtcNow().AddHours(-1), default)).Count.ShouldBe(1);
        // The new thread is the case's thread.
        await ana.SaysAsync("ESC-1001 it is 7 pm");
        world.InThreadOfSlot("bob", "case:ESC-1001:card1").Reads.ShouldContain(text => text.Contains("it is 7 pm"));
        (await world.TheCaseAsync()).CardNumber.ShouldBe(1);
    }

    [Fact]
    public async Task While_a_thread_is_shut_the_rep_and_the_managers_know_and_the_words_come_there_afterwards()
    {
        await using var world = await WhoseWordsTests.AskedAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("LZ-129");
        await world.Person("mia").SaysAsync("hello");
        var old = world.Messages[Card];
        var thread = (old.Place with { Thread = old.Id }).Lane;
        world.Shut[thread] = "That Slack channel is archived: un-archive it.";
        await ana.SaysAsync("ESC-1001 the deadline is 6 pm");
        ana.Reads.ShouldContain(text => text.Contains("takes no messages just now. Your words go to Bob directly"));
        world.Person("mia").Reads.ShouldContain(text => text.Contains("un-archive it"));
        world.Person("bob", ChannelNames.Slack).Reads.ShouldContain(text => text.Contains("the deadline is 6 pm"));
        world.Shut.Clear();
        await world.WaitAsync(TimeSpan.FromMinutes(2));
        world.InThreadOfSlot("bob", Card).Reads.ShouldContain(text => text.Contains("the deadline is 6 pm"));
        (await world.TheCaseAsync()).CardNumber.ShouldBe(0);
        (await new Outbox(world.Store.Database).DroppedOfCasesAsync(world.Clock.GetUtcNow().AddHours(-1), default)).Count.ShouldBe(0);
    }

    [Fact]
    public async Task Where_a_whole_platform_takes_nothing_the_rep_is_not_told_that_the_owner_has_the_words()
    {
        await using var world = await WhoseWordsTests.AskedAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("LZ-129");
        var card = world.Messages[Card].Place with { Thread = world.Messages[Card].Id };
        world.Shut[card.Lane] = world.Shut["slack:dm:bob"] = "Slack refuses the bot's token.";
        await ana.SaysAsync("ESC-1001 the deadline is 6 pm");
        ana.Reads.ShouldNotContain(text => text.Contains("went to Bob"));
        ana.Reads.ShouldContain(text => text.Contains("Bob has not got your words about ESC-1001 yet either. They are kept"));
        world.Shut.Clear();
        await world.WaitAsync(TimeSpan.FromMinutes(2));
        world.Person("bob", ChannelNames.Slack).Reads.ShouldContain(text => text.Contains("the deadline is 6 pm"));
        world.InThreadOfSlot("bob", Card).Reads.ShouldContain(text => text.Contains("the deadline is 6 pm"));
    }

    [Fact]
    public async Task Where_no_thread_takes_anything_the_owner_has_the_words_and_managers_know_and_it_comes_to_rest()
    {
        await using var world = await WhoseWordsTests.AskedAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("LZ-129");
        await world.Person("mia").SaysAsync("hello");
        var place = world.Messages[Card].Place;
        world.Broken[(place with { Thread = world.Messages[Card].Id }).Lane] = "archived";
        world.BrokenThreads.Add(place.Conversation);
        await ana.SaysAsync("ESC-1001 the deadline is 6 pm");
        world.Messages.Values.ShouldContain(message =>
            message.Place.Conversation == "dm:bob" && Actor.TextOf(message.Card).Contains("6 pm")
        );
        world.Person("mia").Reads.ShouldContain(text => text.Contains("cannot be posted in its thread"));
        (await world.TheCaseAsync()).CardNumber.ShouldBe(1);
    }
}
