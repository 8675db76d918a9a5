using System.Globalization;
using EscalationBot.Core.Knowledge;
using EscalationBot.Core.Knowledge.Sentences;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Evaluation;

namespace EscalationBot.Benchmarks;

/// <summary>
/// Fits the confidence model over all sets and prints it as the lines of ConfidenceModel.cs, with leave-one-set-out figures beside it:
/// each set is judged by a model that never saw it (nor a set of the same source).
/// </summary>
internal static class ConfidenceTraining
{
    private const double Ridge = 30;
    private const int MostPerSet = 1_200, MostEncoded = 400;
    private static readonly int[] SmallSizes = [12, 40];
    private static readonly string[] Names = [.. ConfidenceFeatures.Names, .. ConfidenceFeatures.MeaningNames];
    private static readonly DateOnly Day = new(2026, 11, 2);

    /// <param name="encoder">Null fits the model that the engine uses without one.</param>
    public static void Print(IReadOnlyList<DataSet> sets, ISentenceEncoder? encoder)
    {
        var examples = sets.SelectMany(set => Examples(set, encoder)).ToList();
        foreach (var size in SmallSizes) examples.AddRange(sets.SelectMany(set => Smaller(set, size, encoder)));
        var fit = LogisticFit.Of(examples, Ridge);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    private const double Intercept = {fit.Intercept:0.0000};"));
        for (var j = 0; j < fit.Weights.Length; j++) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"        {fit.Weights[j]:0.0000}, // {Names[j]}"));
        var unseen = new List<Outcome>();
        Console.WriteLine("| set (left out) | AUROC right | answered | precision | refused |");
        Console.WriteLine("|--|--|--|--|--|");
        foreach (var set in sets)
        {
            var without = LogisticFit.Of(examples.Where(example => Source(example.Set) != Source(set.Name)).ToList(), Ridge);
            var outcomes = examples.Where(example => example.Set == set.Name && !example.IsSmall).Select(example => AsOutcome(example, without)).ToList();
            unseen.AddRange(outcomes);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {set.Name} | {Measures.Auroc(outcomes, outcome => outcome.Right):0.000} | {Measures.Answered(outcomes):0.000} | {Measures.Precision(outcomes):0.000} | {Measures.Refused(outcomes):0.000} |"));
        }
        foreach (var rate in new[] { 0.02, 0.05, 0.1, 0.15, 0.2, 0.3 }) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"        ({rate}, {Threshold(unseen, rate):0.000}),"));
    }

    /// <summary>The lowest confidence from which on at most that share of answers was wrong, by the one-sided 95 % Clopper-Pearson bound over questions of sets that the model had not seen.</summary>
    private static double Threshold(List<Outcome> outcomes, double errorRate)
    {
        var sorted = outcomes.OrderByDescending(outcome => outcome.Confidence).ToList();
        var (wrong, threshold) = (0, 1.0);
        for (var k = 1; k <= sorted.Count; k++)
        {
            if (!sorted[k - 1].Right) wrong++;
            if (k >= 50 && ClopperPearson.Upper(wrong, k) <= errorRate) threshold = sorted[k - 1].Confidence;
        }
        return threshold;
    }

    private static Outcome AsOutcome(Example example, LogisticFit fit)
    {
        var confidence = fit.Probability(example.Features);
        return new Outcome(example.InScope, ["top"], example.Right ? new Dictionary<string, double>(StringComparer.Ordinal) { ["top"] = 1 } : [], confidence, confidence >= 0.88);
    }

    /// <summary>Sets of one source share their words: "a_b" and "a_c".</summary>
    private static string Source(string set) => set.Split('_')[0];

    /// <summary>The same questions over a part of the articles, as a young knowledge base has: more of them are not covered. As many questions without an article as with one.</summary>
    private static IEnumerable<Example> Smaller(DataSet set, int size, ISentenceEncoder? encoder)
    {
        if (set.Articles.Count < size * 3 / 2) yield break;
        var part = set.Articles.Where((_, i) => i % (set.Articles.Count / size) == 0).ToList();
        var ids = part.Select(article => article.Id).ToHashSet(StringComparer.Ordinal);
        var asked = set.Questions.Select(question => question with { InScope = question.Relevant.Any(ids.Contains) }).ToList();
        var covered = asked.Where(question => question.InScope).Take(150).ToList();
        var others = asked.Where(question => !question.InScope).ToList();
        var step = Math.Max(1, others.Count / Math.Max(1, covered.Count));
        var small = new DataSet(set.Name, part, [.. covered, .. others.Where((_, i) => i % step == 0)]);
        foreach (var example in Examples(small, encoder)) yield return example with { IsSmall = true };
    }

    private static IEnumerable<Example> Examples(DataSet set, ISentenceEncoder? encoder)
    {
        var index = SearchIndex.Of(set.Articles, encoder);
        var step = Math.Max(1, set.Questions.Count / (encoder is null ? MostPerSet : MostEncoded));
        for (var i = 0; i < set.Questions.Count; i += step)
        {
            var question = set.Questions[i];
            var ranking = index.Search(new SearchQuery(question.Text, Audience.Internal, Day) { Tag = question.Company });
            if (ranking.Hits.Count == 0) continue;
            var features = new double[ConfidenceFeatures.Names.Length + (encoder is null ? 0 : ConfidenceFeatures.MeaningNames.Length)];
            ConfidenceFeatures.Fill(ranking, 0, features);
            yield return new Example(set.Name, features, question.InScope && question.Relevant.Contains(ranking.Hits[0].Article.Id), question.InScope);
        }
    }
}
