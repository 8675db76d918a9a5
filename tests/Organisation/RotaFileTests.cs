using System.Diagnostics;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Organisation;

/// <summary>Who is on call: <c>on_call</c> and <c>rota</c> of a queue, and the calendar files that they name.</summary>
public sealed class RotaFileTests : IDisposable
{
    /// <summary>Monday, 10:00 in Berlin.</summary>
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
    private const string File = "rota/technical.ics";

    private readonly OrganisationFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private static DateTimeOffset Berlin(string text) => DateTimeOffset.Parse(text + "+01:00");

    /// <summary>An event with an id of its own.</summary>
    internal static string Event(string body, string uid = "a") => $"BEGIN:VEVENT\nUID:{uid}\nDTSTAMP:20261101T000000Z\n{body}\nEND:VEVENT";

    /// <summary>A calendar file of these events.</summary>
    internal static string Calendar(params string[] events) =>
        $"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//EN\n{string.Join('\n', events)}\nEND:VCALENDAR\n".ReplaceLineEndings("\r\n");

    /// <summary>Every week of a person, from Monday 08:00 in Berlin on.</summary>
    internal static string Week(string email, string start, string more = "") =>
        Event($"SUMMARY:On call: {email}\nDTSTART;TZID=Europe/Berlin:{start}T080000\nDURATION:P7D{more}", email + start);

    private OrganisationFixture WithRota(string calendar, string keys = "rota: rota/technical.ics")
    {
        _fixture.Write(File, calendar);
        return _fixture.Change(OrganisationFolder.MainFile, "default: true,", $"default: true, {keys},");
    }

    private string[] Told() => [.. _fixture.Problems(Now).Select(problem => problem.ToString())];

    private static string[] OnCall(OrganisationSnapshot organisation, DateTimeOffset at) =>
        [.. organisation.OnCall("technical", at).Select(person => person.Email)];

    [Fact]
    public void On_call_is_who_the_rota_names_now_then_the_list_in_its_order()
    {
        var organisation = WithRota(
                Calendar(Week("carol@example.com", "20261123", "\nRRULE:FREQ=WEEKLY;INTERVAL=2"), Week("Bob@Example.com", "20261130")),
                "rota: rota/technical.ics, on_call: [mia@example.com, bob@example.com]"
            )
            .Read(Now);
        OnCall(organisation, Now).ShouldBe(["carol@example.com", "mia@example.com", "bob@example.com"]);
        organisation.OnCall("technical", Now)[0].Until.ShouldBe(Berlin("2026-11-30 08:00"));
        OnCall(organisation, Berlin("2026-12-01 03:00")).ShouldBe(["bob@example.com", "mia@example.com"]);
        OnCall(organisation, Berlin("2026-12-08 03:00"))[0].ShouldBe("carol@example.com");
        organisation.OnCall("billing", Now).ShouldBeEmpty();
    }

    [Fact]
    public void An_override_of_one_week_and_a_swap_written_over_a_week_hold()
    {
        var organisation = WithRota(
                Calendar(
                    Event(
                        "SUMMARY:bob@example.com\nDTSTART;TZID=Europe/Berlin:20261116T080000\nDURATION:P7D\nRRULE:FREQ=WEEKLY;COUNT=6\n"
                            + "EXDATE;TZID=Europe/Berlin:20261214T080000"
                    ),
                    Event(
                        "RECURRENCE-ID;TZID=Europe/Berlin:20261130T080000\nSUMMARY:carol@example.com\n"
                            + "DTSTART;TZID=Europe/Berlin:20261130T080000\nDURATION:P7D"
                    ),
                    Event("SUMMARY:Swap carol@example.com\nDTSTART;VALUE=DATE:20261128\nDTEND;VALUE=DATE:20261129", "swap")
                )
            )
            .Read(Now);
        OnCall(organisation, Berlin("2026-11-25 12:00")).ShouldBe(["bob@example.com"]);
        OnCall(organisation, Berlin("2026-11-28 12:00")).ShouldBe(["carol@example.com", "bob@example.com"]);
        OnCall(organisation, Berlin("2026-11-29 00:30")).ShouldBe(["bob@example.com"]);
        OnCall(organisation, Berlin("2026-12-02 12:00")).ShouldBe(["carol@example.com"]);
        OnCall(organisation, Berlin("2026-12-09 12:00")).ShouldBe(["bob@example.com"]);
        OnCall(organisation, Berlin("2026-12-16 12:00")).ShouldBeEmpty("that week is an exception");
    }

    [Theory]
    [InlineData("DTSTART;TZID=America/New_York:20261124T080000\nDURATION:PT2H", "2026-11-24 14:00")]
    [InlineData("DTSTART;TZID=W. Europe Standard Time:20261124T140000\nDURATION:PT2H", "2026-11-24 14:00")]
    [InlineData("DTSTART:20261124T130000Z\nDURATION:PT2H", "2026-11-24 14:00")]
    [InlineData("DTSTART:20261124T140000\nDTEND:20261124T160000", "2026-11-24 14:00")]
    public void Times_are_those_of_their_zone_and_without_one_those_of_the_organisation(string times, string from)
    {
        var organisation = WithRota(Calendar(Event($"SUMMARY:bob@example.com\n{times}"))).Read(Now);
        OnCall(organisation, Berlin(from).AddSeconds(-1)).ShouldBeEmpty();
        OnCall(organisation, Berlin(from)).ShouldBe(["bob@example.com"]);
        OnCall(organisation, Berlin(from).AddHours(2)).ShouldBeEmpty();
    }

    [Fact]
    public void A_shift_over_a_change_of_the_clock_ends_at_its_local_time()
    {
        var organisation = WithRota(
                Calendar(
                    Event(
                        "SUMMARY:bob@example.com\nDTSTART;TZID=Europe/Berlin:20261023T200000\nDTEND;TZID=Europe/Berlin:20261024T080000\nRRULE:FREQ=DAILY"
                    )
                )
            )
            .Read(new DateTimeOffset(2026, 10, 20, 9, 0, 0, TimeSpan.Zero));
        var night = new DateTimeOffset(2026, 10, 25, 0, 30, 0, TimeSpan.Zero);
        organisation.OnCall("technical", night)[0].Until!.Value.ShouldBeInRange(night.AddHours(5), night.AddHours(6.5));
        OnCall(organisation, new DateTimeOffset(2026, 10, 25, 12, 0, 0, TimeSpan.Zero)).ShouldBeEmpty();
    }

    [Fact]
    public void An_attendee_who_is_listed_is_on_call_and_one_who_declined_is_not()
    {
        var organisation = WithRota(
                Calendar(
                    Event(
                        "SUMMARY:Pager\nATTENDEE;PARTSTAT=DECLINED;CN=Bob:mailto:bob@example.com\nATTENDEE;CN=Carol:MAILTO:Carol@example.com\n"
                            + "ATTENDEE:mailto:room1@example.com\nDTSTART:20261123T080000Z\nDURATION:P1D"
                    )
                )
            )
            .Read(Now);
        OnCall(organisation, Now).ShouldBe(["carol@example.com"]);
    }

    [Fact]
    public void A_cancelled_shift_is_none()
    {
        var organisation = WithRota(Calendar(Event("SUMMARY:bob@example.com\nSTATUS:CANCELLED\nDTSTART:20261123T080000Z\nDURATION:P1D")))
            .Read(Now);
        OnCall(organisation, Now).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(
        "rota: rota/other.ics",
        "organisation.yaml:13: error: There is no rota/other.ics in the folder. Put the calendar there, or leave rota out."
    )]
    [InlineData(
        "rota: ../secret.ics",
        "organisation.yaml:13: error: '../secret.ics' is no calendar file of this folder. Write a path below the folder of organisation.yaml that ends in .ics: rota: rota/technical.ics"
    )]
    [InlineData(
        "rota: /etc/passwd",
        "organisation.yaml:13: error: '/etc/passwd' is no calendar file of this folder. Write a path below the folder of organisation.yaml that ends in .ics: rota: rota/technical.ics"
    )]
    [InlineData(
        "on_call: [bobby@example.com]",
        "organisation.yaml:13: error: bobby@example.com is not listed in people. Did you mean 'bob@example.com'?"
    )]
    [InlineData(
        "on_call: [bob@example.com, BOB@example.com]",
        "organisation.yaml:13: error: bob@example.com stands in 'on_call' twice. Keep one of them."
    )]
    [InlineData(
        "on_call: [ana@example.com]",
        "organisation.yaml:13: warning: ana@example.com is on call for the queue 'technical' and does not work in it, so they could not claim. Give them queues: [technical], or name somebody else."
    )]
    public void What_is_wrong_in_the_keys_is_told_with_its_line(string keys, string problem)
    {
        _fixture.Change(OrganisationFolder.MainFile, "default: true,", $"default: true, {keys},");
        Told().ShouldBe([problem]);
    }

    private const string Covered = "SUMMARY:bob@example.com\nDTSTART:20261101T080000Z\nDURATION:P1D\nRRULE:FREQ=DAILY";

    [Theory]
    [InlineData("SUMMARY:zoe@example.com\nDTSTART:20261124T080000Z\nDURATION:P1D", "zoe@example.com is not listed in people. Did you mean")]
    [InlineData("SUMMARY:Who knows\nDTSTART:20261124T080000Z\nDURATION:P1D", "The event names nobody by e-mail.")]
    [InlineData(
        "SUMMARY:bob@example.com\nDTSTART;TZID=Mars/Olympus:20261124T080000\nDURATION:P1D",
        "The time zone 'Mars/Olympus' is not known."
    )]
    [InlineData("SUMMARY:bob@example.com\nDTSTART:20261124T080000Z\nDTEND:20261123T080000Z", "The event ends before it begins.")]
    [InlineData("SUMMARY:bob@example.com\nDTSTART:20261124T080000Z\nDURATION:P9999999D", "The event is longer than a year.")]
    [InlineData("SUMMARY:bob@example.com\nDTSTART:2026-11-24 08:00", "The event has no start that can be read.")]
    [InlineData("SUMMARY:bob@example.com", "The event has no start that can be read.")]
    [InlineData(
        "SUMMARY:bob@example.com\nDTSTART:20200101T000000Z\nDURATION:PT1S\nRRULE:FREQ=SECONDLY",
        "The event repeats every second or minute"
    )]
    [InlineData(
        "SUMMARY:bob@example.com\nDTSTART:20200101T000000Z\nDURATION:PT1S\nRRULE:FREQ=MINUTELY",
        "The event repeats every second or minute"
    )]
    [InlineData(
        "SUMMARY:bob@example.com\nDTSTART:19700101T000000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5,6;BYMINUTE=1,2,3,4,5,6",
        "The events repeat too often to be counted."
    )]
    [InlineData(
        "SUMMARY:bob@example.com\nDTSTART:20261124T080000Z\nRRULE:FREQ=SOMETIMES",
        "This is no calendar that can be read from here on."
    )]
    [InlineData(
        "SUMMARY:bob@example.com\nDTSTART:20261124T080000Z\nRRULE:FREQ=DAILY;INTERVAL=0",
        "This is no calendar that can be read from here on."
    )]
    [InlineData("SUMMARY:bob@example.com\nnonsense\nDTSTART:20261124T080000Z", "This is no calendar that can be read from here on.")]
    public void What_is_wrong_in_an_event_is_told_with_the_line_where_it_begins(string body, string what)
    {
        WithRota(Calendar(Event(Covered), Event(body, "b")));
        Told().ShouldHaveSingleItem().ShouldStartWith($"rota/technical.ics:12: error: {what}");
        OrganisationFolder.Read(_fixture.Folder, Now).Organisation.ShouldBeNull();
    }

    [Fact]
    public void A_second_rule_of_an_event_is_told_with_its_own_line()
    {
        WithRota(Calendar(Event(Covered + "\nEXRULE:FREQ=SECONDLY")));
        Told().ShouldHaveSingleItem().ShouldStartWith("rota/technical.ics:11: error: EXRULE, or a second RRULE of one event, is not read.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html><body>Please sign in</body></html>")]
    [InlineData("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:bob@example.com\r\n")]
    [InlineData("hello")]
    public void A_file_that_is_no_calendar_is_an_error_and_none_of_its_words_is_repeated(string text)
    {
        WithRota(text);
        Told().ShouldHaveSingleItem().ShouldStartWith("rota/technical.ics:");
        Told()[0].ShouldNotContain("sign in");
        Told()[0].ShouldContain("error: ");
    }

    [Theory]
    [InlineData("SUMMARY:bob@example.com\nDTSTART:20260101T080000Z\nDURATION:PT1H\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")]
    [InlineData("SUMMARY:bob@example.com\nDTSTART:19700101T080000Z\nDURATION:PT1H\nRRULE:FREQ=HOURLY")]
    [InlineData("SUMMARY:bob@example.com\nDTSTART:00010101T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY")]
    [InlineData("SUMMARY:bob@example.com\nDTSTART:20260101T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=99991231T235959Z")]
    [InlineData("SUMMARY:bob@example.com\nDTSTART:99981231T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY")]
    [InlineData("SUMMARY:bob@example.com\nDTSTART:20261101T080000Z\nDURATION:P300D\nRRULE:FREQ=HOURLY")]
    public void A_rule_without_end_or_sense_takes_no_time(string body)
    {
        WithRota(Calendar(Event(body)));
        var watch = Stopwatch.StartNew();
        var organisation = OrganisationFolder.Read(_fixture.Folder, Now).Organisation;
        for (var day = 0; day < 100; day++)
        {
            _ = organisation?.OnCall("technical", Now.AddDays(day));
        }

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_file_of_more_than_a_megabyte_or_of_too_many_events_is_an_error()
    {
        WithRota(Calendar([.. Enumerable.Range(0, 5001).Select(number => Event("DTSTART:20261101T080000Z", $"{number}"))]));
        Told().ShouldHaveSingleItem().ShouldContain("The calendar holds 5001 events, more than 5000.");
        _fixture.Write(File, Calendar(Event("SUMMARY:" + new string('a', 1_100_000))));
        Told().ShouldHaveSingleItem().ShouldContain("larger than 1 MB");
    }

    [Fact]
    public void Shifts_that_are_over_may_name_people_who_left()
    {
        WithRota(
            Calendar(
                Event("SUMMARY:zoe@example.com\nDTSTART:20260101T080000Z\nDURATION:P7D", "old"),
                Event("SUMMARY:zoe@example.com\nDTSTART:20250101T080000Z\nDURATION:P1D\nRRULE:FREQ=DAILY;UNTIL=20260101T000000Z", "older"),
                Event("SUMMARY:zoe@example.com\nDTSTART:20240101T080000Z\nDURATION:P1D\nRRULE:FREQ=DAILY;COUNT=20", "oldest"),
                Event(Covered)
            )
        );
        Told().ShouldBeEmpty();
    }

    [Fact]
    public void A_hole_in_the_next_seven_days_is_a_warning_with_its_times()
    {
        // The queue has hours: the hole is told from the hour in which somebody would have to be there.
        WithRota(
            Calendar(
                Week("bob@example.com", "20261116"),
                Event("SUMMARY:carol@example.com\nDTSTART:20261123T070000Z\nDTEND:20261125T120000Z", "c")
            )
        );
        Told()
            .ShouldBe([
                "rota/technical.ics:0: warning: The rota names nobody for the queue 'technical' from Wed 2026-11-25 13:00 to Mon 2026-11-30 10:00 "
                    + "(Europe/Berlin). Add an event that names who is on call then.",
            ]);
        OrganisationFolder.Read(_fixture.Folder, Now).Organisation.ShouldNotBeNull();
    }

    [Fact]
    public void A_rota_of_nights_has_no_holes_at_day_and_one_in_a_queue_with_a_clock_around_the_clock_has_none_at_night()
    {
        const string Nights =
            "SUMMARY:bob@example.com\nDTSTART;TZID=Europe/Berlin:20261101T170000\nDTEND;TZID=Europe/Berlin:20261102T090000\nRRULE:FREQ=DAILY";
        const string Weekend =
            "SUMMARY:carol@example.com\nDTSTART;TZID=Europe/Berlin:20261101T090000\nDURATION:PT8H\nRRULE:FREQ=DAILY;BYDAY=SA,SU";
        WithRota(Calendar(Event(Nights), Event(Weekend, "w")))
            .Change(OrganisationFolder.MainFile, "resolve: 4h }", "resolve: 4h, clock: always }");
        Told().ShouldBeEmpty();
        _fixture.Write(File, Calendar(Event(Nights)));
        Told()
            .ShouldBe([
                "rota/technical.ics:0: warning: The rota names nobody for the queue 'technical' from Sat 2026-11-28 09:00 to Sat 2026-11-28 17:00 "
                    + "(Europe/Berlin). Add an event that names who is on call then.",
                "rota/technical.ics:0: warning: The rota names nobody for the queue 'technical' from Sun 2026-11-29 09:00 to Sun 2026-11-29 17:00 "
                    + "(Europe/Berlin). Add an event that names who is on call then.",
            ]);
    }

    [Fact]
    public void A_change_of_the_calendar_is_picked_up_by_a_running_bot_and_a_broken_one_changes_nothing()
    {
        var organisation = WithRota(Calendar(Week("carol@example.com", "20261123"))).Read(Now);
        var live = new LiveOrganisation(_fixture.Folder, organisation, new TestClock());
        live.Refresh();
        live.Refresh();
        _fixture.Write(File, Calendar(Week("bob@example.com", "20261123"), Week("bob@example.com", "20261130")));
        live.Refresh().ShouldBeTrue();
        OnCall(live.Current, Now).ShouldBe(["bob@example.com"]);
        _fixture.Write(File, "no calendar");
        live.Refresh().ShouldBeTrue();
        live.IsStale.ShouldBeTrue();
        OnCall(live.Current, Now).ShouldBe(["bob@example.com"]);
        System.IO.File.Delete(Path.Combine(_fixture.Folder, File));
        live.Refresh().ShouldBeTrue();
        live.Problems.ShouldContain(problem => problem.What.Contains("There is no rota/technical.ics"));
    }
}
