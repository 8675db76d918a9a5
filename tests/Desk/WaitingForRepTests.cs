using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

public sealed class WaitingForRepTests
{
    private const string Card = "case:ESC-1001:card";

    [Fact]
    public async Task A_case_that_waits_for_the_rep_reminds_the_rep_then_the_manager_and_goes_on()
    {
        await using var world = await P1Async();
        var ana = world.Person("ana");
        Actor.TextOf(world.CardOf(Card)).ShouldContain("waits for Ana's answer · asked ");
        await world.WaitAsync(TimeSpan.FromMinutes(31));
        ana.Reads.Count(text => text.StartsWith("Bob waits for your answer in ESC-1001", StringComparison.Ordinal)).ShouldBe(1);
        ana.Reads[^1].ShouldEndWith("[Answer]");
        Actor.TextOf(world.CardOf(Card)).ShouldContain("asked 30 min ago, reminded once");
        world.Person("mia").Reads.ShouldNotContain(text => text.Contains("stands still"));
        await world.WaitAsync(TimeSpan.FromMinutes(30));
        Actor.TextOf(world.CardOf(Card)).ShouldContain("asked 1 h ago, reminded 2 times");
        world.Person("mia").Reads.ShouldContain(text => text.Contains("ESC-1001 stands still: Ana has not answered"));
        await world.WaitAsync(TimeSpan.FromDays(3));
        (await world.TheCaseAsync()).Asks[0].Reminded.ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task The_answer_ends_it()
    {
        await using var world = await P1Async();
        await world.WaitAsync(TimeSpan.FromMinutes(31));
        await world.Person("ana").SaysAsync("LZ-129");
        await world.WaitAsync(TimeSpan.FromDays(2));
        (await world.TheCaseAsync()).Asks[0].Reminded.ShouldBe(1);
        (await world.Store.CountAsync("SELECT COUNT(*) FROM timers WHERE timer = 'rep_reminder'")).ShouldBe(0);
    }

    [Fact]
    public async Task So_does_the_resolution()
    {
        await using var world = await P1Async();
        await world.Person("bob", ChannelNames.Slack).FillsAsync(Card, "Resolve", ("What fixed it", "x"), ("Tell the client", "done"));
        (await world.Store.CountAsync("SELECT COUNT(*) FROM timers WHERE timer = 'rep_reminder'")).ShouldBe(0);
    }

    private static async Task<DeskWorld> P1Async()
    {
        var world = await WhoseWordsTests.AskedAsync();
        await world.Person("mia").SaysAsync("hello");
        await world.Person("bob", ChannelNames.Slack).FillsAsync(Card, "Priority", ("How urgent?", "p1"), ("Why?", "client stands still"));
        return world;
    }
}
