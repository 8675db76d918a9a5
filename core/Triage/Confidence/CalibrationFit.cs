using System.Globalization;

namespace EscalationBot.Core.Triage.Confidence;

/// <summary>What a fit came to.</summary>
/// <param name="Taken">The new calibration, or null: the one in force stays.</param>
/// <param name="Why">For the log.</param>
public sealed record CalibrationOutcome(Calibration? Taken, string Why);

/// <summary>
/// Fits the calibration on the organisation's own feedback, guarded against drift: enough labels of both kinds, better than the one in
/// force on the newest quarter, which the fit never saw, and only a step at a time.
/// </summary>
public static class CalibrationFit
{
    /// <summary>Labels that are needed, and how many of each kind.</summary>
    public const int Least = 200,
        LeastOfEach = 40;
    private const double Step = 0.3,
        Gain = 0.01,
        Ridge = 5;
    private const int Rounds = 25;

    /// <param name="all">Oldest first; those of which nobody knows anything are left out.</param>
    /// <param name="current">The one in force.</param>
    public static CalibrationOutcome Of(IReadOnlyList<ConfidenceLabel> all, Calibration current)
    {
        var labels = all.Where(label => !label.IsUnclear).ToList();
        var said = labels.Count(label => label.IsSaid);
        var right = labels.Count(label => label.IsSaid && label.Right);
        if (said < Least || right < LeastOfEach || said - right < LeastOfEach)
        {
            return new(
                null,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{said} labels, {right} of them right: {Least} with {LeastOfEach} of each kind are needed"
                )
            );
        }

        var seen = labels.Take(labels.Count * 3 / 4).ToList();
        var unseen = labels.Skip(seen.Count).ToList();
        // Where the slope is held back, the shift must make up for it.
        var slope = Fit(seen, null).Near(current, Step).Slope;
        var next = Fit(seen, slope).Near(current, Step);
        var (before, after) = (Loss(unseen, current), Loss(unseen, next));
        var losses = string.Create(
            CultureInfo.InvariantCulture,
            $"log loss on {unseen.Count} unseen answers {before:0.0000} before, {after:0.0000} after"
        );
        return after < before * (1 - Gain) ? new(next, losses) : new(null, losses);
    }

    /// <summary>Newton's method on two numbers (one, when the slope is held), with a ridge that pulls towards the shipped model.</summary>
    private static Calibration Fit(List<ConfidenceLabel> labels, double? held)
    {
        double shift = 0,
            slope = held ?? 1;
        for (var round = 0; round < Rounds; round++)
        {
            double g0 = Ridge * shift,
                g1 = Ridge * (slope - 1),
                h00 = Ridge,
                h01 = 0,
                h11 = Ridge;
            foreach (var label in labels)
            {
                var x = Calibration.LogOdds(label.Shipped);
                var p = 1 / (1 + Math.Exp(-((slope * x) + shift)));
                var error = p - (label.Right ? 1 : 0);
                var bend = label.Weight * Math.Max(1e-6, p * (1 - p));
                g0 += label.Weight * error;
                g1 += label.Weight * error * x;
                h00 += bend;
                h01 += bend * x;
                h11 += bend * x * x;
            }
            if (held is not null)
            {
                shift -= g0 / h00;
                continue;
            }
            var determinant = (h00 * h11) - (h01 * h01);
            shift -= ((h11 * g0) - (h01 * g1)) / determinant;
            slope -= ((h00 * g1) - (h01 * g0)) / determinant;
        }
        return new Calibration(shift, slope);
    }

    private static double Loss(List<ConfidenceLabel> labels, Calibration calibration) =>
        labels.Sum(label =>
            -label.Weight * Math.Log(Math.Max(1e-6, label.Right ? calibration.Of(label.Shipped) : 1 - calibration.Of(label.Shipped)))
        ) / labels.Sum(label => label.Weight);
}
