namespace EscalationBot.Core.Triage.Routing;

/// <summary>
/// Fits one label against all others: a linear support vector machine with squared hinge loss, by dual coordinate descent (C.-J. Hsieh and
/// others, "A Dual Coordinate Descent Method for Large-scale Linear SVM", 2008).
/// </summary>
internal static class LabelFit
{
    private const int MostRounds = 40;
    private const float Enough = 0.05f;

    /// <summary>Weights of the features, and behind them the bias.</summary>
    /// <param name="texts">The examples.</param>
    /// <param name="isLabel">Which of them have the label.</param>
    /// <param name="features">How many features there are.</param>
    /// <param name="cost">What an error costs on the texts of other labels; more fits closer.</param>
    /// <param name="importance">How many times as much it costs on texts of the label.</param>
    public static float[] Of(LabelVector[] texts, bool[] isLabel, int features, float cost, float importance)
    {
        var weights = new float[features + 1];
        var alphas = new float[texts.Length];
        var lengths = Array.ConvertAll(texts, text => 1 + text.Values.Sum(value => value * value));
        var order = Enumerable.Range(0, texts.Length).ToArray();
        // Not for secrets: a fixed shuffle makes fitting repeatable.
        var random = new Random(17);
        for (var round = 0; round < MostRounds; round++)
        {
            random.Shuffle(order);
            var worst = 0f;
            foreach (var i in order)
            {
                var sign = isLabel[i] ? 1f : -1f;
                var slack = 0.5f / (isLabel[i] ? cost * importance : cost);
                var gradient = (sign * Margin(weights, texts[i])) - 1 + (slack * alphas[i]);
                if (alphas[i] == 0 && gradient >= 0)
                {
                    continue;
                }
                worst = Math.Max(worst, Math.Abs(gradient));
                var alpha = Math.Max(0, alphas[i] - (gradient / (lengths[i] + slack)));
                Add(weights, texts[i], (alpha - alphas[i]) * sign);
                alphas[i] = alpha;
            }
            if (worst < Enough)
            {
                break;
            }
        }
        return weights;
    }

    private static float Margin(float[] weights, LabelVector text)
    {
        var sum = weights[^1];
        var (places, values) = (text.Places, text.Values);
        for (var i = 0; i < places.Length; i++)
        {
            sum += weights[places[i]] * values[i];
        }
        return sum;
    }

    private static void Add(float[] weights, LabelVector text, float step)
    {
        weights[^1] += step;
        for (var i = 0; i < text.Places.Length; i++)
        {
            weights[text.Places[i]] += step * text.Values[i];
        }
    }
}
