using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>
/// A case that waits for its rep does not wait for ever: its owner is offered to close it, then it closes, and everybody knows.
/// </summary>
public sealed class StaleCaseTests
{
    private const string Card = "case:ESC-1001:card";

    private static async Task<(DeskWorld World, Actor Ana, Actor Bob, Actor Chat)> WaitingAsync(string staleAfter = "")
    {
        var world = await DeskWorld.OpenAsync(
            staleAfter.Length == 0
                ? []
                :
                [
                    (
                        "organisation.yaml",
                        OrganisationFixture
                            .Yaml.Replace("web:specialists", "slack:C0SPECIALISTS", StringComparison.Ordinal)
                            .Replace("askers: anyone", $"askers: anyone\nstale_after: {staleAfter}", StringComparison.Ordinal)
                    ),
                ]
        );
        var ana = world.Person("ana");
        await ana.SaysAsync("Acme Freight: the quantum flux coupling on our zeppelin wobbles");
        (await ana.FillsAsync(world.Messages.Keys.Single(), "Get a specialist", ("How urgent?", "p2"))).ShouldBeEmpty();
        var bob = world.InThreadOf("bob", "ESC-1001");
        await bob.PressesAsync(Card, "Claim");
        await bob.FillsAsync(Card, "Ask the rep", ("What do you need to know?", "Which model is it?"));
        return (world, ana, bob, world.Person("bob", ChannelNames.Slack));
    }

    [Fact]
    public async Task After_five_silent_working_days_the_owner_is_offered_to_close_it_and_two_later_it_closes_with_a_word_to_everybody()
    {
        var (world, ana, bob, chat) = await WaitingAsync();
        await using var _w = world;
        await world.WaitAsync(TimeSpan.FromDays(6.5));
        chat.Reads.ShouldNotContain(text => text.Contains("Close it?"));
        await world.WaitAsync(TimeSpan.FromDays(1));
        chat.Reads.ShouldContain(text =>
            text.Contains("ESC-1001 waits for Ana, and nobody has said anything since") && text.Contains("[Close it]\n[Keep open]")
        );
        (await world.TheCaseAsync()).State.ShouldBe(CaseState.Claimed);
        await world.WaitAsync(TimeSpan.FromDays(2));
        var closed = await world.TheCaseAsync();
        (closed.State, closed.ClosedAsStale).ShouldBe((CaseState.Declined, true));
        Actor.TextOf(world.CardOf(Card)).ShouldContain("Closed for want of an answer. Nobody answered since");
        bob.Reads.ShouldContain(text => text.Contains("Closed: Ana has not answered since"));
        chat.Reads.ShouldContain(text => text.Contains("Closed: Ana has not answered since"));
        ana.Reads.ShouldContain(text =>
            text.Contains("ESC-1001 was closed") && text.Contains("Which model is it?") && text.Contains("[Reopen]")
        );
        (await world.Store.CountAsync("SELECT COUNT(*) FROM timers WHERE timer IN ('stale', 'rep_reminder')")).ShouldBe(0);

        var last = world.Messages.Last(message => message.Value.Place == ana.Place && message.Value.Card.Buttons.Count > 0).Key;
        await ana.FillsAsync(last, "Reopen", ("What is still wrong?", "It is the LZ-129."));
        var open = await world.TheCaseAsync();
        (open.IsWorkedOn, open.ClosedAsStale).ShouldBe((true, false));
    }

    [Fact]
    public async Task Keep_open_starts_the_silence_again_and_an_answer_ends_it()
    {
        var (world, ana, _, chat) = await WaitingAsync();
        await using var _w = world;
        await world.WaitAsync(TimeSpan.FromDays(7.5));
        var offer = world.Messages.Last(message => message.Value.Card.Buttons.Any(button => button.Title == "Keep open")).Key;
        await chat.PressesAsync(offer, "Keep open");
        await world.WaitAsync(TimeSpan.FromDays(6));
        (await world.TheCaseAsync()).State.ShouldBe(CaseState.Claimed);
        await ana.SaysAsync("ESC-1001 The LZ-129.");
        await world.WaitAsync(TimeSpan.FromDays(30));
        (await world.Store.CountAsync("SELECT COUNT(*) FROM history WHERE kind = 'closed_stale'")).ShouldBe(0);
        await chat.PressesAsync(offer, "Close it");
        chat.Heard.ShouldBe("ESC-1001 does not wait for anybody any more.");
    }

    [Fact]
    public async Task The_owner_closes_it_at_once_and_only_who_works_on_it_may()
    {
        var (world, ana, _, chat) = await WaitingAsync();
        await using var _w = world;
        await world.WaitAsync(TimeSpan.FromDays(7.5));
        var offer = world.Messages.Last(message => message.Value.Card.Buttons.Any(button => button.Title == "Keep open")).Key;
        await ana.PressesAsync(offer, "Close it");
        ana.Heard.ShouldStartWith("Only specialists of Technical may do that.");
        await chat.PressesAsync(offer, "Close it");
        (await world.TheCaseAsync()).ClosedAsStale.ShouldBeTrue();
    }

    [Fact]
    public async Task Zero_leaves_silent_cases_open()
    {
        var (world, _, _, _) = await WaitingAsync("0");
        await using var _w = world;
        await world.WaitAsync(TimeSpan.FromDays(40));
        (await world.TheCaseAsync()).IsWorkedOn.ShouldBeTrue();
        (await world.Store.CountAsync("SELECT COUNT(*) FROM timers WHERE timer = 'stale'")).ShouldBe(0);
    }
}
