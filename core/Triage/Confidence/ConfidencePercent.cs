using System.Globalization;

namespace EscalationBot.Core.Triage.Confidence;

/// <summary>
/// A confidence as people read it, one rounding everywhere: whole percents, rounded down, since 89.9 % has not reached 90 %.
/// </summary>
public static class ConfidencePercent
{
    /// <param name="share">From 0 to 1.</param>
    /// <param name="culture">Where the sign stands: "81%", "81 %".</param>
    public static string Of(double share, CultureInfo culture) => (Math.Floor((share * 100) + 1e-9) / 100).ToString("P0", culture);
}
