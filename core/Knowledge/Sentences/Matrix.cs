using System.Numerics;

namespace EscalationBot.Core.Knowledge.Sentences;

/// <summary>The little linear algebra that the encoder needs, on rows in one array, vectorised.</summary>
internal static class Matrix
{
    /// <summary>
    /// A right side (inner × columns) for <see cref="Multiply"/>: cut into strips of two vectors' width that lie one after another, so that a product reads memory straight
    /// ahead and not by jumps. Columns must be a multiple of that width.
    /// </summary>
    public static float[] Pack(float[] right, int inner, int columns)
    {
        var strip = Vector<float>.Count * 2;
        if (right.Length != inner * columns || columns % strip != 0) throw new IOException("The encoder's weights have another shape: another model, or a broken download.");
        var packed = new float[right.Length];
        for (var column = 0; column < columns; column += strip)
        {
            for (var i = 0; i < inner; i++) right.AsSpan((i * columns) + column, strip).CopyTo(packed.AsSpan((column * inner) + (i * strip)));
        }
        return packed;
    }

    /// <summary>left (rows × inner) · right (inner × columns, packed by <see cref="Pack"/>) + bias, row by row.</summary>
    public static float[] Multiply(ReadOnlySpan<float> left, int rows, int inner, float[] right, int columns, float[] bias)
    {
        var product = new float[rows * columns];
        var width = Vector<float>.Count;
        for (var column = 0; column < columns; column += width * 2)
        {
            var row = 0;
            for (; row + 4 <= rows; row += 4) Four(left, row, inner, right, columns, column, bias, product);
            for (; row < rows; row++) One(left, row, inner, right, columns, column, bias, product);
        }
        return product;
    }

    public static float Dot(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        var sum = Vector<float>.Zero;
        var width = Vector<float>.Count;
        var i = 0;
        for (; i <= one.Length - width; i += width) sum += new Vector<float>(one[i..]) * new Vector<float>(other[i..]);
        var total = Vector.Sum(sum);
        for (; i < one.Length; i++) total += one[i] * other[i];
        return total;
    }

    /// <summary>into += values · factor.</summary>
    public static void AddScaled(ReadOnlySpan<float> values, float factor, Span<float> into)
    {
        var width = Vector<float>.Count;
        var i = 0;
        for (; i <= values.Length - width; i += width) (new Vector<float>(into[i..]) + (new Vector<float>(values[i..]) * factor)).CopyTo(into[i..]);
        for (; i < values.Length; i++) into[i] += factor * values[i];
    }

    /// <summary>Each row to mean 0 and variance 1, then scaled and moved.</summary>
    public static float[] Normalise(ReadOnlySpan<float> values, int columns, float epsilon, float[] scale, float[] shift)
    {
        var result = new float[values.Length];
        for (var row = 0; row < values.Length; row += columns)
        {
            double mean = 0, variance = 0;
            for (var i = 0; i < columns; i++) mean += values[row + i];
            mean /= columns;
            for (var i = 0; i < columns; i++) variance += (values[row + i] - mean) * (values[row + i] - mean);
            var factor = 1 / Math.Sqrt((variance / columns) + epsilon);
            for (var i = 0; i < columns; i++) result[row + i] = (float)((values[row + i] - mean) * factor * scale[i]) + shift[i];
        }
        return result;
    }

    // Four rows share each load of the right side, which is what the memory has to deliver.
    private static void Four(ReadOnlySpan<float> left, int row, int inner, float[] right, int columns, int column, float[] bias, float[] product)
    {
        var width = Vector<float>.Count;
        var (biasLow, biasHigh) = (new Vector<float>(bias, column), new Vector<float>(bias, column + width));
        Vector<float> a0 = biasLow, a1 = biasHigh, b0 = biasLow, b1 = biasHigh, c0 = biasLow, c1 = biasHigh, d0 = biasLow, d1 = biasHigh;
        ReadOnlySpan<float> a = left.Slice(row * inner, inner), b = left.Slice((row + 1) * inner, inner), c = left.Slice((row + 2) * inner, inner), d = left.Slice((row + 3) * inner, inner);
        var at = column * inner;
        for (var i = 0; i < inner; i++)
        {
            var low = new Vector<float>(right, at);
            var high = new Vector<float>(right, at + width);
            at += width * 2;
            var factor = new Vector<float>(a[i]);
            (a0, a1) = (Vector.FusedMultiplyAdd(factor, low, a0), Vector.FusedMultiplyAdd(factor, high, a1));
            factor = new Vector<float>(b[i]);
            (b0, b1) = (Vector.FusedMultiplyAdd(factor, low, b0), Vector.FusedMultiplyAdd(factor, high, b1));
            factor = new Vector<float>(c[i]);
            (c0, c1) = (Vector.FusedMultiplyAdd(factor, low, c0), Vector.FusedMultiplyAdd(factor, high, c1));
            factor = new Vector<float>(d[i]);
            (d0, d1) = (Vector.FusedMultiplyAdd(factor, low, d0), Vector.FusedMultiplyAdd(factor, high, d1));
        }
        at = (row * columns) + column;
        Store(product, at, a0, a1);
        Store(product, at + columns, b0, b1);
        Store(product, at + (2 * columns), c0, c1);
        Store(product, at + (3 * columns), d0, d1);
    }

    private static void One(ReadOnlySpan<float> left, int row, int inner, float[] right, int columns, int column, float[] bias, float[] product)
    {
        var width = Vector<float>.Count;
        var (low, high) = (new Vector<float>(bias, column), new Vector<float>(bias, column + width));
        var values = left.Slice(row * inner, inner);
        var at = column * inner;
        for (var i = 0; i < inner; i++)
        {
            var factor = new Vector<float>(values[i]);
            low = Vector.FusedMultiplyAdd(factor, new Vector<float>(right, at), low);
            high = Vector.FusedMultiplyAdd(factor, new Vector<float>(right, at + width), high);
            at += width * 2;
        }
        Store(product, (row * columns) + column, low, high);
    }

    private static void Store(float[] product, int at, Vector<float> low, Vector<float> high)
    {
        low.CopyTo(product, at);
        high.CopyTo(product, at + Vector<float>.Count);
    }
}
