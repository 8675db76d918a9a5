using EscalationBot.Core.Knowledge;

namespace EscalationBot.Core.Triage;

/// <summary>
/// The probability that an article of a ranking is the right one: a logistic model over <see cref="ConfidenceFeatures"/>, so that each weight can be read.
/// Fitted over public support sets of many kinds, each counting alike (the benchmarks' <c>confidence</c> prints these numbers again).
/// </summary>
internal static class Confidence
{
    private const double Intercept = -2.7281;

    private static readonly double[] Weights =
    [
        1.6153, // score
        1.7468, // margin
        0.3439, // margin to the rest
        0.5564, // line
        1.4315, // line margin
        -0.0700, // covered
        -0.2026, // covered by passage
        -0.6304, // covered by line
        -0.1588, // covered by title
        1.7593, // title used
        0.2369, // unknown
        0.0164, // length
        0.8313, // rarest missing
        0.6330, // neighbours
        -0.2743, // three lines
        3.4377, // information
        0.7449, // agreement
        -0.7138, // only here
        0.2288, // only in the next
        -1.3059, // rivals
        -2.2890, // article length
        -0.2097, // line if short
        1.4481, // passage margin
        -0.7479, // covered margin
        0.9685, // score if short
        0.2032, // rarest in title
    ];

    private const double MeaningIntercept = -3.8540;

    /// <summary>The same when a sentence encoder took part.</summary>
    private static readonly double[] MeaningWeights =
    [
        0.6696, // score
        1.9844, // margin
        1.0371, // margin to the rest
        -0.0161, // line
        0.9880, // line margin
        -0.3483, // covered
        -0.7916, // covered by passage
        -0.0376, // covered by line
        -0.2776, // covered by title
        1.7006, // title used
        0.0432, // unknown
        0.1054, // length
        0.2476, // rarest missing
        0.4390, // neighbours
        0.0027, // three lines
        3.2760, // information
        0.9718, // agreement
        -1.1194, // only here
        -0.0072, // only in the next
        -1.0800, // rivals
        -1.8332, // article length
        -0.5310, // line if short
        1.8835, // passage margin
        -0.7407, // covered margin
        0.2246, // score if short
        -0.0748, // rarest in title
        2.9898, // close
        1.6596, // closer than the rest
        0.1980, // closest
        0.8543, // close if short
        -0.7698, // farther than the closest
    ];

    /// <summary>0..1 for the hit at <paramref name="place"/>; 0 when there is none. No hit is surer than the one before it could be: they sum to 1 at most.</summary>
    public static double Of(Ranking ranking, int place = 0)
    {
        if (ranking.Hits.Count <= place) return 0;
        var probability = Alone(ranking, place);
        return place == 0 ? probability : Math.Min(probability, (1 - Alone(ranking, 0)) / Math.Max(1, place));
    }

    private static double Alone(Ranking ranking, int place)
    {
        var (weights, logit) = ranking.Shape.HasMeaning ? (MeaningWeights, MeaningIntercept) : (Weights, Intercept);
        Span<double> features = stackalloc double[ConfidenceFeatures.Names.Length + ConfidenceFeatures.MeaningNames.Length];
        features = features[..weights.Length];
        ConfidenceFeatures.Fill(ranking, place, features);
        for (var i = 0; i < features.Length; i++) logit += weights[i] * features[i];
        return 1 / (1 + Math.Exp(-logit));
    }
}
