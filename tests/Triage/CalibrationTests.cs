using EscalationBot.Core.Triage.Confidence;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Triage;

public sealed class CalibrationTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_overconfident_model_is_bent_back_and_a_right_one_is_left_alone()
    {
        var fit = CalibrationFit.Of(Labels(1_000, p => p * 0.8), Calibration.Shipped);
        var taken = fit.Taken.ShouldNotBeNull();
        taken.Of(0.9).ShouldBeInRange(0.75, 0.9);
        taken.Of(0.9).ShouldBeGreaterThan(taken.Of(0.5));
        CalibrationFit.Of(Labels(1_000, p => p), Calibration.Shipped).Taken.ShouldBeNull();
    }

    [Fact]
    public void Too_few_labels_or_labels_of_one_kind_change_nothing()
    {
        CalibrationFit.Of(Labels(CalibrationFit.Least - 1, p => p * 0.5), Calibration.Shipped).Taken.ShouldBeNull();
        var fit = CalibrationFit.Of([.. Enumerable.Repeat(new ConfidenceLabel(0.5, Right: true), 5_000)], Calibration.Shipped);
        fit.Taken.ShouldBeNull();
        fit.Why.ShouldContain("of each kind");
    }

    [Fact]
    public void What_does_not_hold_on_the_newest_answers_is_not_taken()
    {
        // Three quarters say that the model is too sure; the newest quarter says that it is not.
        var labels = Labels(750, p => p * 0.6).Concat(Labels(250, p => p)).ToList();
        CalibrationFit.Of(labels, Calibration.Shipped).Taken.ShouldBeNull();
    }

    [Fact]
    public void However_bad_the_feedback_one_fit_is_a_step_and_many_stay_within_bounds()
    {
        var current = Calibration.Shipped;
        var worst = Labels(2_000, _ => 0.1);
        CalibrationFit.Of(worst, current).Taken.ShouldNotBeNull().Shift.ShouldBeInRange(-0.301, 0);
        for (var fit = 0; fit < 20; fit++)
        {
            current = CalibrationFit.Of(worst, current).Taken ?? current;
        }
        current.Shift.ShouldBeInRange(-1, 1);
        current.Slope.ShouldBeInRange(0.7, 1.4);
    }

    [Fact]
    public void A_confidence_can_be_read_back_by_the_calibration_of_its_day()
    {
        var bent = new Calibration(-0.3, 0.8);
        bent.Undo(bent.Of(0.83)).ShouldBe(0.83, 1e-9);
        bent.Of(0).ShouldBe(0);
        var log = new CalibrationLog([]).With(Now, bent).With(Now.AddDays(2), Calibration.Shipped);
        var read = CalibrationLog.Parse(log + "\nnonsense\n1 2\n");
        read.Entries.Count.ShouldBe(2);
        read.At(Now.AddDays(1)).ShouldBe(bent);
        read.At(Now.AddDays(-1)).ShouldBe(Calibration.Shipped);
        read.Current.ShouldBe(Calibration.Shipped);
        CalibrationLog.Parse(null).Current.ShouldBe(Calibration.Shipped);
        CalibrationLog.Parse("1 99 99").Current.ShouldBe(new Calibration(1, 1.4));
    }

    private static List<ConfidenceLabel> Labels(int count, Func<double, double> truth)
    {
        var random = new Random(11);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ => 0.3 + (0.65 * random.NextDouble()))
                .Select(p => new ConfidenceLabel(p, random.NextDouble() < truth(p))),
        ];
    }
}
