namespace EscalationBot.Core.Triage.Routing;

/// <summary>A label and how probable it is, 0..1.</summary>
public readonly record struct LabelGuess(string Label, double Probability);

/// <summary>
/// Learns labels (a category, a queue, an article) from past texts: one linear machine for each label over words, opening and spelling.
/// Rare labels count more, but not as much as would make them as likely as the frequent ones. Where there are more labels than weights for
/// all of them (256 MB: some 670 labels over 100,000 features), only the most frequent are learned; texts of the others still teach what
/// those are not. Immutable once trained; the same examples in the same order give the same model.
/// </summary>
public sealed class LabelModel
{
    private const int MostWeights = 1 << 26;
    private const float Cost = 0.2f,
        Balance = 0.5f,
        Sharpness = 6f;

    private readonly string[] _labels;
    private readonly LabelVectors _vectors;

    // For each feature the weights of all labels, the biases behind the last feature: a text touches few features and all labels.
    private readonly float[] _weights;

    private LabelModel(string[] labels, LabelVectors vectors, float[] weights)
    {
        _labels = labels;
        _vectors = vectors;
        _weights = weights;
    }

    /// <summary>Labels it knows, in ordinal order.</summary>
    public IReadOnlyList<string> Labels => _labels;

    /// <summary>
    /// Trains on past texts with their labels; null when there are fewer than two labels. Thousands of texts take seconds.
    /// </summary>
    public static LabelModel? Train(IReadOnlyList<(string Text, string Label)> examples) => Train(examples, MostWeights);

    /// <summary>Trains within so many weights: one for each label and feature.</summary>
    internal static LabelModel? Train(IReadOnlyList<(string Text, string Label)> examples, int mostWeights)
    {
        var counts = examples.CountBy(example => example.Label, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        if (counts.Count < 2)
        {
            return null;
        }
        var read = examples.Select(example => LabelFeatures.Of(example.Text)).ToArray();
        var vectors = new LabelVectors(read);
        var texts = Array.ConvertAll(read, vectors.Of);
        var most = Math.Max(2, mostWeights / (vectors.Count + 1));
        var labels = counts
            .OrderByDescending(count => count.Value)
            .ThenBy(count => count.Key, StringComparer.Ordinal)
            .Take(most)
            .Select(count => count.Key)
            .Order(StringComparer.Ordinal)
            .ToArray();
        var mean = (float)examples.Count / counts.Count;
        var weights = new float[(vectors.Count + 1) * labels.Length];
        // Labels do not know of each other: in whatever order they are fitted, the result is the same.
        Parallel.For(
            0,
            labels.Length,
            label =>
            {
                var isLabel = examples.Select(example => example.Label == labels[label]).ToArray();
                var fitted = LabelFit.Of(texts, isLabel, vectors.Count, Cost, MathF.Pow(mean / counts[labels[label]], Balance));
                for (var feature = 0; feature < fitted.Length; feature++)
                {
                    weights[(feature * labels.Length) + label] = fitted[feature];
                }
            }
        );
        return new LabelModel(labels, vectors, weights);
    }

    /// <summary>The labels of a text, most probable first.</summary>
    public IReadOnlyList<LabelGuess> Guess(string text)
    {
        var vector = _vectors.Of(LabelFeatures.Of(text));
        var scores = Row(_vectors.Count).ToArray();
        for (var i = 0; i < vector.Places.Length; i++)
        {
            var row = Row(vector.Places[i]);
            for (var label = 0; label < scores.Length; label++)
            {
                scores[label] += row[label] * vector.Values[i];
            }
        }
        // Each machine says -1 for no and 1 for yes; that all say no makes none of them likely.
        for (var label = 0; label < scores.Length; label++)
        {
            scores[label] = 1 / (1 + MathF.Exp(-Sharpness * scores[label]));
        }
        var sum = scores.Sum();
        return [.. scores.Select((score, i) => new LabelGuess(_labels[i], score / sum)).OrderByDescending(guess => guess.Probability)];
    }

    private ReadOnlySpan<float> Row(int feature) => _weights.AsSpan(feature * _labels.Length, _labels.Length);
}
