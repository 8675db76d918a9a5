using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>When the client was told: how, and who.</summary>
public sealed class ToldHowTests
{
    private const string Outcome = "case:ESC-1001:outcome";

    private static async Task<DeskWorld> ResolvedAsync()
    {
        var world = await WhoseWordsTests.AskedAsync();
        await world.Person("ana").SaysAsync("LZ-129");
        await world
            .Person("bob", ChannelNames.Slack)
            .FillsAsync("case:ESC-1001:card", "Resolve", ("What fixed it", "a screw"), ("Tell the client", "It flies."));
        return world;
    }

    [Fact]
    public async Task Client_told_closes_at_once_and_then_asks_how_and_who()
    {
        await using var world = await ResolvedAsync();
        var ana = world.Person("ana");
        Actor.TextOf(world.CardOf(Outcome)).ShouldNotContain("[Say how]");
        await ana.PressesAsync(Outcome, "Client told");
        (await world.TheCaseAsync()).State.ShouldBe(CaseState.Closed);
        (await ana.FillsAsync(Outcome, "Say how", ("How?", "mail"), ("Who was told?", "Pat Miller"))).ShouldBeEmpty();
        (await world.TheCaseAsync()).ToldHow.ShouldNotBeNull().Whom.ShouldBe("Pat Miller");
        Actor.TextOf(world.CardOf(Outcome)).ShouldContain("Client told: by e-mail, Pat Miller");
        Actor.TextOf(world.CardOf(Outcome)).ShouldNotContain("[Say how]");
        Actor.TextOf(world.CardOf("case:ESC-1001:card")).ShouldContain("Client told: by e-mail, Pat Miller");
        (await world.Cases.HistoryAsync("ESC-1001", default)).ShouldContain(line =>
            line.Kind == "told_how" && line.Detail == "mail: Pat Miller"
        );
    }

    [Fact]
    public async Task Who_was_told_may_stay_open_and_a_reopened_case_asks_anew()
    {
        await using var world = await ResolvedAsync();
        var ana = world.Person("ana");
        await ana.PressesAsync(Outcome, "Client told");
        (await ana.FillsAsync(Outcome, "Say how", ("How?", "call"))).ShouldBeEmpty();
        Actor.TextOf(world.CardOf(Outcome)).ShouldContain("Client told: by phone");
        await ana.FillsAsync(Outcome, "Reopen", ("What is still wrong?", "It fell down."));
        (await world.TheCaseAsync()).ToldHow.ShouldBeNull();
    }

    [Fact]
    public async Task Before_it_is_closed_and_for_others_there_is_nothing_to_say()
    {
        await using var world = await ResolvedAsync();
        var data = new Dictionary<string, string> { [DataKeys.Case] = "ESC-1001" };
        var values = new Dictionary<string, string> { ["how"] = "call" };
        await world.Person("ana").SubmitsAsync(Actions.ToldHow, data, values);
        (await world.TheCaseAsync()).ToldHow.ShouldBeNull();
        await world.Person("ana").PressesAsync(Outcome, "Client told");
        await world.Person("ben").SubmitsAsync(Actions.ToldHow, data, values);
        (await world.TheCaseAsync()).ToldHow.ShouldBeNull();
        await world.Person("ana").SubmitsAsync(Actions.ToldHow, data, new Dictionary<string, string> { ["how"] = "owl" });
        (await world.TheCaseAsync()).ToldHow.ShouldBeNull();
    }
}
