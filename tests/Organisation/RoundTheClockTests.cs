using CsCheck;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using Case = EscalationBot.Core.Cases.Case;

namespace EscalationBot.Tests.Organisation;

/// <summary>Clocks of a priority that run in plain time: <c>clock: always</c> in <c>service_levels</c>.</summary>
public sealed class RoundTheClockTests : IDisposable
{
    private const string Hours = "p1: { claim: 5m, update: 1h, resolve: 4h }";

    private readonly OrganisationFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    /// <summary>The small organisation in which P1 is promised around the clock.</summary>
    internal static OrganisationSnapshot Organisation(string claim, string update, string resolve)
    {
        using var fixture = new OrganisationFixture();
        return fixture
            .Change(OrganisationFolder.MainFile, Hours, $"p1: {{ claim: {claim}, update: {update}, resolve: {resolve}, clock: always }}")
            .Read();
    }

    private static Case At(DateTimeOffset at, string priority = "p1", CaseState state = CaseState.Unclaimed) =>
        TestDatabaseSamples.Case(state: state) with
        {
            Priority = priority,
            Queue = "technical",
            CreatedAt = at,
            QueuedAt = at,
            ChangedAt = at,
            RepToldAt = at,
            ClaimedAt = state is CaseState.Claimed ? at : null,
            ReopenedAt = null,
            Asks = [],
            Promises = [],
            Requests = [],
        };

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text + "Z");

    [Fact]
    public void A_p1_that_is_promised_around_the_clock_is_due_at_night_and_others_when_the_organisation_opens()
    {
        var organisation = Organisation("5m", "1h", "4h");
        var night = Utc("2026-11-28 22:00"); // a Saturday
        Clocks.DeadlinesOf(At(night), organisation).ShouldBe(new(night.AddMinutes(5), null, night.AddHours(4)));
        Clocks.DeadlinesOf(At(night, state: CaseState.Claimed), organisation).Update.ShouldBe(night.AddHours(1));
        Clocks.DeadlinesOf(At(night, "p2"), organisation).Claim.ShouldBe(Utc("2026-11-30 08:15"));
    }

    [Fact]
    public void Hours_is_the_default_and_can_be_written()
    {
        var night = Utc("2026-11-28 22:00");
        Clocks.DeadlinesOf(At(night), _fixture.Read()).Claim.ShouldBe(Utc("2026-11-30 08:05"));
        _fixture.Change(OrganisationFolder.MainFile, Hours, "p1: { claim: 5m, update: 1h, resolve: 4h, clock: hours }");
        Clocks.DeadlinesOf(At(night), _fixture.Read()).Claim.ShouldBe(Utc("2026-11-30 08:05"));
    }

    [Fact]
    public void A_queue_that_says_nothing_has_the_clock_of_the_default_queue_and_one_that_says_hours_has_its_own()
    {
        _fixture.Change(OrganisationFolder.MainFile, Hours, "p1: { claim: 5m, update: 1h, resolve: 4h, clock: always }");
        var night = Utc("2026-11-28 22:00");
        var inBilling = At(night) with { Queue = "billing" };
        Clocks.DeadlinesOf(inBilling, _fixture.Read()).Claim.ShouldBe(night.AddMinutes(5));
        _fixture.Change(
            OrganisationFolder.MainFile,
            "categories: [billing, contract] }",
            "categories: [billing, contract], service_levels: { p1: { clock: hours } } }"
        );
        Clocks.DeadlinesOf(inBilling, _fixture.Read()).Claim.ShouldBe(Utc("2026-11-30 08:05"));
    }

    [Theory]
    [InlineData("sometimes", "organisation.yaml:14: error: 'sometimes' is no clock. Known here: always, hours.")]
    [InlineData("Always", "organisation.yaml:14: error: 'Always' is no clock. Did you mean 'always'?")]
    [InlineData("24/7", "organisation.yaml:14: error: '24/7' is no clock. Known here: always, hours.")]
    [InlineData("[always]", "organisation.yaml:14: error: 'clock' is one text, not a list or keys. Write clock: always | hours")]
    public void A_clock_that_is_none_is_an_error_with_line_and_choices(string clock, string problem)
    {
        _fixture.Change(OrganisationFolder.MainFile, Hours, $"p1: {{ claim: 5m, clock: {clock} }}");
        _fixture.Problems().Select(one => one.ToString()).ShouldBe([problem]);
    }

    [Fact]
    public void A_day_around_the_clock_is_twenty_four_hours_also_when_the_clocks_change()
    {
        var organisation = Organisation("1d", "1d", "2d");
        var before = Utc("2026-10-24 12:00"); // the night after it, clocks go back in Berlin
        Clocks.DeadlinesOf(At(before), organisation).ShouldBe(new(before.AddHours(24), null, before.AddHours(48)));
    }

    /// <summary>From any moment around the changes of the clock (29 March and 25 October 2026 in Berlin), for any promise.</summary>
    private static readonly Gen<(DateTimeOffset At, int Claim, int Update, int Resolve)> Promises = Gen.Select(
        Gen.OneOf(
            Gen.Long[0, 3 * 24 * 3600].Select(s => Utc("2026-03-28 00:00").AddSeconds(s)),
            Gen.Long[0, 3 * 24 * 3600].Select(s => Utc("2026-10-24 00:00").AddSeconds(s)),
            Gen.Long[0, 400L * 24 * 3600].Select(s => Utc("2026-01-01 00:00").AddSeconds(s))
        ),
        Gen.Int[1, 5_000],
        Gen.Int[1, 5_000],
        Gen.Int[1, 9_000]
    );

    private static string Minutes(int minutes) => $"{minutes / 60}h {minutes % 60}m";

    [Fact]
    public void Around_the_clock_every_deadline_is_plain_addition() =>
        Promises.Sample(
            one =>
            {
                var organisation = Organisation(Minutes(one.Claim), Minutes(one.Update), Minutes(one.Resolve));
                Clocks
                    .DeadlinesOf(At(one.At), organisation)
                    .ShouldBe(new(one.At.AddMinutes(one.Claim), null, one.At.AddMinutes(one.Resolve)));
                Clocks
                    .DeadlinesOf(At(one.At, state: CaseState.Claimed), organisation)
                    .ShouldBe(new(null, one.At.AddMinutes(one.Update), one.At.AddMinutes(one.Resolve)));
            },
            iter: 150
        );

    [Fact]
    public void Around_the_clock_a_warning_stands_at_three_quarters_of_the_time_and_before_its_deadline() =>
        Promises.Sample(
            one =>
            {
                var theCase = At(one.At);
                var organisation = Organisation(Minutes(one.Claim), Minutes(one.Update), Minutes(one.Resolve));
                theCase = theCase with { Due = Clocks.DeadlinesOf(theCase, organisation) };
                var timers = Clocks.Timers(theCase, null, organisation).ToDictionary(timer => timer.Timer, timer => timer.DueAt);
                timers[TimerNames.Claim].ShouldBe(one.At.AddMinutes(one.Claim));
                timers[TimerNames.ClaimWarning].ShouldBe(one.At.AddMinutes(one.Claim * 0.75));
                timers[TimerNames.ResolveWarning].ShouldBe(one.At.AddMinutes(one.Resolve * 0.75));
                timers[TimerNames.ClientUpdate].ShouldBe(one.At.AddHours(24));
            },
            iter: 150
        );

    [Fact]
    public void Around_the_clock_a_later_hand_over_is_never_due_earlier_and_never_later_than_within_hours()
    {
        var hours = _fixture.Read();
        var always = Organisation("5m", "1h", "4h");
        Gen.Select(Promises, Gen.Int[0, 100_000])
            .Sample(
                (one, later) =>
                {
                    var (first, second) = (At(one.At), At(one.At.AddSeconds(later)));
                    var due = Clocks.DeadlinesOf(first, always);
                    (Clocks.DeadlinesOf(second, always).Claim - due.Claim).ShouldBe(TimeSpan.FromSeconds(later));
                    Clocks
                        .DeadlinesOf(second, hours)
                        .Claim!.Value.ShouldBeGreaterThanOrEqualTo(Clocks.DeadlinesOf(first, hours).Claim!.Value);
                    due.Claim!.Value.ShouldBeLessThanOrEqualTo(Clocks.DeadlinesOf(first, hours).Claim!.Value);
                    due.Resolve!.Value.ShouldBeLessThanOrEqualTo(Clocks.DeadlinesOf(first, hours).Resolve!.Value);
                },
                iter: 300
            );
    }

    [Fact]
    public void Time_in_which_the_rep_was_asked_stops_a_round_the_clock_promise_at_night_too()
    {
        var night = Utc("2026-11-28 22:00");
        var asked = At(night, state: CaseState.Claimed) with
        {
            Asks = [new("a1", "which version?", "Bob", night.AddHours(1), "5.2", night.AddHours(3))],
        };
        Clocks.DeadlinesOf(asked, Organisation("5m", "1h", "4h")).ShouldBe(new(null, night.AddHours(4), night.AddHours(6)));
    }

    [Fact]
    public void A_rep_who_is_asked_at_night_is_reminded_at_night()
    {
        var night = Utc("2026-11-28 22:00");
        var ask = new RepAsk("a1", "which version?", "Bob", night, null, null);
        Clocks.ReminderDue(At(night, state: CaseState.Claimed), ask, Organisation("5m", "1h", "4h")).ShouldBe(night.AddMinutes(30));
    }
}
