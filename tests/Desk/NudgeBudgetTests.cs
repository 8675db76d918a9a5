using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>Alert fatigue: a budget of reminders for each person and hour, the rest in one message.</summary>
public sealed class NudgeBudgetTests
{
    private const int Many = 9;

    /// <summary>Bob has many cases, all claimed in the same minute; then he is silent.</summary>
    private static async Task<DeskWorld> WithSilentBobAsync(string urgency)
    {
        var world = await DeskWorld.OpenAsync();
        await world.Person("bob", ChannelNames.Slack).SaysAsync("hello");
        for (var n = 0; n < Many; n++)
        {
            var rep = world.Person($"rep{n}");
            await rep.SaysAsync("the quantum flux coupling on our zeppelin wobbles");
            await rep.FillsAsync(
                world.Messages.Last(message => message.Value.Place == rep.Place).Key,
                "Get a specialist",
                ("How urgent?", urgency)
            );
            await world.InThreadOf("bob", $"ESC-{1001 + n}").PressesAsync($"case:ESC-{1001 + n}:card", "Claim");
        }

        return world;
    }

    private static List<string> Reminders(DeskWorld world) =>
        [.. world.Person("bob", ChannelNames.Slack).Reads.Where(text => text.Contains("expects a word"))];

    [Fact]
    public async Task Reminders_beyond_the_budget_of_two_hours_come_in_one_message()
    {
        await using var world = await WithSilentBobAsync("p4");
        // Update within two business days, warned at three quarters of them: tomorrow at two.
        await world.WaitAsync(TimeSpan.FromHours(28.5));
        Reminders(world).Count.ShouldBe(6);
        world.Person("bob", ChannelNames.Slack).Reads.ShouldNotContain(text => text.Contains("that waited"));
        await world.WaitAsync(TimeSpan.FromHours(2));
        var together = world.Person("bob", ChannelNames.Slack).Reads.Where(text => text.Contains("that waited")).ShouldHaveSingleItem();
        together.ShouldContain("3 reminders that waited");
        foreach (var number in new[] { "ESC-1007", "ESC-1008", "ESC-1009" })
        {
            together.ShouldContain(number);
        }

        Reminders(world).Count.ShouldBe(6);
    }

    [Fact]
    public async Task A_reminder_of_a_P1_is_never_held()
    {
        await using var world = await WithSilentBobAsync("p1");
        await world.WaitAsync(TimeSpan.FromMinutes(50));
        Reminders(world).Count.ShouldBe(Many);
    }

    [Fact]
    public async Task What_was_settled_meanwhile_is_not_reminded_of()
    {
        await using var world = await WithSilentBobAsync("p4");
        await world.WaitAsync(TimeSpan.FromHours(28.5));
        var bob = world.InThreadOf("bob", "ESC-1008");
        await bob.FillsAsync("case:ESC-1008:card", "Decline", ("Why, in words for the rep", "a duplicate"));
        await world.WaitAsync(TimeSpan.FromHours(2));
        var together = world.Person("bob", ChannelNames.Slack).Reads.Last(text => text.Contains("that waited"));
        together.ShouldContain("2 reminders that waited");
        together.ShouldNotContain("ESC-1008");
    }

    [Fact]
    public async Task The_answer_to_what_somebody_just_asked_is_never_held()
    {
        await using var world = await WithSilentBobAsync("p4");
        await world.WaitAsync(TimeSpan.FromHours(28.5));
        var bob = world.Person("bob", ChannelNames.Slack);
        var before = bob.Reads.Count;
        await bob.SaysAsync("status ESC-1009");
        bob.Reads.Count.ShouldBe(before + 1);
    }
}
