using EscalationBot.Core.Triage.Confidence;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Triage;

public sealed class PromiseCheckTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
    private static readonly CalibrationLog Fresh = new([]);

    [Fact]
    public void The_newest_answers_refute_the_promise_and_the_engine_is_more_careful_at_once()
    {
        var outcome = Check(Labels(6, right: true).Concat(Labels(5, right: false)));
        outcome.IsRefuted.ShouldBeTrue();
        outcome.Taken.ShouldNotBeNull().Of(0.85).ShouldBeLessThan(0.85);
        outcome.Why.ShouldContain("5 wrong of 11");
    }

    [Fact]
    public void One_or_two_wrong_answers_refute_nothing()
    {
        Check(Labels(2, right: false)).IsRefuted.ShouldBeFalse();
        Check(Labels(97, right: true).Concat(Labels(3, right: false))).IsRefuted.ShouldBeFalse();
    }

    [Fact]
    public void Old_answers_and_those_before_the_last_change_do_not_count_again()
    {
        Check(Labels(30, right: false, age: TimeSpan.FromDays(40))).IsRefuted.ShouldBeFalse();
        var log = Fresh.With(Now.AddDays(-1), new Calibration(-0.3, 1));
        PromiseCheck.Of([.. Labels(30, right: false, age: TimeSpan.FromDays(2))], log, 0.1, Now).Taken.ShouldBeNull();
    }

    [Theory]
    [InlineData(PromiseCheck.LeastToTrust - 1, 0, false)]
    [InlineData(PromiseCheck.LeastToTrust, 0, true)]
    [InlineData(PromiseCheck.LeastToTrust, 5, false)]
    public void It_becomes_less_careful_only_on_so_many_answers_that_prove_the_promise(int right, int wrong, bool steps)
    {
        var outcome = Check(Labels(right, right: true).Concat(Labels(wrong, right: false)));
        outcome.IsRefuted.ShouldBeFalse();
        (outcome.Taken is not null).ShouldBe(steps);
        (outcome.Taken?.Of(0.8) > 0.8).ShouldBe(steps);
    }

    [Fact]
    public void Silence_makes_nothing_less_careful_however_much_there_is_and_offers_prove_nothing()
    {
        Check(Labels(5_000, right: true, weight: 0.1)).Taken.ShouldBeNull();
        Check(Labels(500, right: true).Select(label => label with { WasAnswer = false })).Taken.ShouldBeNull();
    }

    [Fact]
    public void Coming_back_with_it_again_and_again_refutes_the_promise_too() =>
        Check(Labels(10, right: true).Concat(Labels(40, right: false, weight: 0.25))).IsRefuted.ShouldBeTrue();

    [Fact]
    public void However_often_it_is_proved_the_bounds_hold()
    {
        var log = Fresh.With(Now.AddDays(-9), new Calibration(1, 1));
        PromiseCheck.Of([.. Labels(500, right: true)], log, 0.1, Now).Taken.ShouldBeNull();
        var careful = Fresh.With(Now.AddDays(-9), new Calibration(-1, 1));
        var outcome = PromiseCheck.Of([.. Labels(50, right: false)], careful, 0.1, Now);
        (outcome.IsRefuted, outcome.Taken).ShouldBe((true, null));
    }

    private static PromiseOutcome Check(IEnumerable<ConfidenceLabel> labels) => PromiseCheck.Of([.. labels], Fresh, 0.1, Now);

    private static IEnumerable<ConfidenceLabel> Labels(int count, bool right, TimeSpan? age = null, double weight = 1) =>
        Enumerable.Repeat(
            new ConfidenceLabel(0.85, right)
            {
                At = Now - (age ?? TimeSpan.FromHours(5)),
                Weight = weight,
                WasAnswer = true,
            },
            count
        );
}
