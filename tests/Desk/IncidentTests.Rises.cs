using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>A rise is told when it happens, and nothing else is.</summary>
public sealed partial class IncidentTests
{
    [Fact]
    public async Task Six_accounts_that_report_one_thing_within_half_an_hour_raise_one_card_with_the_evidence()
    {
        await using var world = await ReportedAsync();
        var card = TextIn(world, TheSlot(world));
        world.Messages[TheSlot(world)].Place.ShouldBe(new Place(ChannelNames.Slack, "C0SPECIALISTS"));
        card.ShouldStartWith("Looks like one problem: ");
        card.ShouldContain("gateway");
        card.ShouldContain("503");
        card.ShouldContain("6 reports from 6 accounts since");
        card.ShouldContain("ESC-1001: Acme Freight: Acme Freight gets 503 from the gateway");
        card.ShouldContain("ESC-1003: Elm Street Foods");
        card.ShouldContain("3 of the reports became no case.");
        card.ShouldContain("[Declare]");
        // Who asked something that became no case asked the bot: nobody else reads their words.
        card.ShouldNotContain("Birch");

        await EscalatesAsync(world, "rep7", "another 503 of the gateway, Acme Freight again");
        await world.LooksForRiseAsync();
        TextIn(world, TheSlot(world)).ShouldContain("7 reports from 6 accounts");
    }

    [Theory]
    [InlineData(
        "how many rows does an export hold for {0}?",
        "the invoice of {0} lacks the order number",
        "{0} wants the quantum flux report",
        "the mooring mast of {0} bends"
    )]
    [InlineData(
        "a webhook of {0} was parked",
        "the colour of the airship of {0} fades",
        "{0} asks for training",
        "the printer of {0} smokes"
    )]
    public async Task Different_things_of_several_accounts_raise_nothing(string one, string two, string three, string four)
    {
        await using var world = await OpenAsync();
        foreach (
            var (text, account) in new[] { one, two, three, four }.Zip(["Acme Freight", "Birch & Sons", "Cedar Logistics", "Dogwood Air"])
        )
        {
            await world
                .Person("rep-" + account[..3])
                .SaysAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, text, account));
        }

        await world.LooksForRiseAsync();
        world.Messages.Keys.ShouldNotContain(slot => slot.StartsWith(Incident.Prefix, StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_account_that_asks_again_and_again_is_no_rise_nor_are_reports_that_lie_hours_apart()
    {
        await using var world = await OpenAsync();
        for (var i = 0; i < 6; i++)
        {
            await world.Person("rep" + i).SaysAsync($"Acme Freight gets 503 from the gateway {i}");
        }

        await world.LooksForRiseAsync();
        world.Messages.Keys.ShouldNotContain(slot => slot.StartsWith(Incident.Prefix, StringComparison.Ordinal));
        foreach (var report in Reports[1..])
        {
            await world.WaitAsync(TimeSpan.FromMinutes(16));
            await world.Person("rep1").SaysAsync(report);
            await world.LooksForRiseAsync();
        }

        world.Messages.Keys.ShouldNotContain(slot => slot.StartsWith(Incident.Prefix, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_restricted_counts_for_nobody()
    {
        await using var world = await OpenAsync();
        foreach (var report in Reports)
        {
            await world.Person("rep" + report[0]).SaysAsync("hush " + report);
        }

        await world.LooksForRiseAsync();
        world.Messages.Keys.ShouldNotContain(slot => slot.StartsWith(Incident.Prefix, StringComparison.Ordinal));
    }

    [Fact]
    public async Task How_many_accounts_and_how_long_stand_in_the_organisation()
    {
        await using var world = await DeskWorld.OpenAsync(
            (
                "organisation.yaml",
                OrganisationFixture.Yaml.Replace("web:specialists", "slack:C0SPECIALISTS") + "\nincidents: { accounts: 2, within: 5m }\n"
            ),
            ("accounts.csv", Accounts)
        );
        await world.Person("ana").SaysAsync(Reports[0]);
        await world.WaitAsync(TimeSpan.FromMinutes(6));
        await world.Person("eva").SaysAsync(Reports[1]);
        await world.LooksForRiseAsync();
        world.Messages.Keys.ShouldNotContain(slot => slot.StartsWith(Incident.Prefix, StringComparison.Ordinal));
        await world.Person("ida").SaysAsync(Reports[2]);
        await world.LooksForRiseAsync();
        TextIn(world, TheSlot(world)).ShouldContain("2 reports from 2 accounts");
    }
}
