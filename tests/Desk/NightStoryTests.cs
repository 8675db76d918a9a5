using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Tests.Organisation;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>A week in which Bob, who looks after Acme and is on call, goes away, and Acme goes down at night.</summary>
public sealed class NightStoryTests
{
    [Fact]
    public async Task Bob_is_away_and_Acme_goes_down_at_night()
    {
        await using var world = await DeskWorld.OpenAsync(
            (
                OrganisationFolder.MainFile,
                NightTests.AroundTheClock.Content.Replace(
                    "default: true,",
                    "default: true, rota: rota/technical.ics, on_call: [carol@example.com],",
                    StringComparison.Ordinal
                )
            ),
            ("rota/technical.ics", RotaFileTests.Calendar(RotaFileTests.Week("bob@example.com", "20261123")))
        );
        var (ana, bob, carol, mia) = (
            world.Person("ana"),
            world.Person("bob", ChannelNames.Slack),
            world.Person("carol"),
            world.Person("mia")
        );
        await carol.SaysAsync("hello"); // Carol is on Teams today
        await mia.SaysAsync("hello");

        // Monday, 10:00. Bob's child is ill.
        await bob.SaysAsync("away until Thursday");
        bob.Reads[^1].ShouldStartWith("You are away until Thu 26 Nov.");

        // 22:00: the rota says Bob, who is away; Carol is next.
        await world.WaitAsync(TimeSpan.FromHours(12));
        await ana.SaysAsync("the quantum flux coupling at Acme Freight wobbles, nothing ships");
        await ana.FillsAsync(world.Messages.Last(one => one.Value.Place == ana.Place).Key, "Get a specialist", ("How urgent?", "p1"));
        await world.WaitAsync(TimeSpan.FromSeconds(1));
        ana.Reads.ShouldContain(text => text.StartsWith("ESC-1001: Carol was called now.", StringComparison.Ordinal));
        bob.Reads.ShouldNotContain(text => text.Contains("ESC-1001"));
        await world.WaitAsync(TimeSpan.FromMinutes(5));
        carol.Reads.Count(text => text.Contains("ESC-1001") && text.Contains("You are called")).ShouldBe(2);

        // Carol wakes up and takes it from her chat; the rep hears it, and no manager is woken.
        await carol.PressesAsync(world.Messages.Last(one => one.Value.Place == carol.Place).Key, "Claim");
        ana.Reads.ShouldContain(text => text.Contains("ESC-1001") && text.Contains("Carol"));
        await world.WaitAsync(TimeSpan.FromMinutes(46));
        mia.Reads.ShouldNotContain(text => text.Contains("nobody", StringComparison.OrdinalIgnoreCase) && text.Contains("ESC-1001"));

        // The next word to the rep is due within the hour, at night too: Carol is reminded of it.
        carol.Reads.ShouldContain(text => text.Contains("ESC-1001") && text.Contains("the rep expects a word"));
        (await world.TheCaseAsync()).ShouldSatisfyAllConditions(
            theCase => theCase.State.ShouldBe(CaseState.Claimed),
            theCase => theCase.Calls.ShouldHaveSingleItem().Email.ShouldBe("carol@example.com")
        );

        // Thursday morning Bob is here again without a word, and Acme's next case is his.
        await carol.SaysAsync("hello");
        await world.WaitAsync(TimeSpan.FromHours(60));
        await ana.SaysAsync("the flux capacitor at Acme Freight hums in another key than yesterday");
        await ana.FillsAsync(world.Messages.Last(one => one.Value.Place == ana.Place).Key, "Get a specialist", ("How urgent?", "p3"));
        world
            .InThreadOf("bob", "ESC-1002")
            .Reads.ShouldContain(text => text.StartsWith("@Bob looks after Acme Freight.", StringComparison.Ordinal));
    }
}
