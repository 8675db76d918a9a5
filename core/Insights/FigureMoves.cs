namespace EscalationBot.Core.Insights;

/// <summary>A share that is another one than before, by more than chance explains.</summary>
/// <param name="Now">Of the span.</param>
/// <param name="Before">Of the four weeks before it.</param>
/// <param name="IsWorse">It moved to the worse.</param>
public sealed record FigureMove(Indicator Now, Indicator Before, bool IsWorse);

/// <summary>
/// Which shares moved against the four weeks before: the test of two proportions with their pooled variance, at three standard errors (one
/// false alarm in 370 comparisons), and never from few numbers. Shares that only time completes (nobody came back for 72 hours, nobody
/// reopened) are left out: of a new span they are always another one than of an old one.
/// </summary>
public static class FigureMoves
{
    /// <summary>Of fewer nothing is said.</summary>
    public const int LeastNow = 10;

    /// <summary>Nor against fewer.</summary>
    public const int LeastBefore = 20;

    private const double Errors = 3;

    /// <summary>Names of the shares, and whether more of them is better.</summary>
    private static readonly Dictionary<string, bool> MoreIsBetter = new(StringComparer.Ordinal)
    {
        ["answered"] = true,
        ["to_people"] = false,
        ["precision"] = true,
        ["claimed_in_time"] = true,
        ["resolved_in_time"] = true,
        ["misrouted"] = false,
        ["reasked"] = false,
        ["promises_kept"] = true,
        ["csat"] = true,
    };

    /// <summary>Those that moved, in the order of <see cref="Indicators.Keys"/>.</summary>
    /// <param name="now">Figures of the span.</param>
    /// <param name="before">Figures of the four weeks before it.</param>
    public static IEnumerable<FigureMove> Of(IReadOnlyList<Indicator> now, IReadOnlyList<Indicator> before)
    {
        foreach (var one in now)
        {
            if (
                MoreIsBetter.TryGetValue(one.Key, out var better)
                && before.FirstOrDefault(other => other.Key == one.Key) is { } was
                && one.Denominator >= LeastNow
                && was.Denominator >= LeastBefore
                && Differ(one, was)
            )
            {
                yield return new(one, was, one.Value > was.Value != better);
            }
        }
    }

    private static bool Differ(Indicator one, Indicator other)
    {
        var (n, m) = ((double)one.Denominator, (double)other.Denominator);
        var pooled = (one.Numerator + other.Numerator) / (n + m);
        var error = Math.Sqrt(pooled * (1 - pooled) * ((1 / n) + (1 / m)));
        return error > 0 && Math.Abs((one.Numerator / n) - (other.Numerator / m)) >= Errors * error;
    }
}
