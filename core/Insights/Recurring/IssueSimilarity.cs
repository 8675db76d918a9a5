using System.Numerics.Tensors;

namespace EscalationBot.Core.Insights.Recurring;

/// <summary>
/// How alike texts must be, set by the texts themselves. Likeness is the cosine of their words by rarity, or its mean with the cosine of
/// their vectors, from which what all texts have in common is taken first. Enough is the shipped bar, or three standard deviations above
/// what two texts picked at random have, where that is more: an organisation whose clients all write about one product needs a higher one.
/// </summary>
/// <param name="Enough">Mean likeness from which a text joins a cluster.</param>
/// <param name="MeaningShare">Share of the vectors: 0 while too few texts have one.</param>
/// <param name="Center">Mean of all vectors; empty when meaning does not count.</param>
internal sealed record IssueSimilarity(float Enough, float MeaningShare, float[] Center)
{
    private const float EnoughOfWords = 0.22f,
        EnoughOfBoth = 0.32f,
        Deviations = 3;
    private const int LeastForMeaning = 64,
        Pairs = 4000;
    private const double LeastEncoded = 0.9;

    /// <summary>Before anything is known.</summary>
    public static IssueSimilarity OfWords { get; } = new(EnoughOfWords, 0, []);

    /// <summary>Of texts whose words are weighed.</summary>
    public static IssueSimilarity Of(IReadOnlyList<IssueText> texts)
    {
        var encoded = texts.Where(text => text.Vector.Length > 0).ToList();
        var counts = texts.Count >= LeastForMeaning && IsEnough(encoded.Count, texts.Count);
        var likeness = counts ? new IssueSimilarity(EnoughOfBoth, 0.5f, MeanOf(encoded)) : OfWords;
        return likeness with { Enough = MathF.Max(likeness.Enough, likeness.Chance(texts)) };
    }

    /// <summary>So many of the texts have a vector that meaning may count.</summary>
    public static bool IsEnough(int encoded, int texts) => encoded > 0 && encoded >= texts * LeastEncoded;

    /// <summary>A vector without what all have in common, length 1; empty when meaning does not count.</summary>
    public float[] MeaningOf(float[] vector)
    {
        if (Center.Length == 0 || vector.Length == 0)
        {
            return [];
        }
        var meaning = (float[])vector.Clone();
        TensorPrimitives.Subtract(meaning, Center, meaning);
        var length = TensorPrimitives.Norm<float>(meaning);
        for (var i = 0; i < meaning.Length && length > 0; i++)
        {
            meaning[i] /= length;
        }
        return meaning;
    }

    private static float[] MeanOf(List<IssueText> encoded)
    {
        var mean = new float[encoded[0].Vector.Length];
        foreach (var text in encoded)
        {
            TensorPrimitives.MultiplyAdd(text.Vector, 1f / encoded.Count, mean, mean);
        }
        return mean;
    }

    /// <summary>Pairs at steps that come round evenly; the same for the same texts.</summary>
    private float Chance(IReadOnlyList<IssueText> texts)
    {
        var (sum, squares, pairs) = (0.0, 0.0, 0);
        for (var i = 0; i < Pairs; i++)
        {
            var (one, other) = (texts[i % texts.Count], texts[(int)((i + 1L) * 7919 % texts.Count)]);
            if (one == other)
            {
                continue;
            }
            var alike = Between(one, other);
            (sum, squares, pairs) = (sum + alike, squares + (alike * alike), pairs + 1);
        }
        if (pairs == 0)
        {
            return 0;
        }
        var mean = sum / pairs;
        return (float)(mean + (Deviations * Math.Sqrt(Math.Max(0, (squares / pairs) - (mean * mean)))));
    }

    private double Between(IssueText one, IssueText other)
    {
        var weights = other.Words.ToDictionary(word => word.Term, word => word.Weight);
        var words = one.Words.Sum(word => word.Weight * weights.GetValueOrDefault(word.Term));
        var (a, b) = (MeaningOf(one.Vector), MeaningOf(other.Vector));
        return a.Length == 0 || b.Length == 0
            ? words * (1 - MeaningShare)
            : (words * (1 - MeaningShare)) + (TensorPrimitives.Dot(a, b) * MeaningShare);
    }
}
