using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Tests.Organisation;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>People who say that they are away, and calendars that say so. It is Monday, 10:00 in Berlin; Bob looks after Acme.</summary>
public sealed class AwayTests
{
    private static async Task AskForAcmeAsync(DeskWorld world)
    {
        var ana = world.Person("ana");
        await ana.SaysAsync("the quantum flux coupling at Acme Freight wobbles on their zeppelin");
        await ana.FillsAsync(
            world.Messages.Last(message => message.Value.Place == ana.Place).Key,
            "Get a specialist",
            ("How urgent?", "p2")
        );
    }

    private static async Task<DeskWorld> OpenAsync(params (string File, string Content)[] files)
    {
        var world = await DeskWorld.OpenAsync(files);
        foreach (var name in new[] { "bob", "carol" })
        {
            await world.Person(name, ChannelNames.Slack).SaysAsync("hello");
        }

        await world.Person("mia").SaysAsync("hello");
        return world;
    }

    [Fact]
    public async Task A_specialist_who_is_away_is_told_so_and_their_deputy_hears_of_new_cases_instead()
    {
        await using var world = await OpenAsync();
        var bob = world.Person("bob", ChannelNames.Slack);
        await bob.SaysAsync("away until Monday");
        bob.Reads[^1]
            .ShouldBe(
                "You are away until Mon 30 Nov.\nUntil then others are told of new cases first. What you own stays yours.\nCarol stands in for you.\n"
                    + "Say back when you are here again."
            );
        await AskForAcmeAsync(world);
        var thread = world.InThreadOf("carol", "ESC-1001");
        thread.Reads.ShouldContain("@Carol stands in for Bob, who looks after Acme Freight and is away until Mon 30 Nov.\n[Not me]");
        thread.Reads.ShouldNotContain(text => text.StartsWith("@Bob"));
    }

    [Theory]
    [InlineData(ChannelNames.Slack)]
    [InlineData(ChannelNames.Teams)]
    [InlineData(ChannelNames.Web)]
    public async Task Everybody_who_is_listed_says_it_on_every_channel(string channel)
    {
        await using var world = await OpenAsync();
        foreach (var name in new[] { "ana", "bob", "mia" })
        {
            var person = world.Person(name, channel);
            await person.SaysAsync("away this week");
            person.Reads[^1].ShouldStartWith("You are away until Mon 30 Nov.");
            await person.SaysAsync("back");
            person.Reads[^1].ShouldBe("Welcome back. You are told of new cases again.");
            await person.SaysAsync("I'm back!");
            person.Reads[^1].ShouldBe("You were not away.");
        }

        (await world.Cases.CasesAsync(new() { Limit = 5 }, CancellationToken.None)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("away", "Until when are you away?")]
    [InlineData("away until whenever", "I cannot read “until whenever” as a time.")]
    [InlineData("away until 2020-01-01", "“until 2020-01-01” is over already.")]
    [InlineData("away until 2199-01-01", "“until 2199-01-01” is more than a year away.")]
    public async Task What_gives_no_time_is_said_with_examples_and_changes_nothing(string words, string told)
    {
        await using var world = await OpenAsync();
        var bob = world.Person("bob", ChannelNames.Slack);
        await bob.SaysAsync(words);
        bob.Reads[^1].ShouldBe(told + " Say for example: away until Monday, away until 2026-12-05, away today, away this week.");
        (await world.Cases.AbsencesAsync(world.Clock.GetUtcNow(), CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Somebody_who_is_not_listed_is_told_who_may()
    {
        await using var world = await OpenAsync();
        var zoe = world.Person("zoe");
        await zoe.SaysAsync("away until Monday");
        zoe.Reads[^1].ShouldBe("Only people who are listed in the organisation can say that they are away.");
    }

    [Fact]
    public async Task When_the_time_is_over_they_are_here_without_a_word()
    {
        await using var world = await OpenAsync();
        await world.Person("bob", ChannelNames.Slack).SaysAsync("away today");
        await world.WaitAsync(TimeSpan.FromHours(24));
        await AskForAcmeAsync(world);
        world.InThreadOf("bob", "ESC-1001").Reads.ShouldContain("@Bob looks after Acme Freight.\n[Not me]");
    }

    [Fact]
    public async Task The_last_word_counts_and_a_redelivered_one_changes_nothing()
    {
        await using var world = await OpenAsync();
        var bob = world.Person("bob", ChannelNames.Slack);
        await bob.SaysAsync("away until Friday");
        await bob.SaysAsync("away today");
        (await world.Cases.AbsencesAsync(world.Clock.GetUtcNow(), CancellationToken.None))
            .ShouldHaveSingleItem()
            .Until.ShouldBe(new DateTimeOffset(2026, 11, 23, 23, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Whoever_hands_a_case_on_sees_who_is_away()
    {
        await using var world = await OpenAsync();
        await AskForAcmeAsync(world);
        await world.Person("bob", ChannelNames.Slack).SaysAsync("away until 2026-12-05");
        var mia = world.Person("mia");
        var form = (
            await world.Forms.OpenAsync(
                new FormRequest(Actions.Reassign, new Dictionary<string, string> { [DataKeys.Case] = "ESC-1001" }, mia.Key, mia.Place),
                CancellationToken.None
            )
        )
            .ShouldBeOfType<FormAnswer.Open>()
            .Form;
        form.Fields[0].Options.Select(option => option.Title).ShouldBe(["Carol", "Bob (away until Sat 5 Dec)"]);
        await mia.SendsAsync(form, (form.Fields[0].Label, "bob@example.com"));
        mia.Heard.ShouldBe("ESC-1001 is with Bob, who is away until Sat 5 Dec.");
        (await world.TheCaseAsync()).Owner!.Email.ShouldBe("bob@example.com");
    }

    [Fact]
    public async Task The_ladder_passes_over_who_is_away()
    {
        await using var world = await OpenAsync();
        await world.Person("bob", ChannelNames.Slack).SaysAsync("away until Friday");
        await AskForAcmeAsync(world);
        await world.WaitAsync(TimeSpan.FromMinutes(26));
        world.Person("carol", ChannelNames.Slack).Reads[^1].ShouldContain("ESC-1001 is still unclaimed");
        world.Person("bob", ChannelNames.Slack).Reads.ShouldNotContain(text => text.Contains("ESC-1001"));
    }

    [Fact]
    public async Task A_calendar_keeps_its_person_away_for_whole_days_and_out_of_office_and_back_sets_it_aside()
    {
        await using var world = await OpenAsync(
            (
                OrganisationFolder.MainFile,
                NightTests.AroundTheClock.Content.Replace(
                    "deputy: carol@example.com }",
                    "deputy: carol@example.com, calendar: away/bob.ics }",
                    StringComparison.Ordinal
                )
            ),
            (
                "away/bob.ics",
                RotaFileTests.Calendar(
                    RotaFileTests.Event("SUMMARY:Trip\nDTSTART;VALUE=DATE:20261123\nDTEND;VALUE=DATE:20261125", "a"),
                    RotaFileTests.Event("SUMMARY:Trip\nDTSTART;VALUE=DATE:20261125", "b"),
                    RotaFileTests.Event("SUMMARY:Bank holiday\nTRANSP:TRANSPARENT\nDTSTART;VALUE=DATE:20261126", "c"),
                    RotaFileTests.Event("SUMMARY:Meeting\nDTSTART:20261126T080000Z\nDURATION:PT9H", "d"),
                    RotaFileTests.Event("SUMMARY:Dentist\nX-MICROSOFT-CDO-BUSYSTATUS:OOF\nDTSTART:20261127T080000Z\nDURATION:PT2H", "e")
                )
            )
        );
        var organisation = world.Workplaces.Current.Organisation;
        string? Away(string at) =>
            Presence.Of(organisation, [], DateTimeOffset.Parse(at + "Z")).TryGetValue("bob@example.com", out var until)
                ? until.UtcDateTime.ToString("yyyy-MM-dd HH:mm")
                : null;
        Away("2026-11-23 09:00").ShouldBe("2026-11-25 23:00", "two absences that follow each other are one");
        Away("2026-11-26 09:00").ShouldBeNull("a meeting is work, and the holiday is marked as free");
        Away("2026-11-27 09:00").ShouldBe("2026-11-27 10:00");
        await AskForAcmeAsync(world);
        world.InThreadOf("carol", "ESC-1001").Reads.ShouldContain(text => text.StartsWith("@Carol stands in for Bob"));
        var bob = world.Person("bob", ChannelNames.Slack);
        await bob.SaysAsync("back");
        bob.Reads[^1].ShouldBe("Welcome back. You are told of new cases again.");
        await AskForAcmeAsync(world);
        world.InThreadOf("bob", "ESC-1002").Reads.ShouldContain("@Bob looks after Acme Freight.\n[Not me]");
    }

    [Fact]
    public async Task A_rep_whom_a_specialist_asked_may_answer_back()
    {
        await using var world = await OpenAsync();
        await AskForAcmeAsync(world);
        var bob = world.InThreadOf("bob", "ESC-1001");
        await bob.PressesAsync("case:ESC-1001:card", "Claim");
        await bob.FillsAsync("case:ESC-1001:card", "Ask the rep", ("What do you need to know?", "the front or the back?"));
        await world.Person("ana").SaysAsync("back");
        (await world.TheCaseAsync()).Asks.ShouldHaveSingleItem().Reply.ShouldBe("back");
    }

    [Fact]
    public async Task Help_names_the_command()
    {
        await using var world = await OpenAsync();
        var bob = world.Person("bob", ChannelNames.Slack);
        await bob.SaysAsync("help");
        bob.Reads[^1].ShouldContain("away until Monday");
    }
}
