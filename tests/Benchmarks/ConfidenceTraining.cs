using System.Globalization;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Core.Triage.Evaluation;

namespace EscalationBot.Benchmarks;

/// <summary>A way from examples to a confidence.</summary>
internal delegate Func<double[], double> Fitting(IReadOnlyList<Example> examples);

/// <summary>
/// Fits the confidence model over all sets, writes it as the file that the engine reads, and prints the thresholds that follow. Questions
/// are judged by models that saw no question of the same article (five parts), and beside it by models that saw neither the set nor another
/// of its source.
/// </summary>
internal static class ConfidenceTraining
{
    private const string Shipped = "trees (shipped)";
    private const double Ridge = 30;
    private const int Folds = 5,
        FewestAnswers = 50;

    /// <summary>What is compared: the engine's way, and a plain one.</summary>
    public static readonly IReadOnlyList<(string Name, Fitting Fit)> Ways =
    [
        (
            Shipped,
            examples =>
            {
                var trees = TreeFit.Of(examples);
                return features => trees.Probability(features);
            }
        ),
        ("logistic", examples => LogisticFit.Of(examples, Ridge).Probability),
    ];

    /// <param name="encoder">Null fits the model that the engine uses without one.</param>
    public static void Print(IReadOnlyList<DataSet> sets, ISentenceEncoder? encoder, string folder)
    {
        var whole = RankedSets.Whole(sets, encoder);
        List<Example> all = [.. whole, .. RankedSets.OfParts(sets, encoder)];
        var file = Path.Combine(folder, $"confidence-{encoder?.Name ?? "words"}.txt");
        using (var writer = new StreamWriter(file))
        {
            TreeFit.Of(Ranked(all)).Write(writer);
        }
        Console.WriteLine($"{file} written from {all.Count.ToString(CultureInfo.InvariantCulture)} rankings");
        foreach (var (name, fit) in Ways)
        {
            var folded = Folded(all, fit);
            Console.WriteLine($"{name}: thresholds by error rate");
            foreach (var rate in new[] { 0.05, 0.1, 0.15, 0.2, 0.3, 0.5 })
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  ({rate:0.00}, {Threshold(folded, rate):0.000}),"));
            }
            // The shipped way at the threshold that the engine takes, a plain one at its own bound.
            var answerFrom =
                name == Shipped ? Thresholds.From(new TriageOptions(), encoder is not null).AnswerFrom : Threshold(folded, 0.1);
            FigureTable.Print(
                $"{name}, other articles' questions, from {answerFrom.ToString("0.000", CultureInfo.InvariantCulture)}",
                Outcomes(folded, answerFrom)
            );
            FigureTable.Print($"{name}, leave one set out, same threshold", Outcomes(LeftOut(all, fit), answerFrom));
        }
    }

    /// <summary>Judged by a model that saw no question of the same article.</summary>
    public static IReadOnlyList<(Example Example, double Confidence)> Folded(IReadOnlyList<Example> all, Fitting fit) =>
        [.. Enumerable.Range(0, Folds).SelectMany(fold => Judge(all, fit, example => FoldOf(example) == fold))];

    /// <summary>Judged by a model that saw neither the set nor another of its source.</summary>
    public static IReadOnlyList<(Example Example, double Confidence)> LeftOut(IReadOnlyList<Example> all, Fitting fit) =>
        [
            .. all.Select(example => example.Source)
                .Distinct(StringComparer.Ordinal)
                .SelectMany(source => Judge(all, fit, example => example.Source == source)),
        ];

    public static ILookup<string, Outcome> Outcomes(IEnumerable<(Example Example, double Confidence)> judged, double answerFrom) =>
        judged.ToLookup(pair => pair.Example.Set, pair => pair.Example.Judged(pair.Confidence, answerFrom), StringComparer.Ordinal);

    /// <summary>
    /// The lowest confidence from which on (a) over all sets together the one-sided 95 % Clopper-Pearson bound of the share of wrong
    /// answers stays within the rate, which is the guarantee, and (b) no set refutes it: in none is the lower bound of its own share of
    /// wrong answers above the rate, or that of answered questions that nothing covers above half of it. These bounds hold at 95 % for all
    /// sets together (Bonferroni): of ten sets tried at one threshold after the other, one of forty questions would otherwise refute a rate
    /// that is kept. (a) alone would let easy sets pay for a hard one; a bound per set alone would ask small sets for what their few
    /// questions cannot show.
    /// </summary>
    public static double Threshold(IReadOnlyList<(Example Example, double Confidence)> judged, double errorRate)
    {
        var uncovered = judged
            .Where(pair => !pair.Example.InScope)
            .CountBy(pair => pair.Example.Set, StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal);
        var counts = judged
            .Select(pair => pair.Example.Set)
            .Distinct(StringComparer.Ordinal)
            .ToDictionary(set => set, _ => (All: 0, Wrong: 0, Uncovered: 0), StringComparer.Ordinal);
        var sureness = 1 - (0.05 / counts.Count);
        var threshold = 1.0;
        var (answered, wrong) = (0, 0);
        foreach (var (example, confidence) in judged.OrderByDescending(pair => pair.Confidence))
        {
            var (before, failures, outside) = counts[example.Set];
            counts[example.Set] = (before + 1, failures + (example.Right ? 0 : 1), outside + (example.InScope ? 0 : 1));
            answered++;
            if (!example.Right)
            {
                wrong++;
            }
            if (
                answered >= FewestAnswers
                && ClopperPearson.Upper(wrong, answered) <= errorRate
                && counts.All(set => Bears(set.Value, uncovered.GetValueOrDefault(set.Key)))
            )
            {
                threshold = confidence;
            }
        }
        return threshold;

        bool Bears((int All, int Wrong, int Uncovered) set, int outside) =>
            (set.All == 0 || ClopperPearson.Lower(set.Wrong, set.All, sureness) <= errorRate)
            && (outside == 0 || ClopperPearson.Lower(set.Uncovered, outside, sureness) <= errorRate / 2);
    }

    private static IEnumerable<(Example Example, double Confidence)> Judge(
        IReadOnlyList<Example> all,
        Fitting fit,
        Func<Example, bool> isJudged
    )
    {
        var confidence = fit(Ranked(all.Where(example => !isJudged(example))));
        return all.Where(example => !example.IsPart && isJudged(example))
            .Select(example => (example, example.Features.Length == 0 ? 0 : confidence(example.Features)));
    }

    private static List<Example> Ranked(IEnumerable<Example> examples) => [.. examples.Where(example => example.Features.Length > 0)];

    /// <summary>The same in every run, unlike string hashes.</summary>
    private static int FoldOf(Example example) =>
        (int)(example.Group.Aggregate(2166136261u, (hash, c) => unchecked((hash ^ c) * 16777619u)) % Folds);
}
