using EscalationBot.Bot.Organisation;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Incidents;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Workers;

/// <summary>The watch hands in a rise when it sees one, once, and reads nothing while nothing is asked.</summary>
public sealed class IncidentWatchTests
{
    [Fact]
    public async Task Reports_of_four_clients_hand_in_one_look_and_none_while_nothing_new_comes()
    {
        await using var world = await DeskWorld.OpenAsync();
        var timers = new Timers(world.Store.Database);
        using var watch = new IncidentWatch(
            world.Workplaces,
            world.Reading,
            new IncidentWatchStores(world.Cases, timers),
            world.Clock,
            NullLogger<IncidentWatch>.Instance
        );
        Task<DateTimeOffset?> DueAsync() => timers.FindAsync(Outbreaks.Subject, TimerNames.Rise, default);

        for (var i = 0; i < 3; i++)
        {
            await world.Person("rep" + i).SaysAsync("the quantum gateway answers 503");
        }

        await watch.LookAsync(default);
        (await DueAsync()).ShouldBeNull();
        await world.Person("rep3").SaysAsync("503 of the quantum gateway");
        await watch.LookAsync(default);
        (await DueAsync()).ShouldBe(world.Clock.GetUtcNow());
        await world.WaitAsync(TimeSpan.FromSeconds(5));
        world.Messages.Keys.Count(slot => slot.StartsWith(Incident.Prefix, StringComparison.Ordinal)).ShouldBe(1);
        await watch.LookAsync(default);
        (await DueAsync()).ShouldBeNull();
    }
}
