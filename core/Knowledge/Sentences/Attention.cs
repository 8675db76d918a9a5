namespace EscalationBot.Core.Knowledge.Sentences;

/// <summary>Scaled dot-product attention over several heads (Vaswani and others, "Attention Is All You Need", 2017).</summary>
internal static class Attention
{
    /// <param name="all">Rows of queries, keys and values side by side, each <paramref name="width"/> wide.</param>
    /// <param name="rows">How many.</param>
    /// <param name="width">Of one of the three.</param>
    /// <param name="heads">Which share the width.</param>
    /// <returns>Rows of mixed values.</returns>
    public static float[] Apply(float[] all, int rows, int width, int heads)
    {
        var size = width / heads;
        var mixed = new float[rows * width];
        var shares = new float[rows];
        var root = 1 / MathF.Sqrt(size);
        for (var head = 0; head < heads; head++)
        {
            for (var i = 0; i < rows; i++)
            {
                var query = all.AsSpan((i * width * 3) + (head * size), size);
                for (var j = 0; j < rows; j++) shares[j] = root * Matrix.Dot(query, all.AsSpan((j * width * 3) + width + (head * size), size));
                Soften(shares);
                var into = mixed.AsSpan((i * width) + (head * size), size);
                for (var j = 0; j < rows; j++) Matrix.AddScaled(all.AsSpan((j * width * 3) + (2 * width) + (head * size), size), shares[j], into);
            }
        }
        return mixed;
    }

    /// <summary>Softmax in place.</summary>
    private static void Soften(float[] values)
    {
        var highest = values.Max();
        var sum = 0f;
        for (var i = 0; i < values.Length; i++) sum += values[i] = MathF.Exp(values[i] - highest);
        for (var i = 0; i < values.Length; i++) values[i] /= sum;
    }
}
