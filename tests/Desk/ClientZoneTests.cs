using System.Globalization;
using CsCheck;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Organisation.Calendar;
using EscalationBot.Core.Triage.Facts;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>Promises, deadlines and updates of a client are told by the client's own clocks, and the card says whose they are.</summary>
public sealed class ClientZoneTests
{
    private const string Card = "case:ESC-1001:card";
    private const string Accounts = """
        id,name,tier,arr,renewal,owner_email,language,notes,time_zone
        acme,Acme Freight,enterprise,120000,2027-01-31,mia@example.com,en,,America/New_York
        birch,Birch & Sons,starter,2400,2027-06-30,,en,,Europe/Madrid
        """;

    private static readonly BusinessCalendar Berlin = new(Zone("Europe/Berlin"), OpeningHours.Office, []);
    private static readonly string[] Zones =
    [
        "America/New_York",
        "America/Sao_Paulo",
        "America/St_Johns",
        "Asia/Kolkata",
        "Asia/Tokyo",
        "Australia/Lord_Howe",
        "Europe/Berlin",
        "Europe/London",
        "Pacific/Auckland",
        "Pacific/Kiritimati",
    ];

    private static TimeZoneInfo Zone(string id) => TimeZoneInfo.FindSystemTimeZoneById(id);

    private static async Task<(DeskWorld World, Actor Ana, Actor Bob)> WithCaseAsync(string question)
    {
        var world = await DeskWorld.OpenAsync(("accounts.csv", Accounts));
        var ana = world.Person("ana");
        await ana.SaysAsync(question);
        (await ana.FillsAsync(world.Messages.Keys.Single(), "Get a specialist", ("How urgent?", "p3"))).ShouldBeEmpty();
        var bob = world.InThreadOf("bob", "ESC-1001");
        await bob.PressesAsync(Card, "Claim");
        return (world, ana, bob);
    }

    [Fact]
    public async Task By_Friday_noon_is_noon_where_the_client_is_and_the_card_says_both()
    {
        var (world, _, bob) = await WithCaseAsync("Acme Freight: the quantum flux coupling on our zeppelin wobbles");
        await using var _w = world;
        await bob.SaysAsync(">> It will be fixed by Friday noon.", addressed: false);
        (await world.TheCaseAsync()).Promises.Single().DueAt.ToUniversalTime().ShouldBe(Utc("2026-11-27T17:00Z"));
        const string Noted = "Noted as a promise: by Fri 27 Nov 12:00 client time (18:00 here). You are reminded before it passes.";
        world.Whispers.ShouldContain(whisper => Actor.TextOf(whisper.Card) == Noted);
        var card = Actor.TextOf(world.CardOf(Card));
        card.ShouldContain("Promised: by Fri 27 Nov 12:00 client time (18:00 here)");
        card.ShouldContain("America/New_York time");
    }

    [Fact]
    public async Task Where_the_clients_clocks_show_what_ours_do_nothing_is_said_of_them()
    {
        var (world, _, bob) = await WithCaseAsync("Birch & Sons: the quantum flux coupling on our zeppelin wobbles");
        await using var _w = world;
        await bob.SaysAsync(">> It will be fixed by Friday noon.", addressed: false);
        (await world.TheCaseAsync()).Promises.Single().DueAt.ToUniversalTime().ShouldBe(Utc("2026-11-27T11:00Z"));
        Actor.TextOf(world.CardOf(Card)).ShouldNotContain("client time");
    }

    [Fact]
    public async Task Nobody_asks_the_rep_in_which_time_zone_the_client_is()
    {
        var (world, _, bob) = await WithCaseAsync("Acme Freight: the quantum flux coupling on our zeppelin wobbles");
        await using var _w = world;
        await bob.FillsAsync(Card, "Ask the rep", ("What do you need to know?", "Which time zone are they in?"));
        bob.Heard.ShouldContain("America/New_York");
    }

    [Fact]
    public async Task The_clients_own_deadline_is_by_their_clocks()
    {
        var (world, _, _) = await WithCaseAsync("Acme Freight: the quantum flux coupling wobbles, they need it by Friday noon");
        await using var _w = world;
        Actor.TextOf(world.CardOf(Card)).ShouldContain("Deadline: 2026-11-27 12:00 client time (18:00 here)");
    }

    [Fact]
    public async Task The_words_for_the_client_name_their_time_and_come_while_it_is_day_where_they_are()
    {
        var (world, ana, bob) = await WithCaseAsync("Acme Freight: the quantum flux coupling on our zeppelin wobbles");
        await using var _w = world;
        await bob.SaysAsync(">> It will be fixed by Friday noon.", addressed: false);
        await world.WaitAsync(TimeSpan.FromHours(27));
        ana.Reads.ShouldNotContain(text => text.Contains("your client waits"), "it is seven in the morning there");
        await world.WaitAsync(TimeSpan.FromHours(2));
        var update = ana.Reads.Single(text => text.Contains("your client waits for a word from you"));
        update.ShouldContain("We expect to have it for you by Fri 27 Nov 12:00 your time.");
        update.ShouldContain("You hear from us again by Wed 25 Nov 08:00 your time at the latest.");
        update.ShouldContain("Times in it are the client's (America/New_York): the last one is Wed 25 Nov 14:00 here.");
    }

    [Theory]
    [InlineData("2026-11-01T14:00Z", "2026-11-02T17:00Z")] // New York goes back an hour on the 1st, Berlin did a week before
    [InlineData("2026-03-10T14:00Z", "2026-03-11T16:00Z")] // New York went forward on the 8th
    [InlineData("2026-03-07T14:00Z", "2026-03-08T16:00Z")]
    [InlineData("2026-10-31T14:00Z", "2026-11-01T17:00Z")]
    public void Noon_is_noon_on_either_side_of_a_change_of_the_clocks(string now, string due) =>
        PromiseFinder
            .Find("It will be done tomorrow by noon", Utc(now), Berlin, "en", Zone("America/New_York"))
            .ShouldNotBeNull()
            .DueAt.ToUniversalTime()
            .ShouldBe(Utc(due));

    [Fact]
    public void Tomorrow_is_the_day_after_the_clients_own() =>
        PromiseFinder
            .Find("It will be done tomorrow by noon", Utc("2026-11-23T20:00Z"), Berlin, "en", Zone("Pacific/Auckland"))
            .ShouldNotBeNull()
            .DueAt.ToUniversalTime()
            .ShouldBe(Utc("2026-11-24T23:00Z")); // the 24th has begun there

    /// <summary>Whatever the zone, the day and the season: the clock on the client's wall shows the time that was promised.</summary>
    [Fact]
    public void A_promised_time_is_what_the_clock_on_the_clients_wall_shows() =>
        Gen.Select(Gen.Int[0, Zones.Length - 1], Gen.Int[0, 60 * 24 * 730], Gen.Int[0, 23], Gen.Int[0, 59])
            .Sample(
                (index, minutes, hour, minute) =>
                {
                    var zone = Zone(Zones[index]);
                    var now = Utc("2026-01-01T00:00Z").AddMinutes(minutes);
                    var day = TimeZoneInfo.ConvertTime(now, zone).Date.AddDays(2);
                    var local = day.AddHours(hour).AddMinutes(minute);
                    var text = string.Create(CultureInfo.InvariantCulture, $"It will be fixed by {day:yyyy-MM-dd} {hour:00}:{minute:00}.");
                    var due = PromiseFinder.Find(text, now, Berlin, "en", zone).ShouldNotBeNull().DueAt;
                    var shown = TimeZoneInfo.ConvertTime(due, zone).DateTime;
                    if (zone.IsInvalidTime(local))
                    {
                        shown.ShouldBeInRange(local, local.AddHours(1)); // nobody's clock ever shows it
                    }
                    else
                    {
                        shown.ShouldBe(local);
                    }

                    var here = new When(Words.In("en"), Berlin.Zone, now).Clock(due, zone);
                    here.ShouldContain(shown.ToString("HH:mm", CultureInfo.InvariantCulture));
                    here.ShouldContain(TimeZoneInfo.ConvertTime(due, Berlin.Zone).ToString("HH:mm", CultureInfo.InvariantCulture));
                }
            );

    /// <summary>An update never comes early, nor outside our hours, nor at night where the client is when there is a better hour.</summary>
    [Fact]
    public void An_update_comes_in_our_hours_and_in_the_clients_day_where_these_meet() =>
        Gen.Select(Gen.Int[0, Zones.Length - 1], Gen.Int[0, 60 * 24 * 730])
            .Sample(
                (index, minutes) =>
                {
                    var zone = Zone(Zones[index]);
                    var due = Berlin.NextOpen(Utc("2026-01-01T00:00Z").AddMinutes(minutes));
                    var end = Berlin.Add(due, BusinessTime.OfDays(1));
                    var at = Clocks.InDayOf(zone, due, Berlin);
                    at.ShouldBeInRange(due, end);
                    Berlin.IsOpen(at).ShouldBeTrue();
                    // A second search, minute by minute.
                    var first = Enumerable
                        .Range(0, (int)(end - due).TotalMinutes)
                        .Select(minute => due.AddMinutes(minute))
                        .FirstOrDefault(moment => Berlin.IsOpen(moment) && TimeZoneInfo.ConvertTime(moment, zone).Hour is >= 8 and < 18);
                    at.ShouldBe(first == default ? due : first);
                },
                iter: 60
            );

    [Fact]
    public void A_zone_that_is_none_is_told_with_its_line()
    {
        using var fixture = new OrganisationFixture();
        fixture.Write("accounts.csv", Accounts.Replace("Europe/Madrid", "Europe/Madird", StringComparison.Ordinal));
        var problem = fixture.Problems().ShouldHaveSingleItem();
        (problem.File, problem.Line).ShouldBe(("accounts.csv", 3));
        problem.What.ShouldBe("'Europe/Madird' is no time zone that this machine knows.");
    }

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
