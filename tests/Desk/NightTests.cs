using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>A P1 whose clocks run around the clock, on a Monday evening after hours.</summary>
public sealed class NightTests
{
    internal static (string File, string Content) AroundTheClock { get; } =
        (
            OrganisationFolder.MainFile,
            OrganisationFixture
                .Yaml.Replace("web:specialists", "slack:C0SPECIALISTS", StringComparison.Ordinal)
                .Replace("web:billing", "slack:C0BILLING", StringComparison.Ordinal)
                .Replace("resolve: 4h }", "resolve: 4h, clock: always }", StringComparison.Ordinal)
        );

    internal static async Task<DeskWorld> AtNightAsync(string urgency, params (string File, string Content)[] files)
    {
        var world = await DeskWorld.OpenAsync(files.Length > 0 ? files : [AroundTheClock]);
        await world.Person("mia").SaysAsync("hello");
        await world.Person("bob", ChannelNames.Slack).SaysAsync("hello");
        await world.WaitAsync(TimeSpan.FromHours(12));
        var ana = world.Person("ana");
        await ana.SaysAsync("the quantum flux coupling on our zeppelin wobbles");
        await ana.FillsAsync(
            world.Messages.Last(message => message.Value.Place == ana.Place).Key,
            "Get a specialist",
            ("How urgent?", urgency)
        );
        return world;
    }

    [Fact]
    public async Task A_p1_at_night_climbs_its_ladder_to_the_manager_at_night()
    {
        await using var world = await AtNightAsync("p1");
        await world.WaitAsync(TimeSpan.FromMinutes(30));
        world.Person("mia").Reads.ShouldContain(text => text.Contains("ESC-1001 has no owner"));
    }

    [Theory]
    [InlineData("p1", false)]
    [InlineData("p2", true)]
    public async Task The_rep_reads_until_when_nobody_works_and_with_whom_to_speak_when_it_cannot_wait(string urgency, bool isClosed)
    {
        await using var world = await AtNightAsync(urgency);
        var card = world.Person("ana").Reads.Last(text => text.Contains("Waiting for a specialist"));
        card.Contains("Closed until Tue").ShouldBe(isClosed);
        card.Contains("If it cannot wait, speak with Mia.").ShouldBe(isClosed);
    }

    [Fact]
    public async Task A_p2_at_night_waits_for_the_morning()
    {
        await using var world = await AtNightAsync("p2");
        await world.WaitAsync(TimeSpan.FromHours(10));
        world.InThreadOf("bob", "ESC-1001").Reads.ShouldNotContain(text => text.Contains("unclaimed"));
        world.Person("mia").Reads.ShouldNotContain(text => text.Contains("ESC-1001"));
    }

    [Fact]
    public async Task An_owner_of_a_p1_who_says_nothing_at_night_loses_it_at_night()
    {
        await using var world = await AtNightAsync("p1");
        await world.InThreadOf("bob", "ESC-1001").PressesAsync("case:ESC-1001:card", "Claim");
        await world.WaitAsync(TimeSpan.FromHours(2));
        world.Person("ana").Reads.ShouldContain(text => text.Contains("back in the queue"));
    }
}
