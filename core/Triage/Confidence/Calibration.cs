using System.Globalization;

namespace EscalationBot.Core.Triage.Confidence;

/// <summary>
/// How an organisation's own feedback bends the shipped confidence: a straight line over its log-odds. Keeps the order of articles;
/// bounded, so that a bad month cannot turn the model round.
/// </summary>
/// <param name="Shift">Added to the log-odds, -1..1.</param>
/// <param name="Slope">Multiplied before, 0.7..1.4.</param>
public sealed record Calibration(double Shift, double Slope)
{
    private const double MostShift = 1,
        LeastSlope = 0.7,
        MostSlope = 1.4,
        Edge = 1e-6;

    /// <summary>The shipped confidence as it is.</summary>
    public static Calibration Shipped { get; } = new(0, 1);

    private bool IsShipped => Shift == 0 && Slope == 1;

    /// <summary>The confidence to work with, 0..1; 0 stays 0.</summary>
    /// <param name="shipped">The model's.</param>
    public double Of(double shipped) => IsShipped || shipped <= 0 ? shipped : 1 / (1 + Math.Exp(-((Slope * LogOdds(shipped)) + Shift)));

    /// <summary>The model's own confidence behind one that was worked with.</summary>
    public double Undo(double worked) => IsShipped || worked <= 0 ? worked : 1 / (1 + Math.Exp(-((LogOdds(worked) - Shift) / Slope)));

    /// <summary>The same within its bounds, and at most a step away from another.</summary>
    public Calibration Near(Calibration other, double step) =>
        new(
            Math.Clamp(Math.Clamp(Shift, other.Shift - step, other.Shift + step), -MostShift, MostShift),
            Math.Clamp(Math.Clamp(Slope, other.Slope - step, other.Slope + step), LeastSlope, MostSlope)
        );

    /// <summary>"0.1234 0.98", as stored.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Shift:0.####} {Slope:0.####}");

    internal static double LogOdds(double probability) =>
        Math.Log(Math.Clamp(probability, Edge, 1 - Edge) / (1 - Math.Clamp(probability, Edge, 1 - Edge)));
}

/// <summary>All calibrations that were ever in force, oldest first: whoever reads an old confidence must know which one bent it.</summary>
public sealed record CalibrationLog(IReadOnlyList<(DateTimeOffset At, Calibration Calibration)> Entries)
{
    /// <summary>The one in force now.</summary>
    public Calibration Current => Entries.Count > 0 ? Entries[^1].Calibration : Calibration.Shipped;

    /// <summary>The one in force at a moment.</summary>
    public Calibration At(DateTimeOffset moment) =>
        Entries.LastOrDefault(entry => entry.At <= moment) is { Calibration: { } then } ? then : Calibration.Shipped;

    /// <summary>With another one from now on.</summary>
    public CalibrationLog With(DateTimeOffset now, Calibration next) => new([.. Entries, (now, next)]);

    /// <summary>One line each: Unix milliseconds, shift, slope.</summary>
    public override string ToString() =>
        string.Join(
            '\n',
            Entries.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.At.ToUnixTimeMilliseconds()} {entry.Calibration}"))
        );

    /// <summary>Reads what <see cref="ToString"/> wrote; lines that say something else are left out.</summary>
    public static CalibrationLog Parse(string? text)
    {
        var entries = new List<(DateTimeOffset, Calibration)>();
        foreach (var line in (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (
                line.Split(' ') is [var at, var shift, var slope]
                && long.TryParse(at, CultureInfo.InvariantCulture, out var moment)
                && double.TryParse(shift, NumberStyles.Float, CultureInfo.InvariantCulture, out var a)
                && double.TryParse(slope, NumberStyles.Float, CultureInfo.InvariantCulture, out var b)
            )
            {
                entries.Add((DateTimeOffset.FromUnixTimeMilliseconds(moment), new Calibration(a, b).Near(new Calibration(a, b), 0)));
            }
        }
        return new CalibrationLog(entries);
    }
}
