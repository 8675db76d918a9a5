using EscalationBot.Core.Triage.Confidence;

namespace EscalationBot.Benchmarks;

/// <summary>
/// Fits <see cref="BoostedTrees"/> to weighed examples by second-order gradient boosting of the logistic loss. Each tree sees a part of the
/// examples and of the features (Friedman, "Stochastic Gradient Boosting", 2002), so that no one feature of a set is leaned upon. The same
/// examples give the same model.
/// </summary>
internal sealed class TreeFit
{
    private const int Trees = 240,
        MostBins = 48,
        FewestExamples = 20;
    private const double Rate = 0.06,
        Ridge = 5,
        RowShare = 0.5,
        FeatureShare = 0.35;

    private readonly float[][] _bounds;
    private readonly byte[][] _bins;
    private readonly double[] _weights,
        _gradients,
        _curvatures,
        _logits;
    private readonly bool[] _right;

    // Not for secrets: a fixed order makes fitting repeatable.
    private readonly Random _random = new(17);

    private TreeFit(IReadOnlyList<Example> examples)
    {
        var features = Enumerable.Range(0, examples[0].Features.Length).ToList();
        _bounds = [.. features.Select(feature => BoundsOf(examples, feature))];
        _bins = [.. features.Select(feature => examples.Select(example => BinOf(_bounds[feature], example.Features[feature])).ToArray())];
        _right = [.. examples.Select(example => example.Right)];
        _weights = Weights(examples);
        _gradients = new double[examples.Count];
        _curvatures = new double[examples.Count];
        _logits = new double[examples.Count];
    }

    public static BoostedTrees Of(IReadOnlyList<Example> examples) => new TreeFit(examples).Fit();

    /// <summary>
    /// Every set weighs at most as much as so many questions; its questions asked of a part of its articles count a third.
    /// </summary>
    public static double[] Weights(IReadOnlyList<Example> examples)
    {
        const double Most = 1_000,
            Part = 0.3;
        var counts = examples.CountBy(example => (example.Set, example.IsPart)).ToDictionary();
        return [.. examples.Select(example => (example.IsPart ? Part : 1) * Math.Min(1, Most / counts[(example.Set, example.IsPart)]))];
    }

    private BoostedTrees Fit()
    {
        var share = _weights.Where((_, i) => _right[i]).Sum() / _weights.Sum();
        var start = Math.Log(share / (1 - share));
        Array.Fill(_logits, start);
        var trees = new List<(byte[], float[], float[])>();
        for (var tree = 0; tree < Trees; tree++)
        {
            for (var i = 0; i < _right.Length; i++)
            {
                var probability = 1 / (1 + Math.Exp(-_logits[i]));
                _gradients[i] = _weights[i] * (probability - (_right[i] ? 1 : 0));
                _curvatures[i] = _weights[i] * probability * (1 - probability);
            }
            trees.Add(Grow());
        }
        return new BoostedTrees(start, trees);
    }

    private (byte[], float[], float[]) Grow()
    {
        var features = new byte[BoostedTrees.Splits];
        var bounds = Enumerable.Repeat(1e9f, BoostedTrees.Splits).ToArray();
        var cuts = Enumerable.Repeat(byte.MaxValue, BoostedTrees.Splits).ToArray();
        var groups = new int[BoostedTrees.Splits + BoostedTrees.Leaves][];
        groups[0] = [.. Enumerable.Range(0, _right.Length).Where(_ => _random.NextDouble() < RowShare)];
        var seen = Enumerable.Range(0, _bins.Length).Where(_ => _random.NextDouble() < FeatureShare).ToArray();
        for (var node = 0; node < BoostedTrees.Splits; node++)
        {
            // A node that cannot be divided sends all of its examples to one side.
            if (Best(groups[node], seen) is ({ } feature, { } bin))
            {
                (features[node], bounds[node], cuts[node]) = ((byte)feature, _bounds[feature][bin], (byte)bin);
            }
            var column = _bins[features[node]];
            var cut = cuts[node];
            groups[(2 * node) + 1] = Array.FindAll(groups[node], i => column[i] <= cut);
            groups[(2 * node) + 2] = Array.FindAll(groups[node], i => column[i] > cut);
        }
        var values = new float[BoostedTrees.Leaves];
        for (var leaf = 0; leaf < values.Length; leaf++)
        {
            values[leaf] = (float)(
                -Rate
                * groups[BoostedTrees.Splits + leaf].Sum(i => _gradients[i])
                / (groups[BoostedTrees.Splits + leaf].Sum(i => _curvatures[i]) + Ridge)
            );
        }
        for (var i = 0; i < _logits.Length; i++)
        {
            var at = 0;
            while (at < BoostedTrees.Splits)
            {
                at = (2 * at) + (_bins[features[at]][i] <= cuts[at] ? 1 : 2);
            }
            _logits[i] += values[at - BoostedTrees.Splits];
        }
        return (features, bounds, values);
    }

    private (int? Feature, int? Bin) Best(int[] group, int[] features)
    {
        (int?, int?) best = (null, null);
        var most = 1e-6;
        Span<double> gradients = stackalloc double[MostBins],
            curvatures = stackalloc double[MostBins];
        Span<int> counts = stackalloc int[MostBins];
        foreach (var feature in features)
        {
            gradients.Clear();
            curvatures.Clear();
            counts.Clear();
            var column = _bins[feature];
            var (gradient, curvature) = (0.0, 0.0);
            foreach (var i in group)
            {
                var bin = column[i];
                gradients[bin] += _gradients[i];
                curvatures[bin] += _curvatures[i];
                counts[bin]++;
                gradient += _gradients[i];
                curvature += _curvatures[i];
            }
            var (left, leftCurvature, leftCount) = (0.0, 0.0, 0);
            for (var bin = 0; bin < _bounds[feature].Length; bin++)
            {
                (left, leftCurvature, leftCount) = (left + gradients[bin], leftCurvature + curvatures[bin], leftCount + counts[bin]);
                if (leftCount < FewestExamples || group.Length - leftCount < FewestExamples)
                {
                    continue;
                }
                var gain = Worth(left, leftCurvature) + Worth(gradient - left, curvature - leftCurvature) - Worth(gradient, curvature);
                if (gain > most)
                {
                    (most, best) = (gain, (feature, bin));
                }
            }
        }
        return best;
    }

    private static double Worth(double gradient, double curvature) => gradient * gradient / (curvature + Ridge);

    /// <summary>Bounds between bins of about equal counts, rounded as they are written.</summary>
    private static float[] BoundsOf(IReadOnlyList<Example> examples, int feature)
    {
        var sorted = examples.Select(example => example.Features[feature]).Order().ToArray();
        return
        [
            .. Enumerable
                .Range(1, MostBins - 1)
                .Select(i => (float)Math.Round(sorted[(int)((long)i * sorted.Length / MostBins)], 5))
                .Distinct()
                .Where(bound => bound < sorted[^1]),
        ];
    }

    private static byte BinOf(float[] bounds, double value)
    {
        byte bin = 0;
        while (bin < bounds.Length && value > bounds[bin])
        {
            bin++;
        }
        return bin;
    }
}
