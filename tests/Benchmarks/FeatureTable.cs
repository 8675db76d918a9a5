using System.Globalization;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Core.Triage.Evaluation;

namespace EscalationBot.Benchmarks;

/// <summary>
/// What each kind of feature brings to the confidence: the model is fitted again without it, and judged on questions whose articles it had
/// not seen and on sets that it had not seen.
/// </summary>
internal static class FeatureTable
{
    private static readonly (string Name, string[] Features)[] Kinds =
    [
        (
            "score and margins",
            [
                "score",
                "margin",
                "margin to the rest",
                "score if short",
                "rivals",
                "passage margin",
                "share of score",
                "first by words",
                "margin by words",
            ]
        ),
        ("lines", ["line", "line margin", "three lines", "line if short", "covered by line", "close and in line"]),
        (
            "words covered and missing",
            [
                "covered",
                "covered by passage",
                "covered by title",
                "unknown",
                "rarest missing",
                "rarest in title",
                "only here",
                "only in the next",
                "covered margin",
                "information",
                "neighbours",
                "title used",
                "close and covered",
            ]
        ),
        ("length", ["length", "article length"]),
        ("agreement", ["agreement"]),
        (
            "closeness against all articles",
            [
                "close against all",
                "closest against all",
                "farther than the closest of all",
                "closest against its next",
                "closest against the others",
                "mean",
                "spread",
                "close against the others",
                "as close",
                "share of closeness",
            ]
        ),
    ];

    public static void Print(IReadOnlyList<DataSet> sets, ISentenceEncoder? encoder)
    {
        var names = encoder is null ? ConfidenceFeatures.Names : [.. ConfidenceFeatures.Names, .. ConfidenceFeatures.MeaningNames];
        List<Example> all = [.. RankedSets.Whole(sets, encoder), .. RankedSets.OfParts(sets, encoder)];
        Console.WriteLine(
            $"\n**Features of the confidence, encoder {(encoder is null ? "off" : "on")}**\n\n| without | "
                + $"unseen questions: AUROC right | cov@90 | unseen sets: AUROC right | cov@90 |\n|--|--|--|--|--|"
        );
        Row("nothing", all);
        foreach (var (name, features) in Kinds)
        {
            var places = features.Select(feature => Array.IndexOf(names, feature)).Where(place => place >= 0).ToHashSet();
            if (places.Count > 0)
            {
                Row(
                    name,
                    [
                        .. all.Select(example =>
                            example with
                            {
                                Features = [.. example.Features.Select((value, place) => places.Contains(place) ? 0 : value)],
                            }
                        ),
                    ]
                );
            }
        }
    }

    private static void Row(string name, IReadOnlyList<Example> all) =>
        Console.WriteLine(
            $"| {name} | {Figures(ConfidenceTraining.Folded(all, ConfidenceTraining.Ways[0].Fit))} | "
                + $"{Figures(ConfidenceTraining.LeftOut(all, ConfidenceTraining.Ways[0].Fit))} |"
        );

    private static string Figures(IReadOnlyList<(Example Example, double Confidence)> judged)
    {
        var five = FigureTable.OfFive(ConfidenceTraining.Outcomes(judged, 1));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{five.Average(set => EvaluationMetrics.Auroc(set, outcome => outcome.Right)):0.000} | "
                + $"{five.Average(set => EvaluationMetrics.Coverage(set, 0.9)):0.000}"
        );
    }
}
