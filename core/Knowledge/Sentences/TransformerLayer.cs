using System.Runtime.Intrinsics;

namespace EscalationBot.Core.Knowledge.Sentences;

/// <summary>One layer of BERT (Devlin and others, 2019): attention, then two dense steps, each added to what came in and then normalised.</summary>
internal sealed class TransformerLayer
{
    public const float Epsilon = 1e-12f;
    // Of MiniLM; other models of this build have 64.
    private const int HeadSize = 32;

    private readonly int _hidden, _inner;
    private readonly float[] _attend, _attendBias, _mix, _mixBias, _scale, _shift, _first, _firstBias, _second, _secondBias, _lastScale, _lastShift;

    private TransformerLayer(OnnxWeights weights, string name, int hidden)
    {
        (_hidden, _inner) = (hidden, hidden * 4);
        string[] parts = ["query", "key", "value"];
        // The three products of attention are one, whose columns stand side by side.
        var columns = parts.Select(part => weights.Get($"{name}attention.self.{part}.weight", hidden * hidden)).ToList();
        var joined = new float[hidden * hidden * 3];
        for (var row = 0; row < hidden; row++)
        {
            for (var part = 0; part < 3; part++) columns[part].AsSpan(row * hidden, hidden).CopyTo(joined.AsSpan((row * hidden * 3) + (part * hidden)));
        }
        _attend = Matrix.Pack(joined, hidden, hidden * 3);
        _attendBias = [.. parts.SelectMany(part => weights.Get($"{name}attention.self.{part}.bias", hidden))];
        (_mix, _mixBias) = Dense("attention.output.dense", hidden, hidden);
        (_first, _firstBias) = Dense("intermediate.dense", hidden, _inner);
        (_second, _secondBias) = Dense("output.dense", _inner, hidden);
        (_scale, _shift) = Norm("attention.output.LayerNorm");
        (_lastScale, _lastShift) = Norm("output.LayerNorm");

        (float[] Weights, float[] Bias) Dense(string part, int inputs, int outputs) => (Matrix.Pack(weights.Get($"{name}{part}.weight", inputs * outputs), inputs, outputs), weights.Get($"{name}{part}.bias", outputs));
        (float[] Scale, float[] Shift) Norm(string part) => (weights.Get($"{name}{part}.weight", hidden), weights.Get($"{name}{part}.bias", hidden));
    }

    /// <summary>As many as the weights hold.</summary>
    public static IEnumerable<TransformerLayer> All(OnnxWeights weights, int hidden)
    {
        for (var layer = 0; weights.Find($"encoder.layer.{layer}.output.LayerNorm.weight") is not null; layer++) yield return new TransformerLayer(weights, $"encoder.layer.{layer}.", hidden);
    }

    public float[] Apply(float[] values, int rows)
    {
        var attended = Matrix.Multiply(Attention.Apply(Matrix.Multiply(values, rows, _hidden, _attend, _hidden * 3, _attendBias), rows, _hidden, _hidden / HeadSize), rows, _hidden, _mix, _hidden, _mixBias);
        Matrix.AddScaled(values, 1, attended);
        attended = Matrix.Normalise(attended, _hidden, Epsilon, _scale, _shift);
        var inner = Matrix.Multiply(attended, rows, _hidden, _first, _inner, _firstBias);
        Bend(inner);
        var result = Matrix.Multiply(inner, rows, _inner, _second, _hidden, _secondBias);
        Matrix.AddScaled(attended, 1, result);
        return Matrix.Normalise(result, _hidden, Epsilon, _lastScale, _lastShift);
    }

    /// <summary>GELU in place: x · Φ(x), the error function by Abramowitz and Stegun 7.1.26 (error below 1.5e-7).</summary>
    private static void Bend(Span<float> values)
    {
        var width = Vector512<float>.Count;
        for (var i = 0; i < values.Length; i += width)
        {
            var x = Vector512.Create<float>(values[i..]);
            var z = Vector512.Abs(x) * 0.70710678f;
            var t = Vector512<float>.One / (Vector512<float>.One + (z * 0.3275911f));
            var polynomial = ((((((((t * 1.061405429f) - Vector512.Create(1.453152027f)) * t) + Vector512.Create(1.421413741f)) * t) - Vector512.Create(0.284496736f)) * t) + Vector512.Create(0.254829592f)) * t;
            var error = Vector512<float>.One - (polynomial * Vector512.Exp(-(z * z)));
            (x * 0.5f * (Vector512<float>.One + Vector512.CopySign(error, x))).CopyTo(values[i..]);
        }
    }
}
