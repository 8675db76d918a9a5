using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Core.Triage.Evaluation;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Triage.Evaluation;

public sealed class MeasuresTests
{
    [Theory]
    [InlineData(0, 10, 0.2589)] // the well-known 1 - 0.05^(1/10)
    [InlineData(5, 50, 0.1990)]
    [InlineData(10, 10, 1)]
    [InlineData(0, 0, 1)]
    public void The_upper_bound_is_the_exact_one(int hits, int all, double expected) =>
        ClopperPearson.Upper(hits, all).ShouldBe(expected, 5e-4);

    [Fact]
    public void The_lower_bound_mirrors_the_upper_one_and_large_counts_do_not_underflow()
    {
        ClopperPearson.Lower(10, 10).ShouldBe(1 - 0.2589, 5e-4);
        ClopperPearson.Lower(0, 10).ShouldBe(0);
        ClopperPearson.Upper(50_000, 100_000).ShouldBe(0.5026, 5e-4);
    }

    [Fact]
    public void Ndcg_discounts_by_rank_and_looks_at_ten() =>
        EvaluationMetrics
            .Ndcg([
                Of(0.9, right: true), // 1
                new(true, ["x", "a"], Grades("a"), 0.5, false), // 1/log2(3)
                new(true, [.. Enumerable.Range(0, 10).Select(i => $"x{i}"), "a"], Grades("a"), 0.5, false), // 0
                Of(0.1, right: false) with
                {
                    InScope = false,
                }, // not counted
            ])
            .ShouldBe((1 + (1 / Math.Log2(3))) / 3, 1e-9);

    [Fact]
    public void Auroc_counts_ties_half()
    {
        EvaluationMetrics.Auroc([Of(0.9, true), Of(0.9, false), Of(0.1, false)], outcome => outcome.Right).ShouldBe(0.75);
        EvaluationMetrics.Auroc([Of(0.9, true)], outcome => outcome.Right).ShouldBe(double.NaN);
    }

    [Fact]
    public void Coverage_cannot_split_questions_of_one_confidence()
    {
        EvaluationMetrics.Coverage([Of(0.9, true), Of(0.8, true), Of(0.8, false), Of(0.1, false)], 0.9).ShouldBe(0.25);
        EvaluationMetrics
            .RiskCoverage([Of(0.9, true), Of(0.8, true), Of(0.8, false), Of(0.1, false)])
            .ShouldBe([(0.25, 0), (0.75, 1.0 / 3), (1, 0.5)]);
    }

    [Fact]
    public void A_calibrated_engine_has_next_to_no_error_once_chance_is_taken_off()
    {
        var random = new Random(5);
        var outcomes = Enumerable
            .Range(0, 4_000)
            .Select(_ => random.NextDouble())
            .Select(confidence => Of(confidence, random.NextDouble() < confidence))
            .ToList();
        EvaluationMetrics.CalibrationError(outcomes).ShouldBeGreaterThan(EvaluationMetrics.DebiasedCalibrationError(outcomes));
        EvaluationMetrics.DebiasedCalibrationError(outcomes).ShouldBeLessThan(0.03);
        var sure = outcomes.Select(outcome => outcome with { Confidence = Math.Sqrt(outcome.Confidence) }).ToList();
        EvaluationMetrics.DebiasedCalibrationError(sure).ShouldBeInRange(0.13, 0.23); // the root mean square of sqrt(x) - x is 0.183
    }

    private static Outcome Of(double confidence, bool right) => new(true, [right ? "a" : "x"], Grades("a"), confidence, confidence > 0.5);

    private static Dictionary<string, double> Grades(string id) => new(StringComparer.Ordinal) { [id] = 1 };
}
