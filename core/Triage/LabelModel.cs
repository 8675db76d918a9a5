using EscalationBot.Core.Knowledge;

namespace EscalationBot.Core.Triage;

/// <summary>A label and how probable it is, 0..1.</summary>
public readonly record struct LabelGuess(string Label, double Probability);

/// <summary>
/// Learns labels (a category, a queue, an article) from past texts: softmax regression over words and neighbouring pairs, trained by AdaGrad.
/// Immutable once trained; the same examples in the same order give the same model.
/// </summary>
public sealed class LabelModel
{
    private const int Buckets = 1 << 18, Epochs = 14, Opening = 5;
    private const float Rate = 0.5f, Decay = 1e-5f, PairShare = 0.5f, Balance = 0.5f;

    private readonly string[] _labels;
    private readonly float[] _biases;
    private readonly Dictionary<int, float[]> _weights;
    private readonly Dictionary<int, float> _idfs;

    private LabelModel(string[] labels, float[] biases, Dictionary<int, float[]> weights, Dictionary<int, float> idfs)
    {
        _labels = labels;
        _biases = biases;
        _weights = weights;
        _idfs = idfs;
    }

    /// <summary>Labels it knows, in ordinal order.</summary>
    public IReadOnlyList<string> Labels => _labels;

    /// <summary>Trains on past texts with their labels; null when there are fewer than two labels.</summary>
    public static LabelModel? Train(IReadOnlyList<(string Text, string Label)> examples)
    {
        var counts = examples.CountBy(example => example.Label, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        if (counts.Count < 2) return null;
        var labels = counts.Keys.Order(StringComparer.Ordinal).ToArray();
        var read = examples.Select(example => Features(example.Text)).ToArray();
        var documents = new Dictionary<int, int>();
        foreach (var features in read) foreach (var feature in features.Keys) documents[feature] = documents.GetValueOrDefault(feature) + 1;
        // A pair seen once is noise; a word seen once may be the name of a product.
        var idfs = documents.Where(pair => pair.Value > 1 || pair.Key < Buckets).ToDictionary(pair => pair.Key, pair => MathF.Log((1f + examples.Count) / (0.5f + pair.Value)));
        var vectors = read.Select(features => Vector(features, idfs)).ToArray();
        var targets = examples.Select(example => Array.BinarySearch(labels, example.Label, StringComparer.Ordinal)).ToArray();
        // Rare labels count more, but not as much as would make them as likely as the frequent ones.
        var mean = (float)examples.Count / labels.Length;
        var importance = labels.Select(label => Math.Clamp(MathF.Pow(mean / counts[label], Balance), 0.3f, 4f)).ToArray();
        var model = new LabelModel(labels, new float[labels.Length], idfs.Keys.ToDictionary(feature => feature, _ => new float[labels.Length]), idfs);
        model.Learn(vectors, targets, importance);
        return model;
    }

    /// <summary>The labels of a text, most probable first.</summary>
    public IReadOnlyList<LabelGuess> Guess(string text)
    {
        var scores = Probabilities(Vector(Features(text), _idfs));
        return [.. scores.Select((probability, i) => new LabelGuess(_labels[i], probability)).OrderByDescending(guess => guess.Probability)];
    }

    private void Learn((int Feature, float Value)[][] vectors, int[] targets, float[] importance)
    {
        var order = Enumerable.Range(0, vectors.Length).ToArray();
        // Not for secrets: a fixed shuffle makes training repeatable.
        var random = new Random(17);
        var squares = _weights.Keys.ToDictionary(feature => feature, _ => new float[_labels.Length]);
        var biasSquares = new float[_labels.Length];
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            random.Shuffle(order);
            foreach (var i in order)
            {
                var scores = Probabilities(vectors[i]);
                for (var label = 0; label < scores.Length; label++)
                {
                    var error = (scores[label] - (label == targets[i] ? 1 : 0)) * importance[targets[i]];
                    if (MathF.Abs(error) < 1e-3f) continue;
                    Move(ref _biases[label], ref biasSquares[label], error);
                    foreach (var (feature, value) in vectors[i]) Move(ref _weights[feature][label], ref squares[feature][label], error * value);
                }
            }
        }
    }

    private static void Move(ref float weight, ref float squares, float gradient)
    {
        gradient += Decay * weight;
        squares += gradient * gradient;
        weight -= Rate * gradient / MathF.Sqrt(squares + 1e-4f);
    }

    private float[] Probabilities((int Feature, float Value)[] vector)
    {
        var scores = (float[])_biases.Clone();
        foreach (var (feature, value) in vector)
        {
            if (!_weights.TryGetValue(feature, out var weights)) continue;
            for (var label = 0; label < scores.Length; label++) scores[label] += weights[label] * value;
        }
        var highest = scores.Max();
        var sum = 0f;
        for (var label = 0; label < scores.Length; label++) sum += scores[label] = MathF.Exp(scores[label] - highest);
        for (var label = 0; label < scores.Length; label++) scores[label] /= sum;
        return scores;
    }

    private static (int Feature, float Value)[] Vector(Dictionary<int, float> features, Dictionary<int, float> idfs)
    {
        var vector = features.Where(pair => idfs.ContainsKey(pair.Key)).Select(pair => (pair.Key, Value: (1 + MathF.Log(pair.Value)) * idfs[pair.Key] * (pair.Key >= Buckets ? PairShare : 1))).ToArray();
        var length = MathF.Sqrt(vector.Sum(pair => pair.Value * pair.Value));
        for (var i = 0; i < vector.Length; i++) vector[i].Value /= MathF.Max(length, 1e-6f);
        return vector;
    }

    /// <summary>Counts of words (below <see cref="Buckets"/>) and of neighbouring pairs (above), hashed.</summary>
    private static Dictionary<int, float> Features(string text)
    {
        var features = new Dictionary<int, float>();
        var reader = new WordReader(text, stackalloc char[WordReader.Longest], stackalloc int[WordReader.MostParts]);
        Span<char> stem = stackalloc char[WordReader.Longest + 4];
        var previous = 0u;
        var read = 0;
        while (reader.Read(out var word))
        {
            word.CopyTo(stem);
            var hash = Hash(stem[..Stemmer.Stem(stem, word.Length)]);
            Count((int)(hash % Buckets));
            if (previous != 0) Count(Buckets + (int)(((previous * 31) ^ hash) % Buckets));
            previous = hash;
            // How a message opens is often its subject line.
            if (read++ < Opening) Count((int)(((hash * 2654435761u) ^ Opening) % Buckets));
        }
        return features;

        void Count(int feature) => features[feature] = features.GetValueOrDefault(feature) + 1;
    }

    /// <summary>FNV-1a: the same on every machine and in every run, unlike string hashes.</summary>
    private static uint Hash(ReadOnlySpan<char> word)
    {
        var hash = 2166136261u;
        foreach (var c in word) hash = unchecked((hash ^ c) * 16777619u);
        return hash;
    }
}
