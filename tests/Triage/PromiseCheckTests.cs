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
    public void What_only_speaks_against_the_promise_makes_it_a_little_more_careful()
    {
        var outcome = Check(Labels(16, right: true).Concat(Labels(4, right: false)));
        (outcome.IsRefuted, outcome.Taken!.Shift).ShouldBe((false, -0.15));
        Check(Labels(26, right: true).Concat(Labels(4, right: false))).Taken.ShouldBeNull();
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
    public void Silence_makes_nothing_less_careful_however_much_there_is() =>
        Check(Labels(5_000, right: true, weight: 0.1)).Taken.ShouldBeNull();

    [Fact]
    public void Offers_prove_as_much_as_would_be_answered()
    {
        // 0.80 reaches 0.85 at a shift of 0.45, and 0.74 at one of 0.75.
        var near = Offers(60, 0.80, right: true).ToList();
        var far = Offers(60, 0.74, right: true);
        Check(near.Concat(far)).Taken!.Shift.ShouldBe(0.75, 0.001);
        Check(near.Take(PromiseCheck.LeastToTrust - 1)).Taken.ShouldBeNull();
        var answers = Labels(50, right: true).ToList();
        Check(answers.Concat(near)).Taken!.Shift.ShouldBe(0.45, 0.001);
        // What would be answered by the third step is often wrong, and the second one answers no more than the first.
        Check(answers.Concat(Offers(10, 0.80, right: false))).Taken!.Shift.ShouldBe(0.15, 0.001);
    }

    [Fact]
    public void Offers_that_nobody_took_up_count_against_answering_more()
    {
        var answers = Labels(50, right: true).ToList();
        var unclear = Offers(10, 0.80, right: false).Select(label => label with { Weight = 0 }).ToList();
        Check(answers.Concat(unclear)).Taken!.Shift.ShouldBe(0.15, 0.001);
        // And refute nothing: nobody was given a wrong answer.
        Check(Labels(20, right: true).Concat(unclear)).IsRefuted.ShouldBeFalse();
    }

    [Fact]
    public void How_far_is_proven_is_said_of_any_calibration()
    {
        var labels = Labels(50, right: true).Concat(Offers(10, 0.80, right: false)).ToList();
        PromiseCheck.IsProven(labels, Fresh, new Calibration(0.3, 1), 0.1).ShouldBeTrue();
        PromiseCheck.IsProven(labels, Fresh, new Calibration(0.5, 1), 0.1).ShouldBeFalse();
        PromiseCheck.IsProven(labels, Fresh.With(Now, Calibration.Shipped), new Calibration(0.3, 1), 0.1).ShouldBeFalse();
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

    private static IEnumerable<ConfidenceLabel> Offers(int count, double shipped, bool right) =>
        Labels(count, right).Select(label => label with { Shipped = shipped, WasAnswer = false, AnswerFrom = 0.85 });

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
