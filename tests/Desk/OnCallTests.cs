using EscalationBot.Bot.Organisation;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Timers;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Organisation;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>Whom the ladder calls, and what managers hear of a rota with holes.</summary>
public sealed class OnCallTests
{
    private static (string File, string Content)[] With(string keys, params string[] events) =>
        [
            (
                OrganisationFolder.MainFile,
                NightTests.AroundTheClock.Content.Replace("default: true,", $"default: true, {keys},", StringComparison.Ordinal)
            ),
            ("rota/technical.ics", RotaFileTests.Calendar(events)),
        ];

    private static IEnumerable<string> ToldIn(DeskWorld world, string place) =>
        world.Messages.Values.Where(message => message.Place.Conversation == place).Select(message => Actor.TextOf(message.Card));

    [Fact]
    public async Task Who_the_rota_names_is_called_at_night_and_then_the_next_one_on_call()
    {
        await using var world = await NightTests.AtNightAsync(
            "p1",
            With("rota: rota/technical.ics, on_call: [bob@example.com]", RotaFileTests.Week("carol@example.com", "20261123"))
        );
        await world.WaitAsync(TimeSpan.FromMinutes(8));
        ToldIn(world, "dm:carol@example.com").ShouldContain(text => text.Contains("You are called a second time"));
        ToldIn(world, "dm:bob").ShouldNotContain(text => text.Contains("ESC-1001"));
        await world.WaitAsync(TimeSpan.FromMinutes(3));
        ToldIn(world, "dm:bob").ShouldContain(text => text.Contains("You are called because"));
    }

    [Fact]
    public async Task Without_a_rota_the_first_of_on_call_is_called()
    {
        await using var world = await NightTests.AtNightAsync("p1", With("on_call: [carol@example.com, bob@example.com]"));
        await world.WaitAsync(TimeSpan.FromMinutes(8));
        ToldIn(world, "dm:carol@example.com").ShouldContain(text => text.Contains("You are called a second time"));
    }

    [Fact]
    public async Task When_a_shift_begins_the_next_one_gets_the_open_cases_and_the_one_before_is_relieved_once()
    {
        await using var world = await DeskWorld.OpenAsync(
            With(
                "rota: rota/technical.ics",
                RotaFileTests.Event("SUMMARY:bob@example.com\nDTSTART:20261101T080000Z\nDTEND:20261124T080000Z", "a"),
                RotaFileTests.Event("SUMMARY:carol@example.com\nDTSTART:20261124T080000Z\nDTEND:20261126T080000Z", "b")
            )
        );
        var (bob, carol) = (world.Person("bob"), world.Person("carol"));
        await bob.SaysAsync("hello");
        await carol.SaysAsync("hello");
        var ana = world.Person("ana");
        await ana.SaysAsync("the quantum flux coupling on our zeppelin wobbles");
        await ana.FillsAsync(
            world.Messages.Last(message => message.Value.Place == ana.Place).Key,
            "Get a specialist",
            ("How urgent?", "p2")
        );
        using var worker = new OrganisationTimers(
            world.Workplaces,
            new Timers(world.Store.Database),
            world.Clock,
            NullLogger<OrganisationTimers>.Instance
        );
        for (var look = 0; look < 4; look++)
        {
            await worker.SetShiftsAsync(world.Workplaces.Current.Organisation, CancellationToken.None);
            await world.WaitAsync(TimeSpan.FromHours(12));
        }

        var told = carol.Reads.Where(text => text.StartsWith("You are on call for Technical until", StringComparison.Ordinal)).ToList();
        var card = told.ShouldHaveSingleItem();
        card.ShouldContain("Before you it was Bob: ask what no case says.");
        card.ShouldContain("1 case is open:");
        card.ShouldContain("ESC-1001 · P2 · Technical");
        card.ShouldContain("zeppelin wobbles");
        card.ShouldContain("[Show ESC-1001]");
        bob.Reads.Count(text => text.StartsWith("Your shift for Technical is over: Carol is on call now", StringComparison.Ordinal))
            .ShouldBe(1);
    }

    [Fact]
    public async Task The_digest_leads_from_a_hole_in_the_rota_to_the_page_of_people_and_rota()
    {
        await using var world = await DeskWorld.OpenAsync(
            With(
                "rota: rota/technical.ics",
                RotaFileTests.Event("SUMMARY:carol@example.com\nDTSTART:20261101T080000Z\nDTEND:20261126T160000Z", "a")
            )
        );
        var mia = world.Person("mia");
        await mia.SaysAsync("digest");
        mia.Reads[^1].ShouldContain("The rota names nobody for Technical");
        mia.Reads[^1].ShouldNotContain("/console/people");
        world.Workplaces.Replace(world.Workplaces.Current with { Console = new Uri("https://bot.example.com") });
        await mia.SaysAsync("digest");
        mia.Reads[^1].ShouldContain("[People and rota](https://bot.example.com/console/people#rota-technical)");
    }

    [Fact]
    public async Task Managers_of_the_queue_hear_of_a_hole_in_its_rota_once()
    {
        await using var world = await DeskWorld.OpenAsync(
            With(
                "rota: rota/technical.ics",
                RotaFileTests.Event("SUMMARY:carol@example.com\nDTSTART:20261101T080000Z\nDTEND:20261126T160000Z", "a")
            )
        );
        var mia = world.Person("mia");
        await mia.SaysAsync("hello");
        var before = mia.Reads.Count;
        var timers = new Timers(world.Store.Database);
        async Task LookAsync()
        {
            using var worker = new OrganisationTimers(world.Workplaces, timers, world.Clock, NullLogger<OrganisationTimers>.Instance);
            await worker.SetGapsAsync(world.Workplaces.Current.Organisation, CancellationToken.None);
        }

        await LookAsync();
        await world.WaitAsync(TimeSpan.FromMinutes(1));
        mia.Reads.Skip(before)
            .ShouldHaveSingleItem()
            .ShouldBe(
                "The rota names nobody for Technical from Thu 26 Nov 17:00 to Mon 30 Nov 10:00.\nBob would be called then.\n"
                    + "Add an event for that time to rota/technical.ics. You hear of it once."
            );
        for (var day = 0; day < 10; day++)
        {
            await LookAsync();
            await world.WaitAsync(TimeSpan.FromDays(1));
        }

        mia.Reads.Skip(before).Count(text => text.Contains("The rota names nobody")).ShouldBe(1);
        (await timers.FindAsync("rota:technical:2026-11-26T16:00Z", TimerNames.RotaGap, CancellationToken.None)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_hole_that_was_filled_before_managers_could_hear_of_it_is_not_told()
    {
        var files = With(
            "rota: rota/technical.ics",
            RotaFileTests.Event("SUMMARY:carol@example.com\nDTSTART:20261101T080000Z\nDTEND:20261126T160000Z", "a")
        );
        await using var world = await DeskWorld.OpenAsync(files);
        var mia = world.Person("mia");
        await mia.SaysAsync("hello");
        var timers = new Timers(world.Store.Database);
        var (subject, _, gap) = RotaGaps.Of(world.Workplaces.Current.Organisation, world.Clock.GetUtcNow()).ShouldHaveSingleItem();
        await timers.SetAsync(subject, TimerNames.RotaGap, gap.From.AddHours(-1), CancellationToken.None);
        world.Reorganise([
            files[0],
            (
                "rota/technical.ics",
                RotaFileTests.Calendar(
                    RotaFileTests.Event("SUMMARY:bob@example.com\nDTSTART:20261101T080000Z\nDTEND:20261226T160000Z", "a")
                )
            ),
        ]);
        await world.WaitAsync(TimeSpan.FromDays(4));
        mia.Reads.ShouldNotContain(text => text.Contains("The rota names nobody"));
    }
}
