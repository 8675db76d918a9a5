namespace EscalationBot.Benchmarks;

/// <summary>
/// Logistic regression by Newton's method on standardised features, with a ridge: the plainest model, beside which <see cref="TreeFit"/> is
/// shown.
/// </summary>
internal sealed class LogisticFit
{
    private const int Rounds = 15;

    private LogisticFit(double[] weights, double intercept) => (Weights, Intercept) = (weights, intercept);

    /// <summary>Weights of the features as they are, not standardised.</summary>
    public double[] Weights { get; }
    public double Intercept { get; }

    public static LogisticFit Of(IReadOnlyList<Example> examples, double ridge)
    {
        var n = examples[0].Features.Length;
        var shares = TreeFit.Weights(examples);
        var total = shares.Sum();
        var means = new double[n];
        var deviations = new double[n];
        for (var j = 0; j < n; j++)
        {
            for (var i = 0; i < examples.Count; i++)
            {
                means[j] += shares[i] * examples[i].Features[j] / total;
            }
            for (var i = 0; i < examples.Count; i++)
            {
                deviations[j] += shares[i] * Math.Pow(examples[i].Features[j] - means[j], 2) / total;
            }
            deviations[j] = Math.Sqrt(deviations[j]) + 1e-6;
        }
        var rows = examples
            .Select(example => example.Features.Select((value, j) => (value - means[j]) / deviations[j]).Append(1).ToArray())
            .ToArray();
        var weights = new double[n + 1];
        for (var round = 0; round < Rounds; round++)
        {
            Step(rows, examples, shares, weights, ridge);
        }
        var raw = weights.Take(n).Select((weight, j) => weight / deviations[j]).ToArray();
        return new LogisticFit(raw, weights[n] - raw.Select((weight, j) => weight * means[j]).Sum());
    }

    public double Probability(double[] features)
    {
        var logit = Intercept;
        for (var j = 0; j < features.Length; j++)
        {
            logit += Weights[j] * features[j];
        }
        return 1 / (1 + Math.Exp(-logit));
    }

    private static void Step(double[][] rows, IReadOnlyList<Example> examples, double[] shares, double[] weights, double ridge)
    {
        var n = weights.Length;
        var gradient = new double[n];
        var curvature = new double[n][];
        for (var j = 0; j < n; j++)
        {
            curvature[j] = new double[n];
        }
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            var logit = 0.0;
            for (var j = 0; j < n; j++)
            {
                logit += weights[j] * row[j];
            }
            var probability = 1 / (1 + Math.Exp(-logit));
            var error = shares[i] * (probability - (examples[i].Right ? 1 : 0));
            var bend = shares[i] * Math.Max(1e-4, probability * (1 - probability));
            for (var j = 0; j < n; j++)
            {
                gradient[j] += error * row[j];
                for (var k = 0; k < n; k++)
                {
                    curvature[j][k] += bend * row[j] * row[k];
                }
            }
        }
        for (var j = 0; j < n - 1; j++)
        {
            gradient[j] += ridge * weights[j];
            curvature[j][j] += ridge;
        }
        var change = Solve(curvature, gradient);
        for (var j = 0; j < n; j++)
        {
            weights[j] -= change[j];
        }
    }

    /// <summary>Gaussian elimination with row exchange.</summary>
    private static double[] Solve(double[][] matrix, double[] right)
    {
        var n = right.Length;
        for (var i = 0; i < n; i++)
        {
            var pivot = Enumerable.Range(i, n - i).MaxBy(row => Math.Abs(matrix[row][i]));
            (matrix[i], matrix[pivot]) = (matrix[pivot], matrix[i]);
            (right[i], right[pivot]) = (right[pivot], right[i]);
            for (var row = i + 1; row < n; row++)
            {
                var factor = matrix[row][i] / matrix[i][i];
                for (var column = i; column < n; column++)
                {
                    matrix[row][column] -= factor * matrix[i][column];
                }
                right[row] -= factor * right[i];
            }
        }
        for (var i = n - 1; i >= 0; i--)
        {
            for (var column = i + 1; column < n; column++)
            {
                right[i] -= matrix[i][column] * right[column];
            }
            right[i] /= matrix[i][i];
        }
        return right;
    }
}
