namespace EscalationBot.Core.Insights.Recurring;

/// <summary>
/// When an issue rises against its own past. Looked at are the last day, three days and week, each against the weeks before it. It rises
/// when the recent part holds at least three questions from at least two sources, and more than chance explains: with r signs recently and
/// p before, and a share s of all other stored questions falling into the recent part, r or more of r + p would fall there by chance with
/// the binomial probability P(X ≥ r; r + p, s) (the exact test of two Poisson rates, Przyborowski and Wilenski 1940), which must be below
/// one in a hundred for all looks of one digest together. A sign is a source on a day: who asks again and again is one. Because s is a
/// share of the other questions, a busy day lets nothing rise; and without a past nothing does.
/// </summary>
internal static class Rise
{
    /// <summary>Questions and sources below which nothing rises.</summary>
    public const int LeastQuestions = 3,
        LeastSources = 2;
    private const double FalseAlarms = 0.01;
    private static readonly TimeSpan[] Looks = [TimeSpan.FromDays(1), TimeSpan.FromDays(3), TimeSpan.FromDays(7)];

    /// <summary>For each issue the moment of the first question of its rise, or null.</summary>
    /// <param name="issues">Questions of each, oldest first.</param>
    /// <param name="all">Moments of all stored questions, those of no issue too.</param>
    /// <param name="now">Until when they were read.</param>
    public static IReadOnlyList<DateTimeOffset?> Of(
        IReadOnlyList<IReadOnlyList<Occurrence>> issues,
        IReadOnlyList<DateTimeOffset> all,
        DateTimeOffset now
    )
    {
        var looks = issues.Select(issue => Looks.Where(look => IsEnough(issue, now - look)).ToList()).ToList();
        var level = FalseAlarms / Math.Max(1, looks.Sum(enough => enough.Count));
        return
        [
            .. issues.Select(
                (issue, place) =>
                    looks[place]
                        .Select(look => (Start: now - look, P: Chance(issue, all, now - look)))
                        .Where(look => look.P < level)
                        .OrderBy(look => look.P)
                        .Select(look => (DateTimeOffset?)issue.First(one => one.At >= look.Start).At)
                        .FirstOrDefault()
            ),
        ];
    }

    /// <summary>P(X ≥ <paramref name="least"/>) of <paramref name="tries"/> with that probability each.</summary>
    public static double Tail(int least, int tries, double probability)
    {
        if (probability >= 1)
        {
            return 1;
        }
        var (sum, ways) = (0.0, 1.0);
        for (var hits = 0; hits <= tries; hits++)
        {
            if (hits > 0)
            {
                ways = ways * (tries - hits + 1) / hits;
            }
            if (hits >= least)
            {
                sum += ways * Math.Pow(probability, hits) * Math.Pow(1 - probability, tries - hits);
            }
        }
        return sum;
    }

    private static bool IsEnough(IReadOnlyList<Occurrence> issue, DateTimeOffset start)
    {
        var recent = issue.Where(one => one.At >= start).ToList();
        return recent.Count >= LeastQuestions && recent.DistinctBy(one => one.Source).Count() >= LeastSources;
    }

    private static double Chance(IReadOnlyList<Occurrence> issue, IReadOnlyList<DateTimeOffset> all, DateTimeOffset start)
    {
        var signs = issue.DistinctBy(one => (one.Source, one.At.UtcDateTime.Date)).ToList();
        return Tail(
            signs.Count(one => one.At >= start),
            signs.Count,
            (all.Count(at => at >= start) - issue.Count(one => one.At >= start) + 1.0) / (all.Count - issue.Count + 1.0)
        );
    }
}
