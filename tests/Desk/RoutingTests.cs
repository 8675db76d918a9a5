using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Tests.Organisation;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>Who is told first about a new case, and why. It is Monday, 10:00 in Berlin.</summary>
public sealed class RoutingTests
{
    private const string Carol = "name: Carol, roles: [specialist], queues: [technical]",
        Bob = "deputy: carol@example.com";

    private static (string File, string Content) Files(params (string From, string To)[] changes) =>
        (
            OrganisationFolder.MainFile,
            changes.Aggregate(
                NightTests.AroundTheClock.Content,
                (yaml, change) =>
                {
                    yaml.ShouldContain(change.From);
                    return yaml.Replace(change.From, change.To, StringComparison.Ordinal);
                }
            )
        );

    private static async Task<DeskWorld> OpenAsync(params (string File, string Content)[] files)
    {
        var world = await DeskWorld.OpenAsync(files);
        foreach (var name in new[] { "bob", "carol", "dave" })
        {
            await world.Person(name, ChannelNames.Slack).SaysAsync("hello");
        }

        await world.Person("mia").SaysAsync("hello");
        return world;
    }

    private static async Task AskAsync(DeskWorld world, string about = "our zeppelin", string urgency = "p2")
    {
        var ana = world.Person("ana");
        await ana.SaysAsync($"the quantum flux coupling on {about} wobbles");
        await ana.FillsAsync(
            world.Messages.Last(message => message.Value.Place == ana.Place).Key,
            "Get a specialist",
            ("How urgent?", urgency)
        );
    }

    private static string[] Mentions(DeskWorld world, string id) =>
        [.. world.InThreadOf("bob", id).Reads.Where(text => text.StartsWith('@'))];

    [Fact]
    public async Task Without_an_account_whoever_is_on_call_is_told_with_the_end_of_the_shift()
    {
        await using var world = await OpenAsync(
            Files(("default: true,", "default: true, rota: rota/technical.ics,")),
            ("rota/technical.ics", RotaFileTests.Calendar(RotaFileTests.Week("carol@example.com", "20261123")))
        );
        await AskAsync(world);
        Mentions(world, "ESC-1001").ShouldHaveSingleItem().ShouldStartWith("@Carol is on call until Mon 30 Nov 08:00.");
        await AskAsync(world, "the zeppelin of Acme Freight");
        Mentions(world, "ESC-1002").ShouldHaveSingleItem().ShouldStartWith("@Bob looks after Acme Freight.");
    }

    [Fact]
    public async Task Who_speaks_the_clients_language_comes_before_who_has_less_to_do()
    {
        await using var world = await OpenAsync(Files((Carol, Carol + ", languages: [de]")));
        await AskAsync(world, "the zeppelin of Birch & Sons");
        Mentions(world, "ESC-1001").ShouldHaveSingleItem().ShouldStartWith("@Carol speaks German, 0 open cases.");
    }

    [Fact]
    public async Task Who_knows_the_category_is_told_so()
    {
        await using var world = await OpenAsync(Files((Carol, Carol + ", skills: [integration]")));
        var ana = world.Person("ana");
        await ana.SaysAsync("integration webhook deliveries are parked for hours");
        await ana.SaysAsync("specialist");
        var question = world.Messages.Last(message => message.Value.Place == ana.Place).Key;
        await ana.FillsAsync(question, "Get a specialist", ("How urgent?", "p2"));
        Mentions(world, "ESC-1001").ShouldHaveSingleItem().ShouldStartWith("@Carol knows integration, 0 open cases.");
    }

    [Fact]
    public async Task Whoever_has_as_many_cases_as_they_may_is_passed_over_and_when_nobody_is_left_managers_hear_of_it_once()
    {
        await using var world = await OpenAsync(Files((Bob, Bob + ", most_open: 1"), (Carol, Carol + ", most_open: 1")));
        await AskAsync(world, "the zeppelin of Acme Freight");
        await world.InThreadOf("bob", "ESC-1001").PressesAsync("case:ESC-1001:card", "Claim");
        await AskAsync(world, "the zeppelin of Acme Freight");
        Mentions(world, "ESC-1002").ShouldHaveSingleItem().ShouldStartWith("@Carol 0 open cases.");
        await world.InThreadOf("carol", "ESC-1002").PressesAsync("case:ESC-1002:card", "Claim");
        await AskAsync(world, "the zeppelin of Acme Freight");
        await AskAsync(world, "the zeppelin of Acme Freight");
        Mentions(world, "ESC-1003").ShouldBeEmpty();
        world.Person("mia").Reads.Count(text => text.Contains("Everybody in Technical has as many open cases")).ShouldBe(1);
        await world.InThreadOf("bob", "ESC-1003").PressesAsync("case:ESC-1003:card", "Claim");
        (await world.Cases.FindCaseAsync("ESC-1003", default))!.Owner!.Email.ShouldBe("bob@example.com", "claiming stays free");
    }

    [Fact]
    public async Task After_a_transfer_the_next_one_is_called_anew_in_the_other_queue()
    {
        await using var world = await OpenAsync(
            Files(
                (
                    "  - { email: mia@example.com",
                    "  - { email: dave@example.com, name: Dave, roles: [specialist], queues: [billing], languages: [de] }\n  - { email: mia@example.com"
                )
            )
        );
        await AskAsync(world, "the zeppelin of Acme Freight");
        var bob = world.InThreadOf("bob", "ESC-1001");
        await bob.PressesAsync("case:ESC-1001:card", "Claim");
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        (await bob.FillsAsync("case:ESC-1001:card", "Transfer", ("Queue", "billing"))).ShouldBeEmpty();
        var called = world.Messages.Where(pair => pair.Key.Contains("portfolio", StringComparison.Ordinal)).ToList();
        called.Count.ShouldBe(2, string.Join("\n", world.Messages.Select(pair => pair.Key + " " + Actor.TextOf(pair.Value.Card))));
        Actor.TextOf(called[^1].Value.Card).ShouldStartWith("@Dave");
        (await world.TheCaseAsync()).OfferedTo.ShouldBe("dave@example.com");
    }

    [Fact]
    public async Task Not_me_offers_it_to_the_next_one_and_after_three_the_managers_hear_of_it()
    {
        await using var world = await OpenAsync(
            Files(
                (Carol, Carol + ", languages: [de]"),
                (
                    "  - { email: mia@example.com",
                    "  - { email: dave@example.com, name: Dave, roles: [specialist], queues: [technical] }\n  - { email: mia@example.com"
                )
            )
        );
        await AskAsync(world, "the zeppelin of Acme Freight");
        Mentions(world, "ESC-1001").ShouldHaveSingleItem().ShouldBe("@Bob looks after Acme Freight.\n[Not me]");
        var slot = world.Messages.Keys.Single(key => key.EndsWith(":portfolio", StringComparison.Ordinal));
        (await world.InThreadOf("carol", "ESC-1001").FillsAsync(slot, "Not me", ("Why not?", "busy"))).ShouldBeEmpty();
        world.InThreadOf("carol", "ESC-1001").Heard.ShouldContain("ESC-1001 was offered to Bob: only they can say that.");
        await world.InThreadOf("bob", "ESC-1001").FillsAsync(slot, "Not me", ("Why not?", "at the dentist"));
        world.InThreadOf("bob", "ESC-1001").Reads.ShouldContain("Bob cannot take it.\n“at the dentist” Bob");
        Mentions(world, "ESC-1001").ShouldHaveSingleItem().ShouldStartWith("@Carol 0 open cases.");
        await world.InThreadOf("carol", "ESC-1001").FillsAsync(slot + ":1", "Not me", ("Why not?", "no idea of zeppelins"));
        Mentions(world, "ESC-1001").ShouldHaveSingleItem().ShouldStartWith("@Dave 0 open cases.");
        world.Person("mia").Reads.ShouldNotContain(text => text.Contains("ESC-1001"));
        await world.InThreadOf("dave", "ESC-1001").FillsAsync(slot + ":2", "Not me", ("Why not?", "no"));
        world.Person("mia").Reads[^1].ShouldStartWith("ESC-1001 was offered to Bob, Carol, Dave, and nobody took it.");
        var theCase = await world.TheCaseAsync();
        theCase.State.ShouldBe(CaseState.Unclaimed);
        theCase.TurnedDown.Select(one => one.Why).ShouldBe(["at the dentist", "no idea of zeppelins", "no"]);
    }

    [Fact]
    public async Task A_p1_at_night_calls_who_is_on_call_twice_then_the_next_one_and_the_rep_reads_who()
    {
        await using var world = await NightTests.AtNightAsync(
            "p1",
            Files(("default: true,", "default: true, on_call: [bob@example.com, carol@example.com],"))
        );
        await world.Person("carol").SaysAsync("hello"); // Carol's last channel is Teams
        var (ana, bob, carol) = (world.Person("ana"), world.Person("bob", ChannelNames.Slack), world.Person("carol"));
        await world.WaitAsync(TimeSpan.FromSeconds(5));
        bob.Reads.Count(text => text.Contains("You are called because")).ShouldBe(1);
        ana.Reads.ShouldContain(text => text.StartsWith("ESC-1001: Bob was called now."));
        await world.WaitAsync(TimeSpan.FromMinutes(5));
        bob.Reads.Count(text => text.Contains("You are called a second time")).ShouldBe(1);
        carol.Reads.ShouldNotContain(text => text.Contains("ESC-1001"));
        await world.WaitAsync(TimeSpan.FromMinutes(5));
        carol.Reads.Count(text => text.Contains("You are called because")).ShouldBe(1);
        ana.Reads.ShouldContain(text => text.StartsWith("ESC-1001: Carol was called now."));
        await carol.PressesAsync(world.Messages.Last(message => message.Value.Place == carol.Place).Key, "Claim");
        var told = world.Messages.Count;
        await world.WaitAsync(TimeSpan.FromMinutes(30));
        world.Messages.Keys.Skip(told).ShouldNotContain(key => key.Contains(":call:"));
        (await world.TheCaseAsync())
            .Calls.Select(call => (call.Email, call.Times))
            .ShouldBe([("bob@example.com", 2), ("carol@example.com", 1)]);
    }

    [Fact]
    public async Task When_nobody_answers_at_night_the_managers_hear_who_was_called()
    {
        await using var world = await NightTests.AtNightAsync(
            "p1",
            Files(("default: true,", "default: true, on_call: [bob@example.com],"))
        );
        await world.WaitAsync(TimeSpan.FromMinutes(21));
        world
            .Person("mia")
            .Reads.ShouldContain(text =>
                text.StartsWith("ESC-1001 is a P1 outside hours. Nobody answered; these were called: Bob, Carol.")
            );
    }

    [Fact]
    public async Task By_day_nobody_is_called_and_a_p1_that_comes_at_night_by_a_change_of_priority_is()
    {
        await using var day = await OpenAsync(Files());
        await AskAsync(day, urgency: "p1");
        await day.WaitAsync(TimeSpan.FromMinutes(1));
        day.Messages.Keys.ShouldNotContain(key => key.Contains(":call:"));
        await using var night = await NightTests.AtNightAsync("p2", Files());
        await night.InThreadOf("bob", "ESC-1001").FillsAsync("case:ESC-1001:card", "Priority", ("How urgent?", "p1"));
        await night.WaitAsync(TimeSpan.FromSeconds(1));
        night.Person("bob", ChannelNames.Slack).Reads.ShouldContain(text => text.Contains("You are called because"));
    }

    [Fact]
    public async Task A_call_that_cannot_be_delivered_goes_to_the_next_one_at_once_and_the_rep_knows()
    {
        var files = Files(("default: true,", "default: true, on_call: [bob@example.com, carol@example.com],"));
        await using var world = await DeskWorld.OpenAsync(files);
        await world.Person("bob", ChannelNames.Slack).SaysAsync("hello");
        await world.Person("carol", ChannelNames.Slack).SaysAsync("hello");
        await world.WaitAsync(TimeSpan.FromHours(12));
        world.Broken["slack:dm:bob"] = "account_inactive";
        world.Broken[world.Person("bob", ChannelNames.Slack).Place.Lane] = "account_inactive";
        await AskAsync(world, urgency: "p1");
        await world.WaitAsync(TimeSpan.FromMinutes(1));
        world.Person("ana").Reads.ShouldContain("ESC-1001: Bob could not be reached. The next person is called.");
        world.Person("carol", ChannelNames.Slack).Reads.ShouldContain(text => text.Contains("You are called because"));
    }

    [Theory]
    [InlineData("languages: [german language]", "error: 'german language' is no language tag. Write languages: [de, en] or [de-AT].")]
    [InlineData("most_open: 0", "error: '0' is no value for 'most_open'. Write most_open: a whole number from 1 to 1000")]
    [InlineData("most_open: many", "error: 'many' is no value for 'most_open'. Write most_open: a whole number from 1 to 1000")]
    [InlineData(
        "skills: [technicl]",
        "warning: 'technicl' is no category. Did you mean 'technical'? If it is a tag of articles, leave it."
    )]
    public void What_is_wrong_in_the_keys_of_a_person_is_told(string keys, string problem)
    {
        using var fixture = new OrganisationFixture();
        fixture.Change(OrganisationFolder.MainFile, Bob, $"{Bob}, {keys}");
        fixture.Problems().Select(one => one.ToString()).ShouldHaveSingleItem().ShouldEndWith(problem);
    }
}
