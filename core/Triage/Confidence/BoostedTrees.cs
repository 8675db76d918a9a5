using System.Globalization;
using System.Reflection;

namespace EscalationBot.Core.Triage.Confidence;

/// <summary>
/// A sum of small decision trees of three questions each (gradient boosting; Friedman, "Greedy Function Approximation", 2001): what each
/// tree asks and adds stands in one line of text, so a model can be read and compared. Immutable.
/// </summary>
internal sealed class BoostedTrees
{
    /// <summary>Questions from the root to a leaf.</summary>
    public const int Depth = 3;

    /// <summary>Questions of one tree; the children of question i are 2i+1 (at most the bound) and 2i+2.</summary>
    public const int Splits = (1 << Depth) - 1;

    /// <summary>Leaves of one tree.</summary>
    public const int Leaves = 1 << Depth;

    private readonly double _start;
    private readonly byte[] _features;
    private readonly float[] _bounds,
        _values;

    /// <param name="start">Logit before the first tree.</param>
    /// <param name="trees">For each tree the features and bounds of its questions and what its leaves add.</param>
    public BoostedTrees(double start, IReadOnlyList<(byte[] Features, float[] Bounds, float[] Values)> trees)
    {
        _start = start;
        _features = [.. trees.SelectMany(tree => tree.Features)];
        _bounds = [.. trees.SelectMany(tree => tree.Bounds)];
        _values = [.. trees.SelectMany(tree => tree.Values)];
    }

    /// <summary>The probability, 0..1, for features in the order that the model was fitted with.</summary>
    public double Probability(ReadOnlySpan<double> features)
    {
        var logit = _start;
        for (int split = 0, leaf = 0; split < _features.Length; split += Splits, leaf += Leaves)
        {
            var at = 0;
            while (at < Splits)
            {
                at = (2 * at) + (features[_features[split + at]] <= _bounds[split + at] ? 1 : 2);
            }
            logit += _values[leaf + at - Splits];
        }
        return 1 / (1 + Math.Exp(-logit));
    }

    /// <summary>Reads a model that <see cref="Write"/> wrote and that is part of this assembly.</summary>
    public static BoostedTrees Shipped(string name)
    {
        using var stream =
            Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly holds no {name}.");
        using var reader = new StreamReader(stream);
        return Read(reader);
    }

    /// <summary>Reads a model: the first number, then a tree a line.</summary>
    public static BoostedTrees Read(TextReader reader)
    {
        var start = double.Parse(reader.ReadLine()!, CultureInfo.InvariantCulture);
        var trees = new List<(byte[], float[], float[])>();
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split(' ');
            trees.Add(
                (
                    [
                        .. parts
                            .Take(Splits)
                            .Select(part =>
                                byte.Parse(part.AsSpan(0, part.IndexOf(':', StringComparison.Ordinal)), CultureInfo.InvariantCulture)
                            ),
                    ],
                    [
                        .. parts
                            .Take(Splits)
                            .Select(part =>
                                float.Parse(part.AsSpan(part.IndexOf(':', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture)
                            ),
                    ],
                    [.. parts.Skip(Splits).Select(part => float.Parse(part, CultureInfo.InvariantCulture))]
                )
            );
        }
        return new BoostedTrees(start, trees);
    }

    /// <summary>Writes the model as text: seven questions "feature:bound", then what the eight leaves add.</summary>
    public void Write(TextWriter writer)
    {
        writer.Write(string.Create(CultureInfo.InvariantCulture, $"{_start:0.####}\n"));
        for (var tree = 0; tree * Splits < _features.Length; tree++)
        {
            var questions = Enumerable
                .Range(tree * Splits, Splits)
                .Select(i => string.Create(CultureInfo.InvariantCulture, $"{_features[i]}:{_bounds[i]:0.#####}"));
            var leaves = Enumerable
                .Range(tree * Leaves, Leaves)
                .Select(i => string.Create(CultureInfo.InvariantCulture, $"{_values[i]:0.####}"));
            writer.Write(string.Join(' ', questions.Concat(leaves)) + "\n");
        }
    }
}
