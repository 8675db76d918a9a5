using EscalationBot.Core.Triage.Confidence;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Triage;

public sealed class CalibrationStepTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_fit_that_would_answer_more_than_is_proven_is_not_taken()
    {
        // Nine of ten were right though the engine was less sure: a fit raises it. That a tenth at most is wrong is not proven by that.
        var labels = Enumerable
            .Range(0, 600)
            .Select(i => new ConfidenceLabel(0.6 + (0.2 * (i % 7) / 7), i % 10 != 0) { At = Now.AddMinutes(i - 600), AnswerFrom = 0.8 })
            .ToList();
        CalibrationFit.Of(labels, Calibration.Shipped).Taken.ShouldNotBeNull().Of(0.8).ShouldBeGreaterThan(0.8);
        var step = CalibrationStep.Of(labels, new CalibrationLog([]), new TriageOptions(), Now);
        (step.Taken?.Of(0.8) ?? 0.8).ShouldBeLessThanOrEqualTo(0.8);
        // Where what would be answered was right it is.
        var right = labels.Select(label => label with { Right = label.Right || label.Shipped > 0.7 }).ToList();
        CalibrationStep
            .Of(right, new CalibrationLog([]), new TriageOptions(), Now)
            .Taken.ShouldNotBeNull()
            .Of(0.8)
            .ShouldBeGreaterThan(0.8);
    }
}
