using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EscalationBot.Core.Knowledge.Sentences;

/// <summary>The little linear algebra that the encoder needs, on rows in one array, vectorised.</summary>
internal static class Matrix
{
    // Two vectors wide: what a product keeps in registers for each of its rows.
    private const int Strip = 32;

    /// <summary>
    /// A right side (inner × columns) for <see cref="Multiply"/>: cut into strips of 32 columns that lie one after another, so that a product reads memory straight
    /// ahead and not by jumps. Columns must be a multiple of 32.
    /// </summary>
    public static float[] Pack(ReadOnlySpan<float> right, int inner, int columns)
    {
        if (right.Length != inner * columns || columns % Strip != 0) throw new IOException("The encoder's weights have another shape: another model, or a broken download.");
        var packed = new float[right.Length];
        for (var column = 0; column < columns; column += Strip)
        {
            for (var i = 0; i < inner; i++) right.Slice((i * columns) + column, Strip).CopyTo(packed.AsSpan((column * inner) + (i * Strip)));
        }
        return packed;
    }

    /// <summary>left (rows × inner) · right (inner × columns, packed by <see cref="Pack"/>) + bias, row by row.</summary>
    public static float[] Multiply(ReadOnlySpan<float> left, int rows, int inner, float[] right, int columns, float[] bias)
    {
        var product = new float[rows * columns];
        for (var column = 0; column < columns; column += Strip)
        {
            var strip = right.AsSpan(column * inner, inner * Strip);
            var (low, high) = (Vector512.Create(bias, column), Vector512.Create(bias, column + (Strip / 2)));
            var row = 0;
            for (; row + 4 <= rows; row += 4) Four(left.Slice(row * inner, inner * 4), strip, low, high, product.AsSpan((row * columns) + column), columns);
            for (; row < rows; row++) One(left.Slice(row * inner, inner), strip, low, high, product.AsSpan((row * columns) + column));
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
    private static void Four(ReadOnlySpan<float> left, ReadOnlySpan<float> strip, Vector512<float> low, Vector512<float> high, Span<float> product, int columns)
    {
        Vector512<float> a0 = low, a1 = high, b0 = low, b1 = high, c0 = low, c1 = high, d0 = low, d1 = high;
        var inner = left.Length / 4;
        ref var a = ref MemoryMarshal.GetReference(left);
        ref var at = ref MemoryMarshal.GetReference(strip);
        for (var i = 0; i < inner; i++)
        {
            var first = Vector512.LoadUnsafe(ref at);
            var second = Vector512.LoadUnsafe(ref at, Strip / 2);
            at = ref Unsafe.Add(ref at, Strip);
            var factor = Vector512.Create(Unsafe.Add(ref a, i));
            (a0, a1) = (Vector512.FusedMultiplyAdd(factor, first, a0), Vector512.FusedMultiplyAdd(factor, second, a1));
            factor = Vector512.Create(Unsafe.Add(ref a, i + inner));
            (b0, b1) = (Vector512.FusedMultiplyAdd(factor, first, b0), Vector512.FusedMultiplyAdd(factor, second, b1));
            factor = Vector512.Create(Unsafe.Add(ref a, i + (2 * inner)));
            (c0, c1) = (Vector512.FusedMultiplyAdd(factor, first, c0), Vector512.FusedMultiplyAdd(factor, second, c1));
            factor = Vector512.Create(Unsafe.Add(ref a, i + (3 * inner)));
            (d0, d1) = (Vector512.FusedMultiplyAdd(factor, first, d0), Vector512.FusedMultiplyAdd(factor, second, d1));
        }
        Store(product, a0, a1);
        Store(product[columns..], b0, b1);
        Store(product[(2 * columns)..], c0, c1);
        Store(product[(3 * columns)..], d0, d1);
    }

    private static void One(ReadOnlySpan<float> left, ReadOnlySpan<float> strip, Vector512<float> low, Vector512<float> high, Span<float> product)
    {
        for (var i = 0; i < left.Length; i++)
        {
            var factor = Vector512.Create(left[i]);
            low = Vector512.FusedMultiplyAdd(factor, Vector512.Create(strip.Slice(i * Strip, Strip / 2)), low);
            high = Vector512.FusedMultiplyAdd(factor, Vector512.Create(strip.Slice((i * Strip) + (Strip / 2), Strip / 2)), high);
        }
        Store(product, low, high);
    }

    private static void Store(Span<float> product, Vector512<float> low, Vector512<float> high)
    {
        low.CopyTo(product);
        high.CopyTo(product[(Strip / 2)..]);
    }
}
