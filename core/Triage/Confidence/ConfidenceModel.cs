using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Knowledge.Search;

namespace EscalationBot.Core.Triage.Confidence;

/// <summary>
/// The probability that an article of a ranking is the right one: small trees over <see cref="ConfidenceFeatures"/>, fitted over public
/// support sets of many kinds (the benchmarks' <c>confidence</c> writes the files again). One model for every knowledge base; nothing in it
/// names one. With an encoder there is a model of its own, fitted with the vectors of all-MiniLM-L6-v2 (<see cref="SentenceTransformer"/>);
/// other encoders are judged by it as well.
/// </summary>
internal static class ConfidenceModel
{
    private static readonly BoostedTrees Words = Shipped("words"),
        Transformer = Shipped(SentenceTransformer.ModelName);

    /// <summary>
    /// 0..1 for the hit at <paramref name="place"/>; 0 when there is none. No hit is surer than the one before it could be: they sum to 1
    /// at most.
    /// </summary>
    public static double Of(Ranking ranking, int place = 0)
    {
        if (ranking.Hits.Count <= place)
        {
            return 0;
        }
        var probability = Alone(ranking, place);
        return place == 0 ? probability : Math.Min(probability, (1 - Alone(ranking, 0)) / Math.Max(1, place));
    }

    private static double Alone(Ranking ranking, int place)
    {
        Span<double> features = stackalloc double[ConfidenceFeatures.Names.Length + ConfidenceFeatures.MeaningNames.Length];
        if (ranking.Shape.Background is null)
        {
            features = features[..ConfidenceFeatures.Names.Length];
        }
        ConfidenceFeatures.Fill(ranking, place, features);
        var model = ranking.Shape.Background is null ? Words : Transformer;
        return model.Probability(features);
    }

    private static BoostedTrees Shipped(string encoder) => BoostedTrees.Shipped($"confidence-{encoder}.txt");
}
