using System.Globalization;
using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Core.Triage.Evaluation;

namespace EscalationBot.Benchmarks;

/// <summary>
/// The figures that the engine is judged by, one line per set, then the five sets together. Ranges are the one-sided 95 % Clopper-Pearson
/// upper bounds.
/// </summary>
internal static class FigureTable
{
    /// <summary>The sets over which means and calibration are taken.</summary>
    private static readonly string[] Five = ["wixqa", "techqa", "stackfaq", "hint3", "banking77_oos"];

    public static void Print(string title, ILookup<string, Outcome> bySet)
    {
        Console.WriteLine($"\n**{title}**\n");
        Console.WriteLine(
            "| set | n | nDCG@10 | hit@1 | AUROC scope | AUROC right | cov@90 | answered | precision (up to) | refused (up to) | ECE |"
        );
        Console.WriteLine("|--|--|--|--|--|--|--|--|--|--|--|");
        foreach (
            var set in bySet
                .OrderBy(set => Array.IndexOf(Five, set.Key) is >= 0 and var place ? place : Five.Length)
                .ThenBy(set => set.Key, StringComparer.Ordinal)
        )
        {
            Line(set.Key, [.. set]);
        }
        var five = OfFive(bySet);
        if (five.Count == 0)
        {
            return;
        }
        List<Outcome> pooled = [.. five.SelectMany(set => set)];
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| **the five** | {pooled.Count} | {five.Average(EvaluationMetrics.Ndcg):0.000} | "
                    + $"{five.Average(EvaluationMetrics.HitAt1):0.000} | "
                    + $"{five.Average(set => EvaluationMetrics.Auroc(set, outcome => outcome.InScope)):0.000} | "
                    + $"{five.Average(set => EvaluationMetrics.Auroc(set, outcome => outcome.Right)):0.000} | "
                    + $"{five.Average(set => EvaluationMetrics.Coverage(set, 0.9)):0.000} | "
                    + $"{five.Average(EvaluationMetrics.Answered):0.000} | worst "
                    + $"{five.Min(EvaluationMetrics.Precision):0.000} | worst "
                    + $"{five.Min(EvaluationMetrics.Refused):0.000} | pooled "
                    + $"{EvaluationMetrics.CalibrationError(pooled):0.000}, debiased "
                    + $"{EvaluationMetrics.DebiasedCalibrationError(pooled):0.000} |"
            )
        );
    }

    /// <summary>Those of the five sets that were judged.</summary>
    public static List<List<Outcome>> OfFive(ILookup<string, Outcome> bySet) =>
        [.. Five.Where(bySet.Contains).Select(name => bySet[name].ToList())];

    public static void PrintHead()
    {
        Console.WriteLine($"| | nDCG@10: {string.Join(" | ", Five)} | mean | AUROC right | cov@90 | answered | precision, worst |");
        Console.WriteLine("|--|--|--|--|--|--|--|--|--|--|--|");
    }

    /// <summary>One way over the five sets; measures of confidence only where the way has one.</summary>
    public static void PrintRow(string name, IReadOnlyList<DataSet> sets, Func<DataSet, IReadOnlyList<Outcome>> judge)
    {
        var five = Five.SelectMany(wanted => sets.Where(set => set.Name == wanted)).Select(judge).ToList();
        var ranked = string.Join(
            " | ",
            five.Select(EvaluationMetrics.Ndcg)
                .Append(five.Average(EvaluationMetrics.Ndcg))
                .Select(value => value.ToString("0.000", CultureInfo.InvariantCulture))
        );
        var sure = five.TrueForAll(set => !double.IsNaN(set[0].Confidence));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {ranked} | {(sure ? string.Create(CultureInfo.InvariantCulture, $"{five.Average(set => EvaluationMetrics.Auroc(set, outcome => outcome.Right)):0.000} | {five.Average(set => EvaluationMetrics.Coverage(set, 0.9)):0.000} | {five.Average(EvaluationMetrics.Answered):0.000} | {five.Min(EvaluationMetrics.Precision):0.000}") : " | | | ")}"
                    + $" |"
            )
        );
    }

    private static void Line(string name, List<Outcome> set)
    {
        var (answered, right) = (set.Count(outcome => outcome.Answered), set.Count(outcome => outcome.Answered && outcome.Right));
        var (uncovered, refused) = (set.Count(outcome => !outcome.InScope), set.Count(outcome => !outcome.InScope && !outcome.Answered));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {set.Count} | {EvaluationMetrics.Ndcg(set):0.000} | "
                    + $"{EvaluationMetrics.HitAt1(set):0.000} | "
                    + $"{EvaluationMetrics.Auroc(set, outcome => outcome.InScope):0.000} | "
                    + $"{EvaluationMetrics.Auroc(set, outcome => outcome.Right):0.000} | "
                    + $"{EvaluationMetrics.Coverage(set, 0.9):0.000} | {EvaluationMetrics.Answered(set):0.000} | "
                    + $"{Bounded(right, answered)} | {Bounded(refused, uncovered)} | "
                    + $"{EvaluationMetrics.CalibrationError(set):0.000} |"
            )
        );
    }

    private static string Bounded(int hits, int all) =>
        all == 0
            ? "-"
            : string.Create(CultureInfo.InvariantCulture, $"{(double)hits / all:0.000} ({ClopperPearson.Upper(hits, all):0.000})");
}
