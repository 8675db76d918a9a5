namespace EscalationBot.Core.Triage.Routing;

/// <summary>A text as numbers: places of the features that it has, and their weights.</summary>
internal readonly record struct LabelVector(int[] Places, float[] Values);

/// <summary>
/// Numbers the features that past texts have and weighs them by rarity. Each kind of feature has length one, whatever the others weigh.
/// </summary>
internal sealed class LabelVectors
{
    private readonly Dictionary<int, (int Place, float Idf)> _known = [];
    private readonly float _unknownIdf;

    public LabelVectors(IReadOnlyCollection<Dictionary<int, float>> texts)
    {
        var documents = new SortedDictionary<int, int>();
        foreach (var features in texts)
        {
            foreach (var feature in features.Keys)
            {
                documents[feature] = documents.GetValueOrDefault(feature) + 1;
            }
        }
        foreach (var (feature, count) in documents)
        {
            // A pair or a piece seen once is noise; a word seen once may be the name of a product.
            if (count > 1 || LabelFeatures.KindOf(feature) == 0)
            {
                _known.Add(feature, (_known.Count, Idf(texts.Count, count)));
            }
        }
        _unknownIdf = Idf(texts.Count, 0);
    }

    /// <summary>How many features it knows.</summary>
    public int Count => _known.Count;

    /// <summary>The text as numbers. The more of its words nobody has used before, the shorter: what is known then says little.</summary>
    public LabelVector Of(Dictionary<int, float> features)
    {
        Span<float> squares = stackalloc float[LabelFeatures.Kinds];
        squares.Clear();
        var unknown = 0f;
        var (places, values, kinds) = (new List<int>(features.Count), new List<float>(features.Count), new List<int>(features.Count));
        foreach (var (feature, count) in features)
        {
            var kind = LabelFeatures.KindOf(feature);
            if (!_known.TryGetValue(feature, out var known))
            {
                if (kind == 0)
                {
                    unknown += _unknownIdf * _unknownIdf;
                }
                continue;
            }
            var value = (1 + MathF.Log(count)) * known.Idf;
            squares[kind] += value * value;
            places.Add(known.Place);
            values.Add(value);
            kinds.Add(kind);
        }
        var share = MathF.Sqrt(squares[0] / MathF.Max(squares[0] + unknown, 1e-9f));
        for (var i = 0; i < values.Count; i++)
        {
            values[i] *= share / MathF.Sqrt(squares[kinds[i]]);
        }
        return new LabelVector([.. places], [.. values]);
    }

    private static float Idf(int texts, int documents) => MathF.Log((1f + texts) / (1f + documents)) + 1;
}
