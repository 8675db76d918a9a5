using System.Globalization;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Core.Triage.Evaluation;

namespace EscalationBot.Benchmarks;

/// <summary>
/// What measuring the confidence on the articles alone brings to a knowledge base that the model never saw: each set is judged by a model
/// that saw neither it nor another of its source, as it is and bent by the set's own near misses, at the threshold that the engine takes.
/// </summary>
internal static class SelfCalibrationTable
{
    private static readonly DateOnly Day = new(2026, 11, 2);

    public static void Print(IReadOnlyList<DataSet> sets, ISentenceEncoder? encoder)
    {
        var answerFrom = Thresholds.From(new TriageOptions(), encoder is not null).AnswerFrom;
        var bentFrom = SelfBend.Neutral.Of(answerFrom);
        List<(string Set, Outcome Raw, Outcome Bent)> judged =
        [
            .. Confidences(sets, encoder)
                .SelectMany(of =>
                    of.Examples.Select(one => (of.Set, one.Of.Judged(one.Raw, answerFrom), one.Of.Judged(one.Bent, bentFrom)))
                ),
        ];
        FigureTable.Print("left out, the model alone", judged.ToLookup(one => one.Set, one => one.Raw, StringComparer.Ordinal));
        FigureTable.Print("left out, bent by its articles", judged.ToLookup(one => one.Set, one => one.Bent, StringComparer.Ordinal));
    }

    /// <summary>
    /// Each set with the bent confidence of each of its questions, by a model that saw neither it nor another of its source.
    /// </summary>
    public static IEnumerable<(string Set, IReadOnlyList<Example> Examples, IReadOnlyList<double> Bent)> LeftOut(
        IReadOnlyList<DataSet> sets,
        ISentenceEncoder? encoder
    ) =>
        Confidences(sets, encoder)
            .Select(of =>
                (
                    of.Set,
                    (IReadOnlyList<Example>)[.. of.Examples.Select(one => one.Of)],
                    (IReadOnlyList<double>)[.. of.Examples.Select(one => one.Bent)]
                )
            );

    private static IEnumerable<(string Set, List<(Example Of, double Raw, double Bent)> Examples)> Confidences(
        IReadOnlyList<DataSet> sets,
        ISentenceEncoder? encoder
    )
    {
        var whole = RankedSets.Whole(sets, encoder);
        List<Example> all = [.. whole, .. RankedSets.OfParts(sets, encoder)];
        var answerFrom = Thresholds.From(new TriageOptions(), encoder is not null).AnswerFrom;
        Console.WriteLine("| set | questions made | would be answered | bend of the log-odds |");
        Console.WriteLine("|--|--|--|--|");
        foreach (var source in sets.GroupBy(set => set.Name.Split('_')[0], StringComparer.Ordinal))
        {
            var trees = TreeFit.Of([.. all.Where(example => example.Source != source.Key && example.Features.Length > 0)]);
            foreach (var set in source)
            {
                yield return (set.Name, [.. Judge(set, [.. whole.Where(example => example.Set == set.Name)], trees, encoder, answerFrom)]);
            }
        }
    }

    private static IEnumerable<(Example Of, double Raw, double Bent)> Judge(
        DataSet set,
        List<Example> examples,
        BoostedTrees trees,
        ISentenceEncoder? encoder,
        double answerFrom
    )
    {
        var index = SearchIndex.Of(set.Articles, encoder);
        var bends = set
            .Questions.Select(question => question.Company)
            .Distinct(StringComparer.Ordinal)
            .ToDictionary(company => company ?? "", company => BendOf(set.Name, index, company, trees, encoder, answerFrom));
        for (var i = 0; i < examples.Count; i++)
        {
            var example = examples[i];
            var raw = example.Features.Length == 0 ? 0 : trees.Probability(example.Features);
            var bent = bends[set.Questions[i].Company ?? ""].Of(raw);
            yield return (example, raw, bent);
        }
    }

    private static Calibration BendOf(
        string set,
        SearchIndex index,
        string? scope,
        BoostedTrees trees,
        ISentenceEncoder? encoder,
        double answerFrom
    )
    {
        var misses = NearMisses.Of(
            new NearMissTerms(index, Day)
            {
                Scope = scope,
                Meaning = encoder is null ? null : index.MeaningOf,
                Confidence = ranking => ranking.Hits.Count == 0 ? 0 : trees.Probability(FeaturesOf(ranking)),
            },
            CancellationToken.None
        );
        var bend = index.HasSimilarTexts ? SelfBend.Neutral : SelfBend.Of([.. misses.Select(miss => miss.Confidence)], encoder is not null);
        var answered = misses.Count(miss => miss.Confidence >= answerFrom);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {set} {scope} | {misses.Count} | {answered / Math.Max(1.0, misses.Count):0.00} | "
                    + $"{bend.Shift - SelfBend.Raised:+0.00;-0.00;0.00} |"
            )
        );
        return bend;
    }

    private static double[] FeaturesOf(Ranking ranking)
    {
        var features = new double[
            ConfidenceFeatures.Names.Length + (ranking.Shape.Background is null ? 0 : ConfidenceFeatures.MeaningNames.Length)
        ];
        ConfidenceFeatures.Fill(ranking, 0, features);
        return features;
    }
}
